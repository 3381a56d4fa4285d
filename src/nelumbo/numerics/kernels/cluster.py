"""Growth of a compact cluster of touching spheres about its own centre.

A sphere comes along a ray towards the centre of the cluster, meets a first sphere there, and takes the nearest
seat on that one. Seats are points at the distances s_k = r + r_k from three centres where no other sphere is in
the way and all three carry the pull to the centre, p = Σ λ_k n_k, λ_k ≥ 0 (Bennett 1972 takes the one of all that
is nearest to the centre). The lengths are in any unit.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SLACK = 1e-9


@njit(cache=True)
def _first_on_ray(u: Array, centre: Array, r: float, centres: Array, radii: Array) -> tuple[int, float]:
    """Sphere that a sphere of radius r meets on its way along −u to the centre, and its distance from there."""
    first, distance = -1, -1.0
    for k in range(len(radii)):
        along, square = 0.0, 0.0
        for m in range(3):
            d = centres[k, m] - centre[m]
            along += u[m] * d
            square += d * d
        half = (r + radii[k]) ** 2 - square + along * along
        if half > 0 and along + math.sqrt(half) > distance:
            first, distance = k, along + math.sqrt(half)
    return first, distance


@njit(cache=True)
def _seats(a: Array, b: Array, c: Array, s: Array, seats: Array) -> bool:
    """Write the two points at the distances s from a, b and c; False if there are none."""
    d1, d2 = b - a, c - a
    length = math.sqrt((d1 * d1).sum())
    ex = d1 / length
    i = (ex * d2).sum()
    ey = d2 - i * ex
    j = math.sqrt((ey * ey).sum())
    if j < _SLACK * length:
        return False
    ey /= j
    x = (s[0] ** 2 - s[1] ** 2 + length**2) / (2 * length)
    y = (s[0] ** 2 - s[2] ** 2 + i * i + j * j) / (2 * j) - i * x / j
    square = s[0] ** 2 - x * x - y * y
    if square <= 0:
        return False
    z = math.sqrt(square)
    for m in range(3):
        rise = z * (ex[(m + 1) % 3] * ey[(m + 2) % 3] - ex[(m + 2) % 3] * ey[(m + 1) % 3])
        base = a[m] + x * ex[m] + y * ey[m]
        seats[0, m], seats[1, m] = base + rise, base - rise
    return True


@njit(cache=True)
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


@njit(cache=True)
def _free(p: Array, r: float, centres: Array, radii: Array) -> bool:
    """True if a sphere of radius r at p overlaps none."""
    for k in range(len(radii)):
        square = 0.0
        for m in range(3):
            square += (p[m] - centres[k, m]) ** 2
        if square < (r + radii[k]) ** 2 * (1 - _SLACK):
            return False
    return True


@njit(cache=True)
def _seat_on(first: int, arrival: Array, centre: Array, r: float, centres: Array, radii: Array, p: Array) -> bool:
    """Write the seat on the sphere ``first`` that is nearest to the arrival; False if there is none."""
    seats, normals, s = np.empty((2, 3)), np.empty((3, 3)), np.empty(3)
    near = np.empty(len(radii), np.int64)
    count = 0
    for k in range(len(radii)):
        square = ((centres[k] - centres[first]) ** 2).sum()
        if k != first and square < (radii[k] + radii[first] + 2 * r) ** 2:
            near[count] = k
            count += 1
    nearest = math.inf
    for one in range(count):
        for two in range(one):
            j, k = near[one], near[two]
            s[0], s[1], s[2] = r + radii[first], r + radii[j], r + radii[k]
            if not _seats(centres[first], centres[j], centres[k], s, seats):
                continue
            for side in range(2):
                seat = seats[side]
                distance = ((seat - arrival) ** 2).sum()
                if distance >= nearest:
                    continue
                normals[0] = (seat - centres[first]) / s[0]
                normals[1] = (seat - centres[j]) / s[1]
                normals[2] = (seat - centres[k]) / s[2]
                if _carried(seat - centre, normals) and _free(seat, r, centres, radii):
                    nearest = distance
                    p[:] = seat
    return nearest < math.inf


@njit(cache=True)
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
    n, ray = 0, 0
    while n < len(radii):
        r, u = radii[n], rays[ray % len(rays)]
        ray += 1
        placed = True
        if n == 1:
            p[:] = centres[0] + (radii[0] + r) * u
        elif n == 2:
            axis = (centres[1] - centres[0]) / (radii[0] + radii[1])
            side = u - (axis * u).sum() * axis
            x = ((radii[0] + r) ** 2 - (radii[1] + r) ** 2 + (radii[0] + radii[1]) ** 2) / (
                2 * (radii[0] + radii[1])
            )
            p[:] = centres[0] + x * axis
            p += math.sqrt((radii[0] + r) ** 2 - x * x) * side / math.sqrt((side * side).sum())
        elif n > 2:
            first, distance = _first_on_ray(u, centre, r, centres[:n], radii[:n])
            placed = first >= 0 and _seat_on(first, centre + distance * u, centre, r, centres[:n], radii[:n], p)
        if not placed:
            continue
        centres[n] = p
        n += 1
        weight += r**3
        centre += (p - centre) * (r**3 / weight)
        square = 0.0
        for k in range(n):
            square += radii[k] ** 3 * (((centres[k] - centre) ** 2).sum() + 0.6 * radii[k] ** 2)
        if 2 * math.sqrt(5 / 3 * square / weight) >= diameter * (1 - _SLACK):
            break
    return centres[:n] - centre
