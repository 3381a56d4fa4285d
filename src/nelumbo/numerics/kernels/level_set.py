"""Signed distance to a moving front on a box of cubic cells, periodic along y and x. Every length is in cells.

Cell (k, j, i) has its centre at (k, j, i); the box begins at the plane k = −½. φ < 0 behind the front. A box with
one cell along y is two-dimensional. ``cells`` are flat indices.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float64, int64, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@inner
def wrapped(i: int, n: int) -> int:
    """Index modulo n, for an index few n away: several times as fast as a division."""
    while i < 0:
        i += n
    while i >= n:
        i -= n
    return i


@inner
def value(phi: Array, k: int, j: int, i: int) -> float:
    """φ with periodic sides, continued linearly below the box and by a constant above it."""
    nz, ny, nx = phi.shape
    j = wrapped(j, ny)
    i = wrapped(i, nx)
    if k < 0:
        below: float = phi[0, j, i] + k * (phi[1, j, i] - phi[0, j, i])
        return below
    inside: float = phi[min(k, nz - 1), j, i]
    return inside


@inner
def minmod(a: float, b: float) -> float:
    """The smaller in size of two numbers of one sign, else 0."""
    if a * b <= 0.0:
        return 0.0
    return a if abs(a) < abs(b) else b


@loop(int64[::1](float64[:, :, ::1], float64))
def collect(phi: Array, width: float) -> Ints:
    """Flat indices of the cells with |φ| < ``width`` and of their neighbours through faces."""
    nz, ny, nx = phi.shape
    found = np.empty(phi.size, np.int64)
    n = 0
    for k in range(nz):
        low, high = max(k - 1, 0), min(k + 1, nz - 1)
        for j in range(ny):
            for i in range(nx):
                near = abs(phi[k, j, i]) < width or abs(phi[low, j, i]) < width or abs(phi[high, j, i]) < width
                near = near or abs(phi[k, j, i - 1]) < width or abs(phi[k, j, (i + 1) % nx]) < width
                near = near or abs(phi[k, j - 1, i]) < width or abs(phi[k, (j + 1) % ny, i]) < width
                if near:
                    found[n] = (k * ny + j) * nx + i
                    n += 1
    return found[:n].copy()


@inner
def _crossing(here: float, there: float, curved: float) -> float:
    """Distance from a cell to the front on the way to the next cell, from the parabola through φ (Min 2010)."""
    if abs(curved) > 1e-10:
        root = (curved / 2 - here - there) ** 2 - 4 * here * there
        sign = 1.0 if here > there else -1.0
        return 0.5 + (here - there - sign * math.sqrt(max(root, 0.0))) / curved
    return here / (here - there)


@inner
def _one_sided(now: Array, start: Array, k: int, j: int, i: int, axis: int, side: int) -> tuple[float, float]:
    """Slope towards one side, second order, and the distance it is taken over, with the front as a fixed point."""
    dk, dj, di = (side if axis == 0 else 0), (side if axis == 1 else 0), (side if axis == 2 else 0)
    here, there = now[k, j, i], value(now, k + dk, j + dj, i + di)
    far, back = value(now, k + 2 * dk, j + 2 * dj, i + 2 * di), value(now, k - dk, j - dj, i - di)
    bend = minmod(there - 2 * here + back, far - 2 * there + here)
    old, old_there = start[k, j, i], value(start, k + dk, j + dj, i + di)
    if old * old_there < 0.0:
        old_far = value(start, k + 2 * dk, j + 2 * dj, i + 2 * di)
        old_back = value(start, k - dk, j - dj, i - di)
        curved = minmod(old_there - 2 * old + old_back, old_far - 2 * old_there + old)
        reach = min(max(_crossing(old, old_there, curved), 1e-6), 1.0)
        return side * ((0.0 - here) / reach - reach / 2 * bend), reach
    return side * (there - here - bend / 2), 1.0


@loop(void(float64[:, :, ::1], int64[::1], int64, float64))
def redistance(phi: Array, cells: Ints, sweeps: int, width: float) -> None:
    """Make φ a signed distance again: Gauss–Seidel steps of φ_τ + sgn(φ⁰)(|∇φ| − 1) = 0.

    Godunov's Hamiltonian of second-order one-sided slopes that take the front of φ⁰ as a fixed point (Russo &
    Smereka 2000; Min 2010). Values are cut off at ±``width``.
    """
    _, ny, nx = phi.shape
    start = phi.copy()
    axes = 3 if ny > 1 else 2
    safe = 0.9 / axes
    for sweep in range(sweeps):
        for m in range(cells.size):
            cell = cells[m] if sweep % 2 == 0 else cells[cells.size - 1 - m]
            k, j, i = cell // (ny * nx), (cell // nx) % ny, cell % nx
            if start[k, j, i] == 0.0:
                continue
            sign = 1.0 if start[k, j, i] > 0.0 else -1.0
            square, least = 0.0, 1.0
            for a in range(3):
                if a == 1 and ny == 1:
                    continue
                behind, reach = _one_sided(phi, start, k, j, i, a, -1)
                least = min(least, reach)
                ahead, reach = _one_sided(phi, start, k, j, i, a, 1)
                least = min(least, reach)
                inward, outward = max(sign * behind, 0.0), min(sign * ahead, 0.0)
                square += max(inward * inward, outward * outward)
            new = phi[k, j, i] - safe * least * sign * (math.sqrt(square) - 1.0)
            if new * sign <= 0.0:  # the front stays where it is
                new = sign * 1e-9
            phi[k, j, i] = min(max(new, -width), width)


@loop(void(float64[:, :, ::1], int64[::1], float64[:, ::1], float64[:, ::1], float64[::1], int64, int64))
def shape_of(phi: Array, cells: Ints, normal: Array, foot: Array, curvature: Array, first: int, last: int) -> None:
    """Write the unit normal n = ∇φ/|∇φ|, the foot x − φn on the front and κ = ∇·n of each cell.

    Args:
        normal, foot: shape (cells, 3) in the order z, y, x. curvature: shape (cells,), of the level set through
            the cell, at most 1 in size.
    """
    _, ny, nx = phi.shape
    for m in range(first, last):
        k, j, i = cells[m] // (ny * nx), (cells[m] // nx) % ny, cells[m] % nx
        c = phi[k, j, i]
        zm, zp = value(phi, k - 1, j, i), value(phi, k + 1, j, i)
        ym, yp = value(phi, k, j - 1, i), value(phi, k, j + 1, i)
        xm, xp = value(phi, k, j, i - 1), value(phi, k, j, i + 1)
        gz, gy, gx = (zp - zm) / 2, (yp - ym) / 2, (xp - xm) / 2
        zz, yy, xx = zp - 2 * c + zm, yp - 2 * c + ym, xp - 2 * c + xm
        zx = (
            value(phi, k + 1, j, i + 1) - value(phi, k + 1, j, i - 1)
            - value(phi, k - 1, j, i + 1) + value(phi, k - 1, j, i - 1)
        ) / 4  # fmt: skip
        zy, yx = 0.0, 0.0
        if ny > 1:
            zy = (
                value(phi, k + 1, j + 1, i) - value(phi, k + 1, j - 1, i)
                - value(phi, k - 1, j + 1, i) + value(phi, k - 1, j - 1, i)
            ) / 4  # fmt: skip
            yx = (
                value(phi, k, j + 1, i + 1) - value(phi, k, j + 1, i - 1)
                - value(phi, k, j - 1, i + 1) + value(phi, k, j - 1, i - 1)
            ) / 4  # fmt: skip
        square = max(gz * gz + gy * gy + gx * gx, 1e-6)
        size = math.sqrt(square)
        bend = (yy + xx) * gz * gz + (zz + xx) * gy * gy + (zz + yy) * gx * gx
        bend -= 2 * (zy * gz * gy + zx * gz * gx + yx * gy * gx)
        curvature[m] = min(max(bend / (square * size), -1.0), 1.0)
        # A gradient that is not near one comes from two fronts or from the cut-off values at the edge of the band;
        # divided by it the foot would miss the front.
        step = c / square if square > 0.7 else c / size
        normal[m, 0], normal[m, 1], normal[m, 2] = gz / size, gy / size, gx / size
        if square <= 1e-6:
            normal[m, 0], normal[m, 1], normal[m, 2] = 1.0, 0.0, 0.0
        foot[m, 0], foot[m, 1], foot[m, 2] = k - step * gz, j - step * gy, i - step * gx


@inner
def _weights(t: float) -> tuple[float, float, float, float]:
    """Weights of the cubic through four equally spaced points for a place t between the middle two."""
    return (
        -t * (t - 1) * (t - 2) / 6,
        (t + 1) * (t - 1) * (t - 2) / 2,
        -(t + 1) * t * (t - 2) / 2,
        (t + 1) * t * (t - 1) / 6,
    )


@loop(void(float64[:, :, ::1], float64[:, ::1], float64[::1], int64, int64))
def sample(field: Array, points: Array, out: Array, first: int, last: int) -> None:
    """Write the cubic interpolant of ``field`` at ``points``, kept between the values around each point."""
    nz, ny, nx = field.shape
    front, back = (0, 4) if ny > 1 else (1, 2)
    for m in range(first, last):
        z = min(max(points[m, 0], 0.0), nz - 1.0)
        y, x = points[m, 1], points[m, 2]
        k, j, i = int(min(math.floor(z), nz - 2)), math.floor(y), math.floor(x)
        wz, wx = _weights(z - k), _weights(x - i)
        wy = _weights(y - j) if ny > 1 else (0.0, 1.0, 0.0, 0.0)
        i0, i1, i2, i3 = (
            wrapped(i - 1, nx),
            wrapped(i, nx),
            wrapped(i + 1, nx),
            wrapped(i + 2, nx),
        )
        total, low, high = 0.0, math.inf, -math.inf
        for a in range(4):
            ka = min(max(k + a - 1, 0), nz - 1)
            for b in range(front, back):
                row = field[ka, wrapped(j + b - 1, ny)]
                left, right = row[i1], row[i2]
                along = wx[0] * row[i0] + wx[1] * left + wx[2] * right + wx[3] * row[i3]
                total += wz[a] * wy[b] * along
                if 0 < a < 3 and (ny == 1 or 0 < b < 3):
                    low, high = min(low, left, right), max(high, left, right)
        out[m] = min(max(total, low), high)
