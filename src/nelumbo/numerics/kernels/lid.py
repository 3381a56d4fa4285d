"""Overdamped motion of soft spheres and rigid clusters of them between a floor and a lid, periodic in x and y.

Lengths are in mean radii. Overlaps push with unit stiffness, so forces are lengths. Every body feels the same
drag: a cluster of spheres at the arms a_i from their mean, ρ² = ⟨|a_i|²⟩, moves by mobility·Σ f_i/D and turns by
mobility·Σ a_i × f_i/(ρ² D); one sphere has nothing that turns it. D = max(1, Σ (1 + |a_i|²/ρ²)/12), summed over
the contacts, is 1 for a sphere of up to twelve contacts and slows down what more of them would make unstable.
"""

from __future__ import annotations

import math

import numpy as np
from numba import float64, int64, types
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop
from nelumbo.numerics.kernels.packing import nearest
from nelumbo.numerics.kernels.rigid import turn

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
_SPHERES = types.Tuple((float64[:, ::1], float64[::1], int64[::1]))

_MOST_CONTACTS = 12
"""Contacts of a body up to which its drag is one."""


@inner
def _most_moved(centres: Array, start: Array) -> float:
    """Square of the largest distance of a sphere from where it started."""
    most = 0.0
    for i in range(centres.shape[0]):
        dx, dy, dz = centres[i, 0] - start[i, 0], centres[i, 1] - start[i, 1], centres[i, 2] - start[i, 2]
        most = max(most, dx * dx + dy * dy + dz * dz)
    return most


@inner
def _push(
    centres: Array, radii: Array, pairs: Ints, box: float, lid: float, force: Array, touching: Array
) -> tuple[float, float]:
    """Write force and number of contacts of every sphere; return the lid's force and the largest overlap.

    Only distances near half the box need an image.
    """
    overlap, lift = 0.0, 0.0
    for i in range(centres.shape[0]):
        up = max(0.0, radii[i] - centres[i, 2])
        down = max(0.0, centres[i, 2] + radii[i] - lid)
        force[i, 0], force[i, 1], force[i, 2] = 0.0, 0.0, up - down
        touching[i] = (1.0 if up > 0 else 0.0) + (1.0 if down > 0 else 0.0)
        lift += down
        overlap = max(overlap, up)
    near = 0.49 * box
    for m in range(pairs.shape[0]):
        a, b = np.uint64(pairs[m, 0]), np.uint64(pairs[m, 1])
        reach = radii[a] + radii[b]
        dx, dy, dz = centres[b, 0] - centres[a, 0], centres[b, 1] - centres[a, 1], centres[b, 2] - centres[a, 2]
        if abs(dx) > near:
            dx = nearest(dx, box)
        if abs(dy) > near:
            dy = nearest(dy, box)
        square = dx * dx + dy * dy + dz * dz
        if 1e-12 < square < reach * reach:
            distance = math.sqrt(square)
            push = reach - distance
            overlap = max(overlap, push)
            push /= distance
            touching[a] += 1.0
            touching[b] += 1.0
            force[a, 0] -= push * dx
            force[a, 1] -= push * dy
            force[a, 2] -= push * dz
            force[b, 0] += push * dx
            force[b, 1] += push * dy
            force[b, 2] += push * dz
    return lift, overlap


@inner
def _move(x: Array, force: Array, touching: Array, mobility: float, c: Array, w: Array) -> None:
    """Move a rigid cluster of spheres x, in place, under the forces on them; c and w are work."""
    n = x.shape[0]
    total, square, drag = 0.0, 0.0, 0.0
    for m in range(3):
        c[m], w[m] = 0.0, 0.0
        for i in range(n):
            c[m] += x[i, m] / n
    for i in range(n):
        a0, a1, a2 = x[i, 0] - c[0], x[i, 1] - c[1], x[i, 2] - c[2]
        w[0] += a1 * force[i, 2] - a2 * force[i, 1]
        w[1] += a2 * force[i, 0] - a0 * force[i, 2]
        w[2] += a0 * force[i, 1] - a1 * force[i, 0]
        arm = a0 * a0 + a1 * a1 + a2 * a2
        total += touching[i]
        drag += touching[i] * arm
        square += arm / n
    drag = max(1.0, (total + drag / square) / _MOST_CONTACTS)
    for m in range(3):
        w[m] *= mobility / (square * drag)
    turn(x, c, w)
    for m in range(3):
        shift = 0.0
        for i in range(n):
            shift += mobility * force[i, m] / drag
        for i in range(n):
            x[i, m] += shift


@loop(
    types.Tuple((float64, int64, float64))(
        _SPHERES, int64[:, ::1], float64, float64, float64, int64, float64, float64
    )
)
def press(
    spheres: tuple[Array, Array, Ints],
    pairs: Ints,
    box: float,
    lid: float,
    load: float,
    steps: int,
    mobility: float,
    most: float,
) -> tuple[float, int, float]:
    """Move clusters and lid until ``steps`` are done or a sphere has moved by ``most``.

    Args:
        spheres: centres, (n, 3), changed in place; radii, (n,); the first sphere of every cluster, and n.
        pairs: (m, 2), every pair of different clusters that can meet before a sphere has moved by ``most``.
        box: edge length.
        lid: height of the lid's lower face; infinity for none.
        load: force on the lid per cluster.
        steps: most steps. mobility: of a sphere; the lid moves ``mobility`` times its mean force per cluster.
        most: displacement that ends the call.

    Returns:
        Height of the lid, steps done, largest overlap in the last step.
    """
    centres, radii, first = spheres
    clusters = len(first) - 1
    start = centres.copy()
    force, touching = np.empty(centres.shape), np.empty(len(radii))
    c, w = np.empty(3), np.empty(3)
    overlap = 0.0
    done = 0
    while done < steps:
        done += 1
        lift, overlap = _push(centres, radii, pairs, box, lid, force, touching)
        for b in range(clusters):
            i, stop = first[b], first[b + 1]
            if stop == i + 1:
                step = mobility if touching[i] <= _MOST_CONTACTS else mobility / (touching[i] / _MOST_CONTACTS)
                centres[i, 0] += step * force[i, 0]
                centres[i, 1] += step * force[i, 1]
                centres[i, 2] += step * force[i, 2]
            else:
                _move(centres[i:stop], force[i:stop], touching[i:stop], mobility, c, w)
        lid += mobility * (lift / clusters - load)
        if _most_moved(centres, start) > most * most:
            break
    return lid, done, overlap
