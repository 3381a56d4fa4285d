"""The seven-point operator on the cells of a box, matrix-free: (A u)_i = Σ_faces T (u_i − u_j) + r_i u_i.

The operator is ``on = rho, faces, g, reaction``: T comes from the first three (see `conductances`), r is empty
where there is none, and so is the source f.

``u``, ``z``, ``p`` and ``rho`` have one layer of ghost cells around the box, and the boundary conditions are in
them: ρ = 0 holds the ghost's value on the face, the neighbour's ρ holds it one cell outside, `CLOSED` lets nothing
through, and copies of the cells of the opposite side make the box periodic. All other arrays have the shape of the
box.

Every loop works on the planes ``first`` ≤ k < ``last``, and sums are kept by plane: no result depends on how
threads share the planes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import float32, float64, int32, int64, types, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.conductances import six_rows
from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[Any]

TINY = np.float32(1e-11)
"""Least diagonal: that of a closed cell is next to 0, and so is its right-hand side."""
_FAST = {"contract", "reassoc", "nsz", "arcp"}
_OPTIONS = {"error_model": "numpy", "fastmath": _FAST}
_S, _D, _PLANES = float32[:, :, ::1], float64[:, :, ::1], float64[:, ::1]
_ON = types.Tuple((_S, float32[:, :, :, ::1], types.UniTuple(float32, 3), _S))
_ON_DOUBLE = types.Tuple((_D, float64[:, :, :, ::1], types.UniTuple(float64, 3), _D))
Operator = tuple[Array, Array, tuple[float, float, float], Array]
"""``rho, faces, g, reaction``."""


@inner
def wrap(plane: Array) -> None:
    """Write the ghost cells around a plane: the cells of the opposite side."""
    for j in range(1, plane.shape[0] - 1):
        plane[j, 0] = plane[j, -2]
        plane[j, -1] = plane[j, 1]
    for i in range(plane.shape[1]):
        plane[0, i] = plane[-2, i]
        plane[-1, i] = plane[1, i]


@inner
def row_or(field: Array, k: int, j: int, nothing: Array) -> Array:
    """Return a row of a field, zeros where the field is empty."""
    return field[k, j] if field.size > 0 else nothing


@loop(void(_D, _ON_DOUBLE, _D, _S, _PLANES, int64, int64), **_OPTIONS)
def residual(u: Array, on: Operator, source: Array, left: Array, sums: Array, first: int, last: int) -> None:
    """Write f − A u, in the precision of u, to ``left``; its sum and that of its squares per plane to ``sums``."""
    rho, faces, g, reaction = on
    _, ny, nx = left.shape
    own, nothing = np.empty((5, nx + 1)), np.zeros(nx)
    for k in range(first, last):
        sum_1, sum_2 = 0.0, 0.0
        for j in range(ny):
            tz, tzz, ty, tyy, tx, txx = six_rows(rho, faces, g, k, j, own)
            c, zm, zp = u[k + 1, j + 1], u[k, j + 1], u[k + 2, j + 1]
            ym, yp = u[k + 1, j], u[k + 1, j + 2]
            r, f, out = row_or(reaction, k, j, nothing), row_or(source, k, j, nothing), left[k, j]
            total, square = 0.0, 0.0
            for i in range(nx):
                d = c[i + 1]
                flow = tz[i] * (zm[i + 1] - d) + tzz[i] * (zp[i + 1] - d)
                flow += ty[i] * (ym[i + 1] - d) + tyy[i] * (yp[i + 1] - d)
                flow += tx[i] * (c[i] - d) + txx[i] * (c[i + 2] - d)
                flow += f[i] - r[i] * d
                out[i] = flow
                total += flow
                square += flow * flow
            sum_1 += total
            sum_2 += square
        sums[k, 0] = sum_1
        sums[k, 1] = sum_2


@loop(void(_S, _S, _ON, _PLANES, int64, int64), **_OPTIONS)
def curvature(p: Array, left: Array, on: Operator, sums: Array, first: int, last: int) -> None:
    """Write pᵀr and pᵀA p of a direction p to ``sums``, per plane."""
    rho, faces, g, reaction = on
    _, ny, nx = left.shape
    own, nothing = np.empty((5, nx + 1), np.float32), np.zeros(nx, np.float32)
    for k in range(first, last):
        sum_1, sum_2 = 0.0, 0.0
        for j in range(ny):
            tz, tzz, ty, tyy, tx, txx = six_rows(rho, faces, g, k, j, own)
            c, zm, zp = p[k + 1, j + 1], p[k, j + 1], p[k + 2, j + 1]
            ym, yp = p[k + 1, j], p[k + 1, j + 2]
            r, b = row_or(reaction, k, j, nothing), left[k, j]
            along, bend = np.float32(0), np.float32(0)
            for i in range(nx):
                d = c[i + 1]
                flow = tz[i] * (d - zm[i + 1]) + tzz[i] * (d - zp[i + 1])
                flow += ty[i] * (d - ym[i + 1]) + tyy[i] * (d - yp[i + 1])
                flow += tx[i] * (d - c[i]) + txx[i] * (d - c[i + 2])
                flow += r[i] * d
                along += d * b[i]
                bend += d * flow
            sum_1 += float(along)
            sum_2 += float(bend)
        sums[k, 0] = sum_1
        sums[k, 1] = sum_2


@loop(void(_S, _S, _ON, int64, int64, int64), **_OPTIONS)
def start(z: Array, b: Array, on: Operator, colour: int, first: int, last: int) -> None:
    """Relax the cells of one colour of the chessboard from z = 0: z_i = b_i/(Σ T + r_i), 0 in the others."""
    rho, faces, g, reaction = on
    _, ny, nx = b.shape
    own, nothing = np.empty((5, nx + 1), np.float32), np.zeros(nx, np.float32)
    for k in range(first, last):
        for j in range(ny):
            tz, tzz, ty, tyy, tx, txx = six_rows(rho, faces, g, k, j, own)
            r, f, c = row_or(reaction, k, j, nothing), b[k, j], z[k + 1, j + 1]
            odd = (k + j + colour) & 1
            for i in range(nx):
                hold = tz[i] + tzz[i] + ty[i] + tyy[i] + tx[i] + txx[i] + r[i]
                c[i + 1] = f[i] / max(hold, TINY) if (i & 1) == odd else np.float32(0)
        wrap(z[k + 1])


@loop(void(_S, _S, _ON, int64, int64, int64), **_OPTIONS)
def sweep(z: Array, b: Array, on: Operator, colour: int, first: int, last: int) -> None:
    """Relax the cells of one colour of the chessboard: z_i = (b_i + Σ T z_j)/(Σ T + r_i).

    A whole row is computed and every second cell kept, which is quicker than to step over cells.
    """
    rho, faces, g, reaction = on
    _, ny, nx = b.shape
    own, nothing = np.empty((5, nx + 1), np.float32), np.zeros(nx, np.float32)
    new = np.empty(nx, np.float32)
    for k in range(first, last):
        for j in range(ny):
            tz, tzz, ty, tyy, tx, txx = six_rows(rho, faces, g, k, j, own)
            c, zm, zp = z[k + 1, j + 1], z[k, j + 1], z[k + 2, j + 1]
            ym, yp = z[k + 1, j], z[k + 1, j + 2]
            r, f = row_or(reaction, k, j, nothing), b[k, j]
            odd = (k + j + colour) & 1
            for i in range(nx):
                hold = tz[i] + tzz[i] + ty[i] + tyy[i] + tx[i] + txx[i] + r[i]
                pull = tz[i] * zm[i + 1] + tzz[i] * zp[i + 1] + ty[i] * ym[i + 1] + tyy[i] * yp[i + 1]
                pull += tx[i] * c[i] + txx[i] * c[i + 2]
                new[i] = (f[i] + pull) / max(hold, TINY) if (i & 1) == odd else c[i + 1]
            for i in range(nx):
                c[i + 1] = new[i]
        wrap(z[k + 1])


@loop(void(_S, _S, _ON, int32[:, :, ::1], float32[::1], int64, int64), **_OPTIONS)
def restrict(z: Array, b: Array, on: Operator, parent: Array, coarse: Array, first: int, last: int) -> None:
    """Add b − A z of the cells of pairs of planes to their pieces; cells with ``parent`` −1 have none."""
    rho, faces, g, reaction = on
    nz, ny, nx = b.shape
    own, nothing = np.empty((5, nx + 1), np.float32), np.zeros(nx, np.float32)
    left = np.empty(nx, np.float32)
    for k in range(2 * first, min(2 * last, nz)):
        for j in range(ny):
            tz, tzz, ty, tyy, tx, txx = six_rows(rho, faces, g, k, j, own)
            c, zm, zp = z[k + 1, j + 1], z[k, j + 1], z[k + 2, j + 1]
            ym, yp = z[k + 1, j], z[k + 1, j + 2]
            r, f, piece = row_or(reaction, k, j, nothing), b[k, j], parent[k, j]
            for i in range(nx):
                d = c[i + 1]
                flow = tz[i] * (zm[i + 1] - d) + tzz[i] * (zp[i + 1] - d)
                flow += ty[i] * (ym[i + 1] - d) + tyy[i] * (yp[i + 1] - d)
                flow += tx[i] * (c[i] - d) + txx[i] * (c[i + 2] - d)
                left[i] = f[i] + flow - r[i] * d
            for i in range(nx):
                if piece[i] >= 0:
                    coarse[piece[i]] += left[i]


@loop(void(_S, int32[:, :, ::1], float32[::1], int64, int64))
def prolong(z: Array, parent: Array, coarse: Array, first: int, last: int) -> None:
    """Add to every cell the value of its piece."""
    _, ny, nx = parent.shape
    for k in range(first, last):
        for j in range(ny):
            c, piece = z[k + 1, j + 1], parent[k, j]
            for i in range(nx):
                if piece[i] >= 0:
                    c[i + 1] += coarse[piece[i]]
        wrap(z[k + 1])


@loop(void(_S, _S, _S, _PLANES, int64, int64), fastmath=_FAST)
def products(z: Array, new: Array, old: Array, sums: Array, first: int, last: int) -> None:
    """Write zᵀr_new and zᵀr_old over the cells of the box to ``sums``, per plane."""
    _, ny, nx = new.shape
    for k in range(first, last):
        sum_1, sum_2 = 0.0, 0.0
        for j in range(ny):
            c, a, b = z[k + 1, j + 1], new[k, j], old[k, j]
            with_new, with_old = np.float32(0), np.float32(0)
            for i in range(nx):
                with_new += c[i + 1] * a[i]
                with_old += c[i + 1] * b[i]
            sum_1 += float(with_new)
            sum_2 += float(with_old)
        sums[k, 0] = sum_1
        sums[k, 1] = sum_2


@loop(void(_D, _S, float64, int64, int64), fastmath=_FAST)
def advance(to: Array, by: Array, step: float, first: int, last: int) -> None:
    """Set to ← to + step by in all cells of the box, the ghosts at its sides included."""
    for k in range(first + 1, last + 1):
        for j in range(to.shape[1]):
            u, p = to[k, j], by[k, j]
            for i in range(u.size):
                u[i] += step * p[i]


@loop(void(_S, _S, float32, int64, int64), fastmath=_FAST)
def turn(p: Array, z: Array, share: float, first: int, last: int) -> None:
    """Set p ← z + share p."""
    for k in range(first + 1, last + 1):
        for j in range(p.shape[1]):
            to, by = p[k, j], z[k, j]
            for i in range(to.size):
                to[i] = by[i] + share * to[i]


@loop(void(_D, _D, types.UniTuple(float64, 3), _PLANES, int64, int64), **_OPTIONS)
def flows(u: Array, rho: Array, g: Array, sums: Array, first: int, last: int) -> None:
    """Write per plane the flow Σ T Δu through the faces below it, and Σ T Δu² over its faces of all axes."""
    gz, gy, gx = g
    nz, ny, nx = u.shape
    for k in range(first, last):
        through, warm = 0.0, 0.0
        for j in range(1, ny - 1):
            for i in range(1, nx - 1):
                c, own = u[k + 1, j, i], rho[k + 1, j, i]
                drop = u[k, j, i] - c
                flow = gz / (rho[k, j, i] + own) * drop
                through += flow
                heat = flow * drop
                if k < nz - 2:
                    # Half from either side, so that faces at the sides count once whatever they are.
                    heat += gy / 2 * (u[k + 1, j - 1, i] - c) ** 2 / (rho[k + 1, j - 1, i] + own)
                    heat += gy / 2 * (u[k + 1, j + 1, i] - c) ** 2 / (rho[k + 1, j + 1, i] + own)
                    heat += gx / 2 * (u[k + 1, j, i - 1] - c) ** 2 / (rho[k + 1, j, i - 1] + own)
                    heat += gx / 2 * (u[k + 1, j, i + 1] - c) ** 2 / (rho[k + 1, j, i + 1] + own)
                warm += heat
        sums[k, 0] = through
        sums[k, 1] = warm
