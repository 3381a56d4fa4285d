"""Overdamped motion of soft equal spheres between a floor and a lid, periodic in x and y. Lengths in sphere radii.

Overlaps push with unit stiffness, so forces are lengths; a sphere moves by ``mobility`` times the force on it.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nelumbo.numerics.kernels.packing import nearest

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True)
def press(
    centres: Array, pairs: Ints, box: float, lid: float, load: float, steps: int, mobility: float, most: float
) -> tuple[float, int, float]:
    """Move spheres and lid until ``steps`` are done or a sphere has moved by ``most``.

    Args:
        centres: (n, 3), changed in place.
        pairs: (m, 2), every pair that can meet before a sphere has moved by ``most``.
        box: edge length.
        lid: height of the lid's lower face; infinity for none.
        load: force on the lid per sphere of the packing.
        steps: most steps. mobility: of spheres; the lid moves ``mobility`` times its mean force per sphere.
        most: displacement that ends the call.

    Returns:
        Height of the lid, steps done, largest overlap in the last step.
    """
    n = centres.shape[0]
    start = centres.copy()
    force = np.empty((n, 3))
    overlap = 0.0
    done = 0
    while done < steps:
        done += 1
        overlap = 0.0
        lift = 0.0
        for i in range(n):
            force[i, 0] = 0.0
            force[i, 1] = 0.0
            force[i, 2] = max(0.0, 1.0 - centres[i, 2]) - max(0.0, centres[i, 2] + 1.0 - lid)
            lift += max(0.0, centres[i, 2] + 1.0 - lid)
            overlap = max(overlap, 1.0 - centres[i, 2])
        for m in range(pairs.shape[0]):
            i, j = pairs[m]
            dx = nearest(centres[j, 0] - centres[i, 0], box)
            dy = nearest(centres[j, 1] - centres[i, 1], box)
            dz = centres[j, 2] - centres[i, 2]
            square = dx * dx + dy * dy + dz * dz
            if 1e-12 < square < 4.0:
                distance = math.sqrt(square)
                push = 2.0 - distance
                overlap = max(overlap, push)
                push /= distance
                force[i, 0] -= push * dx
                force[i, 1] -= push * dy
                force[i, 2] -= push * dz
                force[j, 0] += push * dx
                force[j, 1] += push * dy
                force[j, 2] += push * dz
        moved = 0.0
        for i in range(n):
            square = 0.0
            for m in range(3):
                centres[i, m] += mobility * force[i, m]
                square += (centres[i, m] - start[i, m]) ** 2
            moved = max(moved, square)
        lid += mobility * (lift / n - load)
        if moved > most * most:
            break
    return lid, done, overlap
