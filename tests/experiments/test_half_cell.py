from dataclasses import replace

import numpy as np
import pytest

from nelumbo.cell.parameters import LOSSLESS
from nelumbo.experiments.half_cell import HalfCell


def test_no_loss_is_an_efficiency_of_one(design, trial, sample, values):
    outcome = HalfCell().measure(trial("half_cell_1_1"), sample(LOSSLESS), design)
    found = values(outcome, "coulombic_efficiency")
    assert list(found) == [f"cycle={n}" for n in (1, 10, 50, 100, 200, 300, 400, 500, 600)]
    assert list(found.values()) == pytest.approx([1.0] * 9, abs=1e-9)
    assert values(outcome, "cycle_of_fall") == {"": None}


def test_the_fall_and_its_spread(design, trial, sample, values, lossy):
    rough = replace(lossy, roughening=replace(lossy.roughening, rate=0.04))
    outcome = HalfCell().measure(trial("half_cell_1_1"), sample(lossy, rough, film=True), design)
    efficiency = outcome.records["cycles"].efficiency
    fall = values(outcome, "cycle_of_fall")[""]
    assert np.all(efficiency[fall - 1 : fall + 2] < 0.95)
    assert efficiency[fall - 2] >= 0.95
    (row,) = [row for row in outcome.observables if row.quantity == "cycle_of_fall"]
    assert row.sd > 0
    assert all(row.sd > 0 for row in outcome.observables)


def test_voltages_of_the_first_and_last_cycle_agree_with_the_map(design, trial, sample, lossy):
    outcome = HalfCell().measure(trial("half_cell_3_3"), sample(lossy), design)
    assert set(outcome.records) == {"cycles", "cycle_1", "cycle_100"}
    for name in ("cycle_1", "cycle_100"):
        record = outcome.records[name]
        charge = np.sum(np.diff(record.time) * 0.5 * (record.current[1:] + record.current[:-1]))
        n = int(name.split("_")[1]) - 1
        summary = outcome.records["cycles"]
        lost = summary.charge_capacity[n] - summary.discharge_capacity[n]
        assert charge == pytest.approx(lost, abs=0.003 * summary.discharge_capacity[n])
        assert record.voltage[-1] == pytest.approx(1.0, abs=1e-6)


def test_a_cell_that_ends_early_is_told(design, trial, sample, lossy):
    thin = trial("half_cell_1_1", foil_thickness=2e-6)
    outcome = HalfCell().measure(thin, sample(lossy), design)
    assert any("no voltage of cycle 1" in note for note in outcome.notes)
    assert "cycle_1" not in outcome.records


def test_run_through_the_cell_it_shows_what_the_map_says(design, trial, sample, values, lossy):
    experiment = trial("half_cell_3_3", cycles=12, report_cycles=(1, 12))
    mapped, cell = (HalfCell(through=t).measure(experiment, sample(lossy), design) for t in (False, True))
    expected, found = (values(outcome, "coulombic_efficiency") for outcome in (mapped, cell))
    assert list(found.values()) == pytest.approx(list(expected.values()), abs=2e-4)
    assert set(cell.records) == {"cycles", "cycle_1", "cycle_12"}
    assert cell.records["cycles"].cycle.size == 12
    assert cell.notes == ()


def test_formation_and_rest_run_in_the_cell_and_are_not_counted(design, trial, sample, values, lossy):
    changes = {"formation_cycles": 2, "formation_current_density": 1.0, "rest": 600.0}
    experiment = trial("half_cell_1_1", cycles=3, report_cycles=(1, 3), **changes)
    outcome = HalfCell().measure(experiment, sample(lossy), design)
    assert list(values(outcome, "coulombic_efficiency")) == ["cycle=1", "cycle=3"]
    assert outcome.records["cycles"].cycle.size == 3
    resting = outcome.records["cycle_1"].current == 0
    assert np.ptp(outcome.records["cycle_1"].time[resting]) == pytest.approx(600.0, abs=1.0)


def test_a_foil_that_runs_out_ends_the_rows_and_is_told(design, trial, sample, values, lossy):
    # 20 µm of lithium are 4.1 mAh/cm²; 0.08 mAh/cm² are lost per cycle at first
    experiment = trial("half_cell_3_3", cycles=60, report_cycles=(1, 2, 60), foil_thickness=20e-6)
    outcome = HalfCell(through=True).measure(experiment, sample(lossy), design)
    assert list(values(outcome, "coulombic_efficiency")) == ["cycle=1", "cycle=2"]
    assert any("counter electrode has run out" in note for note in outcome.notes)
