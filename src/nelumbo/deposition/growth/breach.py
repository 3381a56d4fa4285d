"""A membrane that breaks over lithium that presses too hard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.contact import contact_pressure, contact_width, contacts, note_yield
from nelumbo.deposition.growth.lift import height_from_below
from nelumbo.deposition.growth.mechanism import Mechanism
from nelumbo.deposition.growth.state import GrowthState
from nelumbo.materials.lithium_yield import LithiumYield

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
BREACH = "breach"
"""What it is called among the rules of a growth."""


@dataclass(frozen=True)
class Breach(Mechanism):
    """Lithium carries the load of a membrane on its contacts, until the membrane or the lithium gives way.

    p = min(p₀/θ, σ_y(d)) min(1, d/2a)ᵐ;   p ≥ p_c: a hole of radius a opens over the highest contact

    θ is the share of the area in which lithium is nearer than a voxel to the membrane's lowest solid, d the mean
    width of the contacts. The puncture pressure is a force over the area of a tip of radius a, so a contact
    narrower than the tip presses on all of it: m is 2, and 1 in two dimensions. Lithium that yields spreads, so p
    never exceeds σ_y: a membrane that stands more is never breached. Without a law of yield lithium is rigid.

    Attributes:
        bottom, top: first plane of the membrane and first above it. load: p₀, the pressure on the stack, Pa.
        puncture_pressure: p_c, Pa. radius: a, m. lithium: σ_y, or None.
    """

    equation: ClassVar[str] = (
        "p = min(p₀/θ, σ_y(d)) min(1, d/2a)ᵐ;  p ≥ p_c: a hole of radius a opens over the highest contact"
    )
    units: ClassVar[dict[str, str]] = {
        "p": "Pa",
        "p₀": "Pa",
        "θ": "1",
        "σ_y": "Pa",
        "d": "m",
        "p_c": "Pa",
        "a": "m",
        "m": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Xu2017",)

    bottom: int
    top: int
    load: float
    puncture_pressure: float
    radius: float
    lithium: LithiumYield | None

    def apply(self, state: GrowthState, voxel: float) -> None:
        """Open a hole where lithium breaks through."""
        touching = self.contacts(state)
        if not touching.any():
            return
        note_yield(state, touching, contact_pressure(touching, voxel, self.load, self.lithium), self.load)
        if self.pressure(touching, voxel) < self.puncture_pressure:
            return
        state.acted.add(BREACH)
        heights = np.where(touching, height_from_below(state), -np.inf)
        row, column = np.unravel_index(np.argmax(heights), heights.shape)
        hole = _disc(touching.shape, (int(row), int(column)), self.radius / voxel)
        within = slice(self.bottom, self.top)
        state.box.room[within, hole] = 1.0
        state.box.conduct[within, hole] = 1.0

    def contacts(self, state: GrowthState) -> Mask:
        """Return the columns, (y, x), in which lithium touches the membrane from below."""
        return contacts(state, self.bottom, self.top)

    def pressure(self, touching: Mask, voxel: float) -> float:
        """Return p, Pa, for at least one contact."""
        pressure = contact_pressure(touching, voxel, self.load, self.lithium)
        narrow = min(1.0, contact_width(touching, voxel) / (2 * self.radius))
        return float(pressure * narrow ** (1 if touching.shape[0] == 1 else 2))


def _disc(shape: tuple[int, ...], centre: tuple[int, int], radius: float) -> Mask:
    """Return the columns within ``radius`` cells of one, periodic; of a two-dimensional box a strip."""
    away = [
        np.minimum(abs(np.arange(n) - c), n - abs(np.arange(n) - c)) for n, c in zip(shape, centre, strict=True)
    ]
    disc: Mask = away[0][:, None] ** 2 + away[1][None, :] ** 2 <= radius**2
    return disc
