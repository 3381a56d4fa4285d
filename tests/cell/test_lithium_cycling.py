"""Cycling by the cell model: no short result passes."""

import numpy as np
import pytest

from nelumbo.cell import bench as benches
from nelumbo.cell.bench import Bench, Remedy
from nelumbo.cell.cycling import Watch, run_cycles
from nelumbo.cell.defaults import symmetric_values
from nelumbo.cell.lithium_cell import LithiumCopper, LithiumSymmetric
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cycling.protocols import ReservoirTest, cc_cv, plate_strip, rate_steps, to_and_fro
from nelumbo.cycling.steps import CurrentStep, End, hold, plate, rest, strip, strip_all, sweep
from nelumbo.errors import StageError

MAH = 3.6e4


def half_cell(**changes):
    values = symmetric_values(LOSSLESS)
    values.update(
        {
            "Working electrode initial lithium [C.m-2]": 0.0,
            "Working electrode nucleation overpotential [V]": 0.03,
            "Counter electrode initial lithium [C.m-2]": 100 * MAH,
            **{key.replace("__", " "): value for key, value in changes.items()},
        }
    )
    return values


def test_the_record_has_stripping_as_charge_and_counts_cycles():
    bench = Bench(LithiumCopper, half_cell())
    run = run_cycles(bench, plate_strip(10.0, MAH, 3), Watch(traced=(7, 9), first=7))
    assert set(run.records) == {7, 9}
    record = run.records[9]
    assert set(record.cycle) == {9.0}
    assert record.current[0] == pytest.approx(-10)
    assert record.current[-1] == pytest.approx(10)
    assert record.voltage[-1] == pytest.approx(1.0, abs=1e-6)
    assert np.all(np.diff(record.time) >= 0)
    assert record.time[0] > 2 * run.records[7].time[-1] - 1.0
    assert run.summary.discharge_capacity == pytest.approx(MAH)
    assert list(run.summary.cycle) == [7, 8, 9]
    assert run.end == ""


def test_a_foil_that_runs_out_ends_the_cell_with_the_reason():
    values = half_cell()
    values["Counter electrode initial lithium [C.m-2]"] = 0.5 * MAH
    with pytest.raises(StageError, match=r"Plating of cycle 1 .*counter electrode has run out"):
        run_cycles(Bench(LithiumCopper, values), plate_strip(10.0, MAH, 1))
    # a lossy electrode takes from the foil until it is empty
    values["Counter electrode initial lithium [C.m-2]"] = 2 * MAH
    values["Working electrode dead lithium share"] = 0.3
    values["Working electrode initial retained roughness [m]"] = 1e-5
    run = run_cycles(Bench(LithiumCopper, values), plate_strip(10.0, MAH, 10))
    assert "counter electrode has run out" in run.end
    assert 2 <= run.trace.efficiency.size < 10
    assert np.all(run.trace.complete)


def test_a_dry_symmetric_cell_ends_with_a_last_incomplete_cycle():
    values = symmetric_values(LOSSLESS)
    values["Counter electrode initial lithium [C.m-2]"] = 9 * MAH
    values["Working electrode initial lithium [C.m-2]"] = 0.6 * MAH
    values["Working electrode dead lithium share"] = 0.2
    values["Working electrode initial retained roughness [m]"] = 1e-5
    run = run_cycles(Bench(LithiumSymmetric, values), to_and_fro(10.0, MAH, 30))
    assert "working electrode has run out" in run.end
    # a share φ dies beside what is stripped: ℓ = q φ/(1 − φ), and the cell lasts x/ℓ cycles
    assert run.trace.exhausted == int(0.6 / (0.2 / 0.8)) + 1
    assert run.trace.complete.tolist() == [True, True, False]
    assert 0 < run.trace.efficiency[-1] < 1
    assert run.trace.inventory[-1] < 2e-3 * MAH


def test_a_strip_that_never_ends_is_told():
    steps = (plate(10.0, MAH), CurrentStep(1.0, End.CUTOFF, -10.0, high=1.0))
    with pytest.raises(StageError, match="did not reach its cut-off"):
        run_cycles(Bench(LithiumCopper, half_cell()), [steps])


def test_a_current_above_the_limit_names_the_starved_electrode():
    values = symmetric_values(LOSSLESS)
    values["Electrolyte diffusivity [m2.s-1]"] = 3e-12
    with pytest.raises(StageError, match="starved of salt"):
        Bench(LithiumSymmetric, values).run(CurrentStep(3600.0, current=20.0))


def test_a_bench_is_not_disturbed_by_another_one():
    values = half_cell()
    step = CurrentStep(300.0, current=10.0)
    alone = Bench(LithiumCopper, values).run(CurrentStep(600.0, current=10.0)).voltage[-1]
    first, other = Bench(LithiumCopper, values), Bench(LithiumCopper, half_cell())
    first.run(step)
    other.run(CurrentStep(10.0, current=-5.0, high=1.0))
    assert first.run(step).voltage[-1] == pytest.approx(alone, abs=1e-7)


def test_a_solver_that_fails_is_helped_and_the_help_is_told(monkeypatch):
    hopeless = Remedy("", 1e-18, 1e-20)
    monkeypatch.setattr(benches, "REMEDIES", (hopeless, Remedy("help", 1e-5, 1e-7)))
    run = run_cycles(Bench(LithiumCopper, half_cell()), plate_strip(10.0, MAH, 1))
    assert run.remedies == ("Plating of cycle 1: help", "Stripping of cycle 1: help")
    assert run.trace.efficiency[0] == pytest.approx(1.0, abs=1e-4)
    monkeypatch.setattr(benches, "REMEDIES", (hopeless,))
    with pytest.raises(StageError, match="could not be solved"):
        run_cycles(Bench(LithiumCopper, half_cell()), plate_strip(10.0, MAH, 1))


