"""Closed cavities that lithium fills from their walls: one volume each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from nelumbo.numerics.grid import Sides
from nelumbo.numerics.percolation import clusters

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_LAYERS = 8
"""Levels of the table per cell of depth."""


@dataclass(frozen=True)
class Cavities:
    """Geometry of n cavities on the grid; lengths in cells.

    Lithium that has grown to the depth δ fills the cells nearer to the wall than δ, so dV/dδ = A(δ): a hollow
    sphere of radius r is full at δ = r. Where in a cavity lithium sits is not resolved, and ions are taken to
    reach all of its wall until it is full.

    Attributes:
        cells: flat indices of the cells along the walls. owner: number of the cavity of each, from 0. share:
            part of the wall of its cavity that each holds; sums to one in every cavity.
        volumes, areas: V and A at evenly spaced depths up to the largest, shape (n, levels).
    """

    cells: Ints
    owner: Ints
    share: Array
    volumes: Array
    areas: Array

    @property
    def capacity(self) -> Array:
        """Volume of every cavity, cells."""
        full: Array = self.volumes[:, -1]
        return full

    def area(self, filled: Array) -> Array:
        """Return the surface of lithium or wall in every cavity that holds the volume ``filled``, cell faces."""
        rows = zip(filled, self.volumes, self.areas, strict=True)
        return np.array([np.interp(volume, volumes, areas) for volume, volumes, areas in rows])

    def wall_area(self, filled: Array) -> Array:
        """Return the part of that surface which each of ``cells`` stands for."""
        return self.area(filled)[self.owner] * self.share


def find_cavities(open_share: Array, interior: Mask, planes_below: int) -> tuple[Cavities, Mask]:
    """Return the cavities of an image and the cells they take.

    Args:
        open_share: share of every cell that lithium can fill, shape (z, y, x), periodic along y and x.
        interior: cells inside particles. planes_below: planes of the box below the image.
    """
    inside = (open_share >= 0.5) & interior
    number = clusters(inside, Sides.PERIODIC)
    _, owner = np.unique(number[inside], return_inverse=True)
    found = int(owner.max(initial=-1)) + 1
    if found == 0:
        return no_cavities(), inside
    depth = _depth(inside)[inside]
    levels = int(np.ceil(depth.max(initial=1.0) + 0.5)) * _LAYERS + 1
    volumes, areas = np.zeros((found, levels)), np.zeros((found, levels))
    share = open_share[inside]
    for cavity in range(found):
        own = owner == cavity
        deepest = float(depth[own].max()) + 0.5
        at = np.linspace(0, deepest, levels)
        volumes[cavity] = (share[own] * np.clip(at[:, None] - depth[own] + 0.5, 0, 1)).sum(1)
        areas[cavity] = np.gradient(volumes[cavity], at)
    areas[:, -1] = 0.0
    flat = np.flatnonzero(inside.ravel())
    beside = depth <= 0.75
    size = np.bincount(owner[beside], minlength=found)
    offset = planes_below * inside.shape[1] * inside.shape[2]
    cells = Cavities(flat[beside] + offset, owner[beside], 1 / size[owner[beside]], volumes, areas)
    return cells, inside


def no_cavities() -> Cavities:
    """Return the geometry of a film without cavities."""
    none = np.zeros(0, np.int64)
    return Cavities(none, none, np.zeros(0), np.zeros((0, 2)), np.zeros((0, 2)))


def _depth(inside: Mask) -> Array:
    """Return the distance of the centres of cells to the wall, cells; periodic along y and x."""
    _, ny, nx = inside.shape
    pad = ((1, 1), (ny // 2, ny // 2), (nx // 2, nx // 2))
    wrapped = np.pad(np.pad(inside, (pad[0], (0, 0), (0, 0))), ((0, 0), *pad[1:]), mode="wrap")
    distance = ndimage.distance_transform_edt(wrapped) - 0.5
    depth: Array = distance[1:-1, ny // 2 : ny // 2 + ny, nx // 2 : nx // 2 + nx]
    return depth
