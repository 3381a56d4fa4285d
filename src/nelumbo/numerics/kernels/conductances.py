"""Conductances T of the six faces of a cell, made from its 1/D on the way or stored.

A ``medium`` of three axes is ρ = 1/D of the cells with one layer of ghost cells around the box. T = g/(ρ_i + ρ_j)
is then the conductance of the two half-cells at a face in series, with g = 2 A/d of the face (`g` has one number
per axis z, y, x). A closed cell has ρ = `CLOSED`.

A ``medium`` of four axes is T itself: ``medium[a, k, j, i]`` belongs to the lower face of the cell (k, j, i)
along axis a, and one more plane along each axis to the upper faces of the last cells. `g` does not count.

Loops over cells take the ``sides`` of a row and then T in the functions of this file; which of the two it is, is
known when they are compiled and costs nothing in the loop.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]

CLOSED = 1e30
"""ρ of a closed cell, over the least ρ of the box."""
CLOSED_SINGLE = np.float32(1e15)
"""The same in single precision, which must hold the product of two."""
OPEN = 1e10
"""Largest ρ of an open cell; one that conducts less counts as closed."""
_FAST = {"contract", "reassoc", "nsz", "arcp"}


@njit(cache=True, inline="always")
def rows(a: Array, k: int, j: int) -> tuple[Array, Array, Array, Array, Array, Array, Array]:
    """Rows of the cells (k, j) and of their neighbours below, above, before, behind, left and right.

    Written into its callers, as a call per row would cost a tenth of a sweep.
    """
    inner = slice(1, -1)
    return (
        a[k, j, inner],
        a[k - 1, j, inner],
        a[k + 1, j, inner],
        a[k, j - 1, inner],
        a[k, j + 1, inner],
        a[k, j, :-2],
        a[k, j, 2:],
    )


@njit(cache=True)
def sides(medium: Array, g: Array, k: int, j: int) -> Any:
    """Return what the conductances of the row of cells (k, j) of the box are made of."""
    if medium.ndim == 4:
        z, y, x = medium[0], medium[1], medium[2]
        return z[k, j, :-1], z[k + 1, j, :-1], y[k, j, :-1], y[k, j + 1, :-1], x[k, j, :-1], x[k, j, 1:]
    return g + rows(medium, k + 1, j + 1)


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def two(first: float, second: float, before: float, behind: float) -> float:
    """first/before + second/behind with one division, the slowest of the operations here."""
    return (first * behind + second * before) / (before * behind)


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def inflow(of: Any, i: int, zm: float, zp: float, ym: float, yp: float, xm: float, xp: float) -> Any:
    """Σ T d over the faces of cell i of a row, for one d per face."""
    if len(of) == 6:
        below, above, before, behind, left, right = of
        flow = below[i] * zm + above[i] * zp + before[i] * ym + behind[i] * yp
        return flow + left[i] * xm + right[i] * xp
    gz, gy, gx, rc, rzm, rzp, rym, ryp, rxm, rxp = of
    flow = gz * two(zm, zp, rzm[i] + rc[i], rzp[i] + rc[i])
    flow += gy * two(ym, yp, rym[i] + rc[i], ryp[i] + rc[i])
    flow += gx * two(xm, xp, rxm[i] + rc[i], rxp[i] + rc[i])
    return flow


@njit(cache=True, error_model="numpy", fastmath=_FAST)
def pull_and_hold(
    of: Any, i: int, zm: float, zp: float, ym: float, yp: float, xm: float, xp: float
) -> tuple[float, float]:
    """Σ T u over the faces of cell i of a row, for the neighbours' u, and Σ T."""
    if len(of) == 6:
        below, above, before, behind, left, right = of
        hold = below[i] + above[i] + before[i] + behind[i] + left[i] + right[i]
        return inflow(of, i, zm, zp, ym, yp, xm, xp), hold
    gz, gy, gx, rc, rzm, rzp, rym, ryp, rxm, rxp = of
    dzm, dzp, dym, dyp = rzm[i] + rc[i], rzp[i] + rc[i], rym[i] + rc[i], ryp[i] + rc[i]
    dxm, dxp = rxm[i] + rc[i], rxp[i] + rc[i]
    tz, ty, tx = gz / (dzm * dzp), gy / (dym * dyp), gx / (dxm * dxp)
    pull = tz * (zm * dzp + zp * dzm) + ty * (ym * dyp + yp * dym) + tx * (xm * dxp + xp * dxm)
    return pull, tz * (dzm + dzp) + ty * (dym + dyp) + tx * (dxm + dxp)


@njit(cache=True, error_model="numpy")
def face_weights(
    medium: Array, g: Array, k: int, j: int, i: int
) -> tuple[float, float, float, float, float, float]:
    """Return the couplings of a cell of the box to those below, above, before, behind, left and right."""
    if medium.ndim == 4:
        z, y, x = medium[0], medium[1], medium[2]
        return z[k, j, i], z[k + 1, j, i], y[k, j, i], y[k, j + 1, i], x[k, j, i], x[k, j, i + 1]
    gz, gy, gx = g
    own = medium[k + 1, j + 1, i + 1]
    return (
        gz / (own + medium[k, j + 1, i + 1]),
        gz / (own + medium[k + 2, j + 1, i + 1]),
        gy / (own + medium[k + 1, j, i + 1]),
        gy / (own + medium[k + 1, j + 2, i + 1]),
        gx / (own + medium[k + 1, j + 1, i]),
        gx / (own + medium[k + 1, j + 1, i + 2]),
    )


@njit(cache=True)
def conducts(medium: Array, k: int, j: int, i: int) -> Any:
    """Whether anything can pass through a cell of the box."""
    if medium.ndim == 4:
        return max(face_weights(medium, (), k, j, i)) > 0
    return medium[k + 1, j + 1, i + 1] < OPEN
