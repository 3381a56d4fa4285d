"""Growth of a compact cluster of touching spheres about its own centre.

A sphere comes along a ray towards the centre of the cluster, meets a first sphere there, and takes the nearest
seat on that one. Seats are points at the distances s_k = r + r_k from three centres where no other sphere is in
the way and all three carry the pull to the centre, p = Σ λ_k n_k, λ_k ≥ 0 (Bennett 1972 takes the one of all that
is nearest to the centre). The lengths are in any unit.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float64
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_SLACK = 1e-9
_MOST_TURNS = 20


@inner
def _first_on_ray(
    u: Array, centre: Array, r: float, centres: Array, radii: Array, count: int
) -> tuple[int, float]:
    """Sphere that a sphere of radius r meets on its way along −u to the centre, and its distance from there."""
    first, distance = -1, -1.0
    for k in range(count):
        along, square = 0.0, 0.0
        for m in range(3):
            d = centres[k, m] - centre[m]
            along += u[m] * d
            square += d * d
        half = (r + radii[k]) ** 2 - square + along * along
        if half > 0 and along + math.sqrt(half) > distance:
            first, distance = k, along + math.sqrt(half)
    return first, distance


@inner
def _square(a: Array, b: Array) -> float:
    """Square of the distance of two points."""
    return float((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)


@inner
def _seats(a: Array, b: Array, c: Array, s: Array, seats: Array) -> bool:
    """Write the two points at the distances s from a, b and c; False if there are none."""
    ex, ey = np.empty(3), np.empty(3)
    length, i, j = math.sqrt(_square(a, b)), 0.0, 0.0
    for m in range(3):
        ex[m] = (b[m] - a[m]) / length
        i += ex[m] * (c[m] - a[m])
    for m in range(3):
        ey[m] = c[m] - a[m] - i * ex[m]
        j += ey[m] * ey[m]
    j = math.sqrt(j)
    if j < _SLACK * length:
        return False
    x = (s[0] ** 2 - s[1] ** 2 + length**2) / (2 * length)
    y = (s[0] ** 2 - s[2] ** 2 + i * i + j * j) / (2 * j) - i * x / j
    square = s[0] ** 2 - x * x - y * y
    if square <= 0:
        return False
    z = math.sqrt(square)
    for m in range(3):
        rise = z * (ex[(m + 1) % 3] * ey[(m + 2) % 3] - ex[(m + 2) % 3] * ey[(m + 1) % 3]) / j
        base = a[m] + x * ex[m] + y * ey[m] / j
        seats[0, m], seats[1, m] = base + rise, base - rise
    return True


@inner
def _carried(pull: Array, n: Array) -> bool:
    """True if pull = Σ λ_k n_k with λ_k ≥ 0, by Cramer's rule on the three rows of n."""
    volume = 0.0
    for k in range(3):
        a, b = n[(k + 1) % 3], n[(k + 2) % 3]
        share = 0.0
        for m in range(3):
            area = a[(m + 1) % 3] * b[(m + 2) % 3] - a[(m + 2) % 3] * b[(m + 1) % 3]
            share += pull[m] * area
            if k == 0:
                volume += n[0, m] * area
        if share * volume < -_SLACK * abs(volume):
            return False
    return True


@inner
def _free(p: Array, r: float, centres: Array, radii: Array, count: int) -> bool:
    """True if a sphere of radius r at p overlaps none."""
    tightest = 1.0
    for k in range(count):
        tightest = min(tightest, _square(p, centres[k]) / (r + radii[k]) ** 2)
    return tightest >= 1 - _SLACK


@inner
def _around(first: int, r: float, centres: Array, radii: Array, n: int, near: Ints) -> int:
    """Write which of n spheres a sphere of radius r can touch beside ``first``; return how many they are."""
    count = 0
    for k in range(n):
        if k != first and _square(centres[k], centres[first]) < (radii[k] + radii[first] + 2 * r) ** 2:
            near[count] = k
            count += 1
    return count


