import math
from dataclasses import replace

import pytest

from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.symmetric_life import initial_overpotential
from nelumbo.experiments.symmetric import Symmetric
from nelumbo.units import HOUR, MAH_PER_CM2


def test_without_losses_nothing_changes(design, trial, sample, values):
    experiment = trial("symmetric")
    outcome = Symmetric().measure(experiment, sample(LOSSLESS), design)
    seen = values(outcome, "overpotential")
    assert list(seen) == ["hour=10", "hour=100", "hour=500", "hour=1000", "hour=1300"]
    ether, separator = design.electrolyte["ether"], design.separator["celgard_2325"]
    protocol = Protocol(10.0, 10.0, MAH_PER_CM2, 2 * MAH_PER_CM2)
    expected = 1e3 * initial_overpotential(LOSSLESS, protocol, ether, separator)
    assert list(seen.values()) == pytest.approx([expected] * 5, rel=1e-3)
    assert values(outcome, "failure") == {"": math.inf}
    assert values(outcome, "onset_of_rise") == {"": math.inf}


def test_map_and_cell_know_the_same_fresh_overpotential(design, trial, sample, values, lossy):
    outcome = Symmetric().measure(trial("symmetric", report_times=(0.0,)), sample(lossy), design)
    protocol = Protocol(10.0, 10.0, MAH_PER_CM2, 2 * MAH_PER_CM2)
    expected = initial_overpotential(
        lossy, protocol, design.electrolyte["ether"], design.separator["celgard_2325"]
    )
    assert values(outcome, "overpotential")["hour=0"] == pytest.approx(1e3 * expected, rel=0.01)


def test_a_membrane_adds_its_resistance(design, trial, sample, values):
    experiment = trial("symmetric", report_times=(10 * HOUR,))
    bare, covered = (
        values(Symmetric().measure(experiment, sample(LOSSLESS, film=film), design), "overpotential")["hour=10"]
        for film in (False, True)
    )
    ether = design.electrolyte["ether"]
    membrane = 1.5e-6 / 0.25 / ether.conductivity
    assert covered - bare > 2 * 10 * membrane * 1e3
    assert covered - bare == pytest.approx(2 * 10 * membrane * 1.82 * 1e3, rel=0.02)


def test_life_follows_from_the_inventory_and_ends_the_rows(design, trial, sample, values, lossy):
    outcome = Symmetric().measure(trial("symmetric"), sample(lossy), design)
    failure = values(outcome, "failure")[""]
    trace = run_map(lossy, Protocol(10.0, 10.0, MAH_PER_CM2, 2 * MAH_PER_CM2), 200)
    assert abs(failure / 2 - trace.exhausted) <= 1
    assert values(outcome, "onset_of_rise")[""] <= failure
    hours = [float(key.removeprefix("hour=")) for key in values(outcome, "overpotential")]
    assert hours == [10.0, 100.0]
    assert max(hours) < failure
    assert set(outcome.records) == {"hour_10", "hour_100"}


def test_run_through_the_cell_it_lives_as_the_map_says(design, trial, sample, values, lossy):
    short = trial("symmetric", duration=40 * HOUR, report_times=(0.0, 10 * HOUR, 30 * HOUR))
    rough = replace(lossy, dead=replace(lossy.dead, share=0.4, roughness=2e-7))
    mapped, cell = (Symmetric(through=t).measure(short, sample(rough), design) for t in (False, True))
    failure, expected = values(cell, "failure")[""], values(mapped, "failure")[""]
    assert failure == pytest.approx(expected, abs=2.5)
    assert failure < 40
    assert values(cell, "overpotential")["hour=0"] == pytest.approx(
        values(mapped, "overpotential")["hour=0"], rel=0.02
    )
    assert set(values(cell, "overpotential")) == {f"hour={h}" for h in (0, 10, 30) if h < failure}
    assert any("has run out" in note for note in cell.notes)
    record = cell.records["hour_10"]
    assert set(record.cycle) == {6.0}
    assert record.current[0] < 0 < record.current[-1]


def test_a_cell_that_outlives_the_test_is_censored(design, trial, sample, values):
    short = trial("symmetric", duration=6 * HOUR, report_times=(6 * HOUR,))
    outcome = Symmetric(through=True).measure(short, sample(LOSSLESS), design)
    assert values(outcome, "failure") == {"": math.inf}
    assert values(outcome, "onset_of_rise") == {"": math.inf}
    assert list(values(outcome, "overpotential")) == ["hour=6"]
    assert outcome.notes == ()
