"""Which open cells are connected to both ends of a box, and why none are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.grid import Sides

Mask = NDArray[np.bool_]
LOOPS = frozenset({"clusters"})
"""Modules of compiled loops that these functions call."""


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
    through = _touching(cluster, np.intersect1d(cluster[0], cluster[-1]))
    return Percolation(through, "" if through[0].any() else _reason(open_cells, cluster))


def clusters(open_cells: Mask, sides: Sides) -> NDArray[np.int32]:
    """Return a number > 0 for the cluster of every open cell (0 elsewhere), cells connected through faces.

    The numbers are not consecutive.
    """
    from nelumbo.numerics.kernels.clusters import label

    number = np.empty(open_cells.shape, np.int32)
    label(np.ascontiguousarray(open_cells), sides is Sides.PERIODIC, number)
    return number


def connected_to(open_cells: Mask, sides: Sides, plane: int) -> Mask:
    """Return the open cells from which a path through faces leads to a plane.

    Args:
        open_cells: shape (z, y, x). sides: whether clusters continue across the sides. plane: its index.
    """
    cluster = clusters(open_cells, sides)
    return _touching(cluster, cluster[plane].ravel())


def held_cells(open_cells: Mask, sides: Sides, anchors: Mask) -> Mask:
    """Return the open cells whose cluster holds at least one of the cells ``anchors``.

    Args:
        open_cells, anchors: shape (z, y, x). sides: whether clusters continue across the sides.
    """
    cluster = clusters(open_cells, sides)
    return _touching(cluster, np.unique(cluster[anchors]))


def joined_cells(through: NDArray[np.floating], least: float, anchors: Mask) -> Mask:
    """Return the cells from which faces of T > ``least`` lead to one of the cells ``anchors``.

    Args:
        through: T of the faces as `kernels.conductances` describes. anchors: shape (z, y, x).
    """
    from nelumbo.numerics.kernels.clusters import label_joined

    cluster = np.empty([n - 1 for n in through.shape[1:]], np.int32)
    label_joined(through, least, cluster)
    return _touching(cluster, np.unique(cluster[anchors]))


def _touching(cluster: NDArray[np.int32], numbers: NDArray[np.int32]) -> Mask:
    wanted = np.zeros(cluster.size + 1, bool)
    wanted[numbers] = True
    wanted[0] = False
    kept: Mask = wanted[cluster]
    return kept


def _reason(open_cells: Mask, cluster: NDArray[np.int32]) -> str:
    planes = len(open_cells)
    if not open_cells.any():
        return "no cell is open"
    closed = np.flatnonzero(~open_cells.any(axis=(1, 2)))
    if closed.size:
        return f"plane {closed[0] + 1} of {planes} has no open cell"
    depth = 1 + np.flatnonzero(_touching(cluster, np.unique(cluster[0])).any(axis=(1, 2)))[-1]
    return f"the open cells connected to the first plane end at plane {depth} of {planes}"
