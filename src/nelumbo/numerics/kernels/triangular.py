"""Solution with the factors of a symmetric matrix, many right-hand sides at once."""

from __future__ import annotations

import numpy as np
from numba import float64, int32, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import loop

Array = NDArray[np.float64]
Ints = NDArray[np.int32]


@loop(void(int32[::1], int32[::1], float64[::1], float64[::1], float64[:, ::1]))
def solve_factored(start: Ints, row: Ints, value: Array, pivots: Array, x: Array) -> None:
    """Turn f into the solution of L D Lᵀ x = f in place.

    Args:
        start, row, value: L without its unit diagonal, by columns. pivots: D, (n,).
        x: f, (n, k); its rows are contiguous.
    """
    n, k = x.shape
    for j in range(n):
        if not x[j].any():  # most of a load on few rows, until the elimination reaches them
            continue
        for m in range(start[j], start[j + 1]):
            for c in range(k):
                x[row[m], c] -= value[m] * x[j, c]
    for j in range(n - 1, -1, -1):
        for c in range(k):
            x[j, c] /= pivots[j]
        for m in range(start[j], start[j + 1]):
            for c in range(k):
                x[j, c] -= value[m] * x[row[m], c]
