"""Sequential deposition of rigid clusters of spheres on a floor, periodic in x and y. Lengths are in mean radii.

A cluster falls vertically to its first contact. There it sticks or settles: it takes small steps u = (v, ρ ω),
each the steepest descent of its centre that no contact forbids to first order,

    min ½ |u − u₀|²,  u₀ = −step ẑ,  n_k·(v + ω × a_k) + g_k ≥ 0,

with the gap g_k, the normal n_k and the arm a_k of every contact and near contact and the radius of gyration ρ.
Gravity is then the only load, contacts are frictionless, and what remains is a rest of the whole cluster. The step
shrinks when it no longer descends; overlaps, of the second order in the step, are removed by the next steps.
"""

from __future__ import annotations

import math

import numpy as np
from numba import boolean, float64, int64
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop
from nelumbo.numerics.kernels.packing import Bed, add, column, gather, nearest, new_bed

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

OVERLAP = 1e-6
"""Largest overlap of clusters that have settled."""
_MARGIN, _LONGEST, _SHORTEST = 0.4, 0.1, 1e-5
_STILL = 1e-4
_MOST_STEPS, _MOST_REPAIRS, _MOST_SWEEPS, _MOST_NEAR = 5000, 30, 300, 32


@inner
def turn(x: Array, c: Array, w: Array) -> None:
    """Turn the points x, (n, 3), about c by w = θ k: a ← a cos θ + k × a sin θ + k (k·a)(1 − cos θ)."""
    angle = math.sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2])
    if angle == 0.0:
        return
    k0, k1, k2 = w[0] / angle, w[1] / angle, w[2] / angle
    cosine, sine = math.cos(angle), math.sin(angle)
    for i in range(x.shape[0]):
        a0, a1, a2 = x[i, 0] - c[0], x[i, 1] - c[1], x[i, 2] - c[2]
        along = (k0 * a0 + k1 * a1 + k2 * a2) * (1 - cosine)
        x[i, 0] = c[0] + a0 * cosine + (k1 * a2 - k2 * a1) * sine + k0 * along
        x[i, 1] = c[1] + a1 * cosine + (k2 * a0 - k0 * a2) * sine + k1 * along
        x[i, 2] = c[2] + a2 * cosine + (k0 * a1 - k1 * a0) * sine + k2 * along


@inner
def drop(x: Array, r: Array, bed: Bed) -> float:
    """Height by which a cluster of spheres x, r falls to its first contact with the bed or the floor."""
    centres, radii, head, following, box = bed
    columns = head.shape[0]
    height = math.inf
    for i in range(x.shape[0]):
        height = min(height, x[i, 2] - r[i])
        i0, j0 = column(x[i, 0], box, columns), column(x[i, 1], box, columns)
        for di in range(-1, 2):
            for dj in range(-1, 2):
                k = head[(i0 + di) % columns, (j0 + dj) % columns]
                while k >= 0:
                    dx = nearest(centres[k, 0] - x[i, 0], box)
                    dy = nearest(centres[k, 1] - x[i, 1], box)
                    rise = (r[i] + radii[k]) ** 2 - dx * dx - dy * dy
                    if rise > 0:
                        height = min(height, x[i, 2] - centres[k, 2] - math.sqrt(rise))
                    k = following[k]
    return height


@inner
def contacts(x: Array, r: Array, c: Array, rho: float, bed: Bed, rows: Array, gaps: Array, near: Array) -> int:
    """Write rows (n, a × n/ρ) and gaps of everything nearer than the margin; return how many there are."""
    count = 0
    for i in range(x.shape[0]):
        found = gather(x[i], _MARGIN, r[i], bed, near)
        for k in range(found + 1):
            if k < found:
                n0, n1, n2 = x[i, 0] - near[k, 0], x[i, 1] - near[k, 1], x[i, 2] - near[k, 2]
                distance = math.sqrt(n0 * n0 + n1 * n1 + n2 * n2)
                gap = distance - near[k, 3]
                n0, n1, n2 = n0 / distance, n1 / distance, n2 / distance
            else:
                gap, n0, n1, n2 = x[i, 2] - r[i], 0.0, 0.0, 1.0
            if gap < _MARGIN and count < len(gaps):
                a0, a1, a2 = x[i, 0] - c[0], x[i, 1] - c[1], x[i, 2] - c[2]
                rows[count, 0], rows[count, 1], rows[count, 2] = n0, n1, n2
                rows[count, 3] = (a1 * n2 - a2 * n1) / rho
                rows[count, 4] = (a2 * n0 - a0 * n2) / rho
                rows[count, 5] = (a0 * n1 - a1 * n0) / rho
                gaps[count] = gap
                count += 1
    return count


