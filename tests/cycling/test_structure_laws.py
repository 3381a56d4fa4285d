"""What every structure law owes: a bare collector as its limit, and protection that grows with its cause."""

from dataclasses import replace

import numpy as np
import pytest

from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.candidates import CANDIDATES
from nelumbo.cycling.map import Protocol, run_map
from nelumbo.cycling.puncture import puncture_number
from nelumbo.deposition.roughness_table import GrowthGrid, RoughnessTable
from nelumbo.materials.film_share import FilmShare
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2

FREE = bare_transport()
GROWN = RoughnessTable(
    np.array([0.01, 0.1, 1.0]),
    np.array([10.0, 30.0]),
    np.array([0.5, 1.0, 2.0, 3.0]) * MAH_PER_CM2,
    np.linspace(0.1, 0.9, 24).reshape(3, 2, 4),
)
HYPER = {
    "film_location": {"reactivity": 3.0},
    "buried_film": {"reactivity": 3.0, "half": 0.1},
    "puncture": {"half": 0.1},
    "growth_roughness": {"bonding": 1.0},
    "plate_roughness": {"reactivity": 3.0},
    "front_roughness": {"reactivity": 3.0},
    "host": {"access": 10.0},
    "combined": {"reactivity": 3.0, "half": 0.1},
}


def shells():
    """Two layers of three-shelled spheres: areas, cavities and strength of the order that packing gives."""
    return replace(
        bare_structure(),
        membrane_thickness=1.5e-6,
        outer_area=6.6,
        inner_area=11.0,
        coated_area=6.6,
        cavity_volume=0.109 * MAH_PER_CM2 * 1.3e-5 / 96485.0,
        wall_exchange_ratio=0.1,
        mechanics=Mechanics(5e9, 0.2, 5e-10, 1e7, 0.01, 2.6e7, 5e-7),
    )


def growths(ratio):
    """A table of growths in which the deposit under a film is as rough as it says, whatever else."""
    return GrowthGrid().table(lambda share, current, n: np.full(4, 1e-6 if share is None else 1e-6 * ratio))


@pytest.fixture(params=sorted(CANDIDATES))
def law(request):
    return CANDIDATES[request.param](**HYPER[request.param])


def test_every_candidate_is_tried():
    assert set(HYPER) == set(CANDIDATES)


def test_a_bare_collector_is_the_limit(law):
    assert law.protect(bare_laws(), bare_structure(), FREE) == bare_laws()


def test_a_vanishing_film_is_continuous(law):
    film, thin = shells(), 1e-9
    vanishing = replace(
        film,
        outer_area=thin * film.outer_area,
        inner_area=thin * film.inner_area,
        cavity_volume=thin * film.cavity_volume,
        mechanics=replace(
            film.mechanics,
            modulus=thin * film.mechanics.modulus,
            bending_stiffness=thin * film.mechanics.bending_stiffness,
            puncture_pressure=thin * film.mechanics.puncture_pressure,
        ),
    )
    laws, bare = law.protect(bare_laws(), vanishing, FREE, growths(1 - thin)), bare_laws()
    assert laws.roughening.rate == pytest.approx(bare.roughening.rate, rel=1e-6)
    assert laws.sei.area == pytest.approx(bare.sei.area, rel=1e-6)


def test_a_perfect_membrane_is_the_other_limit(law):
    """More of everything protects more, up to a deposit that stays flat, or a surface that grows no film."""
    film, much = shells(), 1e9
    perfect = replace(
        film,
        outer_area=much * film.outer_area,
        inner_area=much * film.inner_area,
        cavity_volume=much * film.cavity_volume,
        mechanics=replace(
            film.mechanics,
            modulus=much * film.mechanics.modulus,
            bending_stiffness=much * film.mechanics.bending_stiffness,
            puncture_pressure=much * film.mechanics.puncture_pressure,
        ),
    )
    laws = [
        law.protect(bare_laws(), structure, FREE, growths(ratio))
        for structure, ratio in ((film, 0.3), (perfect, 1e-9))
    ]
    rates = [one.roughening.rate / bare_laws().roughening.rate for one in laws]
    assert rates[1] < rates[0] < 1
    assert rates[1] < 1e-3
    areas = [one.sei.area / bare_laws().sei.area for one in laws]
    rounding = 1 + 1e-12  # some laws leave the film as it is
    assert areas[1] <= areas[0] * rounding
    assert areas[0] <= rounding


