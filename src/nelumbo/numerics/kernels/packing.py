"""Sequential deposition of spheres on a floor, periodic in x and y. Every length is in mean radii.

The centre of a sphere of radius r moves above z = r and outside exclusion spheres of the radii s_k = r + r_k about
the centres of the spheres that lie already. It falls vertically to its first contact. There it sticks or goes on:
it follows the projection of gravity on the directions that its contacts leave open, v = P(−ẑ) with v·n_k ≥ 0:
a great circle on one exclusion sphere, the circle in which two of them cut, and nothing when three carry it
(Visscher & Bolsterli 1972; Meakin & Jullien 1987).
"""

from __future__ import annotations

import math

import numpy as np
from numba import float64, int64
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bed = tuple[Array, Array, Ints, Ints, float]
"""Centres (n, 3) and radii (n,) of the spheres that lie, the first of each column, the next of each, the box."""

GAP = 1e-6
"""Spheres nearer than this gap touch."""
_SLACK, _STILL, _TIP = 1e-9, 1e-13, 1e-6
_MOST_MOVES = 2000
_MOST_CONTACTS = 64
_REST, _MOVED, _MET = 0, 1, 2


@inner
def nearest(d: float, box: float) -> float:
    """Shortest periodic image of a distance."""
    return d - box * math.floor(d / box + 0.5)


@inner
def column(x: float, box: float, columns: int) -> int:
    """Column of the list of columns that holds x."""
    return math.floor(x / box * columns) % columns


@inner
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


@inner
def gather(p: Array, margin: float, r: float, bed: Bed, found: Array) -> int:
    """Write to ``found`` the exclusion spheres for radius r, columns x, y, z, s, nearer than ``margin`` to p."""
    centres, radii, head, following, box = bed
    columns = head.shape[0]
    steps = 1 if margin < r else 2
    i0, j0 = column(p[0], box, columns), column(p[1], box, columns)
    count = 0
    for i in range(i0 - steps, i0 + steps + 1):
        for j in range(j0 - steps, j0 + steps + 1):
            k = head[i % columns, j % columns]
            while k >= 0:
                reach = margin + r + radii[k]
                dz = centres[k, 2] - p[2]
                if abs(dz) < reach:
                    dx = nearest(centres[k, 0] - p[0], box)
                    dy = nearest(centres[k, 1] - p[1], box)
                    if dx * dx + dy * dy + dz * dz < reach * reach and count < found.shape[0]:
                        found[count, 0] = p[0] + dx
                        found[count, 1] = p[1] + dy
                        found[count, 2] = p[2] + dz
                        found[count, 3] = r + radii[k]
                        count += 1
                k = following[k]
    return count


@inner
def _fall(p: Array, r: float, bed: Bed) -> bool:
    """Lower p to its first contact; True if that is a sphere, False if the floor."""
    centres, radii, head, following, box = bed
    columns = head.shape[0]
    i0, j0 = column(p[0], box, columns), column(p[1], box, columns)
    height, onto_sphere = r, False
    for i in range(i0 - 1, i0 + 2):
        for j in range(j0 - 1, j0 + 2):
            k = head[i % columns, j % columns]
            while k >= 0:
                dx = nearest(centres[k, 0] - p[0], box)
                dy = nearest(centres[k, 1] - p[1], box)
                rise = (r + radii[k]) ** 2 - dx * dx - dy * dy
                if rise > _SLACK:
                    contact = centres[k, 2] + math.sqrt(rise)
                    if height < contact <= p[2] + GAP:
                        height, onto_sphere = contact, True
                k = following[k]
    p[2] = height
    return onto_sphere


@inner
def _open(v: Array, normals: Array, count: int) -> bool:
    """True if no contact forbids the direction v."""
    worst = 0.0
    for k in range(count):
        worst = min(worst, v[0] * normals[k, 0] + v[1] * normals[k, 1] + v[2] * normals[k, 2])
    return worst >= -_SLACK


@inner
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
            if v[2] < -_STILL and _open(v, normals, count):
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
            if v[2] < -_STILL and _open(v, normals, count):
                return i, j
    return -2, -2


@inner
def _dot(a: Array, b: Array) -> float:
    return float(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])


@inner
def _arc(p: Array, centre: Array, stop: float, floor: float, v: Array, near: Array, work: Array) -> bool:
    """Move p along the circle about ``centre`` towards v until it meets one of the exclusion spheres ``near``.

    It ends before at the angle ``stop`` or at the height ``floor``; True if it met a sphere.
    """
    e1, e2, d = work[0], work[1], work[2]
    speed = math.sqrt(_dot(v, v))
    for m in range(3):
        e1[m], e2[m] = p[m] - centre[m], v[m] / speed
    rho = math.sqrt(_dot(e1, e1))
    for m in range(3):
        e1[m] /= rho
    angle = min(stop, _first_angle(rho * e1[2], rho * e2[2], floor - centre[2]))
    met = False
    for k in range(near.shape[0]):
        for m in range(3):
            d[m] = near[k, m] - centre[m]
        reach = (rho * rho + _dot(d, d) - near[k, 3] ** 2) / (2 * rho)
        meeting = _first_angle(_dot(e1, d), _dot(e2, d), reach)
        if meeting < angle:
            angle, met = meeting, True
    for m in range(3):
        p[m] = centre[m] + rho * (e1[m] * math.cos(angle) + e2[m] * math.sin(angle))
    return met


