"""Signed distance to balls, layers in balls and bridges between balls on the nodes of a grid.

Negative inside, exact to the nearest surface from outside. Every length is in steps of the grid; node (k, j, i)
lies at (i, j, k). Each plane is computed by one thread, so that any number of threads gives the same.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nelumbo.numerics.kernels.voxels import nodes_in_cylinder, rows_in_cylinder, span

Array = NDArray[np.float64]
Field = NDArray[np.float32]


@njit(cache=True)
def _layer_in_row(row: Field, first: int, x: float, dy: float, dz: float, layer: Array) -> None:
    """Lower a row from node ``first`` to the distance to the layer between two radii; inner 0 is a full ball."""
    outer, inner = layer[0], layer[1]
    dy, dz = dy * dy, dz * dz
    if inner > 0.0:
        for i in range(row.size):
            dx = (first + i) - x
            distance = math.sqrt(dx * dx + dy + dz)
            row[i] = min(row[i], max(distance - outer, inner - distance))
    else:
        for i in range(row.size):
            dx = (first + i) - x
            row[i] = min(row[i], math.sqrt(dx * dx + dy + dz) - outer)


@njit(cache=True)
def _layers_in_plane(plane: Field, k: int, centres: Array, radii: Array, band: float) -> None:
    ny, nx = plane.shape
    for n in range(centres.shape[0]):
        x, y, dz = centres[n, 0], centres[n, 1], k - centres[n, 2]
        reach = 0.0
        for w in range(radii.shape[1]):
            reach = max(reach, radii[n, w, 0])
        reach += band
        if abs(dz) < reach:
            below, above = span(y + 0.5, reach, ny)
            for j in range(below, above):
                dy = j - y
                first, stop = span(x + 0.5, math.sqrt(max(0.0, reach * reach - dz * dz - dy * dy)), nx)
                for w in range(radii.shape[1]):
                    if radii[n, w, 0] > 0.0:
                        _layer_in_row(plane[j, first:stop], first, x, dy, dz, radii[n, w])


@njit(cache=True, parallel=True)
def to_layers(field: Field, centres: Array, radii: Array, band: float) -> None:
    """Lower a field to the distance to concentric layers where that is below ``band``.

    Args:
        field: (z, y, x), changed in place.
        centres: (n, 3), columns x, y, z. radii: (n, w, 2), outer and inner radius of every layer; inner 0 is a
            full ball, both 0 are none.
        band: beyond which no distance is needed.
    """
    for k in prange(field.shape[0]):
        _layers_in_plane(field[k], np.int64(k), centres, radii, band)


@njit(cache=True)
def _bridge_in_row(row: Field, first: int, d: Array, axis: Array, arc: Array) -> None:
    """Lower a row at d = (x, dy, dz) from the first ball to the distance to a bridge, see `outside_bridge`."""
    length, along, across, radius = arc[0], arc[1], arc[2], arc[3]
    to_first, to_second = math.hypot(along, across), math.hypot(length - along, across)
    x, dy, dz, tilt = d[0], d[1] * d[1], d[2] * d[2], axis[0]
    beside, below = d[1] * axis[1], d[2] * axis[2]
    for i in range(row.size):
        dx = (first + i) - x
        s = dx * tilt + beside + below
        r = math.sqrt(max(0.0, dx * dx + dy + dz - s * s))
        near, far = (r * along - s * across) / to_first, (r * (length - along) - (length - s) * across) / to_second
        disc = radius - math.sqrt((s - along) * (s - along) + (r - across) * (r - across))
        outside = max(near, far, disc)
        row[i] = outside if (r < across) & (outside < row[i]) else row[i]  # as one, for several nodes at once


@njit(cache=True)
def _bridges_in_plane(
    plane: Field, k: int, starts: Array, axes: Array, arcs: Array, band: float, d: Array
) -> None:
    ny, nx = plane.shape
    for m in range(starts.shape[0]):
        shift, reach = arcs[m, 1], math.hypot(arcs[m, 2], arcs[m, 3]) + band
        if abs(k - (starts[m, 2] + shift * axes[m, 2])) < reach:
            d[0], d[2] = starts[m, 0], k - starts[m, 2]
            below, above = span(starts[m, 1] + shift * axes[m, 1] + 0.5, reach, ny)
            below, above = rows_in_cylinder(below, above, starts[m, 1], d[2], axes[m], arcs[m, 2])
            first, stop = span(d[0] + shift * axes[m, 0] + 0.5, reach, nx)
            for j in range(below, above):
                d[1] = j - starts[m, 1]
                i, end = nodes_in_cylinder(first, stop, d, axes[m], arcs[m, 2])
                if i < end:
                    _bridge_in_row(plane[j, i:end], i, d, axes[m], arcs[m])


@njit(cache=True, parallel=True)
def to_bridges(field: Field, starts: Array, axes: Array, arcs: Array, band: float) -> None:
    """Lower a field to the distance to toroidal bridges, see `voxels.draw_bridges`, within ``band`` of them."""
    for k in prange(field.shape[0]):
        _bridges_in_plane(field[k], np.int64(k), starts, axes, arcs, band, np.empty(3))


@njit(cache=True)
def _step(k: int, j: int, i: int, side: int, ny: int, nx: int) -> tuple[int, int, int]:
    """Return the neighbour of a cell on a side, upwards first and downwards last; y and x are periodic."""
    if side == 0:
        return k + 1, j, i
    if side == 1:
        return k, (j if j > 0 else ny) - 1, i
    if side == 2:
        return k, j + 1 if j < ny - 1 else 0, i
    if side == 3:
        return k, j, (i if i > 0 else nx) - 1
    if side == 4:
        return k, j, i + 1 if i < nx - 1 else 0
    return k - 1, j, i


@njit(cache=True)
def leads_down(distance: Array, least: float, lowest: int, highest: int) -> bool:
    """Tell whether cells of at least a distance lead through faces from one plane down to another.

    They are followed one by one, downwards first, until the lower plane is reached.

    Args:
        distance: (z, y, x), periodic in y and x. least: wanted distance. lowest, highest: the planes.
    """
    _, ny, nx = distance.shape
    seen = np.zeros((highest + 1 - lowest, ny, nx), np.bool_)
    waiting = np.empty(seen.size, np.int32)
    count = 0
    for j in range(ny):
        for i in range(nx):
            if distance[highest, j, i] >= least:
                seen[highest - lowest, j, i] = True
                waiting[count] = ((highest - lowest) * ny + j) * nx + i
                count += 1
    if highest == lowest:
        return count > 0
    while count > 0:
        count -= 1
        place = np.int64(waiting[count])
        k, j, i = place // (ny * nx), place // nx % ny, place % nx
        for side in range(6):
            c, b, a = _step(k, j, i, side, ny, nx)
            if c <= highest - lowest and not seen[c, b, a] and distance[lowest + c, b, a] >= least:
                if c == 0:
                    return True
                seen[c, b, a] = True
                waiting[count] = (c * ny + b) * nx + a
                count += 1
    return False
