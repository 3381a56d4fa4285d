"""Lithium in PyBaMM's half cells: equal to PyBaMM where nothing is lost, and conserved where something is."""

import numpy as np
import pybamm
import pytest

from nelumbo.cell import (
    Activation,
    InterfaceState,
    LithiumDFN,
    LithiumSPM,
    LithiumSPMe,
    ResolvedDeadLayer,
    lithium_half_cell,
)
from nelumbo.cell.interface import Membrane
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cell.sets import excess_lithium, lithium_lfp, lithium_ncm811
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.units import MAH_PER_CM2

BASES = [pybamm.lithium_ion.SPM, pybamm.lithium_ion.SPMe, pybamm.lithium_ion.DFN]
PRISTINE = excess_lithium().having(laws=LOSSLESS)
FILMLESS = "Lithium electrode fresh film resistance [Ohm.m2]"
TIMES = np.linspace(0, 1800, 19)
CYCLES = pybamm.Experiment([("Discharge at C/2 until 3 V", "Charge at C/2 until 4.3 V")] * 3)


def discharge(model, values):
    solver = pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-8)
    return pybamm.Simulation(model, parameter_values=values, solver=solver).solve([0, 1800], t_interp=TIMES)


def last(solution, name):
    return float(solution[name].entries[-1])


@pytest.mark.parametrize("base", BASES)
def test_without_losses_and_film_it_is_pybamm(base):
    model = lithium_half_cell(base, lithium=PRISTINE)
    values = model.default_parameter_values
    values[FILMLESS] = 0.0
    ours = discharge(model, values)["Battery voltage [V]"].entries
    theirs = discharge(base({"working electrode": "positive"}), values)["Battery voltage [V]"].entries
    # The double layer is charged within milliseconds of the first sample.
    np.testing.assert_allclose(ours[1:], theirs[1:], rtol=0, atol=1e-6)
    assert ours[0] - theirs[0] > 1e-3


@pytest.mark.parametrize("model", [LithiumSPM, LithiumSPMe, LithiumDFN])
def test_a_film_and_a_membrane_cost_their_drop(model):
    film = 2e-3
    plain, filmed, covered = (
        model(lithium=PRISTINE),
        model(lithium=PRISTINE),
        model(
            lithium=PRISTINE, membrane=Membrane(length=1e-5, transference=1.0, conductance=1.0, relaxation=1e-3)
        ),
    )
    values = plain.default_parameter_values
    values[FILMLESS] = 0.0
    bare = discharge(plain, values)["Battery voltage [V]"].entries[1:]
    values[FILMLESS] = film
    with_film = discharge(filmed, values)["Battery voltage [V]"].entries[1:]
    np.testing.assert_allclose(bare - with_film, 20 * film, rtol=1e-5)
    numbers = covered.default_parameter_values
    numbers[FILMLESS] = 0.0
    # A membrane that only the cation crosses is a resistor, L/κ at the concentration on its outside.
    solution = discharge(covered, numbers)
    drop = -solution["Lithium electrode membrane overpotential [V]"].entries[1:]
    np.testing.assert_allclose(bare - solution["Battery voltage [V]"].entries[1:], drop, rtol=1e-4)
    assert np.all((drop > 1.5e-4) & (drop < 4e-4))


@pytest.mark.parametrize("model", [LithiumSPM, LithiumSPMe, LithiumDFN])
def test_lithium_and_charge_are_conserved_over_cycles(model):
    solution = pybamm.Simulation(model(), experiment=CYCLES).solve(calc_esoh=False)
    assert len(solution.cycles) == 3
    parts = ("lithium", "dead lithium", "SEI charge consumed", "double-layer charge")
    kept = sum(last(solution, f"Lithium electrode {part} [C.m-2]") for part in parts)
    plated, stripped = (
        last(solution, f"Lithium electrode {which} charge [C.m-2]") for which in ("plated", "stripped")
    )
    built_in = 4 * MAH_PER_CM2
    assert abs(built_in + plated - stripped - kept) < 1e-9 * (built_in + plated)
    cathode = solution["Total lithium in positive electrode [mol]"].entries
    assert 96485.33212 * (cathode[-1] - cathode[0]) == pytest.approx(stripped - plated, rel=1e-4, abs=1.0)
    assert last(solution, "Lithium electrode dead lithium [C.m-2]") > 100


