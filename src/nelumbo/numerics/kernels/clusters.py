"""Clusters of cells that are connected through faces (Hoshen & Kopelman 1976)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import boolean, float64, int32, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop
from nelumbo.numerics.kernels.pieces import find, unite

Array = NDArray[Any]
Ints = NDArray[np.int32]


@loop(void(boolean[:, :, ::1], boolean, int32[:, :, ::1]))
def label(is_open: Array, periodic: bool, number: Ints) -> None:
    """Write the number of the cluster of every open cell, 0 in closed ones.

    Runs of open cells along x are the nodes of a forest. A run is numbered by its first cell, in the order of the
    cells and from 1; a cluster has the number of its first run, so the numbers have gaps.
    """
    nz, ny, _ = is_open.shape
    root = np.zeros(is_open.size + 1, np.int32)
    for k in range(nz):
        _plane(is_open, number, root, k, periodic)
        if k > 0:
            for j in range(ny):
                _join(number[k - 1, j], number[k, j], root)
    for k in range(nz):
        for j in range(ny):
            _settle(number[k, j], root)


@loop(void(float64[:, :, :, ::1], float64, int32[:, :, ::1]))
def label_joined(through: Array, least: float, number: Ints) -> None:
    """Write a number > 0 for the cluster of every cell, cells connected through faces that conduct.

    Args:
        through: T of the faces, a medium of `conductances`; the upper side of y and x leads to the lower. least: T
            above which a face conducts.
    """
    nz, ny, nx = through.shape[1] - 1, through.shape[2] - 1, through.shape[3] - 1
    root = np.empty(nz * ny * nx, np.int32)
    for n in range(root.size):
        root[n] = n
    for k in range(nz):
        for j in range(ny):
            _join_faces(through, least, root, k, j)
    for k in range(nz):
        for j in range(ny):
            for i in range(nx):
                number[k, j, i] = find(root, (k * ny + j) * nx + i) + 1


@inner
def _join_faces(through: Array, least: float, root: Ints, k: int, j: int) -> None:
    """Unite the cells of a row with their lower neighbours where the face between them conducts."""
    ny, nx = through.shape[2] - 1, through.shape[3] - 1
    row = (k * ny + j) * nx
    for i in range(nx):
        if k > 0 and through[0, k, j, i] > least:
            unite(root, row + i - ny * nx, row + i)
        if through[1, k, j, i] > least:
            unite(root, row + i + (-nx if j > 0 else (ny - 1) * nx), row + i)
        if through[2, k, j, i] > least:
            unite(root, row + i + (-1 if i > 0 else nx - 1), row + i)


@inner
def _plane(is_open: Array, number: Ints, root: Ints, k: int, periodic: bool) -> None:
    """Number and unite the runs of a plane."""
    _, ny, nx = is_open.shape
    for j in range(ny):
        _runs(is_open, number, root, k, j)
        if j > 0:
            _join(number[k, j - 1], number[k, j], root)
        if periodic and number[k, j, 0] > 0 and number[k, j, nx - 1] > 0:
            unite(root, number[k, j, 0], number[k, j, nx - 1])
    if periodic:
        _join(number[k, ny - 1], number[k, 0], root)


@inner
def _settle(row: Ints, root: Ints) -> None:
    """Replace the numbers of runs by those of their clusters."""
    last, best = np.int32(0), np.int32(0)
    for i in range(row.size):
        if row[i] != last:
            last = row[i]
            best = last
            while root[best] != best:
                best = root[best]
        row[i] = best


@inner
def _runs(is_open: Array, number: Ints, root: Ints, k: int, j: int) -> None:
    """Number the runs of a row."""
    _, ny, nx = is_open.shape
    current = 0
    for i in range(nx):
        if not is_open[k, j, i]:
            current = 0
            number[k, j, i] = 0
        else:
            if current == 0:
                current = (k * ny + j) * nx + i + 1
                root[current] = current
            number[k, j, i] = current


@inner
def _join(first: Ints, second: Ints, root: Ints) -> None:
    """Unite the runs of two rows where they touch, once per pair of neighbours."""
    before, behind = np.int32(0), np.int32(0)
    for i in range(first.size):
        if first[i] > 0 and second[i] > 0 and (first[i] != before or second[i] != behind):
            before, behind = first[i], second[i]
            unite(root, before, behind)
