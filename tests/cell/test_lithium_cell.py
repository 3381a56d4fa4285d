"""The cells are ordinary PyBaMM models."""

import subprocess
import sys

import numpy as np
import pybamm
import pytest

import nelumbo
from nelumbo.cell.defaults import copper_values
from nelumbo.cell.parameters import LOSSLESS

CELLS = [nelumbo.cell.LithiumCopper, nelumbo.cell.LithiumSymmetric]


@pytest.mark.parametrize(("cell", "before"), list(zip(CELLS, (0.0, 1.08e5), strict=True)))
def test_a_cell_solves_with_its_defaults(cell, before):
    solution = pybamm.Simulation(cell()).solve([0, 3600])
    assert solution.termination == "final time"
    assert solution["Discharge capacity [A.h]"].entries[-1] == pytest.approx(10)
    live = solution["Working electrode lithium [C.m-2]"].entries[-1]
    spent = solution["Working electrode SEI charge consumed [C.m-2]"].entries[-1]
    assert live + spent == pytest.approx(before + 3.6e4, rel=1e-5)  # the double layer takes the rest
    assert 10 < spent < 1000


@pytest.mark.parametrize("cell", CELLS)
def test_standard_names(cell):
    model = cell()
    for name in (
        "Current [A]",
        "Voltage [V]",
        "Battery voltage [V]",
        "C-rate",
        "Time [s]",
        "Discharge capacity [A.h]",
    ):
        assert name in model.variables
    assert model.options["surface form"] == "differential"
    assert set(model.options) == set(pybamm.BatteryModelOptions({}))
    for name in (
        "parameter_values",
        "geometry",
        "var_pts",
        "submesh_types",
        "spatial_methods",
        "solver",
        "quick_plot_variables",
    ):
        assert getattr(model, f"default_{name}") is not None


@pytest.mark.parametrize(
    ("option", "value"),
    [("sei film", "true"), ("SEI", "constant"), ("thermal", "lumped"), ("surface form", "false")],
)
def test_an_option_that_would_do_nothing_is_refused(option, value):
    said = value if option == "surface form" else option
    with pytest.raises(pybamm.OptionError, match=f"not .*{said}.*laws are objects"):
        nelumbo.cell.LithiumCopper({option: value})


def test_energy_is_counted_when_asked_for():
    model = nelumbo.cell.LithiumSymmetric({"calculate discharge energy": "true"})
    energy = pybamm.Simulation(model).solve([0, 600])["Discharge energy [W.h]"].entries
    assert energy[-1] < 0  # plating at a voltage below zero takes energy


def test_positive_current_plates_below_zero_volts():
    solution = pybamm.Simulation(nelumbo.cell.LithiumSymmetric()).solve([0, 600])
    assert solution["Voltage [V]"].entries[-1] < 0
    assert solution["Working electrode plated charge [C.m-2]"].entries[-1] == pytest.approx(6000)
    assert solution["Counter electrode stripped charge [C.m-2]"].entries[-1] == pytest.approx(6000)


def test_a_published_style_experiment_runs_and_keeps_its_steps():
    model, values = nelumbo.cell.LithiumCopper(), copper_values(LOSSLESS)
    experiment = pybamm.Experiment([("Discharge at 10 A for 1 hour", "Charge at 10 A until 1 V")] * 2)
    solution = pybamm.Simulation(model, parameter_values=values, experiment=experiment).solve(calc_esoh=False)
    assert [len(cycle.steps) for cycle in solution.cycles] == [2, 2]
    assert solution["Voltage [V]"].entries[-1] == pytest.approx(1.0)
    assert solution.t[-1] == pytest.approx(4 * 3600, rel=1e-4)


def test_impedance_needs_no_option():
    impedance = pybamm.EISSimulation(nelumbo.cell.LithiumSymmetric()).solve(np.array([1e-3])).impedance
    assert impedance[0].real > 0


def test_pybamm_loads_late_and_without_reports():
    code = (
        "import sys, os, nelumbo.cell, nelumbo.cell.interface; assert 'pybamm' not in sys.modules;"
        "assert os.environ['PYBAMM_DISABLE_TELEMETRY'] == 'true'"
    )
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
