"""Solution with the factors of a symmetric matrix, many right-hand sides at once.

Right-hand sides go six or two at a time, which costs little more than one: an entry of L is read once for all of
them, and their sums stay in registers. Unsigned rows spare the test for negative ones.
"""

from __future__ import annotations

import numpy as np
from numba import float64, int32, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[np.float64]
Ints = NDArray[np.int32]


@inner
def _solve_two(start: Ints, row: Ints, value: Array, pivots: Array, x: Array, k: int) -> None:
    """Solve for the columns k and k + 1."""
    n = x.shape[0]
    for j in range(n):
        a, b = x[j, k], x[j, k + 1]
        if a != 0.0 or b != 0.0:  # most of a load on few rows, until the elimination reaches them
            for m in range(start[j], start[j + 1]):
                i, v = np.uint32(row[m]), value[m]
                x[i, k] -= v * a
                x[i, k + 1] -= v * b
    for j in range(n - 1, -1, -1):
        a, b = x[j, k] / pivots[j], x[j, k + 1] / pivots[j]
        for m in range(start[j], start[j + 1]):
            i, v = np.uint32(row[m]), value[m]
            a -= v * x[i, k]
            b -= v * x[i, k + 1]
        x[j, k], x[j, k + 1] = a, b


@inner
def _solve_six(start: Ints, row: Ints, value: Array, pivots: Array, x: Array, k: int) -> None:
    """Solve for the columns k to k + 5."""
    n = x.shape[0]
    for j in range(n):
        a, b, c, d, e, f = x[j, k], x[j, k + 1], x[j, k + 2], x[j, k + 3], x[j, k + 4], x[j, k + 5]
        if abs(a) + abs(b) + abs(c) + abs(d) + abs(e) + abs(f) != 0.0:
            for m in range(start[j], start[j + 1]):
                i, v = np.uint32(row[m]), value[m]
                x[i, k] -= v * a
                x[i, k + 1] -= v * b
                x[i, k + 2] -= v * c
                x[i, k + 3] -= v * d
                x[i, k + 4] -= v * e
                x[i, k + 5] -= v * f
    for j in range(n - 1, -1, -1):
        p = pivots[j]
        a, b, c = x[j, k] / p, x[j, k + 1] / p, x[j, k + 2] / p
        d, e, f = x[j, k + 3] / p, x[j, k + 4] / p, x[j, k + 5] / p
        for m in range(start[j], start[j + 1]):
            i, v = np.uint32(row[m]), value[m]
            a -= v * x[i, k]
            b -= v * x[i, k + 1]
            c -= v * x[i, k + 2]
            d -= v * x[i, k + 3]
            e -= v * x[i, k + 4]
            f -= v * x[i, k + 5]
        x[j, k], x[j, k + 1], x[j, k + 2], x[j, k + 3], x[j, k + 4], x[j, k + 5] = a, b, c, d, e, f


@loop(void(int32[::1], int32[::1], float64[::1], float64[::1], float64[:, ::1]))
def solve_factored(start: Ints, row: Ints, value: Array, pivots: Array, x: Array) -> None:
    """Turn f into the solution of L D Lᵀ x = f in place.

    Args:
        start, row, value: L without its unit diagonal, by columns. pivots: D, (n,); infinity holds x at zero.
        x: f, (n, k) with an even k; its rows are contiguous.
    """
    sixes = x.shape[1] // 6
    for m in range(sixes):
        _solve_six(start, row, value, pivots, x, 6 * m)
    for k in range(6 * sixes, x.shape[1] - 1, 2):
        _solve_two(start, row, value, pivots, x, k)
