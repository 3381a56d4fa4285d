"""Run a full cell through every cycle of its life."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nelumbo.cell.full_ageing import AgeingCell
from nelumbo.cell.full_cell import NO_CYCLE, CellCycle, CellState, Point
from nelumbo.cell.interface import InterfaceState
from nelumbo.cycling.map import MapState, advance, start
from nelumbo.cycling.protocol import Protocol
from nelumbo.records import CycleSummary

_LEAST = 1e-6
"""Smallest charge that is a cycle, over the capacity of the cell."""


@dataclass(frozen=True)
class FullRun:
    """What a life showed.

    Attributes:
        summary: charge and discharge of every cycle. kept: the cycles asked for, fewer if the cell ended.
        exhausted: first cycle whose discharge ended for want of lithium, ``None`` if none did.
        lithium: live, lost and trapped after every cycle, C/m²; shape (cycles, 3).
        end: why it ended before the last cycle, or empty.
    """

    summary: CycleSummary
    kept: Mapping[int, CellCycle]
    exhausted: int | None
    lithium: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    end: str

    @property
    def notes(self) -> tuple[str, ...]:
        """When lithium ran short, and why the cell ended."""
        short = f"the first discharge that ends for want of lithium is that of cycle {self.exhausted}"
        return tuple(note for note in (short if self.exhausted else "", self.end) if note)

    def cycles(self, numbers: Iterable[int]) -> list[CellCycle]:
        """Return the kept cycles ``numbers``; those after the end of the cell moved nothing."""
        return [self.kept.get(n, NO_CYCLE) for n in numbers]


def run_full(
    ageing: AgeingCell, currents: Sequence[float], keep: Collection[int], settle: float | None = None
) -> FullRun:
    """Charge and discharge at each of ``currents``, A/m², one cycle after the other.

    The cell model is solved in every half cycle, from where the last one ended. Between charge and discharge the
    wear of the cycle happens: the anode loses what the per-cycle map of its laws says of the charge that has just
    been plated on the lithium that is there, the cathode its share of material.

    Args:
        ageing: parts and laws; its ``current`` and ``cycles`` do not count. keep: cycles to keep in full.
        settle: current of a discharge before the first cycle, from a charged cell at rest, A/m²; ``None`` is that
            of the first.
    """
    return _Life(ageing, currents, keep).run(settle or currents[0])


class _Life:
    """A full cell on its way."""

    def __init__(self, ageing: AgeingCell, currents: Sequence[float], keep: Collection[int]) -> None:
        self.ageing, self.currents, self.keep = ageing, currents, keep
        self.laws = ageing.front.interface.laws
        cell = ageing.cell
        self.anode: MapState = start(self.laws, Protocol(currents[0], currents[0], cell.capacity, ageing.reserve))
        self.built_in = cell.live_lithium(1.0, ageing.reserve + cell.capacity)
        self.trapped, self.active = 0.0, 1.0
        self.rows: list[tuple[float, float]] = []
        self.lithium: list[tuple[float, float, float]] = []
        self.kept: dict[int, CellCycle] = {}
        self.exhausted: int | None = None

    @property
    def state(self) -> CellState:
        """What the cell model needs to know of the wear so far."""
        worn = InterfaceState(
            dead=float(self.anode.dead),
            spent=float(self.anode.sei_charge),
            film=float(self.anode.film),
            retained=float(self.anode.retained),
            fresh=float(self.anode.fresh),
        )
        front = self.ageing.front
        return CellState(
            self.active,
            self.built_in - self.lost - self.trapped,
            front.resistance(worn),
            front.area(worn),
            self.trapped,
        )

    @property
    def lost(self) -> float:
        """Lithium dead or in films, C/m²."""
        return float(self.anode.dead + self.anode.sei_charge)

    def run(self, settle: float) -> FullRun:
        """Run all cycles, or those before the cell takes no more charge."""
        cell, end = self.ageing.cell, ""
        point, _ = cell.half_cycle(cell.charged, self.state, settle)
        for number, current in enumerate(self.currents, start=1):
            charged, charge = cell.half_cycle(point, self.state, -current)
            if charge.capacity < _LEAST * cell.capacity:
                end = f"cycle {number}: the cell takes no charge"
                break
            self.wear(charge.capacity, current, charged, number)
            point, discharge = cell.half_cycle(charged, self.state, current)
            if discharge.anode.size:
                self.anode = replace(self.anode, inventory=float(discharge.anode[-1]))
            if self.exhausted is None and discharge.end == "Lithium exhausted":
                self.exhausted = number
            self.rows.append((charge.capacity, discharge.capacity))
            self.lithium.append((self.state.lithium, self.lost, self.trapped))
            if number in self.keep:
                self.kept[number] = CellCycle(charge, discharge)
        taken, given = np.array(self.rows).reshape(-1, 2).T
        summary = CycleSummary(np.arange(1.0, taken.size + 1, dtype=float), taken, given, given / taken)
        return FullRun(summary, self.kept, self.exhausted, np.array(self.lithium).reshape(-1, 3), end)

    def wear(self, charge: float, current: float, charged: Point, number: int) -> None:
        """Take from both electrodes what cycle ``number`` costs."""
        self.anode, _ = advance(self.laws, Protocol(current, current, charge, self.ageing.reserve), self.anode)
        active = self.ageing.fade.active(number)
        self.trapped += (self.active - active) * charged.held
        self.active = active
