"""Protocols as PyBaMM runs them, against the same steps on the bench."""

import numpy as np
import pybamm
import pytest

from nelumbo.cell.bench import Bench
from nelumbo.cell.cycling import run_cycles
from nelumbo.cell.defaults import copper_values
from nelumbo.cell.experiment import experiment
from nelumbo.cell.lithium_cell import LithiumCopper, LithiumSymmetric
from nelumbo.cycling.protocols import ReservoirTest, cc_cv, charge_discharge, plate_strip, to_and_fro, voltammetry

MAH = 3.6e4


def run(cycles, model=LithiumCopper, **kwargs):
    simulation = pybamm.Simulation(model(), experiment=experiment(cycles), **kwargs)
    return simulation.solve(calc_esoh=False)


def charges(solution, variable):
    """Growth of a counter over each cycle."""
    ends = [cycle[f"Working electrode {variable} charge [C.m-2]"].entries[[0, -1]] for cycle in solution.cycles]
    return np.diff(ends, axis=1).ravel()


def test_plating_and_stripping_give_the_efficiency_of_the_bench():
    cycles = plate_strip(10.0, MAH, 2, pause=60.0)
    solution = run(cycles)
    ours = run_cycles(Bench(LithiumCopper, copper_values()), cycles).trace.efficiency
    assert charges(solution, "stripped") / charges(solution, "plated") == pytest.approx(ours, abs=1e-4)


def test_a_reservoir():
    test = ReservoirTest(reservoir=2 * MAH, charge=MAH / 2, cycles=2, current=10.0)
    solution = run(test.steps())
    ours = run_cycles(Bench(LithiumCopper, copper_values()), test.steps()).trace.stripped[-1]
    assert len(solution.cycles) == 5
    assert test.efficiency(charges(solution, "stripped")[-1]) == pytest.approx(test.efficiency(ours), abs=1e-4)
    assert 0.97 < test.efficiency(ours) < 1


def test_a_voltage_that_is_held_and_one_that_is_swept():
    held = run(cc_cv(10.0, MAH / 10, 0.05, 0.5))
    assert held["Voltage [V]"].entries[-1] == pytest.approx(0.05, abs=1e-4)
    assert held["Current [A]"].entries[-1] == pytest.approx(-0.5, rel=1e-2)
    swept = run(voltammetry((-0.1, 0.1), 1e-2))
    time, voltage = swept["Time [s]"].entries, swept["Voltage [V]"].entries
    triangle = np.interp(time, [0, 10, 30, 40], [0, -0.1, 0.1, 0])
    assert voltage[time > 0] == pytest.approx(triangle[time > 0], abs=1e-3)
    assert time[-1] == pytest.approx(40)


def test_a_symmetric_cell_and_an_area():
    solution = run(to_and_fro(10.0, MAH / 10, 1), LithiumSymmetric)
    assert len(solution.cycles) == 1
    steps = experiment(to_and_fro(10.0, MAH, 1), area=1e-4).steps
    assert [step.value for step in steps] == pytest.approx([1e-3, -1e-3])


def test_a_full_cell_of_pybamm():
    options = {"working electrode": "positive"}
    values = pybamm.ParameterValues("Xu2019")
    area = values["Electrode width [m]"] * values["Electrode height [m]"]
    capacity = values["Nominal cell capacity [A.h]"] * 3600 / area
    cycles = charge_discharge(capacity / 3600, capacity, (3.5, 4.2))
    simulation = pybamm.Simulation(
        pybamm.lithium_ion.SPM(options), parameter_values=values, experiment=experiment(cycles, area)
    )
    solution = simulation.solve(calc_esoh=False, initial_soc=None)
    assert solution["Voltage [V]"].entries[-1] == pytest.approx(3.5, abs=1e-3)
