"""A membrane that floats on the lithium beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.loose import jammed
from nelumbo.deposition.growth.mechanism import Mechanism
from nelumbo.deposition.growth.state import GrowthState

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FloatingMembrane(Mechanism):
    """A membrane is lifted by the lithium that fills beneath it, and sinks when that is stripped.

    ⟨h⟩ ≥ z_b − g: lifted by Δ;   ⟨h⟩ ≤ z_b − g − 1.5 Δ: lowered by Δ

    The membrane is rigid at the scale of the box. h is the height of the lithium that is connected downwards, or
    of what lies loose on it, z_b that of the membrane's lowest solid, Δ one voxel, and g the electrolyte that
    stays between them on average. Loose lithium that fills the way to the collector holds the membrane up. What
    the membrane, and what it presses down, displace as it sinks flows to where lithium grows. Without this rule
    lithium grows through the pores of a membrane that stays where it was.

    Attributes:
        bottom: first plane of the membrane. gap: g, m; negative where lithium
            reaches into the membrane before it lifts it.
    """

    equation: ClassVar[str] = "⟨h⟩ ≥ z_b − g: lifted by Δ;  ⟨h⟩ ≤ z_b − g − 1.5 Δ: lowered by Δ"
    units: ClassVar[dict[str, str]] = {"h": "m", "z_b": "m", "g": "m", "Δ": "m"}
    references: ClassVar[tuple[str, ...]] = ("Johnson1985",)

    bottom: int
    gap: float = 40e-9

    def apply(self, state: GrowthState, voxel: float) -> None:
        """Shift lithium and collector against the membrane."""
        into = float(self._carrying(state).mean()) - self.bottom + self.gap / voxel
        # The collector, and loose lithium on it, are as high as the membrane can come down.
        if into >= 0:
            state.sink(1)
        elif into <= -1.5 and state.box.base + 1 <= self.bottom and not jammed(state):
            state.sink(-1)

    def _carrying(self, state: GrowthState) -> Array:
        """Return h of every column, cells."""
        height = height_from_below(state)
        if state.debris is None:
            return height
        loose = state.debris.share[: self.bottom] > 0.5
        top = np.where(loose.any(0), self.bottom - np.argmax(np.flip(loose, 0), 0), 0)
        higher: Array = np.maximum(height, top)
        return higher


def height_from_below(state: GrowthState) -> Array:
    """Return where lithium connected to the box's bottom ends in every column, cells above it, shape (y, x).

    Electrolyte that lithium has enclosed counts as lithium.
    """
    first, columns, phi = state.open_cells.lowest, state.columns, state.phi.ravel()
    above, below = phi[first], phi[np.where(first < columns, first, first - columns)]
    share = np.where((above > 0) & (below < 0), -below / np.where(above > below, above - below, 1.0), 0.5)
    height: Array = np.maximum(first // columns - 0.5 + share, 0.0)
    return height
