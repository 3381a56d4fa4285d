"""What every structure law owes: a bare collector as its limit, and protection that grows with its cause."""

from dataclasses import replace

import numpy as np
import pytest

from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.candidates import CANDIDATES
from nelumbo.cycling.map import Protocol, run_map
from nelumbo.cycling.puncture import puncture_number
from nelumbo.materials.film_share import FilmShare
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2

FREE = bare_transport()
HYPER = {
    "film_location": {"reactivity": 3.0},
    "buried_film": {"reactivity": 3.0, "half": 0.1},
    "puncture": {"half": 0.1},
    "host": {"access": 10.0},
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
        mechanics=replace(film.mechanics, puncture_pressure=thin * film.mechanics.puncture_pressure),
    )
    laws, bare = law.protect(bare_laws(), vanishing, FREE), bare_laws()
    assert laws.roughening.rate == pytest.approx(bare.roughening.rate, rel=1e-6)
    assert laws.sei.area == pytest.approx(bare.sei.area, rel=1e-6)


def test_a_film_prolongs_life(law):
    protocol = Protocol(10.0, 10.0, MAH_PER_CM2, None)
    bare = run_map(bare_laws(), protocol, 100)
    film = run_map(law.protect(bare_laws(), shells(), FREE), protocol, 100)
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
