"""Places that lithium fills as volumes of their own: closed cavities, and outer faces without a coat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.structure.result import Particles

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_LAYERS = 2
"""Levels of the table per cell of depth: finer ones would show the lattice of the cells."""


@dataclass(frozen=True)
class Cavities:
    """Geometry of n cavities on the grid; lengths in cells.

    Lithium that has grown to the depth δ fills what is nearer to the wall than δ, so dV/dδ = A(δ): a hollow
    sphere of radius r is full at δ = r. Where in a cavity lithium sits is not resolved. Salt comes
    through the pores of the wall and the cavity, whose fields are solved with the rest; that lithium on the wall
    narrows its pores and the way through the cavity is neglected, so ions reach all of it until it is full. A
    porous wall has the resistance of one that is 0.4 voxels thinner.

    The outer faces of a membrane's particles that no coat covers are one more such volume, the last, if there are
    any: V = Aδ as far as there are pores, even over all outer faces. It takes no room from the front.

    Attributes:
        cells: flat indices of the cells along the walls. owner: number of the cavity of each, from 0. share:
            part of the wall of its cavity that each holds; sums to one in every cavity.
        volumes: V at evenly spaced depths up to the largest, shape (n, levels). areas: A between them,
            (n, levels − 1). spacing: of the depths, (n,).
        number: by which `depth_in_cavities` calls every cavity, −1 for outer faces.
    """

    cells: Ints
    owner: Ints
    share: Array
    volumes: Array
    areas: Array
    spacing: Array
    number: Ints

    @property
    def outer(self) -> Mask:
        """Which are outer faces."""
        return self.number < 0

    @property
    def capacity(self) -> Array:
        """Volume of every cavity, cells."""
        full: Array = self.volumes[:, -1]
        return full

    def area(self, filled: Array) -> Array:
        """Return the surface of lithium or wall in every cavity that holds the volume ``filled``, cell faces."""
        level = (self.volumes[:, :-1] <= filled[:, None]).sum(1) - 1
        found: Array = np.take_along_axis(self.areas, level[:, None], 1)[:, 0]
        return found

    def depth(self, filled: Array) -> Array:
        """Return how far from the walls the lithium of the volume ``filled`` reaches in every cavity, cells."""
        rows = zip(filled, self.volumes, strict=True)
        found: Array = self.spacing * np.array([np.interp(f, v, np.arange(v.size)) for f, v in rows])
        return found

    def wall_area(self, filled: Array) -> Array:
        """Return the part of that surface which each of ``cells`` stands for."""
        return self.area(filled)[self.owner] * self.share


def no_cavities() -> Cavities:
    """Return the geometry of a film without cavities."""
    none = np.zeros(0, np.int64)
    return Cavities(none, none, np.zeros(0), np.zeros((0, 2)), np.zeros((0, 1)), np.zeros(0), none)


def with_outer_faces(cavities: Cavities, cells: Ints, area: float, capacity: float) -> Cavities:
    """Return the cavities and, as one more, outer faces.

    Args:
        cells: flat indices of the cells of electrolyte along the outer faces. area: that has no coat, cell faces.
            capacity: most lithium that it can hold, cells.
    """
    if area == 0 or cells.size == 0:
        return cavities
    count, levels = cavities.volumes.shape
    return Cavities(
        np.concatenate([cavities.cells, cells]),
        np.concatenate([cavities.owner, np.full(cells.size, count)]),
        np.concatenate([cavities.share, np.full(cells.size, 1 / cells.size)]),
        np.concatenate([cavities.volumes, np.linspace(0, capacity, levels)[None]]),
        np.concatenate([cavities.areas, np.full((1, levels - 1), area)]),
        np.append(cavities.spacing, capacity / area / (levels - 1)),
        np.append(cavities.number, -1),
    )


def tabulate(depth: Array, number: Ints, planes_below: int) -> Cavities:
    """Return the cavities of which every cell knows the depth of its centre and the number.

    Args:
        depth: distance to the nearest wall, cells, positive inside cavities, shape (z, y, x). number: of the
            cavity of every cell, −1 outside. planes_below: planes of the box below these.
    """
    cells = np.flatnonzero((number >= 0).ravel() & (depth.ravel() > -0.5))
    if cells.size == 0:
        return no_cavities()
    deep = depth.ravel()[cells]
    names, owner = np.unique(number.ravel()[cells], return_inverse=True)
    found = names.size
    levels = int(np.ceil(deep.max() + 0.5)) * _LAYERS + 1
    volumes, spacing = np.zeros((found, levels)), np.zeros(found)
    by_cavity = np.split(deep[np.argsort(owner, kind="stable")], np.cumsum(np.bincount(owner))[:-1])
    for cavity, own in enumerate(by_cavity):
        at, spacing[cavity] = np.linspace(0, max(float(own.max()), 0.0) + 0.5, levels, retstep=True)
        # A wall cuts a cell as a plane parallel to its faces would.
        volumes[cavity] = (np.clip(own + 0.5, 0, 1) - np.clip(own - at[:, None] + 0.5, 0, 1)).sum(1)
    areas = np.diff(volumes, axis=1) / spacing[:, None]
    # Cells whose centres lie half a cell within on average; a cavity that has none is finer than the cells.
    within = (deep > 0) & (deep <= 1)
    beside = within | ((np.bincount(owner, within, found) == 0)[owner] & (deep <= 0.75))
    size = np.bincount(owner[beside], minlength=found)
    offset = planes_below * depth.shape[1] * depth.shape[2]
    share = 1 / size[owner[beside]]
    return Cavities(cells[beside] + offset, owner[beside], share, volumes, areas, spacing, names)


def depth_in_cavities(
    particles: Particles, planes: int, rows: Array, columns: Array, voxel: float
) -> tuple[Array, Ints]:
    """Return the distance of every cell to the walls around it, cells, and the number of its cavity or −1.

    A cavity lies between the inner face of a wall and the outer face of the next; d = min(r_o − r, r − r_i).

    Args:
        particles: with their walls. planes: number of planes of cells, from the collector. rows, columns: y and
            x of the centres of the cells, m. voxel: edge of a cell, m.
    """
    depth = np.full((planes, rows.size, columns.size), -1.0)
    number = np.full(depth.shape, -1, np.int64)
    height, kinds = (np.arange(planes) + 0.5) * voxel, particles.walls.shape[1]
    largest = particles.walls[:, :, 1].max(1, initial=0.0)
    reach = np.where(largest > 0, largest + voxel, 0.0)  # no cavity shows in a cell farther away
    for body in near_planes(particles, rows, reach):
        (x, y, z), walls = particles.centres[body], particles.walls[body]
        k = np.flatnonzero(abs(height - z) < min(walls[0, 0], reach[body]))
        dy, dx = apart(rows, y, particles.box), apart(columns, x, particles.box)
        j, i = (np.flatnonzero(abs(d) < reach[body]) for d in (dy, dx))
        radius = np.sqrt((height[k, None, None] - z) ** 2 + dy[j, None] ** 2 + dx[i] ** 2)
        cells = (k[:, None, None] * rows.size + j[:, None]) * columns.size + i
        outer = walls[:, 1]
        inner = np.append(walls[1:, 0], -np.inf)
        for kind in np.flatnonzero(outer > 0):
            here = np.minimum(outer[kind] - radius, radius - inner[kind]) / voxel
            shown = here > -0.5
            depth.ravel()[cells[shown]] = here[shown]
            number.ravel()[cells[shown]] = body * kinds + kind
    return depth, number


def near_planes(particles: Particles, rows: Array, reach: Array) -> Ints:
    """Return which particles have a centre nearer to one of some planes y = const than ``reach``.

    Args:
        rows: y of the planes, m. reach: of every particle, (n,), m.
    """
    away = abs(apart(rows[:, None], particles.centres[:, 1], particles.box)).min(0)
    return np.flatnonzero(away < reach)


def apart(places: Array, centre: Array | float, box: float) -> Array:
    """Return how far places lie from a centre along an axis in a periodic box, with the sign."""
    distance: Array = (places - centre + box / 2) % box - box / 2
    return distance


def cavity_of_planes(particles: Particles, rows: Array) -> Array:
    """Return the area of the cavities that every plane y = const cuts, m²: Σ π[(r_o² − d²)₊ − (r_i² − d²)₊].

    Args:
        particles: with their walls; d is the distance of a plane to a centre. rows: y of the planes, m.
    """
    hollow = particles.walls[:, :, 1].any(1)
    walls = particles.walls[hollow]
    outer = walls[:, :, 1]
    inner = np.concatenate([walls[:, 1:, 0], np.zeros((len(outer), 1))], 1)
    area = np.zeros(rows.size)
    for centre, r_o, r_i in zip(particles.centres[hollow, 1], outer, np.minimum(inner, outer), strict=True):
        square = (((rows - centre + particles.box / 2) % particles.box - particles.box / 2) ** 2)[:, None]
        area += np.pi * (np.maximum(r_o**2 - square, 0) - np.maximum(r_i**2 - square, 0)).sum(1)
    return area
