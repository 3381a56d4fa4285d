"""Cycling by the cell model: no short result passes."""

import numpy as np
import pytest

from nelumbo.cell.bench import Bench, Step
from nelumbo.cell.cycling import run_cycles
from nelumbo.cell.defaults import symmetric_values
from nelumbo.cell.lithium_cell import LithiumCopper, LithiumSymmetric
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cycling.protocol import Protocol
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
    run = run_cycles(Bench(LithiumCopper, half_cell()), Protocol(10.0, 10.0, MAH), 2, 1.0, first_cycle=7)
    record = run.record
    assert set(record.cycle) == {7.0, 8.0}
    assert record.current[0] == pytest.approx(-10)
    assert record.current[-1] == pytest.approx(10)
    assert record.voltage[-1] == pytest.approx(1.0, abs=1e-6)
    assert np.all(np.diff(record.time) > 0)
    assert run.summary.discharge_capacity == pytest.approx(MAH)


def test_a_foil_that_runs_out_is_refused():
    values = half_cell()
    values["Counter electrode initial lithium [C.m-2]"] = 0.5 * MAH
    with pytest.raises(StageError, match="Plating of cycle 1"):
        run_cycles(Bench(LithiumCopper, values), Protocol(10.0, 10.0, MAH), 1, 1.0)


def test_a_dry_symmetric_cell_is_refused():
    values = symmetric_values(LOSSLESS)
    values["Counter electrode initial lithium [C.m-2]"] = 2 * MAH
    values["Working electrode initial lithium [C.m-2]"] = 0.0
    values["Working electrode dead lithium share"] = 0.5
    values["Working electrode initial retained roughness [m]"] = 1e-5
    with pytest.raises(StageError, match="run out"):
        run_cycles(Bench(LithiumSymmetric, values), Protocol(10.0, 10.0, MAH, 0.0), 3, 1.0)


def test_a_current_above_the_limit_names_the_starved_electrode():
    values = symmetric_values(LOSSLESS)
    values["Electrolyte diffusivity [m2.s-1]"] = 3e-12
    with pytest.raises(StageError, match="starved of salt"):
        Bench(LithiumSymmetric, values).run(Step(20.0, 3600.0))


def test_a_bench_is_not_disturbed_by_another_one():
    values = half_cell()
    alone = Bench(LithiumCopper, values).run(Step(10.0, 600.0)).voltage[-1]
    first, other = Bench(LithiumCopper, values), Bench(LithiumCopper, half_cell())
    first.run(Step(10.0, 300.0))
    other.run(Step(-5.0, 10.0, high=1.0))
    assert first.run(Step(10.0, 300.0)).voltage[-1] == pytest.approx(alone, abs=1e-7)
