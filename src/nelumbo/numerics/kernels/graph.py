"""What a multigrid cycle does on a graph of pieces (see `pieces`): (A x)_n = Σ T (x_n − x_m) + r_n x_n.

``inverse`` is 1/(Σ T + r) of every piece. Vectors have one entry more than there are pieces, which stays 0: the
value at the held ends. Sums are made in chunks of one length and then in their order, whatever the number of
threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Array = NDArray[Any]
Ints = NDArray[np.int32]
Graph = tuple[Ints, Ints, Array]

_CHUNK = 4096
_FAST = {"contract", "reassoc", "nsz", "arcp"}


@njit(cache=True)
def gather_cells(fine: Array, parent: Array, coarse: Array) -> None:
    """Sum a quantity of the cells over every piece."""
    coarse[:] = 0
    for k in range(parent.shape[0]):
        for j in range(parent.shape[1]):
            for i in range(parent.shape[2]):
                if parent[k, j, i] >= 0:
                    coarse[parent[k, j, i]] += fine[k, j, i]


@njit(cache=True)
def gather(fine: Array, parent: Ints, coarse: Array) -> None:
    """Sum a quantity of the pieces over every piece of the next level."""
    coarse[:] = 0
    for n in range(fine.size):
        coarse[parent[n]] += fine[n]


@njit(cache=True, parallel=True)
def inverse_diagonal(first: Ints, weight: Array, reaction: Array, inverse: Array) -> None:
    """Write 1/(Σ T + r) of every piece."""
    for n in prange(inverse.size):
        hold = reaction[n]
        for e in range(first[n], first[n + 1]):
            hold += weight[e]
        inverse[n] = 1 / max(hold, np.float32(1e-12))


@njit(cache=True, parallel=True)
def start_pieces(inverse: Array, begin: Ints, b: Array, x: Array, colour: int) -> None:
    """Relax the pieces of one colour from x = 0: x_n = b_n/(Σ T + r_n), 0 in the others."""
    for k in prange((begin.size - 1) // 2):
        for n in range(begin[2 * k], begin[2 * k + 2]):
            x[n] = 0
        for n in range(begin[2 * k + colour], begin[2 * k + colour + 1]):
            x[n] = b[n] * inverse[n]


@njit(cache=True, parallel=True, fastmath=_FAST)
def sweep_pieces(graph: Graph, inverse: Array, begin: Ints, b: Array, x: Array, colour: int) -> None:
    """Relax the pieces of one colour: x_n = (b_n + Σ T x_m)/(Σ T + r_n)."""
    first, to, weight = graph
    for k in prange((begin.size - 1) // 2):
        for n in range(begin[2 * k + colour], begin[2 * k + colour + 1]):
            pull = b[n]
            for e in range(first[n], first[n + 1]):
                pull += weight[e] * x[to[e]]
            x[n] = pull * inverse[n]


@njit(cache=True, parallel=True, fastmath=_FAST)
def restrict_pieces(
    graph: Graph, inverse: Array, begin: Ints, b: Array, x: Array, parent: Ints, coarse: Array
) -> None:
    """Sum b − A x over the pieces of every piece of the next level."""
    first, to, weight = graph
    coarse[:] = 0
    planes = (begin.size - 1) // 2
    for half in prange((planes + 1) // 2):
        for n in range(begin[4 * half], begin[min(4 * half + 4, 2 * planes)]):
            left = b[n] - x[n] / inverse[n]
            for e in range(first[n], first[n + 1]):
                left += weight[e] * x[to[e]]
            coarse[parent[n]] += left


@njit(cache=True, parallel=True)
def prolong_pieces(x: Array, parent: Ints, coarse: Array) -> None:
    """Add to every piece the value of its parent."""
    for n in prange(x.size - 1):
        x[n] += coarse[parent[n]]


@njit(cache=True, parallel=True, fastmath=_FAST)
def image(graph: Graph, inverse: Array, x: Array, first: Array, second: Array, out: Array) -> Array:
    """Write A x to ``out`` and return the products of x with A x, ``first`` and ``second``."""
    begin, to, weight = graph
    size = inverse.size
    sums = np.zeros(((size + _CHUNK - 1) // _CHUNK, 3))
    for chunk in prange(sums.shape[0]):
        a, b, c = 0.0, 0.0, 0.0
        for n in range(chunk * _CHUNK, min((chunk + 1) * _CHUNK, size)):
            flow = x[n] / inverse[n]
            for e in range(begin[n], begin[n + 1]):
                flow -= weight[e] * x[to[e]]
            out[n] = flow
            a += x[n] * flow
            b += x[n] * first[n]
            c += x[n] * second[n]
        sums[chunk, 0], sums[chunk, 1], sums[chunk, 2] = a, b, c
    totals: Array = sums.sum(axis=0)
    return totals


@njit(cache=True, parallel=True, fastmath=_FAST)
def combine(a: float, x: Array, b: float, y: Array, out: Array) -> Array:
    """Write a x + b y to ``out``; return the squares of y and of the result."""
    size = x.size - 1
    sums = np.zeros(((size + _CHUNK - 1) // _CHUNK, 2))
    for chunk in prange(sums.shape[0]):
        before, after = 0.0, 0.0
        for n in range(chunk * _CHUNK, min((chunk + 1) * _CHUNK, size)):
            before += y[n] * y[n]
            out[n] = a * x[n] + b * y[n]
            after += out[n] * out[n]
        sums[chunk, 0], sums[chunk, 1] = before, after
    totals: Array = sums.sum(axis=0)
    return totals
