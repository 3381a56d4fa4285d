"""Sequential deposition of equal spheres on a floor, periodic in x and y. Every length is in sphere radii.

A sphere falls vertically to its first contact. There it sticks or goes on: it follows the projection of gravity on
the directions that its contacts leave open, v = P(−ẑ) with v·n_k ≥ 0, which is a great circle on one sphere, a
circle about the axis of two, and nothing when three carry it (Visscher & Bolsterli 1972; Meakin & Jullien 1987).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

GAP = 1e-6
"""Spheres nearer than this gap touch."""
_SLACK = 1e-9
_MOST_MOVES = 2000
_MOST_CONTACTS = 16
_REST, _MOVED, _MET = 0, 1, 2


@njit(cache=True)
def nearest(d: float, box: float) -> float:
    """Shortest periodic image of a distance."""
    return d - box * math.floor(d / box + 0.5)


@njit(cache=True)
def _column(x: float, box: float, columns: int) -> int:
    """Column of the list of columns that holds x."""
    return math.floor(x / box * columns) % columns


@njit(cache=True)
def _first_angle(a: float, b: float, c: float) -> float:
    """Smallest θ > 0 with a cos θ + b sin θ = c, infinity if there is none."""
    size = math.hypot(a, b)
    if abs(c) >= size:
        return math.inf
    middle, half = math.atan2(b, a), math.acos(c / size)
    first = (middle - half) % (2 * math.pi)
    second = (middle + half) % (2 * math.pi)
    if first < 1e-7:
        first += 2 * math.pi
    if second < 1e-7:
        second += 2 * math.pi
    return min(first, second)


@njit(cache=True)
def _gather(p: Array, reach: float, centres: Array, head: Ints, following: Ints, box: float, found: Array) -> int:
    """Write to ``found`` the images of the spheres whose centres are nearer than ``reach`` ≤ 4 to p."""
    columns = head.shape[0]
    steps = 2 if reach > 2.5 else 1
    i0, j0 = _column(p[0], box, columns), _column(p[1], box, columns)
    count = 0
    for i in range(i0 - steps, i0 + steps + 1):
        for j in range(j0 - steps, j0 + steps + 1):
            k = head[i % columns, j % columns]
            while k >= 0:
                dz = centres[k, 2] - p[2]
                if abs(dz) < reach:
                    dx = nearest(centres[k, 0] - p[0], box)
                    dy = nearest(centres[k, 1] - p[1], box)
                    if dx * dx + dy * dy + dz * dz < reach * reach and count < found.shape[0]:
                        found[count, 0] = p[0] + dx
                        found[count, 1] = p[1] + dy
                        found[count, 2] = p[2] + dz
                        count += 1
                k = following[k]
    return count


@njit(cache=True)
def _fall(p: Array, centres: Array, head: Ints, following: Ints, box: float) -> bool:
    """Lower p to its first contact; True if that is a sphere, False if the floor."""
    columns = head.shape[0]
    i0, j0 = _column(p[0], box, columns), _column(p[1], box, columns)
    height, onto_sphere = 1.0, False
    for i in range(i0 - 1, i0 + 2):
        for j in range(j0 - 1, j0 + 2):
            k = head[i % columns, j % columns]
            while k >= 0:
                dx = nearest(centres[k, 0] - p[0], box)
                dy = nearest(centres[k, 1] - p[1], box)
                rise = 4.0 - dx * dx - dy * dy
                if rise > _SLACK:
                    contact = centres[k, 2] + math.sqrt(rise)
                    if height < contact <= p[2] + GAP:
                        height, onto_sphere = contact, True
                k = following[k]
    p[2] = height
    return onto_sphere


@njit(cache=True)
def _open(v: Array, normals: Array, count: int) -> bool:
    """True if no contact forbids the direction v."""
    worst = 0.0
    for k in range(count):
        worst = min(worst, v[0] * normals[k, 0] + v[1] * normals[k, 1] + v[2] * normals[k, 2])
    return worst >= -_SLACK


@njit(cache=True)
def _descent(normals: Array, count: int, v: Array) -> tuple[int, int]:
    """Project gravity on what the contacts leave open.

    Writes the direction to ``v`` and returns the contacts that carry the sphere: (-1, -1) free fall, (i, -1) one,
    (i, j) two, (-2, -2) seated.
    """
    v[0], v[1], v[2] = 0.0, 0.0, -1.0
    if _open(v, normals, count):
        return -1, -1
    for i in range(count):
        load = normals[i, 2]
        if load > 0:
            v[0], v[1], v[2] = load * normals[i, 0], load * normals[i, 1], load * load - 1.0
            if v[2] < -_SLACK and _open(v, normals, count):
                return i, -1
    for i in range(count):
        for j in range(i):
            a, b = normals[i], normals[j]
            c = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
            if a[2] - c * b[2] < 0 or b[2] - c * a[2] < 0 or 1 - c * c < _SLACK:
                continue
            v[0] = a[1] * b[2] - a[2] * b[1]
            v[1] = a[2] * b[0] - a[0] * b[2]
            v[2] = a[0] * b[1] - a[1] * b[0]
            scale = -v[2] / (1 - c * c)
            v[0], v[1], v[2] = v[0] * scale, v[1] * scale, v[2] * scale
            if v[2] < -_SLACK and _open(v, normals, count):
                return i, j
    return -2, -2


@njit(cache=True)
def _dot(a: Array, b: Array) -> float:
    return float(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


@njit(cache=True)
def _arc(p: Array, centre: Array, stop: float, v: Array, near: Array, count: int, work: Array) -> bool:
    """Move p along the circle about ``centre`` towards v until it meets a sphere, the floor or the angle ``stop``.

    True if it met a sphere.
    """
    e1, e2, d = work[0], work[1], work[2]
    speed = math.sqrt(_dot(v, v))
    for m in range(3):
        e1[m], e2[m] = p[m] - centre[m], v[m] / speed
    rho = math.sqrt(_dot(e1, e1))
    for m in range(3):
        e1[m] /= rho
    angle = min(stop, _first_angle(rho * e1[2], rho * e2[2], 1.0 - centre[2]))
    met = False
    for k in range(count):
        for m in range(3):
            d[m] = near[k, m] - centre[m]
        reach = (rho * rho + _dot(d, d) - 4.0) / (2 * rho)
        meeting = _first_angle(_dot(e1, d), _dot(e2, d), reach)
        if meeting < angle:
            angle, met = meeting, True
    for m in range(3):
        p[m] = centre[m] + rho * (e1[m] * math.cos(angle) + e2[m] * math.sin(angle))
    return met


@njit(cache=True)
def _release(z: float, a: Array, b: Array, na: Array, nb: Array, v: Array) -> float:
    """Angle at which a sphere at height z on the circle about a and b loses one of them.

    Contact a carries nothing where n_a·ẑ = (n_a·n_b) n_b·ẑ, and likewise b; n_a·n_b is constant on the circle.
    """
    c = _dot(na, nb)
    middle = (a[2] + b[2]) / 2
    rho = math.sqrt(2 + 2 * c)
    lift, turn = (z - middle) * (1 - c), rho * v[2] / math.sqrt(_dot(v, v)) * (1 - c)
    lose_a = _first_angle(lift, turn, a[2] - middle + c * (middle - b[2]))
    lose_b = _first_angle(lift, turn, b[2] - middle + c * (middle - a[2]))
    return float(min(lose_a, lose_b))


@njit(cache=True)
def _advance(
    p: Array, centres: Array, head: Ints, following: Ints, box: float, scratch: tuple[Array, Array, Array, Array]
) -> int:
    """Move p to its next event and return what it was: _REST, _MOVED (a contact lost) or _MET (one gained)."""
    if p[2] <= 1.0 + _SLACK:
        p[2] = 1.0
        return _REST
    near, touching, normals, work = scratch
    count = _gather(p, 2 + GAP, centres, head, following, box, touching)
    for k in range(count):
        for m in range(3):
            normals[k, m] = (p[m] - touching[k, m]) / 2
    v, middle = work[3], work[4]
    i, j = _descent(normals, count, v)
    if i == -2:
        return _REST
    if i == -1:
        return _MET if _fall(p, centres, head, following, box) else _MOVED
    a = touching[i]
    found = _gather(a, 4 + GAP, centres, head, following, box, near)
    if j == -1:
        equator = _first_angle(normals[i, 2], v[2] / math.sqrt(_dot(v, v)), 0.0)
        met = _arc(p, a, equator, v, near, found, work)
    else:
        b = touching[j]
        for m in range(3):
            middle[m] = (a[m] + b[m]) / 2
        met = _arc(p, middle, _release(p[2], a, b, normals[i], normals[j], v), v, near, found, work)
    return _MET if met else _MOVED


@njit(cache=True)
def deposit(drops: Array, slips: Ints, box: float) -> Array:
    """Deposit spheres of radius 1 one after another.

    Args:
        drops: (n, 2), where each sphere starts, in [0, box).
        slips: (n,), how many contacts each sphere rolls away from before it sticks at the next: 0 sticks at the
            first contact, a large number rolls to a seat or to the floor.
        box: edge length in radii, at least 10.

    Returns:
        Centres, (n, 3), floor at z = 0.
    """
    n = drops.shape[0]
    columns = int(box / 2)
    head = np.full((columns, columns), -1, np.int64)
    following = np.full(n, -1, np.int64)
    centres = np.zeros((n, 3))
    scratch = (
        np.empty((256, 3)),
        np.empty((_MOST_CONTACTS, 3)),
        np.empty((_MOST_CONTACTS, 3)),
        np.empty((5, 3)),
    )
    p = np.empty(3)
    top = 0.0
    for k in range(n):
        p[0], p[1], p[2] = drops[k, 0], drops[k, 1], top + 3.0
        met = 1 if _fall(p, centres, head, following, box) else 0
        moves = 0
        while met <= slips[k] and moves < _MOST_MOVES:
            event = _advance(p, centres, head, following, box, scratch)
            if event == _REST:
                break
            met += event == _MET
            moves += 1
        p[0] %= box
        p[1] %= box
        for m in range(3):  # an assignment of the row compiles for seconds
            centres[k, m] = p[m]
        top = max(top, p[2])
        i, j = _column(p[0], box, columns), _column(p[1], box, columns)
        following[k] = head[i, j]
        head[i, j] = k
    return centres