@inner
def _crossing(a: Array, b: Array, middle: Array) -> float:
    """Write the centre of the circle in which two exclusion spheres cut, and return its radius."""
    square = (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2 + (b[2] - a[2]) ** 2
    share = (1 + (a[3] ** 2 - b[3] ** 2) / square) / 2
    for m in range(3):
        middle[m] = a[m] + share * (b[m] - a[m])
    return math.sqrt(max(0.0, a[3] ** 2 - share * share * square))


@inner
def _release(z: float, middle: float, rise: float, a: Array, b: Array, c: float) -> float:
    """Angle at which a sphere at height z on the circle in which a and b cut loses one of them.

    Contact a carries nothing where n_a·ẑ = (n_a·n_b) n_b·ẑ, and likewise b; c = n_a·n_b is constant on the circle.
    The height on the circle is middle + (z − middle) cos θ + rise sin θ.
    """
    at_a, at_b = b[3] - c * a[3], a[3] - c * b[3]
    lose_a = _first_angle((z - middle) * at_a, rise * at_a, b[3] * a[2] - c * a[3] * b[2] - middle * at_a)
    lose_b = _first_angle((z - middle) * at_b, rise * at_b, a[3] * b[2] - c * b[3] * a[2] - middle * at_b)
    return float(min(lose_a, lose_b))


@inner
def _tip(p: Array, r: float, normals: Array, count: int, d: Array) -> bool:
    """Move p a little off a balance that the least push ends; False if every push along the floor is resisted.

    A push d resisted by nobody has d·n_k ≥ 0 for all contacts: it lies along or across one of them.
    """
    for k in range(count):
        x, y = normals[k, 0], normals[k, 1]
        size = math.hypot(x, y)
        if size < 1e-6:
            x, y, size = 1.0, 0.0, 1.0
        for turn in range(3):
            d[0], d[1], d[2] = x / size, y / size, 0.0
            if turn > 0:
                d[0], d[1] = -d[1] * (2 * turn - 3), d[0] * (2 * turn - 3)
            if _open(d, normals, count):
                p[0] += _TIP * r * d[0]
                p[1] += _TIP * r * d[1]
                return True
    return False


@inner
def _advance(p: Array, r: float, bed: Bed, scratch: tuple[Array, Array, Array, Array]) -> int:
    """Move p to its next event and return what it was: _REST, _MOVED (a contact lost) or _MET (one gained)."""
    if p[2] <= r + _SLACK:
        p[2] = r
        return _REST
    near, touching, normals, work = scratch
    count = gather(p, GAP, r, bed, touching)
    for k in range(count):
        for m in range(3):
            normals[k, m] = p[m] - touching[k, m]
        size = math.sqrt(_dot(normals[k], normals[k]))
        for m in range(3):
            normals[k, m] /= size
    v, middle = work[3], work[4]
    i, j = _descent(normals, count, v)
    if i == -2:
        return _MOVED if _tip(p, r, normals, count, v) else _REST
    if i == -1:
        return _MET if _fall(p, r, bed) else _MOVED
    a = touching[i]
    found = gather(a, a[3] + GAP, r, bed, near)
    speed = math.sqrt(_dot(v, v))
    if j == -1:
        equator = _first_angle(normals[i, 2], v[2] / speed, 0.0)
        met = _arc(p, a, equator, r, v, near[:found], work)
    else:
        b = touching[j]
        rise = _crossing(a, b, middle) * v[2] / speed
        stop = _release(p[2], middle[2], rise, a, b, _dot(normals[i], normals[j]))
        met = _arc(p, middle, stop, r, v, near[:found], work)
    return _MET if met else _MOVED


@inner
def new_bed(count: int, largest: float, box: float) -> Bed:
    """Return an empty bed for ``count`` spheres of at most the radius ``largest``, a list for each column."""
    columns = int(box / (2 * largest))
    return (
        np.zeros((count, 3)),
        np.zeros(count),
        np.full((columns, columns), -1, np.int64),
        np.full(count, -1, np.int64),
        box,
    )


@inner
def add(bed: Bed, k: int, p: Array, r: float) -> None:
    """Put sphere number k into the bed, its centre p wrapped into the box."""
    centres, radii, head, following, box = bed
    for m in range(2):
        centres[k, m] = p[m] % box
    centres[k, 2] = p[2]
    radii[k] = r
    i, j = column(centres[k, 0], box, head.shape[0]), column(centres[k, 1], box, head.shape[0])
    following[k] = head[i, j]
    head[i, j] = k


@loop(float64[:, ::1](float64[:, ::1], int64[::1], float64[::1], float64))
def deposit(drops: Array, slips: Ints, radii: Array, box: float) -> Array:
    """Deposit spheres one after another.

    Args:
        drops: (n, 2), where each sphere starts, in [0, box).
        slips: (n,), how many contacts each sphere rolls away from before it sticks at the next: 0 sticks at the
            first contact, a large number rolls to a seat or to the floor.
        radii: (n,). box: edge length, at least 10 of the largest radius.

    Returns:
        Centres, (n, 3), floor at z = 0.
    """
    largest = 0.0
    for k in range(len(radii)):
        largest = max(largest, radii[k])
    bed = new_bed(len(radii), largest, box)
    centres: Array = bed[0]
    scratch = (
        np.empty((len(radii), 4)),
        np.empty((_MOST_CONTACTS, 4)),
        np.empty((_MOST_CONTACTS, 3)),
        np.empty((5, 3)),
    )
    p = np.empty(3)
    top = 0.0
    for k in range(len(radii)):
        r = radii[k]
        p[0], p[1], p[2] = drops[k, 0], drops[k, 1], top + 2 * r
        met = 1 if _fall(p, r, bed) else 0
        moves = 0
        while met <= slips[k] and moves < _MOST_MOVES:
            event = _advance(p, r, bed, scratch)
            if event == _REST:
                break
            met += event == _MET
            moves += 1
        add(bed, k, p, r)
        top = max(top, p[2] + r)
    return centres
