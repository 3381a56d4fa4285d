"""The fit finds what made the data, and the shipped numbers are what it finds for the campaign."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.materials.calibration import (
    CalibratedValue,
    Calibration,
    LawEvidence,
    calibration,
    calibration_hash,
    posterior_draws,
)
from nelumbo.pipeline.executors import SerialExecutor
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.packed import PackedSpheres
from nelumbo.structure.result import Mechanics
from nelumbo.study.calibrate import (
    ALIKE,
    calibrate,
    campaign_model,
    claim,
    cycling_calibration,
    drift,
    fit_laws,
    identifiability,
    ranked,
    table,
)
from nelumbo.study.cathode_fit import fading
from nelumbo.study.cycling_fit import CyclingModel, Film
from nelumbo.study.evidence import cycling_evidence
from nelumbo.study.growths import GROWN, can_be_fitted
from nelumbo.study.likelihood import Near
from nelumbo.study.posterior import climb, sample
from nelumbo.study.priors import BARE, HYPER
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.voxel_diffusion import VoxelDiffusion
from nelumbo.units import MAH_PER_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
FREE = bare_transport()
SMOOTH = RoughnessTable(
    np.array([0.01, 1.0]), np.array([10.0, 30.0]), np.array([0.5, 3.0]) * MAH_PER_CM2, np.full((2, 2, 2), 0.1)
)
"""Growths under a film that are a tenth as rough as on copper, wherever the SEI is."""
SHELLS = replace(
    bare_structure(),
    outer_area=6.4,
    inner_area=10.6,
    cavity_volume=5.1e-7,
    wall_exchange_ratio=0.1,
    mechanics=Mechanics(1e9, 0.2, 1.9e-10, 1e7, 0.01, 2.6e7, 5e-7),
)


def film_electrode():
    return next(d.electrode for d in DESIGN.measured if d.quantity == "sei_location")


FILMS = {film_electrode(): Film((SHELLS,), (FREE,))}
FADES = {"fade.ncm811", "fade.lfp"}


@pytest.fixture(scope="module")
def fits():
    film = Film((SHELLS,), (FREE,), dict.fromkeys(GROWN, SMOOTH))
    return fit_laws(DESIGN, {film_electrode(): film}, fading(DESIGN), SerialExecutor(), points=1024)


@pytest.mark.slow
def test_every_law_is_fitted_and_ranked(fits):
    assert {law.name for law in fits} == set(HYPER)
    assert all(set(law.values) == {*BARE, *HYPER[law.name], *FADES} for law in fits)
    best = fits[0]
    assert claim(best) > max(map(claim, fits)) - np.log(ALIKE)
    assert ranked(reversed(fits)) == fits


@pytest.mark.slow
def test_the_preferred_law_meets_the_protected_cell(fits):
    assert abs(fits[0].residuals["E6"]) < 1
    assert fits[0].residuals["D13"] > -1
    assert fits[0].name == calibration().structure_law


@pytest.mark.slow
def test_cavities_alone_cannot_explain_the_protected_cell(fits):
    host = next(law for law in fits if law.name == "host")
    assert host.log_evidence == min(law.log_evidence for law in fits)
    assert host.chi_squared > 50
    assert host.leave_one_out == min(law.leave_one_out for law in fits)


@pytest.mark.slow
def test_shipped_numbers_are_reproduced(fits):
    found = cycling_calibration(DESIGN, fits)
    for name in fits[0].values:
        shipped = calibration()[name]
        assert found[name].value == pytest.approx(shipped.value, abs=0.2 * shipped.sd)
        assert shipped.fitted_to
        assert shipped.interval[0] < shipped.value < shipped.interval[1]


@pytest.mark.slow
def test_the_table_and_the_directions_name_every_number(fits):
    text = "\n".join(table(fits))
    assert all(name in text for law in fits for name in law.values)
    told = identifiability(fits[0])
    spreads = [float(line.split()[0]) for line in told[1 : 1 + fits[0].best.size]]
    assert spreads == sorted(spreads)
    assert spreads[0] < 0.1  # what a bare cell costs per cycle is known well


@pytest.mark.slow
def test_the_fit_finds_the_numbers_that_made_its_data():
    truth = {"dead.share": 0.02, "roughening.retention": 0.03, "film_location.reactivity": 5.0}
    model = CyclingModel(DESIGN, FILMS, cycling_evidence(DESIGN))
    seen = model.predict("film_location", {name: np.array([value]) for name, value in truth.items()})[:, 0]
    exact = tuple(
        replace(item, likelihood=replace(item.likelihood, seen=float(value), sd=0.1 * item.likelihood.sd))
        if isinstance(item.likelihood, Near)
        else replace(item, likelihood=replace(item.likelihood, holds=bool(value > item.likelihood.bound)))
        for item, value in zip(model.evidence, seen, strict=True)
    )
    fit = replace(model, evidence=exact).fit("film_location", points=1024)
    assert fit.values == pytest.approx(truth, rel=0.05)
    for name, value in truth.items():
        low, high = fit.interval(name)
        assert low < value < high
    assert max(abs(r) for r in fit.residuals.values()) < 0.5


def test_a_law_without_its_growths_is_not_fitted():
    with_growths, without = Film((SHELLS,), (FREE,), dict.fromkeys(GROWN, SMOOTH)), Film((SHELLS,), (FREE,))
    assert GROWN
    for law in HYPER:
        assert can_be_fitted(law, [with_growths])
        assert can_be_fitted(law, [with_growths, without]) == (law not in GROWN)


@pytest.mark.slow
def test_other_random_points_lead_to_the_same_numbers():
    """To three digits: the way to the summit is of no account."""
    model = campaign_model(DESIGN, FILMS)

    def terms(z):
        return model.log_terms("film_location", z)

    summits = [climb(terms, sample(terms, 3, 1024, seed=seed)) for seed in (0, 50)]
    first, second = (model.values("film_location", z[:, None]) for z in summits)
    assert {k: float(v[0]) for k, v in first.items()} == pytest.approx(
        {k: float(v[0]) for k, v in second.items()}, rel=5e-4
    )


@pytest.mark.slow
def test_the_shipped_calibration_is_reproduced_from_scratch():
    """To three digits, films and full cells included; minutes."""
    found = calibrate(DESIGN, PackedSpheres(), VoxelDiffusion(), lambda _: None)
    (told, *rest) = drift(found.calibration, calibration())
    count = len(calibration()) + sum(len(law.values) for law in calibration().laws)
    assert told == f"{count} of {count} numbers are those of the shipped calibration to three digits", rest


def test_what_moved_against_the_shipped_numbers_is_told():
    def of(a, b):
        law = LawEvidence("first", 1, 9, 8.8, 14.8, -4.0, -5.0, {"a": a})
        return Calibration({"b": CalibratedValue(b, "1", ("E1",), "fitted")}, "campaign", [law])

    assert drift(of(1.0, 2.0), of(1.0, 2.00001))[0].startswith("2 of 2 numbers")
    told = drift(of(1.0, 2.0), of(1.0, 2.02))
    assert told == [
        "1 of 2 numbers are those of the shipped calibration to three digits",
        "  b differs by 0.99 %",
    ]
    assert "another campaign" in drift(of(1.0, 1.0), Calibration({}, "other"))[0]


def test_the_evidence_orders_the_laws_up_to_what_it_can_tell():
    class Law:
        def __init__(self, log_evidence, count, name="film_location"):
            self.log_evidence, self.best, self.name = log_evidence, np.zeros(count), name

    few, many, worse = Law(-10.0, 3), Law(-9.2, 4), Law(-11.0, 2)
    assert ranked([worse, many, few]) == (few, many, worse)
    assert ranked([Law(-20.0, 1), many])[0] is many
    grown, better = Law(-9.5, 3, "plate_roughness"), Law(-7.9, 3, "plate_roughness")
    assert ranked([grown, few]) == (few, grown)  # what a growth assumes is not counted in its numbers
    assert ranked([few, better]) == (better, few)
    doubted = Law(-8.1, 3, "plate_roughness")  # not more than its growths' assumptions are worth
    assert ranked([doubted, few]) == (few, doubted)


def test_members_of_the_posterior_ship_with_every_law():
    for law in calibration().laws:
        draws = posterior_draws()[law.name]
        assert set(draws) == set(law.values) == {*BARE, *HYPER[law.name], *FADES}
        assert len({column.size for column in draws.values()}) == 1
        assert all(np.all(column > 0) for column in draws.values())
    assert len(calibration_hash()) == 12


def test_members_spread_as_the_intervals_say():
    draws = posterior_draws()[calibration().structure_law]
    for name, column in draws.items():
        low, high = calibration()[name].interval
        inside = np.mean((low <= column) & (column <= high))
        assert 0.8 <= inside <= 1.0
        assert 0.01 < np.mean(column < low) < 0.1  # by share: some tails are long
