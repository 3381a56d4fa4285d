"""When a full cell has lost a share of its capacity, carried by the per-cycle map, as the fit needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.trace import CycleTrace, first_crossing


@dataclass(frozen=True)
class MappedFullCell:
    """The cathode sets the capacity while the lithium lasts, the lithium afterwards.

    N(ρ) = min{N_c(ρ), N₀ + ln ρ/ln(1 − ℓ/Q)},   inventory(N₀) = 0

    Until cycle N₀ the anode lives on its reserve; from then on every charge plates what the last one left, less
    the loss ℓ of a cycle, so that the capacity falls by the factor 1 − ℓ/Q. Resistances are left out: what dead
    lithium adds at these rates costs no capacity that could be seen. The tests hold it against the cell model.

    Attributes:
        laws: of the anode, or of an ensemble. current: of cycling, A/m². charge: Q, that a fresh cell takes up,
            C/m². reserve: lithium on the anode beyond it, C/m². cycles: length of the test.
    """

    laws: CycleLaws
    current: float
    charge: float
    reserve: float
    cycles: int

    def life(self, kept: float, cathode: Any) -> Any:
        """Return N, the cycle at which the share ``kept`` = ρ of the capacity is left.

        Args:
            kept: ρ. cathode: N_c, the cycle at which the cathode alone would have come to it.
        """
        trace = run_map(self.laws, Protocol(self.current, self.current, self.charge, self.reserve), self.cycles)
        end, loss = self._exhaustion(trace)
        return np.minimum(cathode, end + np.log(kept) / np.log1p(-np.minimum(loss / self.charge, 0.5)))

    def _exhaustion(self, trace: CycleTrace) -> tuple[Any, Any]:
        """Return N₀ and ℓ, C/m², there; past the end of the test every cycle costs what the last one did."""
        shortfall = np.where(trace.complete, 0.0, trace.plated - trace.stripped)
        start = np.full_like(trace.inventory[:1], self.reserve)
        inside = first_crossing(np.concatenate([start, trace.inventory - shortfall]), 0.0)
        lost = trace.dead + trace.sei_charge
        losses = np.maximum(np.diff(lost, axis=0, prepend=0 * start), 1e-9 * self.charge)
        end = np.where(np.isfinite(inside), inside, self.cycles + trace.inventory[-1] / losses[-1])
        cycle = np.minimum(end, self.cycles - 1).astype(np.int64)
        return end, np.take_along_axis(losses, cycle[None], axis=0)[0]