def test_a_cell_without_excess_loses_capacity_as_lithium_dies():
    lean = excess_lithium().at(InterfaceState(lithium=2.1 * MAH_PER_CM2))
    cycles = pybamm.Experiment([("Discharge at C/2 until 3 V", "Charge at C/2 until 4.3 V")] * 12)
    solution = pybamm.Simulation(LithiumSPMe(lithium=lean), experiment=cycles).solve(calc_esoh=False)
    discharged = [10 * (cycle.steps[0].t[-1] - cycle.steps[0].t[0]) for cycle in solution.cycles]
    live = last(solution, "Lithium electrode lithium [C.m-2]")
    assert solution.termination.startswith("event")
    assert len(discharged) == 12
    assert discharged[-1] < 0.95 * discharged[1]
    assert live > 0


def test_two_arcs_in_the_impedance():
    # Film at 9 kHz; PyBaMM's own half cell merges it with the double layer of the lithium.
    lithium = PRISTINE.having(double_layer_capacity=20.0)
    model = LithiumSPM({"surface form": "differential"}, lithium=lithium)
    values = model.default_parameter_values
    film = float(values[FILMLESS])
    frequency = np.array([1e6, 300.0])
    before = pybamm.EISSimulation(model, parameter_values=values).solve(frequency).impedance
    values[FILMLESS] = 2 * film
    after = pybamm.EISSimulation(model, parameter_values=values).solve(frequency).impedance
    assert (after - before)[1].real == pytest.approx(film, rel=2e-2)
    assert abs((after - before)[0]) < 0.02 * film


def test_areal_capacity_is_a_parameter():
    durations = []
    for capacity in (10.0, 40.0):
        values = lithium_lfp()
        values["Positive electrode areal capacity [A.h.m-2]"] = capacity
        experiment = pybamm.Experiment(["Discharge at C/20 until 2.5 V"])
        solution = pybamm.Simulation(LithiumSPM(), parameter_values=values, experiment=experiment).solve(
            calc_esoh=False
        )
        assert last(solution, "Current [A]") == pytest.approx(capacity / 20, rel=1e-6)
        durations.append(solution.t[-1] / 3600)
    assert durations == pytest.approx([20, 20], rel=0.03)


@pytest.mark.parametrize("values", [lithium_ncm811, lithium_lfp])
def test_the_sets_run_in_pybamms_own_half_cell_too(values):
    solution = pybamm.Simulation(
        pybamm.lithium_ion.SPMe({"working electrode": "positive"}), parameter_values=values()
    ).solve([0, 600])
    assert 3 < last(solution, "Voltage [V]") < 4.3


def test_what_a_half_cell_cannot_do_is_refused():
    with pytest.raises(ValueError, match="grows its own SEI"):
        LithiumSPM({"SEI": ("ec reaction limited", "none")})
    with pytest.raises(ValueError, match="isothermal"):
        LithiumSPMe({"thermal": "lumped"})
    with pytest.raises(ValueError, match=r"one of pybamm.lithium_ion.SPM"):
        lithium_half_cell(pybamm.lithium_ion.MPM)
    with pytest.raises(ValueError, match="dead layer as thin"):
        LithiumDFN(dead_layer=ResolvedDeadLayer())


def test_dead_lithium_stands_in_the_way():
    buried = PRISTINE.at(InterfaceState(lithium=4 * MAH_PER_CM2, dead=10 * MAH_PER_CM2))
    clear, behind = LithiumSPMe(lithium=PRISTINE), LithiumSPMe(lithium=buried)
    ours = [
        discharge(model, model.default_parameter_values)["Battery voltage [V]"].entries[-1]
        for model in (clear, behind)
    ]
    ohmic = 20 * DeadLayer().path(10 * MAH_PER_CM2) / 1.0
    assert ohmic / 2 < ours[0] - ours[1] < 3 * ohmic


def test_cold_lithium_is_slower():
    model = LithiumSPMe(lithium=PRISTINE, activation=Activation(transfer=6e4))
    values = model.default_parameter_values
    overpotential = []
    for temperature in (298.15, 273.15):
        values["Ambient temperature [K]"] = temperature
        values["Initial temperature [K]"] = temperature
        solution = discharge(model, values)
        overpotential.append(abs(last(solution, "Lithium electrode double-layer overpotential [V]")))
    assert overpotential[1] > 3 * overpotential[0]