def test_an_ensemble_of_hyper_parameters_gives_what_its_members_give(law):
    kind = type(law)
    names = list(HYPER[next(name for name, each in CANDIDATES.items() if each is kind)])
    factors = np.array([0.1, 1.0, 10.0])
    together = replace(law, **{name: factors * getattr(law, name) for name in names})
    many = together.protect(bare_laws(), shells(), FREE, GROWN)
    for k, factor in enumerate(factors):
        one = replace(law, **{name: factor * getattr(law, name) for name in names})
        alone = one.protect(bare_laws(), shells(), FREE, GROWN)
        assert np.broadcast_to(many.roughening.rate, 3)[k] == pytest.approx(alone.roughening.rate, rel=1e-12)
        assert np.broadcast_to(many.sei.area, 3)[k] == pytest.approx(alone.sei.area, rel=1e-12)


def test_a_film_prolongs_life(law):
    protocol = Protocol(10.0, 10.0, MAH_PER_CM2, None)
    bare = run_map(bare_laws(), protocol, 100)
    film = run_map(law.protect(bare_laws(), shells(), FREE, GROWN), protocol, 100)
    assert np.all(film.efficiency > bare.efficiency)


def test_few_hyper_parameters(law):
    assert 1 <= len(HYPER[next(name for name, kind in CANDIDATES.items() if isinstance(law, kind))]) <= 2


def test_film_location_shares_by_area():
    laws = CANDIDATES["film_location"](3.0).protect(bare_laws(), shells(), FREE)
    share = FilmShare(3.0).share(6.6)
    assert laws.film_share == pytest.approx(share)
    assert laws.sei.area == pytest.approx(share * bare_laws().sei.area)
    assert laws.roughening.rate == pytest.approx(share * bare_laws().roughening.rate)


def test_puncture_number_against_lithium_of_one_micrometre():
    assert puncture_number(shells().mechanics, LithiumYield()) == pytest.approx(26 / 105)
    laws = CANDIDATES["puncture"](26 / 105).protect(bare_laws(), shells(), FREE)
    assert laws.roughening.rate == pytest.approx(0.5 * bare_laws().roughening.rate)
    assert laws.film_share == 1


def test_a_pierced_film_shelters_nothing():
    weak = replace(shells(), mechanics=replace(shells().mechanics, puncture_pressure=0.0))
    assert CANDIDATES["buried_film"](3.0, 0.1).protect(bare_laws(), weak, FREE) == bare_laws()


def test_a_host_is_limited_by_its_cavities():
    law = CANDIDATES["host"](1e9)
    filled = 1 - law.protect(bare_laws(), shells(), FREE).sei.area / bare_laws().sei.area
    assert filled == pytest.approx(1 - np.exp(-0.109), rel=1e-3)


def test_growth_is_as_rough_as_the_deposition_model_says_without_a_membrane():
    law = CANDIDATES["growth_roughness"](0.0)
    assert law.protect(bare_laws(), shells(), FREE).roughening.rate == pytest.approx(bare_laws().roughening.rate)


def test_a_floating_membrane_holds_less_than_a_bonded_one():
    rates = [
        CANDIDATES["growth_roughness"](bonding).protect(bare_laws(), shells(), FREE).roughening.rate
        for bonding in (0.01, 0.1, 1.0, 10.0)
    ]
    assert rates == sorted(rates, reverse=True)


def test_combined_is_the_product_of_its_mechanisms():
    both = CANDIDATES["combined"](3.0, 0.1).protect(bare_laws(), shells(), FREE)
    parts = [
        law.protect(bare_laws(), shells(), FREE)
        for law in (CANDIDATES["film_location"](3.0), CANDIDATES["puncture"](0.1), CANDIDATES["host"](1.0))
    ]
    bare = bare_laws()
    rates = np.prod([one.roughening.rate / bare.roughening.rate for one in parts])
    areas = np.prod([one.sei.area / bare.sei.area for one in parts])
    assert both.roughening.rate / bare.roughening.rate == pytest.approx(rates)
    assert both.sei.area / bare.sei.area == pytest.approx(areas)
    assert both.film_share == pytest.approx(parts[0].film_share)
