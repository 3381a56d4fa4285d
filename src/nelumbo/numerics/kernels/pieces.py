"""Pieces of blocks of cells, and the graph of their couplings: how a coarse level of the multigrid is made.

A block of 2×2×2 cells, or of 2×2×2 blocks, falls apart into pieces that hold together by strong couplings. The
pieces of one level are numbered plane by plane, and in a plane first those of the red blocks of its chessboard,
then those of the black ones, so that a colour of a plane is a range: the pieces of plane k and colour c are
``begin[2 k + c] ≤ n < begin[2 k + c + 1]``. Only pieces of blocks with a common face, or of one block, are
coupled.

The graph is in compressed rows: piece n is coupled by ``weight[e]`` to ``to[e]`` for ``first[n] ≤ e < first[n +
1]``. What holds a piece at the ends of the box is a coupling to the extra piece N, whose value is always 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32, int32, int64, types, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.conductances import OPEN, conducts, face_weights
from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[Any]
Ints = NDArray[np.int32]
Graph = tuple[Ints, Ints, Array]
"""``first, to, weight``."""
Conductor = tuple[Array, Array, tuple[float, float, float]]
"""``rho, faces, g``, see `conductances`."""
_OF = types.Tuple((float32[:, :, ::1], float32[:, :, :, ::1], types.UniTuple(float32, 3)))
_I1, _I3, _F1 = int32[::1], int32[:, :, ::1], float32[::1]


@inner
def find(root: Ints, n: int) -> int:
    """Return the root of n in a forest and halve the way to it."""
    while root[n] != n:
        root[n] = root[root[n]]
        n = root[n]
    return n


@inner
def unite(root: Ints, m: int, n: int) -> None:
    """Join the trees of m and n under the smaller root."""
    m, n = find(root, m), find(root, n)
    if m < n:
        root[n] = m
    else:
        root[m] = n


@inner
def follow(root: Ints, free: Array, n: int, m: int, start: int) -> None:
    """Join the tree of n to that of m, unless it has followed another before; ``free`` begins at ``start``."""
    own = find(root, n)
    if free[own - start]:
        unite(root, n, m)
        free[own - start] = False
        free[find(root, n) - start] = False


# ------------------------------------------------------------------ cells to pieces


@inner(error_model="numpy")
def _look(of: Conductor, block: tuple[int, int, int], shape: tuple[int, int, int], root: Ints) -> Array:
    """Write which cells of the block that begins at a cell are open; return their couplings, shape (8, 6)."""
    rho, faces, g = of
    weights = np.zeros((8, 6), np.float32)
    for n in range(8):
        k, j, i = block[0] + (n >> 2), block[1] + ((n >> 1) & 1), block[2] + (n & 1)
        inside = k < shape[0] and j < shape[1] and i < shape[2]
        root[n] = n if inside and conducts(rho, faces, g, k, j, i) else -1
        if root[n] == n:
            below, above, before, behind, left, right = face_weights(rho, faces, g, k, j, i)
            weights[n, 0], weights[n, 1], weights[n, 2] = below, above, before
            weights[n, 3], weights[n, 4], weights[n, 5] = behind, left, right
    return weights


@inner(error_model="numpy")
def _split_block(
    of: Conductor, strong: float, block: tuple[int, int, int], shape: tuple[int, int, int], root: Ints
) -> None:
    """Join the cells of one block in the forest ``root``, shape (8,), in which closed cells are −1.

    Cells join where their coupling is strong for both. Then a piece for which a coupling is strong that is weak
    for the other side, as a thin wall between two rooms, follows one such neighbour, so that it does not join
    the rooms.
    """
    weights = _look(of, block, shape, root)
    most, free = np.zeros(8, np.float32), np.ones(8, np.bool_)
    for n in range(8):
        for face in range(6):
            most[n] = max(most[n], weights[n, face])
    for n in range(8):
        for axis in range(3):
            m = n | (4 >> axis)
            if (
                m != n
                and root[n] >= 0
                and root[m] >= 0
                and weights[n, 2 * axis + 1] >= strong * max(most[n], most[m])
            ):
                unite(root, n, m)
    for n in range(8):
        for axis in range(3):
            m = n ^ (4 >> axis)
            if root[n] >= 0 and root[m] >= 0:
                weight = weights[n, 2 * axis + (1 if n < m else 0)]
                if strong * most[n] <= weight < strong * most[m]:
                    follow(root, free, n, m, 0)


@loop(void(_OF, float32, _I3, int32[:, ::1], int64, int64), error_model="numpy")
def split_cells(of: Conductor, strong: float, parent: Ints, counts: Ints, begin: int, end: int) -> None:
    """Number the pieces of every block in ``parent``, −1 in closed cells; write how many, (planes, 2).

    It works on the pairs of planes ``begin`` ≤ half < ``end``, as do the other loops over cells here.
    """
    nz, ny, nx = parent.shape
    root, number = np.empty(8, np.int32), np.empty(8, np.int32)
    for half in range(begin, end):
        counts[half, 0], counts[half, 1] = 0, 0
        for j0 in range(0, ny, 2):
            for i0 in range(0, nx, 2):
                _split_block(of, strong, (2 * half, j0, i0), parent.shape, root)
                pieces = 0
                for n in range(8):
                    number[n] = -1
                    if root[n] == n:
                        number[n] = pieces
                        pieces += 1
                for n in range(8):
                    k, j, i = 2 * half + (n >> 2), j0 + ((n >> 1) & 1), i0 + (n & 1)
                    if k < nz and j < ny and i < nx:
                        parent[k, j, i] = number[find(root, n)] if root[n] >= 0 else -1
                counts[half, (half + j0 // 2 + i0 // 2) & 1] += pieces


@loop(void(_I3, _I1, _I1, int64, int64))
def number_cells(parent: Ints, begin: Ints, where: Ints, low: int, high: int) -> None:
    """Turn the numbers within blocks into those of the level, and write the block of every piece to ``where``."""
    nz, ny, nx = parent.shape
    my, mx = (ny + 1) // 2, (nx + 1) // 2
    for half in range(low, high):
        for colour in range(2):
            n = begin[2 * half + colour]
            for j0 in range(my):
                for i0 in range((half + j0 + colour) & 1, mx, 2):
                    pieces = 0
                    for k in range(2 * half, min(2 * half + 2, nz)):
                        for j in range(2 * j0, min(2 * j0 + 2, ny)):
                            for i in range(2 * i0, min(2 * i0 + 2, nx)):
                                if parent[k, j, i] >= 0:
                                    pieces = max(pieces, parent[k, j, i] + 1)
                                    parent[k, j, i] += n
                    for m in range(n, n + pieces):
                        where[m] = (half * my + j0) * mx + i0
                    n += pieces


@inner
def tally(row: Ints, sums: Array, used: int, to: int, weight: float) -> int:
    """Add a coupling to the first ``used`` entries of a row and return how many there are now."""
    for e in range(used):
        if row[e] == to:
            sums[e] += weight
            return used
    row[used] = to
    sums[used] = weight
    return used + 1


@loop(void(_OF, _I3, _I1, types.Tuple((_I1, _I1, _F1)), int64, int64), error_model="numpy")
def couple_cells(of: Conductor, parent: Ints, where: Ints, graph: Graph, low: int, high: int) -> None:
    """Sum the couplings of cells of different pieces, times ½, for the pieces ``low`` ≤ n < ``high``.

    Called with an empty ``to`` it writes the length of row n to ``first[n + 1]``, else it fills the rows.
    """
    (rho, faces, g), (first, to, weight) = of, graph
    nz, ny, nx = parent.shape
    my, mx = (ny + 1) // 2, (nx + 1) // 2
    count = np.int32(where.size)
    nothing = np.float32(0.01 / OPEN)
    row, sums = np.empty(24, np.int32), np.empty(24, np.float32)
    other, weights = np.empty(6, np.int32), np.empty(6, np.float32)
    for n in range(low, high):
        used = 0
        half, rest = where[n] // (my * mx), where[n] % (my * mx)
        j0, i0 = rest // mx, rest % mx
        for k in range(2 * half, min(2 * half + 2, nz)):
            for j in range(2 * j0, min(2 * j0 + 2, ny)):
                for i in range(2 * i0, min(2 * i0 + 2, nx)):
                    if parent[k, j, i] != n:
                        continue
                    weights[0], weights[1], weights[2], weights[3], weights[4], weights[5] = face_weights(
                        rho, faces, g, k, j, i
                    )
                    other[0] = parent[k - 1, j, i] if k > 0 else count
                    other[1] = parent[k + 1, j, i] if k < nz - 1 else count
                    other[2] = parent[k, j - 1 if j > 0 else ny - 1, i]
                    other[3] = parent[k, j + 1 if j < ny - 1 else 0, i]
                    other[4] = parent[k, j, i - 1 if i > 0 else nx - 1]
                    other[5] = parent[k, j, i + 1 if i < nx - 1 else 0]
                    for face in range(6):
                        if other[face] >= 0 and other[face] != n and weights[face] > nothing:
                            used = tally(row, sums, used, other[face], weights[face] / 2)
        if to.size == 0:
            first[n + 1] = used
        else:
            for e in range(used):
                to[first[n] + e] = row[e]
                weight[first[n] + e] = sums[e]
