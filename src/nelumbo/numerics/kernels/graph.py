"""What a multigrid cycle does on a graph of pieces (see `pieces`): (A x)_n = Σ T (x_n − x_m) + r_n x_n.

``inverse`` is 1/(Σ T + r) of every piece. Vectors have one entry more than there are pieces, which stays 0: the
value at the held ends. Every loop works on the planes, pieces or chunks of pieces ``low`` ≤ n < ``high``; sums are
kept by chunk, so that no result depends on how threads share them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32, float64, int32, int64, types, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import loop
from nelumbo.numerics.kernels.pieces import Graph

Array = NDArray[Any]
Ints = NDArray[np.int32]

CHUNK = 4096
"""Pieces whose sums are made together."""
_I1, _F1, _SUMS = int32[::1], float32[::1], float64[:, ::1]
_GRAPH = types.Tuple((_I1, _I1, _F1))
_FAST = {"contract", "reassoc", "nsz", "arcp"}


@loop(void(float32[:, :, ::1], int32[:, :, ::1], _F1))
def gather_cells(fine: Array, parent: Array, coarse: Array) -> None:
    """Add a quantity of the cells to that of their pieces."""
    for k in range(parent.shape[0]):
        for j in range(parent.shape[1]):
            for i in range(parent.shape[2]):
                if parent[k, j, i] >= 0:
                    coarse[parent[k, j, i]] += fine[k, j, i]


@loop(void(_F1, _I1, _F1))
def gather(fine: Array, parent: Ints, coarse: Array) -> None:
    """Add a quantity of the pieces to that of their pieces of the next level."""
    for n in range(fine.size):
        coarse[parent[n]] += fine[n]


@loop(void(_I1, _F1, _F1, _F1))
def inverse_diagonal(first: Ints, weight: Array, reaction: Array, inverse: Array) -> None:
    """Write 1/(Σ T + r) of every piece."""
    for n in range(inverse.size):
        hold = reaction[n]
        for e in range(first[n], first[n + 1]):
            hold += weight[e]
        inverse[n] = np.float32(1) / max(hold, np.float32(1e-12))


@loop(void(_F1, _I1, _F1, _F1, int64, int64, int64))
def start_pieces(inverse: Array, begin: Ints, b: Array, x: Array, colour: int, low: int, high: int) -> None:
    """Relax the pieces of one colour from x = 0: x_n = b_n/(Σ T + r_n), 0 in the others."""
    for k in range(low, high):
        for n in range(begin[2 * k], begin[2 * k + 2]):
            x[n] = 0
        for n in range(begin[2 * k + colour], begin[2 * k + colour + 1]):
            x[n] = b[n] * inverse[n]


@loop(void(_GRAPH, _F1, _I1, _F1, _F1, int64, int64, int64), fastmath=_FAST)
def sweep_pieces(
    graph: Graph, inverse: Array, begin: Ints, b: Array, x: Array, colour: int, low: int, high: int
) -> None:
    """Relax the pieces of one colour: x_n = (b_n + Σ T x_m)/(Σ T + r_n)."""
    first, to, weight = graph
    for k in range(low, high):
        for n in range(begin[2 * k + colour], begin[2 * k + colour + 1]):
            pull = b[n]
            for e in range(first[n], first[n + 1]):
                pull += weight[e] * x[to[e]]
            x[n] = pull * inverse[n]


@loop(void(_GRAPH, _F1, _I1, types.Tuple((_F1, _F1)), types.Tuple((_I1, _F1)), int64, int64), fastmath=_FAST)
def restrict_pieces(
    graph: Graph,
    inverse: Array,
    begin: Ints,
    vectors: tuple[Array, Array],
    next_level: tuple[Ints, Array],
    low: int,
    high: int,
) -> None:
    """Add b − A x to the pieces of the next level, for pairs of planes.

    Args:
        vectors: b and x. next_level: number of the piece of the next level for every piece, and the sums there.
    """
    (first, to, weight), (b, x), (parent, coarse) = graph, vectors, next_level
    planes = (begin.size - 1) // 2
    for half in range(low, high):
        for n in range(begin[4 * half], begin[min(4 * half + 4, 2 * planes)]):
            left = b[n] - x[n] / inverse[n]
            for e in range(first[n], first[n + 1]):
                left += weight[e] * x[to[e]]
            coarse[parent[n]] += left


@loop(void(_F1, _I1, _F1, int64, int64))
def prolong_pieces(x: Array, parent: Ints, coarse: Array, low: int, high: int) -> None:
    """Add to every piece the value of its parent."""
    for n in range(low, high):
        x[n] += coarse[parent[n]]


@loop(void(_GRAPH, _F1, types.UniTuple(_F1, 3), _F1, _SUMS, int64, int64), fastmath=_FAST)
def image(
    graph: Graph, inverse: Array, vectors: tuple[Array, Array, Array], out: Array, sums: Array, low: int, high: int
) -> None:
    """Write A x to ``out``, and the products of x with A x, the second and the third vector to ``sums``."""
    (begin, to, weight), (x, first, second) = graph, vectors
    for chunk in range(low, high):
        a, b, c = 0.0, 0.0, 0.0
        for n in range(chunk * CHUNK, min((chunk + 1) * CHUNK, inverse.size)):
            flow = x[n] / inverse[n]
            for e in range(begin[n], begin[n + 1]):
                flow -= weight[e] * x[to[e]]
            out[n] = flow
            a += x[n] * flow
            b += x[n] * first[n]
            c += x[n] * second[n]
        sums[chunk, 0], sums[chunk, 1], sums[chunk, 2] = a, b, c


@loop(void(types.UniTuple(float32, 2), _F1, _F1, _F1, _SUMS, int64, int64), fastmath=_FAST)
def combine(
    factors: tuple[float, float], x: Array, y: Array, out: Array, sums: Array, low: int, high: int
) -> None:
    """Write a x + b y to ``out``, and the squares of y and of the result to ``sums``."""
    a, b = factors
    size = x.size - 1
    for chunk in range(low, high):
        before, after = 0.0, 0.0
        for n in range(chunk * CHUNK, min((chunk + 1) * CHUNK, size)):
            before += y[n] * y[n]
            out[n] = a * x[n] + b * y[n]
            after += out[n] * out[n]
        sums[chunk, 0], sums[chunk, 1] = before, after
