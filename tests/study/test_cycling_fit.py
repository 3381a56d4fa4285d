"""The fit finds what made the data, and the shipped numbers are what it finds for the campaign."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cycling.calibrated import laws_from
from nelumbo.materials.calibration import calibration
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.study.calibrate import contradictions, cycling_calibration, fit_cycling
from nelumbo.study.cycling_fit import BARE, HYPER, CyclingFit, Film
from nelumbo.study.evidence import cycling_evidence
from nelumbo.transport.bare import bare_transport

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
FREE = bare_transport()
SHELLS = replace(
    bare_structure(),
    outer_area=6.4,
    inner_area=10.6,
    cavity_volume=5.1e-7,
    wall_exchange_ratio=0.1,
    mechanics=Mechanics(5e9, 0.2, 5e-10, 1e7, 0.01, 2.6e7, 5e-7),
)


def film_electrode():
    return next(d.electrode for d in DESIGN.measured if d.quantity == "sei_location")


@pytest.fixture(scope="module")
def fits():
    return fit_cycling(DESIGN, {film_electrode(): Film((SHELLS,), (FREE,))})


@pytest.mark.slow
def test_every_law_is_fitted_and_ranked(fits):
    assert {law.name for law in fits} == set(HYPER)
    ranks = [(contradictions(law, DESIGN), law.aic) for law in fits]
    assert ranks == sorted(ranks)
    assert all(len(law.estimates) == len(BARE) + len(HYPER[law.name]) for law in fits)


@pytest.mark.slow
def test_the_preferred_law_meets_the_protected_cell(fits):
    assert abs(fits[0].residuals["E6"]) < 1
    assert contradictions(fits[0], DESIGN) == 0
    assert fits[0].name == calibration().structure_law


@pytest.mark.slow
def test_cavities_alone_cannot_explain_the_protected_cell(fits):
    host = next(law for law in fits if law.name == "host")
    assert host.residuals["E6"] < -10
    assert host.aic == max(law.aic for law in fits)


@pytest.mark.slow
def test_shipped_numbers_are_reproduced(fits):
    found = cycling_calibration(DESIGN, fits)
    for name in (*BARE, *HYPER[fits[0].name]):
        shipped = calibration()[name]
        assert found[name].value == pytest.approx(shipped.value, abs=0.2 * shipped.sd)
        assert shipped.fitted_to


@pytest.mark.slow
def test_the_fit_finds_the_numbers_that_made_its_data():
    truth = {"dead.share": 0.02, "roughening.retention": 0.03}
    fit = CyclingFit(DESIGN, {}, cycling_evidence(DESIGN))
    numbers = {name: entry.value for name, entry in calibration().items()} | truth
    cells = fit.cells(laws_from(numbers))
    made = tuple(replace(item, expected=float(item.observe(cells))) for item in fit.bare_evidence)
    found = CyclingFit(DESIGN, {}, made).bare
    assert np.exp(found.x) == pytest.approx(list(truth.values()), rel=0.03)
    assert np.abs(found.residuals).max() < 0.05
