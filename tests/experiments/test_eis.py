import numpy as np
import pytest

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.cycling.map import preplated_roughness
from nelumbo.errors import StageError
from nelumbo.experiments.eis import Impedance
from nelumbo.numerics.relaxation_times import relaxation_times


def test_fresh_resistances_are_those_of_the_electrodes_over_the_area_of_their_lithium(
    design, trial, sample, values, lossy
):
    experiment = trial("eis")
    outcome = Impedance().measure(experiment, sample(lossy), design)
    ether = design.electrolyte["ether"]
    area = lossy.sei.enlargement(*preplated_roughness(lossy, 10.0, experiment.preplated_capacity))
    assert area > 1.2
    transfer = 2 * GAS_CONSTANT * ether.temperature / (FARADAY * ether.exchange_current_density) * 1e4
    assert values(outcome, "charge_transfer_resistance")["cycle=0"] == pytest.approx(transfer / area)
    assert values(outcome, "sei_resistance")["cycle=0"] == pytest.approx(2 * ether.sei_resistance * 1e4 / area)


def test_the_spectrum_contains_them(design, trial, sample, values, lossy):
    outcome = Impedance().measure(trial("eis"), sample(lossy), design)
    for cycle in (0, 50):
        record = outcome.records[f"cycle_{cycle}"]
        total, sei, transfer = (
            values(outcome, f"{name}_resistance")[f"cycle={cycle}"] for name in ("total", "sei", "charge_transfer")
        )
        assert total == pytest.approx(record.real[-1] * 1e4)
        assert np.all(np.diff(record.frequency) < 0)
        assert np.all(record.imaginary < 0)
        assert 0 < total - sei - transfer < 0.15 * total + 2
    assert values(outcome, "sei_resistance")["cycle=50"] > values(outcome, "sei_resistance")["cycle=0"]


def test_a_spectrum_that_does_not_fit_is_refused(design, trial, sample, lossy):
    with pytest.raises(StageError, match="deviates"):
        Impedance(tolerance=1e-9).measure(trial("eis"), sample(lossy), design)


def test_a_cell_that_has_run_out_has_no_impedance(design, trial, sample, values, lossy):
    outcome = Impedance().measure(trial("eis", cycles=(0, 200)), sample(lossy), design)
    assert list(values(outcome, "total_resistance")) == ["cycle=0"]
    assert any("run out" in note for note in outcome.notes)


def test_run_through_the_cell_it_ages_as_the_map_says(design, trial, sample, values, lossy):
    experiment = trial("eis", cycles=(0, 8))
    mapped, cell = (Impedance(through=t).measure(experiment, sample(lossy), design) for t in (False, True))
    for name in ("total", "sei", "charge_transfer"):
        expected, found = (values(outcome, f"{name}_resistance") for outcome in (mapped, cell))
        assert found["cycle=0"] == pytest.approx(expected["cycle=0"])
        assert found["cycle=8"] == pytest.approx(expected["cycle=8"], rel=0.01)


def test_without_a_circuit_film_and_charge_transfer_are_seen_together(design, trial, sample, values, lossy):
    outcome = Impedance().measure(trial("eis", cycles=(0,)), sample(lossy), design)
    record = outcome.records["cycle_0"]
    found = relaxation_times(record.frequency, record.real + 1j * record.imaginary)
    # their relaxation times are 18 and 51 µs, too near to be told apart; diffusion is at 1 s
    fast = sum(arc.resistance for arc in found.arcs() if arc.time < 1e-2) * 1e4
    both = [values(outcome, f"{name}_resistance")["cycle=0"] for name in ("sei", "charge_transfer")]
    assert fast == pytest.approx(sum(both), rel=0.01)
    assert found.series * 1e4 == pytest.approx(values(outcome, "total_resistance")["cycle=0"] - sum(both), abs=1.0)
    assert "ohm cm2 at" in outcome.notes[0]
