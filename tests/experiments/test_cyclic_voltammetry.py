import numpy as np
import pytest

from nelumbo.cell.parameters import LOSSLESS
from nelumbo.experiments.cyclic_voltammetry import CyclicVoltammetry

CATHODIC, ANODIC = (f"scan_rate_mV_s=0.2; direction={direction}" for direction in ("cathodic", "anodic"))


def charge(record, sign):
    current = np.maximum(sign * record.current, 0)
    return float(np.sum(np.diff(record.time) * 0.5 * (current[1:] + current[:-1])))


def test_the_sweep_and_its_peaks(design, trial, sample, values):
    outcome = CyclicVoltammetry().measure(trial("cyclic_voltammetry"), sample(LOSSLESS), design)
    record = outcome.records["voltammogram"]
    assert record.time[-1] == pytest.approx(0.8 / 2e-4)
    assert record.voltage.min() == pytest.approx(-0.2, abs=1e-9)
    assert record.voltage.max() == pytest.approx(0.2, abs=1e-9)
    peaks = values(outcome, "peak_current")
    assert peaks[CATHODIC] == pytest.approx(-record.current.min() / 10)
    assert peaks[ANODIC] == pytest.approx(record.current.max() / 10)


def test_nothing_plates_before_the_barrier(design, trial, sample):
    record = (
        CyclicVoltammetry().measure(trial("cyclic_voltammetry"), sample(LOSSLESS), design).records["voltammogram"]
    )
    waiting = (record.time < 100) & (record.voltage > -0.025)
    assert np.abs(record.current[waiting]).max() < 1e-3
    assert record.current.min() < -1


def test_what_was_plated_is_stripped_and_the_current_ends_with_it(design, trial, sample):
    wide = trial("cyclic_voltammetry", window=(-0.1, 0.4))
    record = CyclicVoltammetry().measure(wide, sample(LOSSLESS), design).records["voltammogram"]
    assert charge(record, 1) == pytest.approx(charge(record, -1), rel=2e-3)
    assert record.voltage[np.argmax(record.current)] < 0.39
    assert abs(record.current[np.argmax(record.voltage)]) < 1e-3 * record.current.max()


def test_less_film_is_more_current(design, trial, sample, values, lossy):
    from dataclasses import replace

    outcome = [
        values(
            CyclicVoltammetry().measure(
                trial("cyclic_voltammetry"), sample(replace(lossy, film_share=share)), design
            ),
            "peak_current",
        )[CATHODIC]
        for share in (1.0, 0.3)
    ]
    assert outcome[0] < outcome[1]
