"""Invented campaigns: the machinery finds what made them, says how sure it is, and sees nothing in noise."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.materials.calibration import calibration
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.study.cycling_fit import CyclingModel, Film
from nelumbo.study.evidence import cycling_evidence
from nelumbo.study.likelihood import Near
from nelumbo.study.simulation import Bank, covered, invented, judge
from nelumbo.transport.bare import bare_transport

pytestmark = pytest.mark.slow
DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
APART = ("film_location", "puncture", "host")
"""Laws that act on different descriptors; `buried_film` and `combined` hold them and cannot lose by much."""


def film(outer, inner, cavities, strength, modulus):
    """A film with the descriptors that a law may see."""
    mechanics = Mechanics(modulus, 0.2, modulus * 2e-19, 1e7, 0.01, strength, 5e-7)
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
    "cu_np": film(18.0, 0.0, 0.0, 6e6, 6e7),
    "homs_1s": film(9.4, 7.6, 4e-6, 2.7e7, 6e8),
    "homs_2s": film(3.0, 10.3, 2e-6, 3.0e7, 1e9),
    "homs_3s": film(1.0, 16.0, 5e-7, 6e7, 2e9),
}
"""Areas, cavities and strength do not rise and fall together; one film is thick enough to be a host."""


def campaign(films):
    """A model of a campaign that measured the efficiency of all these films at cycle 100 and at cycle 400."""
    seen = next(d for d in DESIGN.measured if d.id == "E6")
    more = tuple(
        seen.model_copy(update={"id": f"{id_}_{n}", "electrode": id_, "condition": f"cycle={n}"})
        for id_ in films
        for n in (100, 400)
    )
    design = DESIGN.model_copy(update={"measured": DESIGN.measured + more})
    return CyclingModel(design, films, cycling_evidence(design))


@pytest.fixture(scope="module")
def model():
    return campaign(FILMS)


@pytest.fixture(scope="module")
def banks(model):
    return [Bank.of(model, law, 8192) for law in APART]


def truth_of(model, law):
    """The shipped numbers of a law and what they predict."""
    shipped = next(entry for entry in calibration().laws if entry.name == law)
    bare = calibration().laws[0].values
    values = {name: bare.get(name, value) for name, value in shipped.values.items()}
    one = {name: np.array([value]) for name, value in values.items()}
    return values, model.predict(law, one)[:, 0]


@pytest.mark.parametrize("law", APART)
def test_the_law_that_made_the_data_comes_first(model, banks, law):
    values, predicted = truth_of(model, law)
    random = np.random.default_rng(11)
    first, inside = 0, []
    for _ in range(20):
        evidence = invented(model.evidence, predicted, random)
        verdict = judge(banks, evidence)
        first += verdict.first == law
        bank = next(bank for bank in banks if bank.law == law)
        inside += covered(bank, verdict.posteriors[law], values)
    assert first >= 16
    assert np.mean(inside) > 0.75


def test_nine_intervals_of_ten_hold_the_truth(model):
    """Truths are drawn from what literature allows, by a bank of its own."""
    random = np.random.default_rng(5)
    bank = Bank.of(model, "film_location", 16384)
    other = Bank.of(model, bank.law, 1024, seed=99)
    inside = []
    for k in random.choice(1024, size=200, p=other.prior.probability):
        evidence = invented(model.evidence, other.predicted[:, k], random)
        truth = {name: float(column[k]) for name, column in other.values.items()}
        inside += covered(bank, bank.posterior(evidence), truth)
    assert 0.85 <= np.mean(inside) <= 0.95


def test_nothing_is_claimed_of_noise(model, banks):
    """Efficiencies that have nothing to do with the films, from poor to excellent."""
    random = np.random.default_rng(7)
    _, predicted = truth_of(model, APART[0])
    claims = 0
    for _ in range(40):
        noise = np.array(
            [
                random.uniform(np.log(0.002), np.log(0.2)) if " CE" in item.text and item.measured else value
                for item, value in zip(model.evidence, predicted, strict=True)
            ]
        )
        evidence = invented(model.evidence, noise, random)
        claims += judge(banks, evidence).claimed is not None
    assert claims <= 4


def test_the_campaign_as_it_is_cannot_tell_the_location_of_the_film_from_its_neighbours(model):
    """One film, one efficiency: laws that hold the location of the film explain its data as well."""
    films = {"homs_3s": FILMS["homs_3s"]}
    poor = CyclingModel(DESIGN, films, cycling_evidence(DESIGN))
    banks = [Bank.of(poor, law, 2048) for law in ("film_location", "combined")]
    verdict = judge(banks, poor.evidence)
    assert all(isinstance(item.likelihood, Near) or item.likelihood.sd > 0 for item in poor.evidence)
    assert abs(verdict.aic["film_location"] - verdict.aic["combined"]) < 4
    assert verdict.claimed is None
