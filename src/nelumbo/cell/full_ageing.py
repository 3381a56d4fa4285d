"""How a full cell wears: the anode by the per-cycle map, the cathode by its fade."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nelumbo.cell.cathode_fade import CathodeFade
from nelumbo.cell.full_cell import CathodeCell, CellCycle, CellState, HalfCycle
from nelumbo.cell.full_front import LithiumFront
from nelumbo.cell.interface import InterfaceState
from nelumbo.cell.life import stripped_state
from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.trace import CycleTrace

_KNOTS = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.2])
"""Live lithium over the capacity of the cathode, at which a charge without a reserve is looked at."""


@dataclass(frozen=True)
class Ledger:
    """Where the lithium of a cell is, C/m²; the parts sum to what was built in.

    Attributes:
        live: on the anode and in the working cathode. lost: dead or in films. trapped: in lost cathode material.
    """

    live: float
    lost: float
    trapped: float


@dataclass(frozen=True)
class AgeingCell:
    """A full cell over its life.

    The map carries the anode through every cycle at the charge that the fresh cell takes up; it does not follow
    the shrinking cathode. Once its reserve is gone, every cycle leaves of the lithium that a charge plates the
    share that the map's efficiency says. The cell itself is solved at the cycles asked for: their capacity, also
    that of a cell short of lithium, comes from its own states and cut-offs. Activation does not age it.

    Attributes:
        cell: the model. front: of the lithium electrode. fade: of the cathode.
        reserve: lithium on the anode as assembled, C/m². current: of cycling, A/m². cycles: length of the life.
    """

    cell: CathodeCell
    front: LithiumFront
    fade: CathodeFade
    reserve: float
    current: float
    cycles: int

    @cached_property
    def fresh_charge(self) -> HalfCycle:
        """How the cell charges before it has aged."""
        lithium = self.cell.live_lithium(1.0, self.reserve + self.cell.capacity)
        front = self.front
        fresh = CellState(1.0, lithium, front.resistance(InterfaceState()), front.area(InterfaceState()))
        return self.cell.charge(fresh, self.current)[1]

    @cached_property
    def protocol(self) -> Protocol:
        """How the anode is cycled: at the charge that the fresh cell takes up."""
        charge = max(self.fresh_charge.capacity, 1e-6 * self.cell.capacity)
        return Protocol(self.current, self.current, charge, self.reserve)

    @cached_property
    def trace(self) -> CycleTrace:
        """Every cycle of the anode."""
        return run_map(self.front.interface.laws, self.protocol, self.cycles)

    @cached_property
    def anode(self) -> NDArray[np.float64]:
        """Live lithium on the anode of the charged cell at rest, C/m²; shape (cycles + 1,), fresh first."""
        held = np.empty(self.cycles + 1)
        held[0] = self.reserve + self.cell.capacity
        lost = self.trace.dead + self.trace.sei_charge
        for n in range(self.cycles):
            if self.trace.complete[n]:
                held[n + 1] = held[0] - lost[n]
            else:
                plated = np.interp(held[n], *self.starved_charges)
                held[n + 1] = held[n] - (1 - self.trace.efficiency[n]) * plated
        return held

    @cached_property
    def starved_charges(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What a charge plates of the live lithium, without a reserve: held and plated, C/m², from none to enough.

        The rest stays in the cathode when the current meets the upper cut-off, less the less there is.
        """
        worn = stripped_state(self.trace, self.trace.exhausted or 0, self.front.interface.laws, self.protocol)
        held = _KNOTS * self.cell.capacity
        plated = np.zeros_like(held)
        for k, lithium in enumerate(held[1:], start=1):
            live = self.cell.live_lithium(1.0, lithium)
            state = CellState(1.0, live, self.front.resistance(worn), self.front.area(worn))
            plated[k] = self.cell.charge(state, self.current)[1].capacity
        return held, plated

    @cached_property
    def charged_cathode(self) -> float:
        """Lithium in the fresh cathode when the charge at the current of the life ends, C/m²."""
        return float(self.fresh_charge.cathode[-1]) if self.fresh_charge.capacity else self.cell.charged_lithium

    def state(self, cycles: int) -> CellState:
        """Return the state after ``cycles`` complete cycles, 0 for the fresh cell."""
        active = self.fade.active(cycles)
        anode = stripped_state(self.trace, cycles, self.front.interface.laws, self.protocol)
        trapped = (1 - active) * self.charged_cathode
        lithium = self.cell.live_lithium(1.0, float(self.anode[cycles])) - trapped
        return CellState(active, lithium, self.front.resistance(anode), self.front.area(anode), trapped)

    def ledger(self, cycles: int) -> Ledger:
        """Return where the lithium is after ``cycles`` cycles."""
        state = self.state(cycles)
        lost = float(self.anode[0] - self.anode[cycles])
        return Ledger(state.lithium, lost, state.trapped)

    def cycle(self, number: int, current: float | None = None, settle_current: float | None = None) -> CellCycle:
        """Return cycle ``number``, counted from 1, at the current of the life unless told otherwise.

        Args:
            current: > 0, A/m². settle_current: of the discharge before, A/m²; ``None`` is ``current``.
        """
        before, after = self.state(number - 1), self.state(number)
        return self.cell.cycle(before, after, current or self.current, settle_current)
