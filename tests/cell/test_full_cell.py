from dataclasses import replace
from pathlib import Path

import numpy as np
import pybamm
import pytest

import nelumbo
from nelumbo.cell.cathode import LITHIUM_AREA, cathode_parameters
from nelumbo.cell.full_cell import CathodeCell, CellState, cathode_cell
from nelumbo.cell.resistive_half_cell import ANODE_LITHIUM, LITHIUM_AT_REST, SERIES_RESISTANCE, LithiumHalfCell
from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.errors import StageError
from nelumbo.units import MAH_PER_CM2, OHM_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
PARTS = DESIGN.cathode["ncm811"], DESIGN.electrolyte["carbonate"], DESIGN.separator["celgard_2325"]
RESERVE = 3 * MAH_PER_CM2
HALF_C = 0.5 * PARTS[0].one_c_current


@pytest.fixture(scope="module")
def cell() -> CathodeCell:
    return cathode_cell(*PARTS)


@pytest.fixture(scope="module")
def fresh(cell: CathodeCell) -> CellState:
    return CellState(1.0, cell.live_lithium(1.0, RESERVE + cell.capacity), 16 * OHM_CM2)


def voltage(model, inputs):
    """Voltage of a discharge at 1 mA/cm², V, every 100 s for half an hour, short of the cut-off."""
    parameters = cathode_parameters(*PARTS)
    parameters.update({name: "[input]" for name in inputs if name != LITHIUM_AT_REST})
    parameters["Current function [A]"] = 10.0
    solver = pybamm.IDAKLUSolver(rtol=1e-8, atol=1e-8)
    simulation = pybamm.Simulation(model, parameter_values=parameters, solver=solver)
    times = np.linspace(0, 1800, 19)
    return simulation.solve([0, 1800], t_interp=times, inputs=inputs)["Battery voltage [V]"].entries


@pytest.mark.parametrize("base", [pybamm.lithium_ion.SPM, pybamm.lithium_ion.SPMe, pybamm.lithium_ion.DFN])
def test_without_resistance_it_is_pybamm(base):
    plain = voltage(base({"working electrode": "positive"}), {})
    inputs = {LITHIUM_AT_REST: RESERVE, SERIES_RESISTANCE: 0.0}
    ours = voltage(LithiumHalfCell(base).build(), inputs)
    np.testing.assert_allclose(ours, plain, rtol=0, atol=1e-6)


def test_a_series_resistance_costs_exactly_its_drop():
    model = LithiumHalfCell().build
    at_rest = {LITHIUM_AT_REST: RESERVE}
    without = voltage(model(), at_rest | {SERIES_RESISTANCE: 0.0})
    with_it = voltage(model(), at_rest | {SERIES_RESISTANCE: 20 * OHM_CM2})
    np.testing.assert_allclose(without - with_it, 10 * 20 * OHM_CM2, rtol=0, atol=1e-8)


def test_rough_lithium_needs_less_overpotential():
    flat, rough = (
        voltage(LithiumHalfCell().build(), {LITHIUM_AT_REST: RESERVE, SERIES_RESISTANCE: 0.0, LITHIUM_AREA: area})
        for area in (1.0, 1e6)
    )
    thermal = GAS_CONSTANT * PARTS[1].temperature / FARADAY
    kinetics = 2 * thermal * np.arcsinh(10.0 / (2 * PARTS[1].exchange_current_density))
    np.testing.assert_allclose((rough - flat)[0], kinetics, rtol=1e-5)


def test_pybamm_discharges_with_positive_current_and_that_strips_lithium():
    model = LithiumHalfCell().build()
    parameters = cathode_parameters(*PARTS)
    simulation = pybamm.Simulation(model, parameter_values=parameters, solver=pybamm.IDAKLUSolver())
    solution = simulation.solve([0, 600], inputs={LITHIUM_AT_REST: RESERVE})
    lithium = solution[ANODE_LITHIUM].entries
    assert solution["Current [A]"].entries[0] > 0
    assert lithium[0] - lithium[-1] == pytest.approx(600 * PARTS[0].one_c_current, rel=1e-9)


