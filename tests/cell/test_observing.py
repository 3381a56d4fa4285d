"""Values by functions that are built once, against PyBaMM's own processing of solutions."""

import numpy as np
import pytest

from nelumbo.cell.bench import Bench
from nelumbo.cell.lithium_cell import LithiumCopper
from nelumbo.cell.observing import at_zero, first_state, observed
from nelumbo.cycling.steps import plate, rest, strip_all
from nelumbo.units import MAH_PER_CM2

NAMES = ("Voltage [V]", "Current [A]", "Working electrode lithium [C.m-2]")


@pytest.fixture(scope="module")
def results():
    bench = Bench(LithiumCopper, LithiumCopper().default_parameter_values)
    steps = [plate(10.0, 0.1 * MAH_PER_CM2), rest(60.0), strip_all(10.0, 0.1 * MAH_PER_CM2)]
    return [bench.run(step) for step in steps]


def test_variables_are_those_of_pybamm(results):
    for result in results:
        seen = observed(result.solution, *NAMES)
        for values, name in zip(seen, NAMES, strict=True):
            assert values == pytest.approx(result.solution[name].entries, rel=1e-12, abs=1e-12)
        assert np.array_equal(result.voltage, seen[0])
        assert result.last(NAMES[2]) == seen[2, -1]


def test_a_result_between_the_steps_of_the_solver(results):
    times, voltage = results[0].solution.t, results[0].voltage
    middle = (times[3] + times[4]) / 2
    assert results[0].at("Voltage [V]", middle) == pytest.approx((voltage[3] + voltage[4]) / 2, rel=1e-12)


def test_first_state_is_that_of_the_model(results):
    solution = results[0].solution
    [model], [inputs] = solution.all_models, solution.all_inputs
    start = first_state(model, inputs)
    assert start == pytest.approx(model.concatenated_initial_conditions.evaluate(0, inputs=inputs), rel=1e-14)
    assert observed(at_zero(model, start, inputs), NAMES[2]).shape == (1, 1)
