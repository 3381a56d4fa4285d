"""Averages of a field over the cells of a coarser grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float64]


def cell_averages(field: NDArray[np.floating], shape: tuple[int, ...]) -> Field:
    """Average ``field`` over a grid of fewer cells that spans the same box; the total is kept.

    Cells that straddle a new boundary are shared by the lengths on its two sides, so the numbers of cells need not
    divide.

    Args:
        field: cell averages on the fine grid. shape: of the coarse grid, at most that of ``field``.

    Raises:
        ValueError: another number of axes, or more cells than the field has.
    """
    if len(shape) != field.ndim or any(not 1 <= new <= old for new, old in zip(shape, field.shape, strict=True)):
        raise ValueError(f"cannot average a field of shape {field.shape} over {shape} cells")
    averages = np.asarray(field, dtype=float)
    for axis, cells in enumerate(shape):
        if cells != field.shape[axis]:
            averages = np.moveaxis(np.tensordot(_shares(field.shape[axis], cells), averages, (1, axis)), 0, axis)
    return averages


def _shares(fine: int, coarse: int) -> Field:
    """Return the share of each fine cell in each coarse one, shape (coarse, fine); rows sum to 1."""
    ratio = fine / coarse
    left = np.arange(coarse)[:, None] * ratio
    cell = np.arange(fine)[None, :]
    overlap: Field = np.clip(np.minimum(left + ratio, cell + 1) - np.maximum(left, cell), 0, None) / ratio
    return overlap