class KilledError(Exception):
    pass


def lossy():
    values = half_cell()
    values["Working electrode dead lithium share"] = 0.05
    values["Working electrode roughening rate"] = 0.1
    return values


def test_a_killed_run_goes_on_from_its_checkpoint_to_the_same_bits(tmp_path):
    cycles, file = plate_strip(10.0, MAH, 7, pause=60.0), tmp_path / "test.npz"
    whole = run_cycles(Bench(LithiumCopper, lossy()), cycles, Watch((1, 6)))
    seen = []

    def kill(done, total):
        seen.append((done, total))
        if done == 4:
            raise KilledError

    with pytest.raises(KilledError):
        run_cycles(Bench(LithiumCopper, lossy()), cycles, Watch((1, 6), checkpoint=file, every=2, progress=kill))
    assert seen == [(2, 7), (4, 7)]
    seen.clear()
    rest_of_it = Watch((1, 6), checkpoint=file, every=2, progress=lambda done, _: seen.append(done))
    resumed = run_cycles(Bench(LithiumCopper, lossy()), cycles, rest_of_it)
    assert seen == [6, 7]
    for name in vars(whole.trace):
        assert np.array_equal(getattr(whole.trace, name), getattr(resumed.trace, name)), name
    assert np.array_equal(whole.overpotential, resumed.overpotential)
    for cycle in (1, 6):
        assert np.array_equal(whole.records[cycle].voltage, resumed.records[cycle].voltage)
        assert np.array_equal(whole.records[cycle].time, resumed.records[cycle].time)
    # and a finished run is read back without solving anything
    again = run_cycles(Bench(LithiumCopper, lossy()), cycles, Watch((1, 6), checkpoint=file))
    assert np.array_equal(again.trace.efficiency, whole.trace.efficiency)


def test_a_checkpoint_of_another_test_is_refused(tmp_path):
    file = tmp_path / "test.npz"
    run_cycles(Bench(LithiumCopper, lossy()), plate_strip(10.0, MAH, 1), Watch(checkpoint=file))
    with pytest.raises(StageError, match="another test"):
        run_cycles(Bench(LithiumCopper, half_cell()), plate_strip(10.0, MAH, 1), Watch(checkpoint=file))


def test_a_reservoir_knows_the_efficiency_of_a_constant_loss():
    loss = 0.05
    values = half_cell()
    values["Working electrode dead lithium share"] = loss
    values["Working electrode initial retained roughness [m]"] = 1e-5
    test = ReservoirTest(reservoir=2 * MAH, charge=MAH, cycles=4, current=10.0)
    run = run_cycles(Bench(LithiumCopper, values), test.steps())
    assert run.end == ""
    # 95 % of what leaves the electrode is stripped, so each plated charge gives back 95 % of itself at the end
    dead = run.trace.dead[-1] - run.trace.dead[0]
    assert test.efficiency(run.trace.stripped[-1]) == pytest.approx(1 - dead / (6 * MAH), abs=2e-4)
    assert 1 - test.efficiency(run.trace.stripped[-1]) == pytest.approx(loss, rel=0.01)
    with pytest.raises(StageError, match="reservoir"):
        ReservoirTest(MAH, 2 * MAH, 1, 10.0)


def test_current_gives_way_to_voltage_and_back():
    (cycle,) = cc_cv(10.0, MAH, 0.05, 0.5)
    bench = Bench(LithiumCopper, half_cell())
    run = run_cycles(bench, [cycle, (plate(10.0, MAH), rest(60.0), strip_all(10.0, MAH))], Watch((1,)))
    record = run.records[1]
    assert record.voltage[-1] == pytest.approx(0.05, abs=1e-6)
    assert record.current[-1] == pytest.approx(0.5, rel=1e-3)
    charge = np.sum(np.diff(record.time) * 0.5 * (record.current[1:] + record.current[:-1]))
    assert charge == pytest.approx(run.trace.stripped[0] - run.trace.plated[0], abs=1e-3 * MAH)
    assert run.trace.efficiency[1] == pytest.approx(2 - run.trace.efficiency[0], abs=1e-3)


def test_rates_come_one_after_the_other():
    run = run_cycles(Bench(LithiumCopper, half_cell()), rate_steps((5.0, 20.0), MAH / 10, 2))
    assert run.overpotential[2] == pytest.approx(4 * run.overpotential[0], rel=0.1)
    assert run.trace.efficiency[1:] == pytest.approx(1.0, abs=1e-4)


def test_a_step_takes_time():
    with pytest.raises(StageError, match="lasts 0 s"):
        strip(10.0, 0.0)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (plate(10.0, MAH), "Discharge at 10.0 A for 3600.0 s or until -1.0 V"),
        (strip(10.0, MAH, 0.5), "Charge at 10.0 A for 3600.0 s or until 0.5 V"),
        (rest(60.0), "Rest for 60.0 s"),
        (hold(0.1, 60.0, 0.5), "Hold at 0.1 V for 60.0 s or until 0.5 A"),
    ],
)
def test_steps_are_spelt_as_pybamm_does(step, text):
    assert step.text() == text


def test_a_sweep_has_no_words():
    with pytest.raises(StageError, match="step objects"):
        sweep(0.0, 0.1, 1e-3).text()
