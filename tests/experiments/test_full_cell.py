from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.experiments import assembly
from nelumbo.experiments.full_cell import FullCell
from nelumbo.experiments.result import Sample
from nelumbo.materials.calibration import CalibratedValue, Calibration
from nelumbo.structure.bare import bare_structure
from nelumbo.transport.bare import bare_transport

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
NO_MEMBRANE = bare_transport()
LOSSY = replace(
    LOSSLESS, dead=DeadLithium(share=0.05, roughness=1e-9), roughening=replace(LOSSLESS.roughening, rate=0.1)
)
(TEST,) = (x for x in DESIGN.experiment if x.id == "full_ncm811_0p5C")
SHORT = TEST.model_copy(update={"report_cycles": (1, 100)})


def sample(*laws, electrode=0) -> Sample:
    n = len(laws)
    return Sample(DESIGN.electrode[electrode], (bare_structure(),) * n, (NO_MEMBRANE,) * n, laws)


def values(outcome, quantity):
    return {row.condition: row.value for row in outcome.observables if row.quantity == quantity}


def test_a_cell_that_loses_nothing_keeps_its_capacity():
    outcome = FullCell(fade=0.0, utilisation=1.0).measure(TEST, sample(LOSSLESS), DESIGN)
    capacity = values(outcome, "discharge_capacity")
    assert list(capacity) == [f"c_rate=0.5; cycle={n}" for n in TEST.report_cycles]
    assert 150 < capacity["c_rate=0.5; cycle=1"] < 200
    assert values(outcome, "retention")["c_rate=0.5"] == pytest.approx(1, abs=2e-4)
    assert values(outcome, "decay_rate")["c_rate=0.5"] == pytest.approx(0, abs=2e-4)
    assert values(outcome, "coulombic_efficiency")["c_rate=0.5; cycle=100"] == pytest.approx(1, abs=1e-6)
    assert values(outcome, "coulombic_efficiency")["c_rate=0.5; cycle=1"] < 0.97
    assert len(outcome.notes) == 1
    assert "activation at 0.1C" in outcome.notes[0]


def test_fade_and_utilisation_may_be_given():
    plain = values(FullCell(0.0, 1.0).measure(SHORT, sample(LOSSLESS), DESIGN), "discharge_capacity")
    fading = values(FullCell(1e-3, 1.0).measure(SHORT, sample(LOSSLESS), DESIGN), "discharge_capacity")
    scaled = values(FullCell(0.0, 0.9).measure(SHORT, sample(LOSSLESS), DESIGN), "discharge_capacity")
    for where, capacity in plain.items():
        assert scaled[where] == pytest.approx(0.9 * capacity)
    last = "c_rate=0.5; cycle=100"
    assert fading[last] / plain[last] == pytest.approx(0.9, abs=0.02)


def test_utilisation_counts_only_for_its_campaign_electrode_and_experiment(monkeypatch):
    entry = CalibratedValue(0.8, "1", ("F2a",), "fitted")
    monkeypatch.setattr(assembly, "calibration", lambda: Calibration({"utilisation.F2a": entry}, "wei2024"))
    (datum,) = (d for d in DESIGN.measured if d.id == "F2a")
    assert assembly.utilisation(DESIGN, datum.electrode, datum.experiment) == 0.8
    assert assembly.utilisation(DESIGN, "another", datum.experiment) == 1
    assert assembly.utilisation(DESIGN, datum.electrode, "another") == 1
    elsewhere = DESIGN.model_copy(update={"name": "elsewhere"})
    assert assembly.utilisation(elsewhere, datum.electrode, datum.experiment) == 1
    used = values(FullCell(fade=0.0).measure(SHORT, sample(LOSSLESS), DESIGN), "discharge_capacity")
    unused = values(FullCell(fade=0.0).measure(SHORT, sample(LOSSLESS), elsewhere), "discharge_capacity")
    assert used["c_rate=0.5; cycle=1"] == pytest.approx(0.8 * unused["c_rate=0.5; cycle=1"])


def test_a_cell_short_of_lithium_says_so():
    outcome = FullCell(fade=0.0, utilisation=1.0).measure(SHORT, sample(LOSSY), DESIGN)
    assert any("used up in cycle" in note for note in outcome.notes)
    assert "cycle 100: the discharge ended for want of lithium" in outcome.notes
    assert values(outcome, "retention")["c_rate=0.5"] < 0.8


def test_a_dead_cell_leaves_a_note_and_no_empty_trace():
    laws = replace(LOSSY, dead=DeadLithium(share=0.3, roughness=1e-9))
    outcome = FullCell(fade=0.0, utilisation=1.0).measure(SHORT, sample(laws), DESIGN)
    assert values(outcome, "discharge_capacity")["c_rate=0.5; cycle=100"] == 0
    assert values(outcome, "coulombic_efficiency")["c_rate=0.5; cycle=100"] is None
    assert "cycle 100: the cell takes no charge" in outcome.notes
    assert set(outcome.records) == {"cycles", "cycle_1"}


def test_realisations_give_a_spread():
    outcome = FullCell(fade=0.0, utilisation=1.0).measure(SHORT, sample(LOSSLESS, LOSSY, electrode=-1), DESIGN)
    last = [row for row in outcome.observables if row.condition.endswith("cycle=100")]
    assert all(row.sd is not None and row.sd > 0 for row in last if row.quantity == "discharge_capacity")


def test_records_hold_the_reported_cycles_and_two_traces():
    outcome = FullCell(fade=0.0, utilisation=1.0).measure(SHORT, sample(LOSSLESS), DESIGN)
    assert list(outcome.records) == ["cycles", "cycle_1", "cycle_100"]
    summary = outcome.records["cycles"]
    assert list(summary.cycle) == [1, 100]
    np.testing.assert_allclose(summary.efficiency, summary.discharge_capacity / summary.charge_capacity)
    trace = outcome.records["cycle_100"]
    assert trace.current[0] > 0 > trace.current[-1]


def test_run_through_the_cell_it_ages_as_the_map_says():
    test = TEST.model_copy(update={"report_cycles": (1, 8), "cycles": 8})
    laws = replace(LOSSY, dead=DeadLithium(share=0.02, roughness=1e-9))
    mapped, cell = (FullCell(1e-3, 1.0, through).measure(test, sample(laws), DESIGN) for through in (False, True))
    for quantity in ("discharge_capacity", "coulombic_efficiency"):
        expected, found = (values(outcome, quantity) for outcome in (mapped, cell))
        assert list(found) == list(expected)
        assert list(found.values()) == pytest.approx(list(expected.values()), rel=3e-3)
    assert list(cell.records["cycles"].cycle) == list(range(1, 9))
    assert set(cell.records) == {"cycles", "cycle_1", "cycle_8"}


def test_run_through_the_cell_a_dead_cell_has_no_capacity():
    test = TEST.model_copy(update={"report_cycles": (1, 40), "cycles": 40})
    laws = replace(LOSSY, dead=DeadLithium(share=0.6, roughness=1e-9))
    outcome = FullCell(0.0, 1.0, through=True).measure(test, sample(laws), DESIGN)
    assert values(outcome, "discharge_capacity")["c_rate=0.5; cycle=40"] < 1
    assert any("want of lithium" in note for note in outcome.notes)
