"""Lithium that carries a membrane: where they touch, how hard, and what the pressure does to the current."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from nelumbo.deposition.growth.connection import cells_at
from nelumbo.deposition.growth.lift import height_from_below
from nelumbo.deposition.growth.mechanism import Mechanism
from nelumbo.deposition.growth.state import GrowthState
from nelumbo.materials.lithium_yield import LithiumYield

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
CREEP = "creep"
"""What the yield of lithium on contacts is called among the rules of a growth."""


def contacts(state: GrowthState, bottom: int, top: int) -> Mask:
    """Return the columns, (y, x), in which lithium touches the solid of the planes bottom … top − 1 from below."""
    touching: Mask = height_from_below(state) >= state.lowest_solid(bottom, top) - 1
    return touching


def contact_width(touching: Mask, voxel: float) -> float:
    """Return d, m, the mean width of at least one contact; in three dimensions the diameter of its mean area."""
    if touching.shape[0] == 1:
        row = touching[0]
        count = int(row[0]) + np.count_nonzero(row[1:] & ~row[:-1])
    else:
        _, count = ndimage.label(touching)
    cells = np.count_nonzero(touching) / count
    return cells * voxel if touching.shape[0] == 1 else 2 * math.sqrt(cells / math.pi) * voxel


def contact_pressure(touching: Mask, voxel: float, load: float, lithium: LithiumYield | None) -> float:
    """Return p = min(p₀/θ, σ_y(d)), Pa, for at least one contact; without a law of yield lithium is rigid."""
    pressure = load / float(touching.mean())
    if lithium is None:
        return pressure
    return min(pressure, float(lithium.strength(contact_width(touching, voxel))))


def note_yield(state: GrowthState, touching: Mask, pressure: float, load: float) -> None:
    """Note that lithium has yielded where a pressure is below that of rigid contacts, p₀/θ."""
    if touching.any() and pressure < load / float(touching.mean()):
        state.acted.add(CREEP)


def pressure_at(state: GrowthState) -> Array:
    """Return p, Pa, at every cell of the band: on the highest cell of lithium that is connected downwards."""
    if state.pressure is None:
        return np.zeros(state.shape.cells.size)
    if not state.pressure.any():
        return np.zeros(state.shape.cells.size)
    column = cells_at(state.shape.foot, state.phi.shape) % state.columns
    highest = abs(state.shape.foot[:, 0] + 0.5 - height_from_below(state).ravel()[column]) < 1.0
    return np.where(highest, state.pressure.ravel()[column], 0.0)


@dataclass(frozen=True)
class PressedContacts(Mechanism):
    """Where lithium carries the membrane, its pressure holds deposition back and drives dissolution.

    p = min(p₀/θ, σ_y(d)) on contacts, 0 elsewhere;   Δη = pΩ/F

    θ is the share of the area in contact, d the mean width of the contacts. The shift is 0.135 mV/MPa, so only
    loads on small contacts count: 0.1 MPa on θ = 0.01 is 1.3 mV. Only the normal stress of the load is in it, no
    elastic energy of the lithium.

    Attributes:
        bottom, top: first plane of the membrane and first above it. load: p₀, the pressure on the stack, Pa.
        lithium: σ_y, or None.
    """

    equation: ClassVar[str] = "p = min(p₀/θ, σ_y(d));  Δη = pΩ/F"
    units: ClassVar[dict[str, str]] = {
        "p": "Pa",
        "p₀": "Pa",
        "θ": "1",
        "σ_y": "Pa",
        "d": "m",
        "η": "V",
        "Ω": "m^3/mol",
        "F": "C/mol",
    }
    references: ClassVar[tuple[str, ...]] = ("Monroe2005", "Xu2017")

    bottom: int
    top: int
    load: float
    lithium: LithiumYield | None

    def apply(self, state: GrowthState, voxel: float) -> None:
        """Press on the highest lithium of the columns in contact until the next step."""
        touching = contacts(state, self.bottom, self.top)
        some = touching.any()
        pressure = contact_pressure(touching, voxel, self.load, self.lithium) if some else 0.0
        note_yield(state, touching, pressure, self.load)
        state.pressure = np.where(touching, pressure, 0.0)
