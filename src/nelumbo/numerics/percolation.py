"""Which open cells are connected to both ends of a box, and why none are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from nelumbo.numerics.grid import Sides

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Percolation:
    """Cells that lie on a cluster reaching from the first to the last plane along z.

    Attributes:
        through: shape (z, y, x). reason: why no cell is connected to both ends, empty when some are.
    """

    through: Mask
    reason: str

    @property
    def percolates(self) -> bool:
        """Whether a path leads through."""
        return not self.reason


def percolation(open_cells: Mask, sides: Sides) -> Percolation:
    """Keep the open cells that are connected through faces to both ends.

    Args:
        open_cells: shape (z, y, x). sides: whether clusters continue across the sides.
    """
    cluster = clusters(open_cells, sides)
    both = np.intersect1d(cluster[0], cluster[-1])
    through = np.isin(cluster, both[both > 0])
    return Percolation(through, "" if through.any() else _reason(open_cells, cluster))


def clusters(open_cells: Mask, sides: Sides) -> NDArray[np.int32]:
    """Return the cluster number of every open cell (0 elsewhere), cells connected through faces."""
    found, count = ndimage.label(open_cells)
    label: NDArray[np.int32] = found.astype(np.int32, copy=False)
    if sides is Sides.NO_FLUX:
        return label
    seams = [(np.take(label, 0, axis).ravel(), np.take(label, -1, axis).ravel()) for axis in (1, 2)]
    first, second = (np.concatenate(parts) for parts in zip(*seams, strict=True))
    joined = (first > 0) & (second > 0)
    graph = sparse.coo_matrix(
        (np.ones(np.count_nonzero(joined), np.int8), (first[joined], second[joined])), shape=(count + 1, count + 1)
    )
    # Node 0 (closed cells) has no edge and is numbered first, so it stays 0.
    _, merged = csgraph.connected_components(graph, directed=False)
    joint: NDArray[np.int32] = merged[label].astype(np.int32)
    return joint


def _reason(open_cells: Mask, cluster: NDArray[np.int32]) -> str:
    planes = len(open_cells)
    if not open_cells.any():
        return "no cell is open"
    closed = np.flatnonzero(~open_cells.any(axis=(1, 2)))
    if closed.size:
        return f"plane {closed[0] + 1} of {planes} has no open cell"
    depth = 1 + np.flatnonzero(np.isin(cluster, np.unique(cluster[0][cluster[0] > 0])).any(axis=(1, 2)))[-1]
    return f"the open cells connected to the first plane end at plane {depth} of {planes}"
