"""Partial volumes of balls and of bridges between balls on a voxel grid that is periodic in x and y.

A voxel that a surface crosses gets the volume of the cube cut by a plane at the signed distance of its centre
(Scardovelli & Zaleski 2000). The plane lies 1/(12 R) voxels inside the tangent plane of a sphere, the mean of
s²/(2 R) over a face: that removes the leading, second-order error of the sphere's volume. Every length is in
voxels; voxel (k, j, i) has its centre at (i + ½, j + ½, k + ½).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]


@njit(cache=True)
def cut_cube(nx: float, ny: float, nz: float, distance: float) -> float:
    """Volume of the unit cube behind a plane with the unit normal n at ``distance`` from the cube's centre.

    The distance is positive when the centre lies outside, in front of the plane.
    """
    a, b, c = abs(nx), abs(ny), abs(nz)
    size = a + b + c
    a, b, c = a / size, b / size, c / size
    low, high = min(a, b, c), max(a, b, c)
    middle = 1.0 - low - high
    depth = 0.5 - distance / size
    if depth <= 0.0:
        return 0.0
    if depth >= 1.0:
        return 1.0
    alpha = min(depth, 1.0 - depth)
    low = max(low, 1e-6)
    middle = max(middle, low)
    both = low + middle
    if alpha < low:
        volume = alpha**3 / (6 * low * middle * high)
    elif alpha < middle:
        volume = alpha * (alpha - low) / (2 * middle * high) + low * low / (6 * middle * high)
    elif alpha < min(both, high):
        volume = alpha * alpha * (3 * both - alpha) + low * low * (low - 3 * alpha)
        volume = (volume + middle * middle * (middle - 3 * alpha)) / (6 * low * middle * high)
    elif high < both:
        volume = alpha * alpha * (3 - 2 * alpha) + low * low * (low - 3 * alpha)
        volume += middle * middle * (middle - 3 * alpha) + high * high * (high - 3 * alpha)
        volume /= 6 * low * middle * high
    else:
        volume = (2 * alpha - both) / (2 * high)
    return volume if depth <= 0.5 else 1.0 - volume


@njit(cache=True)
def _ball_share(dx: float, dy: float, dz: float, radius: float) -> float:
    """Volume share inside a ball of the voxel at (dx, dy, dz) from its centre."""
    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
    radius -= 1 / (12 * radius)
    if distance > radius + 0.87:
        return 0.0
    if distance < radius - 0.87:
        return 1.0
    if distance < 1e-9:
        return float(cut_cube(1.0, 0.0, 0.0, -radius))
    return float(cut_cube(dx / distance, dy / distance, dz / distance, distance - radius))


@njit(cache=True)
def fill_balls(field: Array, centres: Array, radius: float, weight: float) -> None:
    """Add equal balls to a field of volume shares.

    Args:
        field: (z, y, x), changed in place.
        centres: (n, 3), columns x, y, z. radius: of all balls.
        weight: what a full voxel adds; -1 takes a core out.
    """
    nz, ny, nx = field.shape
    for n in range(centres.shape[0]):
        x, y, z = centres[n]
        for k in range(max(0, math.floor(z - radius - 1)), min(nz, math.ceil(z + radius + 1))):
            dz = k + 0.5 - z
            for j in range(math.floor(y - radius - 1), math.ceil(y + radius + 1)):
                dy = j + 0.5 - y
                for i in range(math.floor(x - radius - 1), math.ceil(x + radius + 1)):
                    field[k, j % ny, i % nx] += weight * _ball_share(i + 0.5 - x, dy, dz, radius)


@njit(cache=True)
def fill_bridges(field: Array, middles: Array, axes: Array, radius: float, half_angle: float) -> None:
    """Join pairs of touching balls by toroidal bridges that meet them tangentially; keeps the largest share.

    In the plane of the axis the bridge ends at a circle of radius R(sec β − 1) about the point R tan β from the
    contact; it fills the double cone y ≤ (R − |x|) tan β.

    Args:
        field: (z, y, x), changed in place; the balls themselves count as filled inside the double cone.
        middles: (m, 3), the contacts. axes: (m, 3), unit vectors from ball to ball.
        radius: R of the balls. half_angle: β of the wetted cap, radians.
    """
    nz, ny, nx = field.shape
    tangent, cosine = math.tan(half_angle), math.cos(half_angle)
    offset, arc = radius * tangent, radius * (1 / cosine - 1)
    reach = max(offset, radius) + 1
    for n in range(middles.shape[0]):
        x, y, z = middles[n]
        for k in range(max(0, math.floor(z - reach)), min(nz, math.ceil(z + reach))):
            dz = k + 0.5 - z
            for j in range(math.floor(y - reach), math.ceil(y + reach)):
                dy = j + 0.5 - y
                for i in range(math.floor(x - reach), math.ceil(x + reach)):
                    dx = i + 0.5 - x
                    along = abs(dx * axes[n, 0] + dy * axes[n, 1] + dz * axes[n, 2])
                    across = math.sqrt(max(0.0, dx * dx + dy * dy + dz * dz - along * along))
                    cone = (across - (radius - along) * tangent) * cosine
                    if cone < 0.5 and across < offset:
                        outside = max(cone, arc - math.hypot(along, offset - across))
                        share = min(1.0, max(0.0, 0.5 - outside))
                        field[k, j % ny, i % nx] = max(field[k, j % ny, i % nx], share)


@njit(cache=True)
def shadow(points: Array, radii: Array, size: int) -> NDArray[np.bool_]:
    """Cells of a periodic square of ``size`` × ``size`` whose centres lie under discs.

    Args:
        points: (n, 2), centres of the discs in cells. radii: (n,), of the discs in cells.

    Returns:
        (size, size), True where covered.
    """
    covered = np.zeros((size, size), np.bool_)
    for n in range(points.shape[0]):
        (x, y), radius = points[n], radii[n]
        for j in range(math.floor(y - radius), math.ceil(y + radius)):
            half = radius * radius - (j + 0.5 - y) ** 2
            if half > 0:
                half = math.sqrt(half)
                for i in range(math.ceil(x - half - 0.5), math.floor(x + half - 0.5) + 1):
                    covered[j % size, i % size] = True
    return covered
