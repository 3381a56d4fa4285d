"""Gaussian means over a front on a box of cubic cells, periodic along y and x. Every length is in cells."""

from __future__ import annotations

import math

import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.level_set import wrapped
from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Front = tuple[Array, Array, Array, Ints, float]
"""Elements of a front: weight, (n,); normal and place, (n, 3) in the order z, y, x; index of the element of every
cell if it carries weight, else −1, (z, y, x); ℓ > 0."""
_FRONT = types.Tuple((float64[::1], float64[:, ::1], float64[:, ::1], int64[:, :, ::1], float64))


@inner
def _reaches(number: Ints, length: float) -> tuple[int, int, int]:
    """How many cells away an element may be along z, y and x; at most half the box along y and x."""
    _, ny, nx = number.shape
    reach = math.ceil(3 * length)
    return reach, min(reach, (ny - 1) // 2), min(reach, (nx - 1) // 2)


@inner
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


@inner
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


@loop(void(float64[:, ::1], int64[:, :, ::1], float64, int64[::1], int64, int64))
def most_around(place: Array, number: Ints, length: float, most: Ints, first: int, last: int) -> None:
    """Write how many elements there are in the cells around each one, ``first`` ≤ m < ``last``."""
    for m in range(first, last):
        most[m] = _count(m, place, number, length)


@loop(void(_FRONT, types.UniTuple(int64[::1], 3), float64[::1], int64, int64))
def shares(front: Front, rows: tuple[Ints, Ints, Ints], share: Array, first: int, last: int) -> None:
    """Write the shares w G max(n·n′, 0)/Σ w G max(n·n′, 0), G = exp(−d²/2ℓ²), of all elements in each one's mean.

    Only elements that face the same way count, so that the two faces of a thin gap or finger stay apart.

    Args:
        front: see `Front`. rows: where the row of each element begins (given) and ends, and the elements in it.
        share: of the elements of the rows.
    """
    (weight, normal, place, number, length), (begin, end, to) = front, rows
    for m in range(first, last):
        here, there = begin[m], begin[m + 1]
        row, own = to[here:there], share[here:there]
        end[m] = here + _fill(m, weight, normal, place, number, length, row, own)


@loop(void(_FRONT, float64[::1], float64[::1], int64, int64))
def mean_at_once(front: Front, values: Array, out: Array, first: int, last: int) -> None:
    """Write what `mean` of `shares` writes, without keeping the shares: for means that are taken once."""
    weight, normal, place, number, length = front
    reach_z, reach_y, reach_x = _reaches(number, length)
    most = (2 * reach_z + 1) * (2 * reach_y + 1) * (2 * reach_x + 1)
    to, share = np.empty(most, np.int64), np.empty(most)
    for m in range(first, last):
        n = _fill(m, weight, normal, place, number, length, to, share)
        total = 0.0
        for a in range(n):
            total += share[a] * values[to[a]]
        out[m] = total if n > 0 else values[m]


@loop(void(types.UniTuple(int64[::1], 3), float64[::1], float64[::1], float64[::1], int64, int64))
def mean(rows: tuple[Ints, Ints, Ints], share: Array, values: Array, out: Array, first: int, last: int) -> None:
    """Write Σ share·value over the rows of `shares`; an element that no other reaches keeps its value."""
    begin, end, to = rows
    for m in range(first, last):
        total = 0.0
        for a in range(begin[m], end[m]):
            total += share[a] * values[to[a]]
        out[m] = total if end[m] > begin[m] else values[m]
