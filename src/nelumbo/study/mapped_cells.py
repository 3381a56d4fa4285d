"""Cycling experiments of a design carried by the per-cycle map, as the fit needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nelumbo.cycling.map import preplated_roughness, run_map
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
        membrane: length of free electrolyte that resists as much as the membrane, L/(D_eff/D), m.
        fades: share of a cathode lost per cycle, by ``fade.<chemistry>``.
    """

    laws: CycleLaws
    design: Design
    membrane: Any = 0.0
    fades: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def symmetric_test(self) -> Symmetric:
        """The symmetric cell of the design."""
        return next(test for test in self.design.experiment if isinstance(test, Symmetric))

    @cached_property
    def half_cell_trace(self) -> CycleTrace:
        """Cycles of the first half cell of the design."""
        return self.half_cell(next(test for test in self.design.experiment if isinstance(test, HalfCell)))

    def half_cell(self, test: HalfCell) -> CycleTrace:
        """Return the cycles of a half cell."""
        return run_map(self.laws, Protocol(test.current_density, test.current_density, test.capacity), test.cycles)

    @cached_property
    def _protocol(self) -> Protocol:
        test = self.symmetric_test
        reserve = test.preplated_capacity - test.capacity
        return Protocol(test.current_density, test.current_density, test.capacity, reserve)

    @property
    def _symmetric_cycles(self) -> int:
        return int(self.symmetric_test.duration / self._protocol.cycle_duration)

    def _symmetric_trace(self, cycles: int) -> CycleTrace:
        """Return the first ``cycles`` of the side of the symmetric cell that is stripped first."""
        return run_map(self.laws, self._protocol, cycles)

    @cached_property
    def fresh_overpotential(self) -> Any:
        """Overpotential of the fresh symmetric cell, V."""
        test = self.symmetric_test
        electrolyte, separator = self.design.electrolyte[test.electrolyte], self.design.separator[test.separator]
        resistance = self.membrane / electrolyte.conductivity
        return initial_overpotential(self.laws, self._protocol, electrolyte, separator, resistance)

    @cached_property
    def life(self) -> Life:
        """Onset of rise and failure of the symmetric cell."""
        electrolyte = self.design.electrolyte[self.symmetric_test.electrolyte]
        trace = self._symmetric_trace(self._symmetric_cycles)
        return SymmetricLife().life(trace, self._protocol, electrolyte, self.fresh_overpotential)

    def overpotential(self, time: float) -> Any:
        """Return the overpotential of the symmetric cell, V, at a ``time``, s, while it lives.

        The fresh cell's and what the layers of dead lithium and spent film add.
        """
        electrolyte = self.design.electrolyte[self.symmetric_test.electrolyte]
        cycles = min(max(int(time / self._protocol.cycle_duration), 1), self._symmetric_cycles)
        trace = self._symmetric_trace(cycles)
        return (
            self.fresh_overpotential + SymmetricLife().added_overpotential(trace, self._protocol, electrolyte)[-1]
        )

    def efficiency(self, cycle: int) -> Any:
        """Coulombic efficiency of ``cycle``, counted from 1."""
        return self.half_cell_trace.efficiency[cycle - 1]

    def cycle_of_fall(self, level: float) -> Any:
        """Cycle at which the efficiency falls through ``level``; the length of the test if never."""
        return np.minimum(self.half_cell_trace.cycle_of_fall(level), float(len(self.half_cell_trace.efficiency)))

    def roughness(self, current: float, charge: float) -> Any:
        """Return the roughness, m, of the first deposit of ``charge``, C/m², at ``current``, A/m²."""
        return preplated_roughness(self.laws, current, charge)[1]
