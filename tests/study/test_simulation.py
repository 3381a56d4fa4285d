"""Invented campaigns: the machinery finds what made them, says how sure it is, and sees nothing in noise."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.materials.calibration import calibration
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.study.cycling_fit import CyclingModel, Film
from nelumbo.study.evidence import cycling_evidence
from nelumbo.study.simulation import Bank, covered, invented, judge
from nelumbo.transport.bare import bare_transport

pytestmark = pytest.mark.slow
DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
LAWS = ("film_location", "buried_film", "puncture", "growth_roughness", "host", "combined")
REPEATS = 20
SHORTER = {"half_cell": {"cycles": 200}, "symmetric": {"duration": 400 * 3600.0}}
"""Long enough for the bare cells to fall and to fail."""


def film(outer, inner, cavities, pressure, modulus, stiffness):
    """A film with the descriptors that a law may see."""
    mechanics = Mechanics(modulus, 0.2, stiffness, 1e7, 0.01, pressure, 5e-7)
    structure = replace(
        bare_structure(),
        outer_area=outer,
        inner_area=inner,
        cavity_volume=cavities,
        wall_exchange_ratio=0.1,
        mechanics=mechanics,
    )
    return Film((structure,), (bare_transport(),))


FILMS = {
    "cu_np": film(17.8, 0.0, 0.0, 6.5e6, 5.8e7, 9.3e-13),
    "homs_1s": film(9.4, 7.6, 9.1e-7, 2.75e7, 6.0e8, 3.7e-10),
    "homs_2s": film(6.7, 10.3, 5.6e-7, 2.99e7, 9.8e8, 1.9e-10),
    "homs_3s": film(6.4, 10.6, 5.1e-7, 2.70e7, 1.06e9, 1.8e-10),
}
"""The films of the campaign, as a quick run builds them: their cavities hold a hundredth of a cycle's charge."""

APART = {
    "cu_np": film(18.0, 0.0, 0.0, 6e6, 6e7, 1e-12),
    "homs_1s": film(9.4, 7.6, 4e-6, 2.7e7, 6e8, 4e-10),
    "homs_2s": film(3.0, 10.3, 2e-6, 3.0e7, 1e9, 2e-10),
    "homs_3s": film(1.0, 16.0, 5e-7, 6e7, 2e9, 1e-9),
}
"""Films whose areas, cavities and strength do not rise and fall together; one is thick enough to be a host."""


@cache
def campaign(apart):
    """A model of the campaign with the efficiency of all four films at cycle 50 and at its end, cycle 200."""
    films = APART if apart else FILMS
    seen = next(d for d in DESIGN.measured if d.id == "E6")
    more = tuple(
        seen.model_copy(update={"id": f"{id_}_{n}", "electrode": id_, "condition": f"cycle={n}"})
        for id_ in films
        for n in (50, 200)
    )
    rest = tuple(datum for datum in DESIGN.measured if datum is not seen)
    tests = tuple(test.model_copy(update=SHORTER.get(test.kind, {})) for test in DESIGN.experiment)
    design = DESIGN.model_copy(update={"measured": rest + more, "experiment": tests})
    return CyclingModel(design, films, cycling_evidence(design))


def truth_of(model, law):
    """The shipped numbers of a law and what they predict."""
    shipped = next(entry for entry in calibration().laws if entry.name == law)
    bare = calibration().laws[0].values
    values = {name: bare.get(name, shipped.values[name]) for name in model.priors(law)}
    one = {name: np.array([value]) for name, value in values.items()}
    return values, model.predict(law, one)[:, 0]


def tournament(apart, law):
    """How often each law comes first, the true one is among the best, and intervals hold its numbers."""
    model = campaign(apart)
    values, predicted = truth_of(model, law)
    banks = [Bank.near(model, name, 2048, predicted) for name in LAWS]
    own = next(bank for bank in banks if bank.law == law)
    random = np.random.default_rng(11)
    first, among, inside = dict.fromkeys(LAWS, 0), 0, []
    for _ in range(REPEATS):
        verdict = judge(banks, invented(model.evidence, predicted, random))
        first[verdict.first] += 1
        among += law in verdict.alike
        inside += covered(own, verdict.posteriors[law], values)
    return first, among, float(np.mean(inside))
