"""Solution with the factors of a symmetric matrix, many right-hand sides at once."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int32]


@njit(cache=True)
def _solve_one(start: Ints, row: Ints, value: Array, pivots: Array, x: Array, c: int) -> None:
    """Solve for column c. Unsigned rows spare the test for negative ones."""
    n = x.shape[0]
    for j in range(n):
        a = x[j, c]
        if a != 0.0:  # most of a load on few rows, until the elimination reaches them
            for m in range(start[j], start[j + 1]):
                x[np.uint32(row[m]), c] -= value[m] * a
    for j in range(n - 1, -1, -1):
        a = x[j, c] / pivots[j]
        for m in range(start[j], start[j + 1]):
            a -= value[m] * x[np.uint32(row[m]), c]
        x[j, c] = a


@njit(cache=True)
def _solve_two(start: Ints, row: Ints, value: Array, pivots: Array, x: Array, c: int) -> None:
    """Solve for the columns c and c + 1: an entry of L is read once for both, and both sums stay in registers."""
    n = x.shape[0]
    for j in range(n):
        a, b = x[j, c], x[j, c + 1]
        if a != 0.0 or b != 0.0:
            for m in range(start[j], start[j + 1]):
                i = np.uint32(row[m])
                x[i, c] -= value[m] * a
                x[i, c + 1] -= value[m] * b
    for j in range(n - 1, -1, -1):
        a, b = x[j, c] / pivots[j], x[j, c + 1] / pivots[j]
        for m in range(start[j], start[j + 1]):
            i = np.uint32(row[m])
            a -= value[m] * x[i, c]
            b -= value[m] * x[i, c + 1]
        x[j, c], x[j, c + 1] = a, b


@njit(cache=True)
def solve_factored(start: Ints, row: Ints, value: Array, pivots: Array, x: Array) -> None:
    """Turn f into the solution of L D Lᵀ x = f in place.

    Args:
        start, row, value: L without its unit diagonal, by columns. pivots: D, (n,); infinity holds x at zero.
        x: f, (n, k); its rows are contiguous.
    """
    k = x.shape[1]
    for c in range(0, k - 1, 2):
        _solve_two(start, row, value, pivots, x, c)
    if k % 2 == 1:
        _solve_one(start, row, value, pivots, x, k - 1)
