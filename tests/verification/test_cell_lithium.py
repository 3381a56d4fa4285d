"""Known answers and conservation of lithium cells."""

import math
from dataclasses import replace

import numpy as np
import pybamm
import pytest

import nelumbo
from nelumbo.cell import defaults
from nelumbo.cell.bench import Bench
from nelumbo.cell.cycling import run_cycles
from nelumbo.cell.impedance import SymmetricImpedance
from nelumbo.cell.interface import InterfaceState, Membrane
from nelumbo.cell.life import stripped_state
from nelumbo.cell.lithium_cell import LithiumCopper, LithiumSymmetric
from nelumbo.cell.parameters import LOSSLESS, lithium_foil, lithium_interface, parameter_values
from nelumbo.cell.spectrum import spectrum
from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.protocols import plate_strip, to_and_fro
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.cycling.steps import CurrentStep

MAH = 3.6e4
ETHER = defaults.ETHER.model_copy(update={"thermodynamic_factor": 1.2})
MACMULLIN = 0.39**-1.5
LOSSY = CycleLaws(
    DeadLithium(0.1, 1e-6),
    SEIGrowth(1.0, 1e-6, 0.3, 60.0, 3e5),
    Roughening(0.02, 0.5, 10.0, 0.03, 5e-7, 5e-6),
    film_share=0.8,
)
MEMBRANE = Membrane(length=6e-6, transference=0.35, conductance=1.0, relaxation=5e-3)


def electrode(laws=LOSSLESS, **state):
    return lithium_interface(ETHER, laws, 0.2).at(InterfaceState(**state))


def half_cell(working):
    kinetics = replace(working.kinetics, nucleation_overpotential=0.03)
    return parameter_values(
        replace(working, kinetics=kinetics), lithium_foil(ETHER, 450e-6, 0.2), ETHER, defaults.POLYOLEFIN
    )


def symmetric(working):
    return parameter_values(working, working, ETHER, defaults.POLYOLEFIN)


def test_steady_concentration_difference_and_salt():
    result = Bench(LithiumSymmetric, symmetric(electrode(lithium=3 * MAH))).run(CurrentStep(7200.0, current=10.0))
    left, right = (result.last(f"{side} separator concentration [mol.m-3]") for side in ("Left", "Right"))
    expected = 0.65 * 10 * 25e-6 * MACMULLIN / (FARADAY * 3e-10)
    assert right - left == pytest.approx(expected, rel=1e-6)
    profile = result.solution["Separator concentration [mol.m-3]"].entries[:, -1]
    width = np.diff(np.cos(np.linspace(math.pi, 0, profile.size + 1)))
    assert (profile @ width) / width.sum() == pytest.approx(1000.0, rel=1e-9)


def test_steady_voltage_is_the_sum_of_its_parts():
    values = symmetric(replace(electrode(lithium=3 * MAH), membrane=MEMBRANE))
    voltage = Bench(LithiumSymmetric, values).run(CurrentStep(7200.0, current=10.0)).voltage[-1]
    thermal = GAS_CONSTANT * 298.15 / FARADAY
    path = 25e-6 * MACMULLIN + 2 * MEMBRANE.length
    half = 0.65 * 10 * path / (FARADAY * 3e-10 * 1000) / 2
    diffusion = 2 * thermal * 0.65 * 1.2 * math.log((1 + half) / (1 - half))
    transfer = sum(2 * thermal * math.asinh(10 / (200 * math.sqrt(c))) for c in (1 - half, 1 + half))
    expected = 10 * path / 1.097 + diffusion + transfer + 2 * 10 * 1.6e-3
    assert -voltage == pytest.approx(expected, rel=1e-6)


def test_sand_time():
    values = symmetric(electrode(lithium=1000 * MAH))
    values.update({"Separator thickness [m]": 1e-3, "Current function [A]": 100.0})
    simulation = pybamm.Simulation(nelumbo.cell.LithiumSymmetric(), parameter_values=values, var_pts={"x_s": 80})
    solution = simulation.solve([0, 200])
    assert "starved" in solution.termination
    slope = 0.65 * 100 * MACMULLIN / (FARADAY * 3e-10)
    sand = math.pi * 1000.0**2 / (4 * slope**2 * 3e-10 / (MACMULLIN * 0.39))
    assert solution.t[-1] == pytest.approx(sand * 0.998**2, rel=5e-3)


def test_a_cell_without_losses_gives_back_what_it_took():
    run = run_cycles(Bench(LithiumCopper, half_cell(electrode())), plate_strip(10.0, MAH, 3))
    double_layer = 0.2 * 1.0 / MAH
    assert run.summary.efficiency[0] == pytest.approx(1 + double_layer, abs=1e-6)
    assert run.summary.efficiency[1:] == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("model", [LithiumCopper, LithiumSymmetric])