def test_positive_current_charges_at_our_border(cell, fresh):
    cycle = cell.cycle(fresh, fresh, HALF_C)
    charge, discharge = cycle.charge, cycle.discharge
    assert (charge.current == HALF_C).all()
    assert (discharge.current == -HALF_C).all()
    assert charge.anode[-1] > charge.anode[0]
    assert charge.voltage[-1] > charge.voltage[0]
    assert discharge.voltage[-1] < discharge.voltage[0]
    record = cycle.record(7)
    assert (np.diff(record.time) >= 0).all()
    assert set(record.cycle) == {7.0}
    assert np.trapezoid(record.current, record.time) == pytest.approx(charge.capacity - discharge.capacity, abs=1)


def test_cut_offs_are_those_of_the_design(cell, fresh):
    cycle = cell.cycle(fresh, fresh, HALF_C)
    low, high = PARTS[0].voltage_window
    assert cycle.charge.voltage[-1] == pytest.approx(high, abs=1e-4)
    assert cycle.discharge.voltage[-1] == pytest.approx(low, abs=1e-4)


def test_energy_is_the_area_under_the_trace(cell, fresh):
    discharge = cell.cycle(fresh, fresh, HALF_C).discharge
    under = np.trapezoid(discharge.voltage, discharge.time) * HALF_C
    assert discharge.energy == pytest.approx(under, rel=1e-3)


def test_lithium_ends_the_discharge_and_the_next_charge_starts_from_none(cell, fresh):
    poor = replace(fresh, lithium=cell.live_lithium(1.0, 0.5 * cell.capacity))
    cycle = cell.cycle(poor, poor, HALF_C)
    assert cycle.discharge.end == "Lithium exhausted"
    assert cycle.charge.anode[0] == pytest.approx(0, abs=1e-3)
    assert cycle.discharge.anode[-1] == pytest.approx(0, abs=1e-3)
    assert cycle.discharge.capacity == pytest.approx(cycle.charge.capacity, rel=1e-9)


def test_lithium_lost_in_between_is_missing_in_the_discharge(cell, fresh):
    poor = replace(fresh, lithium=cell.live_lithium(1.0, 0.5 * cell.capacity))
    lost = 0.05 * cell.capacity
    cycle = cell.cycle(poor, replace(poor, lithium=poor.lithium - lost), HALF_C)
    assert cycle.charge.capacity - cycle.discharge.capacity == pytest.approx(lost, rel=1e-6)


def test_lost_cathode_is_missing_in_the_discharge(cell, fresh):
    cycle = cell.cycle(fresh, replace(fresh, active=0.99), 0.1 * HALF_C)
    assert cycle.efficiency == pytest.approx(0.99, abs=1e-3)


def test_without_wear_a_cycle_gives_back_what_it_takes(cell, fresh):
    assert cell.cycle(fresh, fresh, 0.2 * HALF_C).efficiency == pytest.approx(1, abs=1e-9)


def test_a_cell_that_refuses_the_current_gives_nothing(cell, fresh):
    blocked = replace(fresh, resistance=1000 * OHM_CM2)
    cycle = cell.cycle(blocked, blocked, 2 * HALF_C)
    assert cycle.charge.end == cycle.discharge.end == "refused"
    assert cycle.efficiency is None
    assert cycle.record(1).time.size == 0


def test_a_cathode_without_material_is_refused(cell, fresh):
    with pytest.raises(StageError, match="no active material"):
        cell.cycle(fresh, replace(fresh, active=0.0), HALF_C)


def test_a_cell_is_built_once():
    assert cathode_cell(*PARTS) is cathode_cell(*PARTS)


def test_a_cycle_does_not_depend_on_what_ran_before(cell, fresh):
    first = cell.cycle(fresh, fresh, HALF_C).discharge
    worn = replace(fresh, active=0.7, resistance=50 * OHM_CM2)
    cell.cycle(worn, worn, 4 * HALF_C)
    again = cell.cycle(fresh, fresh, HALF_C).discharge
    another = CathodeCell(*PARTS).cycle(fresh, fresh, HALF_C).discharge
    for other in (again, another):
        assert other.capacity == first.capacity
        np.testing.assert_array_equal(other.voltage, first.voltage)