@inner
def descend(u: Array, rows: Array, gaps: Array, loads: Array, count: int) -> None:
    """Change u to the nearest step with rows·u + gaps ≥ 0 at all contacts, by projected Gauss-Seidel on loads."""
    size = 0.0
    for m in range(6):
        size = max(size, abs(u[m]))
    for k in range(count):
        loads[k] = 0.0
    for _ in range(_MOST_SWEEPS):
        change = 0.0
        for k in range(count):
            square, opening = 0.0, gaps[k]
            for m in range(6):
                square += rows[k, m] * rows[k, m]
                opening += rows[k, m] * u[m]
            push = max(-loads[k], -opening / square)
            if push != 0.0:
                loads[k] += push
                change = max(change, abs(push))
                for m in range(6):
                    u[m] += push * rows[k, m]
        if change <= 1e-6 * size + 1e-12:
            break


@inner
def _shift(x: Array, c: Array, u: Array, rho: float) -> None:
    """Move a cluster and its centre by the step u = (v, ρ ω)."""
    w = np.empty(3)
    for m in range(3):
        c[m] += u[m]
        w[m] = u[3 + m] / rho
        for i in range(x.shape[0]):
            x[i, m] += u[m]
    turn(x, c, w)


@inner
def _copy(source: Array, target: Array) -> None:
    for i in range(source.shape[0]):
        for m in range(3):  # an assignment of whole arrays compiles for seconds
            target[i, m] = source[i, m]


@inner
def settle(x: Array, r: Array, bed: Bed) -> bool:
    """Move a cluster of spheres x, r that overlaps nothing to a rest on the bed, in place.

    Where steps have led into a gap that is too narrow, it goes back to where it last overlapped nothing and takes
    shorter ones.

    Returns:
        True at rest, False if the steps are used up; then it stays where it last overlapped nothing.
    """
    most = _MOST_NEAR * (2 + len(r))
    rows, near = np.empty((most, 6)), np.empty((most, 4))
    gaps, loads = np.empty(most), np.empty(most)
    u, c = np.zeros(6), np.zeros(3)
    rho = gyration(x, r, c)
    free, longest = np.empty(x.shape), _LONGEST
    _copy(x, free)
    step, repairs = longest, 0
    for _ in range(_MOST_STEPS):
        count = contacts(x, r, c, rho, bed, rows, gaps, near)
        tightest = 0.0
        for k in range(count):
            tightest = min(tightest, gaps[k])
        if tightest > -OVERLAP / 2:
            if step < _SHORTEST:
                return True
            _copy(x, free)
        elif step < _SHORTEST:
            repairs += 1
        if repairs > _MOST_REPAIRS:
            _copy(free, x)
            gyration(x, r, c)
            longest /= 4
            step, repairs = longest, 0
            continue
        for m in range(6):
            u[m] = 0.0
        u[2] = -step if step >= _SHORTEST else 0.0
        descend(u, rows, gaps, loads, count)
        _shift(x, c, u, rho)
        step = min(1.2 * step, longest) if u[2] < -_STILL * step else step / 2
    _copy(free, x)
    return False


@inner
def gyration(x: Array, r: Array, c: Array) -> float:
    """Write the centre of the spheres' volume and return their radius of gyration about it."""
    weight, square = 0.0, 0.0
    for m in range(3):
        c[m] = 0.0
    for i in range(x.shape[0]):
        weight += r[i] ** 3
        for m in range(3):
            c[m] += r[i] ** 3 * x[i, m]
    for m in range(3):
        c[m] /= weight
    for i in range(x.shape[0]):
        square += 0.6 * r[i] ** 5
        for m in range(3):
            square += r[i] ** 3 * (x[i, m] - c[m]) ** 2
    return math.sqrt(square / weight)


@loop(float64[:, ::1](float64[:, ::1], float64[::1], int64[::1], float64[:, ::1], boolean[::1], float64))
def deposit_clusters(offsets: Array, radii: Array, first: Ints, drops: Array, sticks: Bools, box: float) -> Array:
    """Deposit clusters one after another.

    Args:
        offsets: (n, 3), spheres of all clusters, each about the centre of its own cluster, turned as they fall.
        radii: (n,). first: (b + 1,), the first sphere of every cluster, and n.
        drops: (b, 2), where the clusters start, in [0, box). sticks: (b,), at the first contact.
        box: edge length, at least five times that of a cluster.

    Returns:
        Centres, (n, 3), floor at z = 0.
    """
    largest = 0.0
    for k in range(len(radii)):
        largest = max(largest, radii[k])
    bed = new_bed(len(radii), largest + _MARGIN / 2, box)
    centres: Array = bed[0]
    top = 0.0
    for b in range(len(first) - 1):
        start, stop = first[b], first[b + 1]
        x, r = np.empty((stop - start, 3)), radii[start:stop]
        _copy(offsets[start:stop], x)
        low = 0.0
        for i in range(len(r)):
            low = min(low, x[i, 2] - r[i])
        for i in range(len(r)):
            x[i, 0] += drops[b, 0]
            x[i, 1] += drops[b, 1]
            x[i, 2] += top - low
        fall = drop(x, r, bed)
        for i in range(len(r)):
            x[i, 2] -= fall
        if not sticks[b]:
            settle(x, r, bed)
        for i in range(len(r)):
            add(bed, start + i, x[i], r[i])
            top = max(top, x[i, 2] + r[i])
    return centres
