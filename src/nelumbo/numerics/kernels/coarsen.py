"""How a graph of pieces makes the graph of the next coarser level (see `pieces`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nelumbo.numerics.kernels.pieces import find, follow, tally, unite

Array = NDArray[Any]
Ints = NDArray[np.int32]


@njit(cache=True, parallel=True)
def join_pieces(
    first: Ints, to: Ints, weight: Array, where: Ints, shape: tuple[int, int, int], begin: Ints, strong: float
) -> Ints:
    """Return a forest whose trees are the pieces of the next level: strong couplings within its blocks."""
    count = where.size
    _, ny, nx = shape
    most = np.zeros(count + 1, weight.dtype)
    root = np.empty(count, np.int32)
    free = np.ones(count, np.bool_)
    block = np.empty(count + 1, np.int32)
    block[count] = -1
    for n in prange(count):
        root[n] = n
        k, j, i = where[n] // (ny * nx), where[n] // nx % ny, where[n] % nx
        block[n] = (k // 2 * ny + j // 2) * nx + i // 2
        for e in range(first[n], first[n + 1]):
            most[n] = max(most[n], weight[e])
    planes = (begin.size - 1) // 2
    for half in prange((planes + 1) // 2):
        low, high = begin[4 * half], begin[min(4 * half + 4, 2 * planes)]
        for n in range(low, high):
            for e in range(first[n], first[n + 1]):
                m = to[e]
                if m < n and block[m] == block[n] and weight[e] >= strong * max(most[m], most[n]):
                    unite(root, m, n)
        for n in range(low, high):
            for e in range(first[n], first[n + 1]):
                m = to[e]
                if block[m] == block[n] and strong * most[n] <= weight[e] < strong * most[m]:
                    follow(root, free, n, m)
    return root


@njit(cache=True, parallel=True)
def count_pieces(root: Ints, where: Ints, shape: tuple[int, int, int], begin: Ints) -> Ints:
    """Count the trees per plane and colour of the next level, shape (planes, 2)."""
    _, ny, nx = shape
    planes = (begin.size - 1) // 2
    counts = np.zeros(((planes + 1) // 2, 2), np.int32)
    for half in prange(counts.shape[0]):
        for n in range(begin[4 * half], begin[min(4 * half + 4, 2 * planes)]):
            if root[n] == n:
                j, i = where[n] // nx % ny, where[n] % nx
                counts[half, (half + j // 2 + i // 2) & 1] += 1
    return counts


@njit(cache=True, parallel=True)
def number_pieces(
    root: Ints,
    where: Ints,
    shape: tuple[int, int, int],
    begin: Ints,
    next_begin: Ints,
    parent: Ints,
    next_where: Ints,
) -> None:
    """Number the trees in the order of the next level; write that of every piece and the block of every tree."""
    _, ny, nx = shape
    my, mx = (ny + 1) // 2, (nx + 1) // 2
    planes = (begin.size - 1) // 2
    for half in prange((planes + 1) // 2):
        low, high = begin[4 * half], begin[min(4 * half + 4, 2 * planes)]
        for colour in range(2):
            new = next_begin[2 * half + colour]
            for n in range(low, high):
                j, i = where[n] // nx % ny // 2, where[n] % nx // 2
                if root[n] == n and (half + j + i) & 1 == colour:
                    parent[n] = new
                    next_where[new] = (half * my + j) * mx + i
                    new += 1
        for n in range(low, high):
            parent[n] = parent[find(root, n)]
    parent[root.size] = next_where.size


@njit(cache=True)
def children(parent: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the pieces in the order of their parents, and where those of each parent begin."""
    begin = np.zeros(count + 1, np.int32)
    for n in range(parent.size - 1):
        begin[parent[n] + 1] += 1
    for m in range(count):
        begin[m + 1] += begin[m]
    ordered, filled = np.empty(parent.size - 1, np.int32), begin.copy()
    for n in range(ordered.size):
        ordered[filled[parent[n]]] = n
        filled[parent[n]] += 1
    return ordered, begin


@njit(cache=True, parallel=True)
def couple_pieces(
    graph: tuple[Ints, Ints, Array], parent: Ints, family: tuple[Ints, Ints], first: Ints, to: Ints, weight: Array
) -> None:
    """Sum the couplings of pieces of different parents, times ½.

    Called with an empty ``to`` it writes the length of row m to ``first[m + 1]``, else it fills the rows.
    """
    low, other, coupling = graph
    ordered, begin = family
    for m in prange(first.size - 1):
        most = 0
        for c in range(begin[m], begin[m + 1]):
            most += low[ordered[c] + 1] - low[ordered[c]]
        row, sums = np.empty(most, np.int32), np.empty(most, coupling.dtype)
        used = 0
        for c in range(begin[m], begin[m + 1]):
            n = ordered[c]
            for e in range(low[n], low[n + 1]):
                if parent[other[e]] != m:
                    used = tally(row, sums, used, parent[other[e]], coupling[e] / 2)
        if to.size == 0:
            first[m + 1] = used
        else:
            for e in range(used):
                to[first[m] + e] = row[e]
                weight[first[m] + e] = sums[e]
