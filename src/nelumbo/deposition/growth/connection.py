"""Which lithium is connected to the collector, and which electrolyte to the bulk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from nelumbo.numerics.grid import Sides
from nelumbo.numerics.percolation import clusters

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def open_to_bulk(phi: Array, conduct: Array) -> Mask:
    """Return the cells of electrolyte from which a path leads to the top of the box."""
    cluster = clusters((phi > 0) & (conduct > 0), Sides.PERIODIC)
    top = np.unique(cluster[-1])
    return np.isin(cluster, top[top > 0])


def attached(phi: Array, dead: Mask) -> Mask:
    """Return the cells of lithium from which a path leads to the collector, the bottom of the box.

    Args:
        phi: signed distance, negative in lithium. dead: cells that were detached before and do not reconnect.
    """
    cluster = clusters((phi < 0) & ~dead, Sides.PERIODIC)
    bottom = np.unique(cluster[0])
    return np.isin(cluster, bottom[bottom > 0])


def near(cells: Mask) -> Mask:
    """Return the cells and all that touch them by a face, edge or corner; periodic along y and x."""
    wrapped = np.pad(cells, ((0, 0), (1, 1), (1, 1)), mode="wrap")
    grown: Mask = ndimage.binary_dilation(wrapped, np.ones((3, 3, 3), bool))[:, 1:-1, 1:-1]
    return grown


def at_feet(cells: Mask, foot: Array) -> Mask:
    """Return whether the cell that holds each foot, (n, 3) in the order z, y, x, is one of ``cells``."""
    z, y, x = np.rint(foot).astype(np.int64).T
    nz, ny, nx = cells.shape
    found: Mask = cells[np.clip(z, 0, nz - 1), y % ny, x % nx]
    return found


def beside(cells: Mask, foot: Array, normal: Array) -> Mask:
    """Return whether the front at each foot is the surface of one of ``cells``: just behind it, or around it."""
    found: Mask = at_feet(cells, foot - 0.75 * normal) | at_feet(cells, foot)
    return found
