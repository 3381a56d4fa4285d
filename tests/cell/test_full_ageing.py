from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cell.cathode_fade import CathodeFade
from nelumbo.cell.full_ageing import AgeingCell
from nelumbo.cell.full_cell import cathode_cell
from nelumbo.cell.full_front import LithiumFront
from nelumbo.cell.interface import InterfaceState, Membrane
from nelumbo.cell.parameters import LOSSLESS, lithium_interface
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.units import MAH_PER_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
CATHODE = DESIGN.cathode["ncm811"]
ELECTROLYTE = DESIGN.electrolyte["carbonate"]
LOSSY = replace(
    LOSSLESS, dead=DeadLithium(share=0.05, roughness=1e-9), roughening=replace(LOSSLESS.roughening, rate=0.1)
)


def front(laws=LOSSLESS) -> LithiumFront:
    return LithiumFront(lithium_interface(ELECTROLYTE, laws, 0.2), ELECTROLYTE)


def ageing(laws=LOSSLESS, fade: float = 0.0, cycles: int = 60) -> AgeingCell:
    cell = cathode_cell(CATHODE, ELECTROLYTE, DESIGN.separator["celgard_2325"])
    return AgeingCell(cell, front(laws), CathodeFade(fade), 1 * MAH_PER_CM2, 0.5 * CATHODE.one_c_current, cycles)


def test_a_fresh_bare_front_is_its_film():
    assert front().resistance(InterfaceState()) == pytest.approx(ELECTROLYTE.sei_resistance)


def test_every_part_of_the_front_adds():
    bare = front()
    membrane = Membrane(length=1e-6, transference=1.0)
    covered = replace(bare, interface=replace(bare.interface, membrane=membrane))
    assert covered.membrane() == pytest.approx(1e-6 / ELECTROLYTE.conductivity)
    single_ion = covered.membrane()
    blocking = replace(bare, interface=replace(bare.interface, membrane=Membrane(1e-6, 0.3)))
    assert blocking.membrane() > single_ion
    grown = bare.resistance(InterfaceState(film=LOSSLESS.sei.initial))
    assert grown == pytest.approx(2 * ELECTROLYTE.sei_resistance)
    dead = bare.resistance(InterfaceState(dead=MAH_PER_CM2)) - ELECTROLYTE.sei_resistance
    assert dead == pytest.approx(bare.dead_layer.polarisation(MAH_PER_CM2, 0.0, ELECTROLYTE))


def test_nothing_ages_without_losses():
    cell = ageing()
    assert cell.state(60).lithium == pytest.approx(cell.state(0).lithium, rel=1e-9)
    assert cell.state(60).resistance == pytest.approx(cell.state(0).resistance)
    assert cell.cycle(60).discharge.capacity == pytest.approx(cell.cycle(2).discharge.capacity)


def test_capacity_holds_while_there_is_a_reserve_and_then_falls():
    cell = ageing(LOSSY)
    gone = cell.trace.exhausted
    assert gone is not None
    assert 5 < gone < 50
    early, late = cell.cycle(gone - 2), cell.cycle(gone + 10)
    assert early.discharge.capacity > 0.98 * cell.cycle(2).discharge.capacity
    assert early.discharge.end == "Minimum voltage [V]"
    assert late.discharge.end == "Lithium exhausted"
    assert late.efficiency == pytest.approx(cell.trace.efficiency[gone + 9], abs=2e-3)


def test_a_starved_cell_loses_what_the_map_says_until_nothing_is_left():
    cell = ageing(LOSSY, cycles=250)
    first = cell.trace.exhausted
    late = [cell.cycle(n) for n in (first + 20, 120, 200, 250)]
    for cycle, n in zip(late[:2], (first + 20, 120), strict=True):
        assert 1 - cycle.efficiency == pytest.approx(1 - cell.trace.efficiency[n - 1], rel=0.05)
    capacities = [cycle.discharge.capacity / cell.cell.capacity for cycle in late]
    assert capacities == sorted(capacities, reverse=True)
    assert capacities[-1] < 2e-3


def test_material_keeps_the_lithium_that_it_holds_when_it_drops_out():
    cell = ageing(fade=5e-3)
    cycle = cell.cycle(2)
    before, after = cell.state(1), cell.state(2)
    trapped = (
        cycle.charge.anode[-1] + cycle.charge.cathode[-1] - cycle.discharge.anode[0] - cycle.discharge.cathode[0]
    )
    assert trapped == pytest.approx((1 - after.active / before.active) * cycle.charge.cathode[-1], rel=1e-6)
    assert after.trapped - before.trapped == pytest.approx(trapped, rel=0.02)


def test_rough_lithium_has_more_surface_for_the_current():
    rough = replace(LOSSLESS, sei=replace(LOSSLESS.sei, area_roughness=1e-7))
    state = InterfaceState(retained=1e-7, fresh=2e-7)
    assert front(rough).area(state) == pytest.approx(4)
    assert front(rough).resistance(state) == pytest.approx(ELECTROLYTE.sei_resistance / 4)


def test_live_lithium_only_falls():
    assert (np.diff(ageing(LOSSY).anode) < 0).all()


def test_fade_takes_capacity_in_proportion_at_a_low_rate():
    cell = ageing(fade=2e-3)
    slow = 0.1 * cell.current
    first, last = (cell.cycle(n, slow).discharge.capacity for n in (1, 51))
    assert last / first == pytest.approx((1 - 51 * 2e-3) / (1 - 2e-3), abs=2e-3)


def test_other_rates_may_be_asked_for():
    cell = ageing()
    assert cell.cycle(1, 2 * cell.current).discharge.capacity < cell.cycle(1).discharge.capacity
