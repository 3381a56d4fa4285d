"""Which lithium is connected to the collector, and which electrolyte to the bulk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.grid import Sides
from nelumbo.numerics.percolation import connected_to

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class OpenCells:
    """Electrolyte from which a path leads to the bulk.

    Attributes:
        connected: its cells, shape (z, y, x). lowest: flat index of the lowest of them in every column of cells,
            of the highest cell where there is none, shape (y, x).
    """

    connected: Mask
    lowest: Ints

    @classmethod
    def of(cls, free: Mask) -> OpenCells:
        """Return those of all cells of electrolyte, shape (z, y, x)."""
        connected = connected_to(free, Sides.PERIODIC, -1)
        plane = np.where(connected.any(0), np.argmax(connected, 0), len(free) - 1)
        columns = np.arange(plane.size).reshape(plane.shape)
        return cls(connected, plane * plane.size + columns)


def open_to_bulk(phi: Array, conduct: Array) -> Mask:
    """Return the cells of electrolyte from which a path leads to the top of the box."""
    return connected_to((phi > 0) & (conduct > 0), Sides.PERIODIC, -1)


def attached(phi: Array, dead: Mask) -> Mask:
    """Return the cells of lithium from which a path leads to the collector, the bottom of the box.

    Args:
        phi: signed distance, negative in lithium. dead: cells that were detached before and do not reconnect.
    """
    return connected_to((phi < 0) & ~dead, Sides.PERIODIC, 0)


def near(cells: Mask) -> Mask:
    """Return the cells and all that touch them by a face, edge or corner; periodic along y and x."""
    grown = cells
    for axis in (0, 1, 2):  # the neighbours in a block of cells are those along one axis after the other
        if cells.shape[axis] == 1:
            continue
        along = np.moveaxis(grown, axis, 0)
        grown = grown.copy()
        wider = np.moveaxis(grown, axis, 0)
        wider[1:] |= along[:-1]
        wider[:-1] |= along[1:]
        if axis > 0:
            wider[0] |= along[-1]
            wider[-1] |= along[0]
    return grown


def at_feet(cells: Mask, foot: Array) -> Mask:
    """Return whether the cell that holds each foot, (n, 3) in the order z, y, x, is one of ``cells``."""
    found: Mask = cells.ravel()[cells_at(foot, cells.shape)]
    return found


def cells_at(foot: Array, shape: tuple[int, ...]) -> Ints:
    """Return the flat index of the cell that holds each foot, (n, 3), periodic along y and x.

    Args:
        shape: of the box; a foot above or below it is in the cell at its end.
    """
    z, y, x = np.rint(foot).astype(np.int64).T
    cells: Ints = np.ravel_multi_index((z, y, x), shape, ("clip", "wrap", "wrap"))
    return cells


def beside(cells: Mask, foot: Array, normal: Array) -> Mask:
    """Return whether the front at each foot is the surface of one of ``cells``: just behind it, or around it."""
    found: Mask = at_feet(cells, foot - 0.75 * normal) | at_feet(cells, foot)
    return found
