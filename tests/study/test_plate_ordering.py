from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nelumbo.design.load import load
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.study.plate_ordering import PRIORS, Ordering, Prior, chances, draw, frequencies, order

DESIGN = load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
MIDDLE = {name: prior.at(0.5) for name, prior in PRIORS.items()} | {"resting": 0.0}


def test_a_latin_hypercube_has_one_sample_in_every_slice():
    drawn = draw(10, seed=3)
    for name, prior in PRIORS.items():
        edges = [prior.at(n / 10) for n in range(11)]
        counts, _ = np.histogram([values[name] for values in drawn], np.array(edges) * (1 + np.arange(11) * 1e-15))
        assert counts.tolist() == [1] * 10
    assert draw(10, seed=3) == drawn != draw(10, seed=4)


def test_priors():
    assert Prior(1.0, 100.0).at(0.5) == pytest.approx(10.0)
    assert Prior(0.0, 2.0, logarithmic=False).at(0.5) == 1.0


def ordering(**roughness):
    return Ordering(MIDDLE, 0, roughness, dict.fromkeys(roughness, 0.0), dict.fromkeys(roughness, 0.0))


def test_what_is_too_steep_earlier_is_rougher_whatever_its_height():
    found = replace(ordering(a=2.0, b=1.0, c=3.0), dendritic={"a": 0.0, "b": 0.5, "c": 0.25})
    assert found.names == ("a", "c", "b")
    assert found.smoother("a", "b")
    assert not found.smoother("b", "c")


def test_shares_of_orderings_and_of_pairs():
    found = [ordering(a=1.0, b=2.0), ordering(a=3.0, b=2.0), ordering(a=0.0, b=2.0), ordering(a=1.0, b=4.0)]
    assert frequencies(found) == [(("a", "b"), 0.75), (("b", "a"), 0.25)]
    table = chances(found, ("a", "b"))
    assert table[0, 1] == 0.75
    assert table[1, 0] == 0.25
    assert np.isnan(table[0, 0])


@pytest.mark.parametrize("resting", [0.0, 1.0])
def test_equal_films_are_equally_rough_and_names_do_not_matter(resting):
    film = replace(
        bare_structure(),
        membrane_thickness=1.5e-6,
        outer_area=3.0,
        coated_area=3.0,
        mechanics=Mechanics(0.5e9, 0.2, 1.5e-10, 1e6, 0.01, 25e6, 0.5e-6),
    )
    electrode = DESIGN.electrode[0]
    films = {"one": (electrode, film), "other": (electrode, film), "bare": (electrode, bare_structure())}
    found = order(films, DESIGN.lithium, DESIGN.electrolyte["ether"], MIDDLE | {"resting": resting}, 1, cells=16)
    assert not found.failed
    assert found.roughness["one"] == found.roughness["other"]
    assert found.names[-1] == "bare"
