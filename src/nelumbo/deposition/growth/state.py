"""What changes while lithium grows; it can be pickled, and a run goes on from it to the same bits."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.connection import OpenCells
from nelumbo.deposition.growth.debris import Debris
from nelumbo.deposition.growth.filling import CavityFilling
from nelumbo.deposition.growth.remembered import Remembered
from nelumbo.numerics.front.shape import BAND, FrontShape, shape_of_front

Array = NDArray[np.float64]
FIRST = 1e-3
"""Thickness of the lithium on a bare collector, cells: a front exactly on faces of cells has half its area."""


@dataclass
class Box:
    """The fixed surroundings of the front, all of shape (z, y, x); z points away from the collector.

    Attributes:
        room: share of each cell that lithium can fill. conduct: diffusivity over that of the free electrolyte.
        wall_distance: distance to the nearest surface on which lithium can begin, cells.
        wall_class: number of that surface's class. base: height of the collector above the box's bottom, cells;
            negative when lithium lies below the box.
    """

    room: Array
    conduct: Array
    wall_distance: Array
    wall_class: NDArray[np.int8]
    base: float = 0.0

    @classmethod
    def empty(cls, shape: tuple[int, int, int], base: float = 0.0) -> Box:
        """Return electrolyte above a flat collector of class 0 at the height ``base``."""
        height = np.broadcast_to(np.arange(shape[0])[:, None, None] + 0.5 - base, shape).copy()
        return cls(np.ones(shape), np.ones(shape), height, np.zeros(shape, np.int8), base)


@dataclass(frozen=True)
class Plane:
    """A plane of the front that lies below the box, shapes (y, x).

    Attributes:
        phi, density, stretch, rest, concentration, dead: as in `GrowthState`. volume: of its lithium, cells.
    """

    phi: Array
    density: Array
    stretch: Array
    rest: Array
    concentration: Array
    dead: NDArray[np.bool_]
    volume: float


_CARRIED = ("phi", "density", "stretch", "rest", "concentration", "dead")


@dataclass
class GrowthState:
    """The front, what it carries, and the books.

    Attributes:
        box: the surroundings. phi: signed distance to the surface of lithium and collector, cells, (z, y, x).
        shape: geometry of the front. density, stretch, rest, concentration: σ, e, σ_q and u, carried by the front,
            (z, y, x). field: u in the electrolyte at the last solution. dead: cells of detached lithium.
        cavities: lithium in closed cavities.
        overpotential: η, V. time: s. charge: net plated charge per area, C/m². target: volume that the front
            has to enclose, cells. void: pores of lithium below the box, cells. since_solved: way of the fastest
            place since the last solution, cells; infinite before. solved_current: the current density of it, A/m².
        speed: largest speed in the last step, m/s. steps, solutions: how many were done.
        pressure: of the membrane on the lithium that is connected downwards, shape (y, x), Pa; None for none.
        debris: detached lithium that lies loose, ``None`` for none.
        below: planes that lifting took out of the box, lowest first, for the day they come back.
        acted: names of rules that have come into play.
    """

    box: Box
    phi: Array
    shape: FrontShape
    density: Array
    stretch: Array
    rest: Array
    concentration: Array
    field: Array
    dead: NDArray[np.bool_]
    cavities: CavityFilling
    overpotential: float = 0.0
    time: float = 0.0
    charge: float = 0.0
    target: float = 0.0
    void: float = 0.0
    since_solved: float = np.inf
    solved_current: float = 0.0
    speed: float = 0.0
    steps: int = 0
    solutions: int = 0
    pressure: Array | None = None
    debris: Debris | None = None
    below: list[Plane] = dataclasses.field(default_factory=list)
    acted: set[str] = dataclasses.field(default_factory=set)
    _open: Remembered[OpenCells] = dataclasses.field(default_factory=Remembered, init=False, repr=False)
    _solid: Remembered[Array] = dataclasses.field(default_factory=Remembered, init=False, repr=False)

    def copy(self) -> GrowthState:
        """Return a state that can be changed on its own; the geometry of the cavities never changes."""
        geometry = self.cavities.geometry
        return copy.deepcopy(self, {id(geometry): geometry})

    @property
    def columns(self) -> int:
        """Number of cells in a plane of the box."""
        return int(self.phi.shape[1] * self.phi.shape[2])

    @property
    def room(self) -> Array:
        """Share of every cell that lithium can fill now."""
        return self.box.room if self.debris is None else self.box.room - self.debris.share

    @property
    def conduct(self) -> Array:
        """Diffusivity of every cell over that of the free electrolyte now."""
        return self.box.conduct if self.debris is None else self.box.conduct * self.debris.passage

    @property
    def open_cells(self) -> OpenCells:
        """Electrolyte that is connected to the bulk now."""
        return self._open.of((self.phi > 0) & (self.conduct > 0), OpenCells.of)

    def lowest_solid(self, bottom: int, top: int) -> Array:
        """Return the first of the planes bottom … top − 1 that is solid in every column, or ∞, shape (y, x)."""

        def lowest(solid: NDArray[np.bool_]) -> Array:
            return np.where(solid.any(0), bottom + np.argmax(solid, 0), np.inf)

        return self._solid.of(self.box.room[bottom:top] < 0.5, lowest)

    @property
    def dead_cells(self) -> NDArray[np.bool_]:
        """Cells of detached lithium, in the front and loose."""
        return self.dead if self.debris is None else self.dead | (self.debris.share >= 0.5)

    def highest(self) -> int:
        """Return the plane of the highest cell in the band of the front, or of the highest loose lithium."""
        front = int(self.shape.cells.max() // self.columns)
        if self.debris is None:
            return front
        return max(front, int(np.flatnonzero(self.debris.share.any((1, 2))).max(initial=0)))

    def add_planes(self, count: int) -> None:
        """Add ``count`` planes of free electrolyte on top."""
        old = self.phi.shape[0]

        def higher(values: NDArray[Any], fill: float) -> NDArray[Any]:
            new = np.full((count, *values.shape[1:]), fill, values.dtype)
            return np.concatenate([values, new])

        box = self.box
        above = np.arange(old, old + count)[:, None, None] + 0.5 - box.base
        walls = higher(box.wall_distance, 0.0)
        walls[old:] = above
        self.box = Box(higher(box.room, 1.0), higher(box.conduct, 1.0), walls, higher(box.wall_class, 0), box.base)
        self.phi = higher(self.phi, BAND)
        self.density, self.stretch = higher(self.density, 1.0), higher(self.stretch, 0.0)
        self.rest, self.concentration = higher(self.rest, 1.0), higher(self.concentration, 1.0)
        self.field, self.dead = higher(self.field, 1.0), higher(self.dead, False)
        if self.debris is not None:
            self.debris.add_planes(count)

    def sink(self, planes: int) -> None:
        """Shift lithium and collector down by one plane against the surroundings (1), or up (−1).

        Loose lithium stays with the surroundings.
        What leaves through the bottom is kept in ``below`` and comes back as it was; it goes on counting by
        `Box.base`, its pores by ``void``.
        """
        dense = {"phi": -BAND, "density": 1.0, "stretch": 0.0, "rest": 1.0, "concentration": 1.0, "dead": False}
        if planes > 0:
            leaving = self._volume_of_lowest_plane()
            carried = {name: getattr(self, name)[0].copy() for name in _CARRIED}
            self.below.append(Plane(**carried, volume=leaving))
            self.void += self.columns - leaving
            self.target -= leaving
        else:
            back = self.below.pop() if self.below else None
            coming = back.volume if back else float(self.columns)
            self.void -= self.columns - coming
            self.target += coming
        for name in _CARRIED:
            old = getattr(self, name)
            values = np.empty_like(old)
            if planes > 0:
                values[:-1], values[-1] = old[1:], BAND if name == "phi" else dense[name]
            else:
                values[1:], values[0] = old[:-1], getattr(back, name) if back else dense[name]
            setattr(self, name, values)
        self.box.base -= planes
        self.box.wall_distance += planes
        self.shape = shape_of_front(self.phi)

    def dead_below(self) -> float:
        """Return the dead lithium below the box, cells."""
        return float(sum(np.count_nonzero(plane.dead) for plane in self.below))

    def _volume_of_lowest_plane(self) -> float:
        """Return what the front encloses in the lowest plane, cells."""
        filled = (self.phi[0] < 0).astype(float)
        lowest = self.shape.cells < self.columns
        filled.ravel()[self.shape.cells[lowest]] = self.shape.volume[lowest]
        return float((filled * self.room[0]).sum())