def test_charge_and_lithium_balance(model):
    start = electrode(LOSSY, lithium=MAH if model is LithiumSymmetric else 0.0, fresh=1e-7)
    values = half_cell(start) if model is LithiumCopper else symmetric(start)
    if model is LithiumSymmetric:
        values["Counter electrode initial lithium [C.m-2]"] = 3 * MAH
    bench = Bench(model, values)
    run = run_cycles(bench, (to_and_fro if model is LithiumSymmetric else plate_strip)(10.0, MAH, 3))
    assert run.end == ""
    for side in ("Working", "Counter")[: 2 if model is LithiumSymmetric else 1]:
        names = (
            "plated charge [C.m-2]",
            "stripped charge [C.m-2]",
            "lithium [C.m-2]",
            "dead lithium [C.m-2]",
            "SEI charge consumed [C.m-2]",
            "double-layer charge [C.m-2]",
        )
        end = bench.watch(*(f"{side} electrode {name}" for name in names))
        plated, stripped, lithium, dead, spent, double_layer = end.values()
        before = float(values[f"{side} electrode initial lithium [C.m-2]"])
        assert plated == pytest.approx(3 * MAH if side == "Working" else stripped, rel=0.1)
        balance = before + plated - stripped - lithium - dead - spent - double_layer
        assert abs(balance) < 1e-9 * (before + plated)
        assert dead > 1.0
        assert spent > 1.0


def test_counters_agree_with_current_and_time():
    bench = Bench(LithiumCopper, half_cell(electrode(LOSSY)))
    run = run_cycles(bench, plate_strip(10.0, MAH, 2))
    plated, stripped = bench.watch(
        *(f"Working electrode {name} charge [C.m-2]" for name in ("plated", "stripped"))
    ).values()
    assert plated == pytest.approx(run.summary.discharge_capacity.sum(), rel=1e-9)
    assert stripped == pytest.approx(run.summary.charge_capacity.sum(), rel=1e-9)


@pytest.mark.parametrize("cycle", [1, 60])
def test_the_cell_costs_what_the_per_cycle_map_says(cycle):
    protocol = Protocol(10.0, 10.0, MAH)
    trace = run_map(LOSSY, protocol, cycle)
    state = stripped_state(trace, cycle - 1, LOSSY, protocol)
    working = lithium_interface(ETHER, LOSSY, 0.2).at(state)
    run = run_cycles(Bench(LithiumCopper, half_cell(working)), plate_strip(10.0, MAH, 1))
    assert run.summary.efficiency[0] == pytest.approx(trace.efficiency[-1], abs=1e-4)


def test_a_symmetric_cell_is_symmetric():
    values = symmetric(electrode(lithium=3 * MAH))
    there, back = (
        Bench(LithiumSymmetric, values).run(CurrentStep(600.0, current=sign * 30.0)).voltage[-1]
        for sign in (1, -1)
    )
    assert there == pytest.approx(-back, rel=1e-6)


def test_impedance_is_loops_and_finite_diffusion():
    worn = {"dead": 0.3 * MAH, "spent": 100.0, "film": 80.0, "retained": 5e-7, "fresh": 1e-6}
    working = replace(electrode(LOSSY, lithium=3 * MAH, **worn), membrane=MEMBRANE)
    closed = SymmetricImpedance(working, ETHER, defaults.POLYOLEFIN)
    frequency = np.logspace(-3, 6, 46)
    numeric, exact = spectrum(symmetric(working), frequency), closed.at(frequency)
    assert np.max(np.abs(numeric / exact - 1)) < 3e-3
    high, low = closed.at(np.array([1e9, 1e-6])).real
    layers = 25e-6 * MACMULLIN + 2 * MEMBRANE.length
    assert numeric[0].real == pytest.approx(low, rel=1e-5)
    assert high > layers / 1.097
    assert low - high > 2 * (closed.film + closed.charge_transfer)
    assert closed.area == pytest.approx(2.5)


def test_a_vanishing_membrane_is_no_membrane():
    bare = electrode(lithium=3 * MAH)
    thin = replace(bare, membrane=replace(MEMBRANE, length=1e-15))
    voltages = [
        Bench(LithiumSymmetric, symmetric(part)).run(CurrentStep(1800.0, current=10.0)).voltage[-1]
        for part in (bare, thin)
    ]
    assert voltages[0] == pytest.approx(voltages[1], abs=1e-9)


def test_the_mesh_converges():
    values = symmetric(electrode(lithium=3 * MAH))
    values["Current function [A]"] = 100.0

    def voltage(cells):
        simulation = pybamm.Simulation(
            nelumbo.cell.LithiumSymmetric(),
            parameter_values=values,
            var_pts={"x_s": cells},
            solver=pybamm.IDAKLUSolver(rtol=1e-9, atol=1e-10),
        )
        return simulation.solve([0, 0.3])["Voltage [V]"].entries[-1]

    fine = voltage(80)
    errors = [abs(voltage(cells) - fine) for cells in (5, 10, 20)]
    assert errors[1] < 1e-4
    orders = np.log2(np.array(errors[:-1]) / np.array(errors[1:]))
    assert np.all(orders > 1.6)
