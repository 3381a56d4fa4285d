"""Gauss–Seidel sweeps over the rows of a sparse matrix."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int32]


@njit(cache=True)
def sweep(start: Ints, column: Ints, entry: Array, b: Array, x: Array, forward: bool) -> None:
    """Solve every row of A x = b for its own unknown in turn, x_i = (b_i − Σ_{j≠i} a_ij x_j)/a_ii.

    Args:
        start, column, entry: of the CSR matrix, each row with a diagonal entry ≠ 0. x: changed in place.
    """
    n = b.size
    for row in range(n):
        i = row if forward else n - 1 - row
        rest, own = b[i], 1.0
        for m in range(start[i], start[i + 1]):
            if column[m] == i:
                own = entry[m]
            else:
                rest -= entry[m] * x[column[m]]
        x[i] = rest / own
