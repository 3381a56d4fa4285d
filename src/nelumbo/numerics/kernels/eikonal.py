"""Distances through open cells by the eikonal equation |∇T| = 1, solved by fast sweeping (Zhao 2005)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import boolean, float64
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[Any]


@inner
def upwind(a: float, b: float, c: float, h: Array) -> float:
    """Least T with Σ ((T − a_m)⁺/h_m)² = 1 over the neighbours' values a, b, c along the axes of spacing h."""
    values = (a, b, c)
    done = np.zeros(3, np.bool_)
    weight, mean, square = 0.0, 0.0, 0.0
    result = math.inf
    for _ in range(3):
        best = -1
        for m in range(3):
            if not done[m] and (best < 0 or values[m] < values[best]):
                best = m
        if values[best] >= result or values[best] == math.inf:
            break
        done[best] = True
        w = 1 / h[best] ** 2
        weight += w
        mean += w * values[best]
        square += w * values[best] ** 2
        # weight T² − 2 mean T + square − 1 = 0
        inside = max(0.0, mean * mean - weight * (square - 1))
        result = (mean + math.sqrt(inside)) / weight
    return result


@loop(float64[:, :, ::1](boolean[:, :, ::1], float64[::1], boolean))
def arrival(is_open: Array, h: Array, periodic: bool) -> Array:
    """Distance of the centre of every open cell from the end z = 0, infinite where no way leads.

    Args:
        is_open: shape (z, y, x). h: edge lengths of a cell. periodic: whether ways cross the sides.
    """
    nz, ny, nx = is_open.shape
    times = np.full((nz, ny, nx), math.inf)
    for j in range(ny):
        for i in range(nx):
            if is_open[0, j, i]:
                times[0, j, i] = h[0] / 2
    changed = True
    while changed:
        changed = False
        for corner in range(8):
            changed |= _sweep(is_open, h, periodic, corner, times)
    return times


@inner
def _sweep(is_open: Array, h: Array, periodic: bool, corner: int, times: Array) -> bool:
    """Update all cells in one of the eight orders; True if one has changed."""
    nz, ny, nx = times.shape
    changed = False
    for k0 in range(nz):
        k = k0 if corner & 1 else nz - 1 - k0
        for j0 in range(ny):
            j = j0 if corner & 2 else ny - 1 - j0
            for i0 in range(nx):
                i = i0 if corner & 4 else nx - 1 - i0
                if is_open[k, j, i]:
                    z = _nearer(times[:, j, i], k, False)
                    y, x = _nearer(times[k, :, i], j, periodic), _nearer(times[k, j], i, periodic)
                    new = upwind(z, y, x, h)
                    if new < times[k, j, i] * (1 - 1e-12):
                        times[k, j, i] = new
                        changed = True
    return changed


@inner
def _nearer(line: Array, n: int, periodic: bool) -> float:
    """Return the smaller of the two neighbours' values on a line."""
    before = line[n - 1] if n > 0 else (line[-1] if periodic else math.inf)
    behind = line[n + 1] if n < line.size - 1 else (line[0] if periodic else math.inf)
    return min(before, behind)
