"""Signed distance to balls, layers in balls and bridges between balls on the nodes of a grid.

Negative inside, exact to the nearest surface from outside. Every length is in steps of the grid; node (k, j, i)
lies at (i, j, k). Each plane is computed by one thread, so that any number of threads gives the same.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float32, float64, int64, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop
from nelumbo.numerics.kernels.voxels import outside_bridge, span

Array = NDArray[np.float64]
Field = NDArray[np.float32]


@inner
def _to_layer(distance: float, outer: float, inner: float) -> float:
    """Signed distance to the layer between two radii, or to a full ball where ``inner`` is 0."""
    return max(distance - outer, inner - distance) if inner > 0.0 else distance - outer


@loop(void(float32[:, :, ::1], float64[:, ::1], float64[:, :, ::1], float64, int64, int64))
def to_layers(field: Field, centres: Array, radii: Array, band: float, first: int, last: int) -> None:
    """Lower a field to the distance to concentric layers where that is below ``band``.

    Args:
        field: (z, y, x), changed in place.
        centres: (n, 3), columns x, y, z. radii: (n, w, 2), outer and inner radius of every layer; inner 0 is a
            full ball, both 0 are none.
        band: beyond which no distance is needed.
    """
    _, ny, nx = field.shape
    for k in range(first, last):
        for n in range(centres.shape[0]):
            x, y, z = centres[n]
            reach, dz = radii[n, :, 0].max() + band, k - z
            if abs(dz) < reach:
                for j in range(*span(y + 0.5, reach, ny)):
                    dy = j - y
                    for i in range(*span(x + 0.5, math.sqrt(max(0.0, reach * reach - dz * dz - dy * dy)), nx)):
                        distance = math.sqrt((i - x) * (i - x) + dy * dy + dz * dz)
                        for w in range(radii.shape[1]):
                            if radii[n, w, 0] > 0.0:
                                signed = _to_layer(distance, radii[n, w, 0], radii[n, w, 1])
                                field[k, j, i] = min(field[k, j, i], signed)


@loop(void(float32[:, :, ::1], float64[:, ::1], float64[:, ::1], float64[:, ::1], float64, int64, int64))
def to_bridges(field: Field, starts: Array, axes: Array, arcs: Array, band: float, first: int, last: int) -> None:
    """Lower a field to the distance to toroidal bridges, see `voxels.draw_bridges`, within ``band`` of them."""
    _, ny, nx = field.shape
    for k in range(first, last):
        for m in range(starts.shape[0]):
            x, y, z = starts[m]
            middle = starts[m] + arcs[m, 1] * axes[m]
            reach = math.hypot(arcs[m, 2], arcs[m, 3]) + band
            if abs(k - middle[2]) < reach:
                for j in range(*span(middle[1] + 0.5, reach, ny)):
                    for i in range(*span(middle[0] + 0.5, reach, nx)):
                        dx, dy, dz = i - x, j - y, k - z
                        s = dx * axes[m, 0] + dy * axes[m, 1] + dz * axes[m, 2]
                        r = math.sqrt(max(0.0, dx * dx + dy * dy + dz * dz - s * s))
                        if r < arcs[m, 2]:
                            field[k, j, i] = min(field[k, j, i], outside_bridge(s, r, arcs[m]))
