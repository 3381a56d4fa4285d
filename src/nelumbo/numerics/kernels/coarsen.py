"""How a graph of pieces makes the graph of the next coarser level (see `pieces`)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32, int32, int64, types, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import loop
from nelumbo.numerics.kernels.pieces import Graph, find, follow, tally, unite

Array = NDArray[Any]
Ints = NDArray[np.int32]
_I1, _F1 = int32[::1], float32[::1]
_GRAPH = types.Tuple((_I1, _I1, _F1))


@loop(void(_GRAPH, _I1, float32, _I1, _I1, int64, int64))
def join_pieces(graph: Graph, block: Ints, strong: float, begin: Ints, root: Ints, low: int, high: int) -> None:
    """Write a forest whose trees are the pieces of the next level: strong couplings within its blocks.

    Args:
        block: of the next level in which every piece lies, −1 for the extra one.
        low, high: planes of the next level, ``low`` ≤ half < ``high``.
    """
    first, to, weight = graph
    planes = (begin.size - 1) // 2
    for half in range(low, high):
        start, stop = begin[4 * half], begin[min(4 * half + 4, 2 * planes)]
        # Pieces of one block lie in these planes, so that what belongs together is seen by one thread.
        most, free = np.zeros(stop - start, np.float32), np.ones(stop - start, np.bool_)
        for n in range(start, stop):
            root[n] = n
            for e in range(first[n], first[n + 1]):
                most[n - start] = max(most[n - start], weight[e])
        for n in range(start, stop):
            for e in range(first[n], first[n + 1]):
                m = to[e]
                if m < n and block[m] == block[n] and weight[e] >= strong * max(most[m - start], most[n - start]):
                    unite(root, m, n)
        for n in range(start, stop):
            for e in range(first[n], first[n + 1]):
                m = to[e]
                if block[m] == block[n] and strong * most[n - start] <= weight[e] < strong * most[m - start]:
                    follow(root, free, n, m, start)


@loop(void(_I1, _I1, types.UniTuple(int64, 2), types.Tuple((_I1, _I1)), _I1, int64, int64))
def number_pieces(
    root: Ints, block: Ints, plane: tuple[int, int], begins: tuple[Ints, Ints], parent: Ints, low: int, high: int
) -> None:
    """Number the trees in the order of the next level, and write the number of its tree for every piece.

    Args:
        block: of the next level in which every piece lies. plane: blocks of a plane of that level along y and x.
            begins: where planes and colours begin in this level and in the next one.
    """
    begin, next_begin = begins
    planes, (my, mx) = (begin.size - 1) // 2, plane
    for half in range(low, high):
        start, stop = begin[4 * half], begin[min(4 * half + 4, 2 * planes)]
        for colour in range(2):
            new = next_begin[2 * half + colour]
            for n in range(start, stop):
                j, i = block[n] // mx % my, block[n] % mx
                if root[n] == n and (half + j + i) & 1 == colour:
                    parent[n] = new
                    new += 1
        for n in range(start, stop):
            parent[n] = parent[find(root, n)]


@loop(void(_GRAPH, _I1, types.Tuple((_I1, _I1)), _GRAPH, int64, int64))
def couple_pieces(
    graph: Graph, parent: Ints, family: tuple[Ints, Ints], new: Graph, start: int, stop: int
) -> None:
    """Sum the couplings of pieces of different parents, times ½, for the parents ``start`` ≤ m < ``stop``.

    Called with an empty ``to`` it writes the length of row m to ``first[m + 1]``, else it fills the rows.
    """
    (low, other, coupling), (first, to, weight) = graph, new
    ordered, begin = family
    for m in range(start, stop):
        most = 0
        for c in range(begin[m], begin[m + 1]):
            most += low[ordered[c] + 1] - low[ordered[c]]
        row, sums = np.empty(most, np.int32), np.empty(most, np.float32)
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
