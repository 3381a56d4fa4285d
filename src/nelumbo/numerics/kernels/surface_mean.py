"""Gaussian means over a front on a box of cubic cells, periodic along y and x. Every length is in cells."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nelumbo.numerics.kernels.level_set import wrapped

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, inline="always")
def _reaches(number: Ints, length: float) -> tuple[int, int, int]:
    """How many cells away an element may be along z, y and x; at most half the box along y and x."""
    _, ny, nx = number.shape
    reach = math.ceil(3 * length)
    return reach, min(reach, (ny - 1) // 2), min(reach, (nx - 1) // 2)


@njit(cache=True)
def _count(m: int, place: Array, number: Ints, length: float) -> int:
    """Number of elements in the cells around element m."""
    nz, ny, nx = number.shape
    reach_z, reach_y, reach_x = _reaches(number, length)
    k, j, i = round(place[m, 0]), round(place[m, 1]), round(place[m, 2])
    found = 0
    for kk in range(max(k - reach_z, 0), min(k + reach_z, nz - 1) + 1):
        for jj in range(j - reach_y, j + reach_y + 1):
            row = number[kk, wrapped(jj, ny)]
            for ii in range(i - reach_x, i + reach_x + 1):
                found += row[wrapped(ii, nx)] >= 0
    return found


@njit(cache=True)
def _fill(
    m: int, weight: Array, normal: Array, place: Array, number: Ints, length: float, to: Ints, share: Array
) -> int:
    """Write the elements around element m and their shares in its mean; return how many there are."""
    nz, ny, nx = number.shape
    reach_z, reach_y, reach_x = _reaches(number, length)
    z, y, x = place[m]
    k, j, i = round(z), round(y), round(x)
    n, total = 0, 0.0
    for kk in range(max(k - reach_z, 0), min(k + reach_z, nz - 1) + 1):
        for jj in range(j - reach_y, j + reach_y + 1):
            row, by = number[kk, wrapped(jj, ny)], jj - wrapped(jj, ny)
            for ii in range(i - reach_x, i + reach_x + 1):
                column = wrapped(ii, nx)
                s = row[column]
                if s < 0:
                    continue
                dz, dy, dx = place[s, 0] - z, place[s, 1] + by - y, place[s, 2] + ii - column - x
                square = dz * dz + dy * dy + dx * dx
                facing = normal[m, 0] * normal[s, 0] + normal[m, 1] * normal[s, 1] + normal[m, 2] * normal[s, 2]
                if facing <= 0.0 or square > 9 * length * length:
                    continue
                to[n] = s
                share[n] = weight[s] * facing * math.exp(-square / (2 * length * length))
                total += share[n]
                n += 1
    if total <= 0.0:
        return 0
    for a in range(n):
        share[a] /= total
    return n


@njit(cache=True, parallel=True)
def shares(
    weight: Array, normal: Array, place: Array, number: Ints, length: float
) -> tuple[Ints, Ints, Ints, Array]:
    """Return the shares w G max(n·n′, 0)/Σ w G max(n·n′, 0), G = exp(−d²/2ℓ²), of all elements in each one's mean.

    Only elements that face the same way count, so that the two faces of a thin gap or finger stay apart.

    Args:
        weight: of every element, shape (n,). normal, place: of every element, (n, 3) in the order z, y, x.
        number: shape (z, y, x), index of the element of every cell if it carries weight, else −1. length: ℓ > 0.

    Returns:
        Where the row of each element begins and ends, and the elements of the rows and their shares.
    """
    n = weight.size
    begin, end = np.zeros(n + 1, np.int64), np.zeros(n, np.int64)
    for m in prange(n):
        begin[m + 1] = _count(m, place, number, length)
    begin = np.cumsum(begin)
    to, share = np.empty(begin[-1], np.int64), np.empty(begin[-1])
    for m in prange(n):
        here = slice(begin[m], begin[m + 1])
        end[m] = begin[m] + _fill(m, weight, normal, place, number, length, to[here], share[here])
    return begin, end, to, share


@njit(cache=True, parallel=True)
def mean_at_once(
    weight: Array, normal: Array, place: Array, number: Ints, length: float, values: Array, out: Array
) -> None:
    """Write what `mean` of `shares` writes, without keeping the shares: for means that are taken once."""
    reach_z, reach_y, reach_x = _reaches(number, length)
    most = (2 * reach_z + 1) * (2 * reach_y + 1) * (2 * reach_x + 1)
    for m in prange(out.size):
        to, share = np.empty(most, np.int64), np.empty(most)
        n = _fill(m, weight, normal, place, number, length, to, share)
        total = 0.0
        for a in range(n):
            total += share[a] * values[to[a]]
        out[m] = total if n > 0 else values[m]


@njit(cache=True, parallel=True)
def mean(rows: tuple[Ints, Ints, Ints, Array], values: Array, out: Array) -> None:
    """Write Σ share·value over the rows of `shares`; an element that no other reaches keeps its value."""
    begin, end, to, share = rows
    for m in prange(out.size):
        total = 0.0
        for a in range(begin[m], end[m]):
            total += share[a] * values[to[a]]
        out[m] = total if end[m] > begin[m] else values[m]
