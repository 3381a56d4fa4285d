"""The seven-point operator on the cells of a box, matrix-free: (A u)_i = Σ_faces T (u_i − u_j) + r_i u_i.

T comes from a ``medium``, which is 1/D of the cells or T itself (see `conductances`).

``u``, ``z``, ``p`` and a medium of cells have one layer of ghost cells around the box, and the boundary conditions
are in them: ρ = 0 holds the ghost's value on the face, the neighbour's ρ holds it one cell outside, `CLOSED` lets
nothing through, and copies of the cells of the opposite side make the box periodic. All other arrays have the
shape of the box; ``reaction`` is r or None, ``source`` f or None.

A plane of cells belongs to one thread, and sums over planes are made in their order: no result depends on the
number of threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nelumbo.numerics.kernels.conductances import CLOSED, OPEN, inflow, pull_and_hold, rows, sides

Array = NDArray[Any]

TINY = np.float32(1e-11)
"""Least diagonal: that of a closed cell is next to 0, and so is its right-hand side."""
_FAST = {"contract", "reassoc", "nsz", "arcp"}


@njit(cache=True)
def wrap(plane: Array) -> None:
    """Write the ghost cells around a plane: the cells of the opposite side."""
    for j in range(1, plane.shape[0] - 1):
        plane[j, 0] = plane[j, -2]
        plane[j, -1] = plane[j, 1]
    for i in range(plane.shape[1]):
        plane[0, i] = plane[-2, i]
        plane[-1, i] = plane[1, i]


@njit(cache=True, parallel=True, error_model="numpy")
def resistances(coefficient: Array, inside: Array, most: float, rho: Array) -> None:
    """Write D_max/D to ``rho``, ghosts as in a periodic box.

    `CLOSED` where D is next to 0 or the cell is not ``inside``; of size 1 that counts for all cells.
    """
    nz, ny, nx = coefficient.shape
    anywhere = inside.size == 1 and inside[0, 0, 0]
    for k in prange(nz):
        for j in range(ny):
            for i in range(nx):
                is_open = (anywhere or inside[k, j, i]) and coefficient[k, j, i] * OPEN > most
                rho[k + 1, j + 1, i + 1] = most / coefficient[k, j, i] if is_open else CLOSED
        wrap(rho[k + 1])


@njit(cache=True, parallel=True, error_model="numpy", fastmath=_FAST)
def residual(u: Array, medium: Array, g: Array, reaction: Any, source: Any, left: Array) -> Array:
    """Write f − A u, in the precision of u, to ``left``; return its sum and that of its squares per plane."""
    nz, ny, nx = left.shape
    sums = np.zeros((nz, 2))
    for k in prange(nz):
        for j in range(ny):
            c, zm, zp, ym, yp, xm, xp = rows(u, k + 1, j + 1)
            of = sides(medium, g, k, j)
            out = left[k, j]
            total, square = 0.0, 0.0
            for i in range(nx):
                d = c[i]
                flow = inflow(of, i, zm[i] - d, zp[i] - d, ym[i] - d, yp[i] - d, xm[i] - d, xp[i] - d)
                if reaction is not None:
                    flow -= reaction[k, j, i] * c[i]
                if source is not None:
                    flow += source[k, j, i]
                out[i] = flow
                total += flow
                square += flow * flow
            sums[k, 0] += total
            sums[k, 1] += square
    return sums


@njit(cache=True, parallel=True, error_model="numpy", fastmath=_FAST)
def curvature(p: Array, left: Array, medium: Array, g: Array, reaction: Any) -> Array:
    """Return pᵀr and pᵀA p of a direction p."""
    nz, ny, nx = left.shape
    sums = np.zeros((nz, 2))
    for k in prange(nz):
        for j in range(ny):
            c, zm, zp, ym, yp, xm, xp = rows(p, k + 1, j + 1)
            of = sides(medium, g, k, j)
            r = left[k, j]
            along, bend = np.float32(0), np.float32(0)
            for i in range(nx):
                d = c[i]
                flow = inflow(of, i, d - zm[i], d - zp[i], d - ym[i], d - yp[i], d - xm[i], d - xp[i])
                if reaction is not None:
                    flow += reaction[k, j, i] * c[i]
                along += c[i] * r[i]
                bend += c[i] * flow
            sums[k, 0] += along
            sums[k, 1] += bend
    totals: Array = sums.sum(axis=0)
    return totals


@njit(cache=True, parallel=True, error_model="numpy", fastmath=_FAST)
def start(z: Array, b: Array, medium: Array, g: Array, reaction: Any, colour: int) -> None:
    """Relax the cells of one colour of the chessboard from z = 0: z_i = b_i/(Σ T + r_i), 0 in the others."""
    nz, ny, nx = b.shape
    one = np.float32(1)
    for k in prange(nz):
        for j in range(ny):
            of = sides(medium, g, k, j)
            c, f = z[k + 1, j + 1, 1:-1], b[k, j]
            odd = (k + j + colour) & 1
            for i in range(nx):
                hold = inflow(of, i, one, one, one, one, one, one)
                if reaction is not None:
                    hold += reaction[k, j, i]
                c[i] = f[i] / max(hold, TINY) if (i & 1) == odd else np.float32(0)
        wrap(z[k + 1])


@njit(cache=True, parallel=True, error_model="numpy", fastmath=_FAST)
def sweep(z: Array, b: Array, medium: Array, g: Array, reaction: Any, colour: int) -> None:
    """Relax the cells of one colour of the chessboard: z_i = (b_i + Σ T z_j)/(Σ T + r_i).

    A whole row is computed and every second cell kept, which is quicker than to step over cells.
    """
    nz, ny, nx = b.shape
    for k in prange(nz):
        new = np.empty(nx, z.dtype)
        for j in range(ny):
            c, zm, zp, ym, yp, xm, xp = rows(z, k + 1, j + 1)
            of = sides(medium, g, k, j)
            f = b[k, j]
            odd = (k + j + colour) & 1
            for i in range(nx):
                pull, hold = pull_and_hold(of, i, zm[i], zp[i], ym[i], yp[i], xm[i], xp[i])
                if reaction is not None:
                    hold += reaction[k, j, i]
                new[i] = (f[i] + pull) / max(hold, TINY) if (i & 1) == odd else c[i]
            for i in range(nx):
                c[i] = new[i]
        wrap(z[k + 1])


@njit(cache=True, parallel=True, error_model="numpy", fastmath=_FAST)
def restrict(z: Array, b: Array, medium: Array, g: Array, reaction: Any, parent: Array, coarse: Array) -> None:
    """Sum b − A z over the cells of every piece; cells with ``parent`` −1 have none."""
    nz, ny, nx = b.shape
    coarse[:] = 0
    for half in prange((nz + 1) // 2):
        left = np.empty(nx, z.dtype)
        for k in range(2 * half, min(2 * half + 2, nz)):
            for j in range(ny):
                c, zm, zp, ym, yp, xm, xp = rows(z, k + 1, j + 1)
                of = sides(medium, g, k, j)
                f = b[k, j]
                for i in range(nx):
                    d = c[i]
                    flow = f[i] + inflow(of, i, zm[i] - d, zp[i] - d, ym[i] - d, yp[i] - d, xm[i] - d, xp[i] - d)
                    if reaction is not None:
                        flow -= reaction[k, j, i] * c[i]
                    left[i] = flow
                piece = parent[k, j]
                for i in range(nx):
                    if piece[i] >= 0:
                        coarse[piece[i]] += left[i]


@njit(cache=True, parallel=True)
def prolong(z: Array, parent: Array, coarse: Array) -> None:
    """Add to every cell the value of its piece."""
    nz, ny, nx = parent.shape
    for k in prange(nz):
        for j in range(ny):
            c, piece = z[k + 1, j + 1, 1:-1], parent[k, j]
            for i in range(nx):
                if piece[i] >= 0:
                    c[i] += coarse[piece[i]]
        wrap(z[k + 1])


@njit(cache=True, parallel=True, fastmath=_FAST)
def products(z: Array, new: Array, old: Array) -> Array:
    """Return zᵀr_new and zᵀr_old over the cells of the box."""
    nz, ny, nx = new.shape
    sums = np.zeros((nz, 2))
    for k in prange(nz):
        for j in range(ny):
            c, a, b = z[k + 1, j + 1, 1:-1], new[k, j], old[k, j]
            first, second = np.float32(0), np.float32(0)
            for i in range(nx):
                first += c[i] * a[i]
                second += c[i] * b[i]
            sums[k, 0] += first
            sums[k, 1] += second
    totals: Array = sums.sum(axis=0)
    return totals


@njit(cache=True, parallel=True, fastmath=_FAST)
def advance(to: Array, by: Array, step: float) -> None:
    """Set to ← to + step by in all cells of the box, the ghosts at its sides included."""
    for k in prange(1, to.shape[0] - 1):
        for j in range(to.shape[1]):
            u, p = to[k, j], by[k, j]
            for i in range(u.size):
                u[i] += step * p[i]


@njit(cache=True, parallel=True, fastmath=_FAST)
def turn(p: Array, z: Array, share: float) -> None:
    """Set p ← z + share p."""
    for k in prange(1, p.shape[0] - 1):
        for j in range(p.shape[1]):
            to, by = p[k, j], z[k, j]
            for i in range(to.size):
                to[i] = by[i] + share * to[i]


@njit(cache=True, parallel=True, error_model="numpy", fastmath=_FAST)
def flows(u: Array, rho: Array, g: Array) -> Array:
    """Return per plane the flow Σ T Δu through the faces below it, and Σ T Δu² over its faces of all axes."""
    gz, gy, gx = g
    nz, ny, nx = u.shape
    sums = np.zeros((nz - 1, 2))
    for k in prange(nz - 1):
        for j in range(1, ny - 1):
            for i in range(1, nx - 1):
                c, own = u[k + 1, j, i], rho[k + 1, j, i]
                drop = u[k, j, i] - c
                flow = gz / (rho[k, j, i] + own) * drop
                sums[k, 0] += flow
                heat = flow * drop
                if k < nz - 2:
                    # Half from either side, so that faces at the sides count once whatever they are.
                    heat += gy / 2 * (u[k + 1, j - 1, i] - c) ** 2 / (rho[k + 1, j - 1, i] + own)
                    heat += gy / 2 * (u[k + 1, j + 1, i] - c) ** 2 / (rho[k + 1, j + 1, i] + own)
                    heat += gx / 2 * (u[k + 1, j, i - 1] - c) ** 2 / (rho[k + 1, j, i - 1] + own)
                    heat += gx / 2 * (u[k + 1, j, i + 1] - c) ** 2 / (rho[k + 1, j, i + 1] + own)
                sums[k, 1] += heat
    return sums
