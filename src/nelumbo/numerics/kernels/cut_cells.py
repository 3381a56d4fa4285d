"""Volumes, areas and open faces of cubic cells cut by a front at signed distance φ. Every length is in cells."""

from __future__ import annotations

import numpy as np
from numba import float64, int64, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.level_set import value
from nelumbo.numerics.kernels.loop import inner, loop
from nelumbo.numerics.kernels.voxels import cut_cube

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@loop(void(float64[:, :, ::1], int64[::1], float64[:, ::1], float64[::1], float64[::1]))
def cut_volumes(phi: Array, cells: Ints, normal: Array, volume: Array, area: Array) -> None:
    """Write the volume behind the front and the area of the front −∂(volume)/∂φ of each cell.

    The area is the slope of the very volume, so that moving the front by δ adds area·δ to first order.
    """
    flat = phi.ravel()
    step = 1e-4
    for m in range(cells.size):
        nz, ny, nx = normal[m]
        d = flat[cells[m]]
        volume[m] = cut_cube(nx, ny, nz, d)
        area[m] = (cut_cube(nx, ny, nz, d - step) - cut_cube(nx, ny, nz, d + step)) / (2 * step)


@inner
def _open_share(middle: float, along: float, across: float) -> float:
    """Share of a unit square on which middle + along·s + across·t > 0."""
    size = abs(along) + abs(across)
    if size < 1e-9:
        return 1.0 if middle > 0.0 else 0.0
    share: float = 1.0 - cut_cube(along, across, 0.0, middle)
    return share


@loop(void(float64[:, :, ::1], int64, float64[:, :, ::1]))
def open_faces(phi: Array, axis: int, out: Array) -> None:
    """Write the share in front of the front of the face between each cell and the next along ``axis``.

    The last plane along z is left alone; along y and x the next of the last cell is the first.
    """
    nz, ny, nx = phi.shape
    dk, dj, di = (1 if axis == 0 else 0), (1 if axis == 1 else 0), (1 if axis == 2 else 0)
    for k in range(nz - dk):
        for j in range(ny):
            for i in range(nx):
                a, b = phi[k, j, i], value(phi, k + dk, j + dj, i + di)
                middle = (a + b) / 2
                if middle > 1.5:
                    out[k, j, i] = 1.0
                elif middle < -1.5:
                    out[k, j, i] = 0.0
                else:
                    gz = value(phi, k + 1, j, i) + value(phi, k + 1, j + dj, i + di)
                    gz = (gz - value(phi, k - 1, j, i) - value(phi, k - 1, j + dj, i + di)) / 4
                    gy = value(phi, k, j + 1, i) + value(phi, k + dk, j + 1, i + di)
                    gy = (gy - value(phi, k, j - 1, i) - value(phi, k + dk, j - 1, i + di)) / 4
                    gx = value(phi, k, j, i + 1) + value(phi, k + dk, j + dj, i + 1)
                    gx = (gx - value(phi, k, j, i - 1) - value(phi, k + dk, j + dj, i - 1)) / 4
                    if axis == 0:
                        out[k, j, i] = _open_share(middle, gy, gx)
                    elif axis == 1:
                        out[k, j, i] = _open_share(middle, gz, gx)
                    else:
                        out[k, j, i] = _open_share(middle, gz, gy)
