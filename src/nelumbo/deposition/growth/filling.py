"""Lithium in closed cavities and on outer faces while it grows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.cavities import Cavities, no_cavities
from nelumbo.deposition.growth.surface import SurfaceClass, SurfaceSites

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_EMPTY = 1e-6
_FULL = 1 - 1e-6
SHARE = 0.05
"""Most of the volume of the cavities that a step fills or empties."""


@dataclass
class CavityFilling:
    """How full every cavity is, outer faces without a coat included.

    Attributes:
        geometry: of the n cavities. filled: volume of lithium in each, cells, (n,). concentration: u at the cells
            along the walls. reached: which of those electrolyte connects to the bulk.
    """

    geometry: Cavities
    filled: Array
    concentration: Array
    reached: Mask

    @classmethod
    def of(cls, geometry: Cavities) -> CavityFilling:
        """Return empty cavities."""
        count = geometry.cells.size
        return cls(geometry, np.zeros(len(geometry.volumes)), np.ones(count), np.ones(count, bool))

    @classmethod
    def none(cls) -> CavityFilling:
        """Return no cavity."""
        return cls.of(no_cavities())

    @property
    def inside(self) -> Array:
        """Volume of the lithium in every cavity, cells."""
        return self.filled[~self.geometry.outer]

    @property
    def on_faces(self) -> float:
        """Volume of the lithium on outer faces, cells."""
        return float(self.filled[self.geometry.outer].sum())

    def area(self, plating: bool) -> Array:
        """Return the surface of each cell along the walls, cell faces; a full cavity takes no more."""
        full = (self.filled >= _FULL * self.geometry.capacity)[self.geometry.owner]
        return np.where(full & plating, 0.0, self.geometry.wall_area(self.filled))

    def sites(self, inside: SurfaceClass, outside: SurfaceClass, cover: float, nucleus: float) -> SurfaceSites:
        """Return what the current at the cells along the walls depends on.

        Args:
            inside, outside: class of the walls and of the outer faces; their film is kept by the lithium that
                covers them. cover: thickness from which
                lithium covers them, cells. nucleus: thickness from which there is no barrier any more, cells.
        """
        zero = np.zeros(self.concentration.size)

        def thinner(depth: float) -> Mask:
            least = np.maximum(depth * self.geometry.areas[:, 0], _EMPTY * self.geometry.capacity)
            found: Mask = (self.filled <= least)[self.geometry.owner]
            return found

        outer, bare = self.geometry.outer[self.geometry.owner], thinner(cover)

        def of_class(within: float, without: float) -> Array:
            return np.where(outer, without, within)

        return SurfaceSites(
            self.concentration,
            of_class(inside.film_resistance, outside.film_resistance),
            zero,
            np.where(bare, of_class(inside.exchange_ratio, outside.exchange_ratio), 1.0),
            np.where(thinner(nucleus), of_class(inside.barrier, outside.barrier), 0.0),
            bare,
        )

    def rates(self, flux: Array) -> Array:
        """Return the sum of ``flux`` over the cells of every cavity."""
        return np.asarray(np.bincount(self.geometry.owner, flux, self.filled.size), float)

    def longest(self, rates: Array, spare: float) -> float:
        """Return the time until cavities have refused more than ``spare`` takes in that time.

        Σ (V + rt − V_m)₊ = st for cavities that fill; those that empty refuse what they do not hold. At s = 0 this
        is the time until the first is full or empty. Rates change with surfaces, so no more than `SHARE` of their
        volume fills.

        Args:
            rates: r, growth of the lithium in every cavity, cells/s. spare: s, cells/s.
        """
        room = np.where(rates > 0, self.geometry.capacity - self.filled, self.filled)
        moving = rates != 0
        size = np.abs(rates[moving])
        ends = room[moving] / size
        order = np.argsort(ends)
        ends, refusing = ends[order], np.cumsum(size[order])
        # With n of them at their ends Σ_n r (t − t_n) = st; what is refused is convex in t, so the earliest holds.
        times = np.divide(
            np.cumsum(size[order] * ends), refusing - spare, out=np.full_like(ends, np.inf), where=refusing > spare
        )
        within = moving & ~self.geometry.outer
        pace = float(np.abs(rates[within]).sum())
        part = SHARE * float(self.geometry.capacity[within].sum()) / pace if pace > 0 else np.inf
        return min(float(times.min(initial=np.inf)), part)

    def fill(self, volumes: Array) -> float:
        """Add volumes, cells, as far as there is room, and return the sum of what was taken."""
        before = self.filled
        self.filled = np.clip(before + volumes, 0.0, self.geometry.capacity)
        return float((self.filled - before).sum())
