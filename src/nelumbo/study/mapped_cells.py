"""Cycling experiments of a design carried by the per-cycle map, as the fit needs them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.symmetric_life import Life, SymmetricLife, initial_overpotential
from nelumbo.cycling.trace import CycleTrace
from nelumbo.design.design import Design
from nelumbo.design.experiment import HalfCell, Symmetric


@dataclass(frozen=True)
class MappedCells:
    """Half and symmetric cells of one electrode, or of an ensemble of laws at once.

    Attributes:
        laws: of the electrode. design: with separators and electrolytes.
        half_cell, symmetric: the experiments.
    """

    laws: CycleLaws
    design: Design
    half_cell: HalfCell
    symmetric: Symmetric

    @cached_property
    def half_cell_trace(self) -> CycleTrace:
        """Cycles of the half cell."""
        test = self.half_cell
        return run_map(self.laws, Protocol(test.current_density, test.current_density, test.capacity), test.cycles)

    @cached_property
    def life(self) -> Life:
        """Onset of rise and failure of the symmetric cell, on the side that is stripped first."""
        test = self.symmetric
        protocol = Protocol(
            test.current_density, test.current_density, test.capacity, test.preplated_capacity - test.capacity
        )
        trace = run_map(self.laws, protocol, int(test.duration / protocol.cycle_duration))
        electrolyte = self.design.electrolyte[test.electrolyte]
        fresh = initial_overpotential(self.laws, protocol, electrolyte, self.design.separator[test.separator])
        return SymmetricLife().life(trace, protocol, electrolyte, fresh)

    def efficiency(self, cycle: int) -> Any:
        """Coulombic efficiency of ``cycle``, counted from 1."""
        return self.half_cell_trace.efficiency[cycle - 1]

    def cycle_of_fall(self, level: float) -> Any:
        """Cycle at which the efficiency falls through ``level``; the length of the test if never."""
        return np.minimum(self.half_cell_trace.cycle_of_fall(level), float(self.half_cell.cycles))