@inner
def _seat_on(first: int, arrival: Array, centre: Array, centres: Array, radii: Array, n: int, p: Array) -> bool:
    """Write the seat of sphere number n on the sphere ``first`` that is nearest to the arrival; False for none."""
    seats, normals, s, pull = np.empty((2, 3)), np.empty((3, 3)), np.empty(3), np.empty(3)
    near, r = np.empty(n, np.int64), radii[n]
    count = _around(first, r, centres, radii, n, near)
    nearest = math.inf
    for one in range(count):
        for two in range(one):
            j, k = near[one], near[two]
            s[0], s[1], s[2] = r + radii[first], r + radii[j], r + radii[k]
            if not _seats(centres[first], centres[j], centres[k], s, seats):
                continue
            for side in range(2):
                seat = seats[side]
                distance = _square(seat, arrival)
                if distance >= nearest:
                    continue
                for m in range(3):
                    pull[m] = seat[m] - centre[m]
                    normals[0, m] = (seat[m] - centres[first, m]) / s[0]
                    normals[1, m] = (seat[m] - centres[j, m]) / s[1]
                    normals[2, m] = (seat[m] - centres[k, m]) / s[2]
                if _carried(pull, normals) and _free(seat, r, centres, radii, n):
                    nearest = distance
                    for m in range(3):
                        p[m] = seat[m]
    return nearest < math.inf


@inner
def _beside_two(u: Array, centres: Array, radii: Array, p: Array) -> None:
    """Write the place of the third sphere, touching the first two on the side of u."""
    a, b, apart = radii[0] + radii[2], radii[1] + radii[2], radii[0] + radii[1]
    x = (a * a - b * b + apart * apart) / (2 * apart)
    along, size = 0.0, 0.0
    for m in range(3):
        along += u[m] * (centres[1, m] - centres[0, m]) / apart
    for m in range(3):
        p[m] = u[m] - along * (centres[1, m] - centres[0, m]) / apart
        size += p[m] * p[m]
    for m in range(3):
        axis = (centres[1, m] - centres[0, m]) / apart
        p[m] = centres[0, m] + x * axis + math.sqrt((a * a - x * x) / size) * p[m]


@inner
def _place(u: Array, centre: Array, centres: Array, radii: Array, n: int, p: Array) -> bool:
    """Write the place of sphere number n that comes along −u; False if there is none where it arrives."""
    if n == 0:
        p[0], p[1], p[2] = 0.0, 0.0, 0.0
    elif n == 1:
        for m in range(3):
            p[m] = (radii[0] + radii[1]) * u[m]
    elif n == 2:
        _beside_two(u, centres, radii, p)
    else:
        first, distance = _first_on_ray(u, centre, radii[n], centres, radii, n)
        if first < 0:
            return False
        arrival = np.empty(3)
        for m in range(3):
            arrival[m] = centre[m] + distance * u[m]
        return bool(_seat_on(first, arrival, centre, centres, radii, n, p))
    return True


@loop(float64[:, ::1](float64[::1], float64[:, ::1], float64))
def grow(radii: Array, rays: Array, diameter: float) -> Array:
    """Grow a cluster until a ball with its radius of gyration has the diameter.

    D = 2 √(5/3) R_g,  R_g² = Σ v_i (|x_i − x̄|² + 3/5 r_i²)/Σ v_i,  v_i ∝ r_i³

    Args:
        radii: of the spheres that come, enough of them. rays: (m, 3), unit vectors along which they come, in turn.
        diameter: D.

    Returns:
        Centres, (n, 3), about x̄.
    """
    centres = np.zeros((len(radii), 3))
    p, centre, weight = np.zeros(3), np.zeros(3), 0.0
    n, ray = np.int64(0), 0  # a literal zero would compile what it is passed to once more
    while n < len(radii) and ray < _MOST_TURNS * len(rays):
        ray += 1
        if not _place(rays[(ray - 1) % len(rays)], centre, centres, radii, n, p):
            continue
        weight += radii[n] ** 3
        for m in range(3):
            centres[n, m] = p[m]
            centre[m] += (p[m] - centre[m]) * (radii[n] ** 3 / weight)
        n += 1
        square = 0.0
        for k in range(n):
            square += radii[k] ** 3 * (_square(centres[k], centre) + 0.6 * radii[k] ** 2)
        if 2 * math.sqrt(5 / 3 * square / weight) >= diameter * (1 - _SLACK):
            break
    about = np.empty((n, 3))
    for k in range(n):
        for m in range(3):
            about[k, m] = centres[k, m] - centre[m]
    return about
