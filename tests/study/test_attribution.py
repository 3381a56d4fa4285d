from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.errors import NelumboError
from nelumbo.materials.calibration import calibration
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.study.attribution import GROWTH, MECHANISMS, OUTCOMES, attribute
from nelumbo.study.cycling_fit import Film
from nelumbo.study.flux_imprint import FluxImprint
from nelumbo.transport.bare import bare_transport

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
ELECTRODE = next(e for e in DESIGN.electrode if e.membrane is not None and e.id.startswith("homs"))
SHELLS = replace(
    bare_structure(),
    membrane_thickness=1.5e-6,
    outer_area=6.4,
    inner_area=10.6,
    coated_area=6.4,
    cavity_volume=5.1e-7,
    wall_exchange_ratio=0.1,
    mechanics=Mechanics(1e9, 0.2, 1.9e-10, 1e7, 0.01, 2.6e7, 5e-7),
)
POROUS = replace(bare_transport(), thickness=1.5e-6, porosity=0.6, diffusivity_ratio=0.3, flux_variation=0.2)


@pytest.fixture(scope="module")
def found():
    return attribute(DESIGN, ELECTRODE, Film((SHELLS,), (POROUS,)), members=4)


def test_every_mechanism_and_every_pair_is_there(found):
    singles, pairs = len(MECHANISMS), len(MECHANISMS) * (len(MECHANISMS) - 1) // 2
    assert len(found.worths) == (singles + pairs) * len(OUTCOMES)
    assert len({(worth.without, worth.outcome) for worth in found.worths}) == len(found.worths)


def test_what_is_off_acts_where_it_should_and_nowhere_else(found):
    def acts(outcome, name):
        return bool(np.any(np.abs(found.worth(outcome, name).change) > 1e-12))

    assert all(acts("efficiency", name) for name in ("film location", "host", "mechanics"))
    assert not any(acts("efficiency", name) for name in ("binder coat", "flux", "transport"))
    assert acts("overpotential", "transport")
    assert not acts("overpotential", "flux")
    assert acts("roughness", "flux")
    assert acts("on top", "binder coat")
    assert found.worth("on top", "binder coat").median < 0  # the coat keeps lithium off the outer faces


def test_a_film_without_any_mechanism_of_its_law_is_a_bare_collector(found):
    left = {name: values - found.bare[name] for name, values in found.complete.items()}
    nothing = replace(SHELLS, outer_area=0.0, inner_area=0.0, cavity_volume=0.0, coated_area=0.0)
    nothing = replace(nothing, mechanics=bare_structure().mechanics)
    empty = attribute(DESIGN, ELECTRODE, Film((nothing,), (bare_transport(),)), members=4)
    assert np.any(left["efficiency"] != 0)
    for name in ("efficiency", "life", "cycle of fall", "overpotential"):
        assert empty.complete[name] == pytest.approx(empty.bare[name], rel=1e-12)
        assert all(np.all(empty.worth(name, one).change == 0) for one in MECHANISMS)


def test_growth_is_a_mechanism_of_laws_that_take_roughness_from_it(monkeypatch):
    numbers = {name: np.full(4, value) for name, value in calibration().laws[0].values.items()}
    numbers["front_roughness.reactivity"] = np.full(4, 0.1)
    monkeypatch.setattr("nelumbo.study.attribution.posterior_draws", lambda: {"front_roughness": numbers})
    table = RoughnessTable(
        np.array([0.1, 1.0]), np.array([10.0]), np.array([3.6e4]), np.array([[[0.05]], [[0.2]]])
    )
    film = Film((SHELLS,), (POROUS,), {"front_roughness": table})
    found = attribute(DESIGN, ELECTRODE, film, "front_roughness", members=4)
    assert found.mechanisms == (*MECHANISMS, GROWTH)
    assert found.worth("efficiency", GROWTH).median > 0
    assert found.worth("efficiency", "film location").median > 0
    both = found.worth("efficiency", GROWTH, "film location").change
    assert found.complete["efficiency"] - both == pytest.approx(found.bare["efficiency"], rel=1e-12)
    assert "but for what they do to growth" in found.in_words()


def test_a_law_that_was_not_fitted_is_refused():
    with pytest.raises(NelumboError, match=r"'magic' in the calibration; there are: .*combined"):
        attribute(DESIGN, ELECTRODE, Film((SHELLS,), (POROUS,)), "magic")


def test_pairs_do_not_depend_on_their_order(found):
    one, other = found.worth("life", "host", "mechanics"), found.worth("life", "mechanics", "host")
    assert one is other


def test_the_words_name_the_strongest_mechanism_and_the_numbers(found):
    strongest = max(MECHANISMS, key=lambda name: abs(found.worth("efficiency", name).median))
    words = found.in_words()
    assert f"Without {strongest} it would be" in words
    assert f"{np.median(found.complete['efficiency']):.2f} %" in words


def test_flux_is_imprinted_as_far_as_the_membrane_resists():
    assert FluxImprint(0.2, 1.0, 0.0).roughness(5e-6) == pytest.approx(1e-6)
    assert FluxImprint(0.2, 1.0, 9.0).roughness(5e-6) == pytest.approx(1e-7)
    assert FluxImprint(0.2, 0.0, 9.0).roughness(5e-6) == 0
