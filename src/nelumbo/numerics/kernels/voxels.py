"""Partial volumes of balls and of bridges between balls.

A voxel that a surface crosses gets the volume of the cube cut by a plane at the signed distance of its centre
(Scardovelli & Zaleski 2000). The plane lies 1/(12 R) voxels inside the tangent plane of a sphere, the mean of
s²/(2 R) over a face: that removes the leading, second-order error of the sphere's volume.

Every length is in voxels; voxel (k, j, i) has its centre at (i + ½, j + ½, k + ½). Each plane of
voxels is drawn by one thread from first to last ball, so that the sums are the same on any number of threads.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Array = NDArray[np.float64]
Field = NDArray[np.float32]

_CORNER = 0.8661
"""No corner of a cube lies further from its centre: √3/2."""
_SAMPLES = 5
"""Points along each edge of a voxel at which the boundary of a bridge is looked at."""
_EDGE = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
_POINTS = np.stack(np.meshgrid(_EDGE, _EDGE, _EDGE, indexing="ij")).reshape(3, -1)
"""Their z, y and x from a corner of the voxel, (3, `_SAMPLES`³)."""
_SLANTED, _MARGIN = 1e-3, 0.01
"""Below the first an axis lies along a row or in a plane, which then is taken whole. The second is added to the
parts of rows and planes for rounding."""


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
def _tangent_cut(dx: float, dy: float, dz: float, radius: float) -> float:
    """Share of the unit cube at (dx, dy, dz) from the centre of a ball that lies in the ball."""
    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
    radius -= 1 / (12 * radius)
    if distance < 1e-9:
        return float(cut_cube(1.0, 0.0, 0.0, -radius))
    return float(cut_cube(dx / distance, dy / distance, dz / distance, distance - radius))


@njit(cache=True)
def ball_share(dx: float, dy: float, dz: float, distance: float, radius: float) -> float:
    """Share of the voxel at (dx, dy, dz) from the centre of a ball, ``distance`` away, that lies in the ball.

    A ball smaller than two voxels is cut in smaller cubes, at least an eighth of a voxel wide.
    """
    if distance >= radius + _CORNER or radius <= 0.0:
        return 0.0
    if distance <= radius - _CORNER - 1 / (12 * radius):
        return 1.0
    if radius >= 2.0:
        return float(_tangent_cut(dx, dy, dz, radius))
    parts = min(8, math.ceil(2 / radius))
    share = 0.0
    for c in range(parts):
        for b in range(parts):
            for a in range(parts):
                x, y, z = (a + 0.5) / parts - 0.5, (b + 0.5) / parts - 0.5, (c + 0.5) / parts - 0.5
                share += _tangent_cut(parts * (dx + x), parts * (dy + y), parts * (dz + z), parts * radius)
    return share / parts**3


@njit(cache=True)
def span(position: float, reach: float, cells: int) -> tuple[int, int]:
    """Range of the voxels, of 0…cells, whose centres lie in the interval ``position ± reach``."""
    return max(0, math.ceil(position - reach - 0.5)), min(cells, math.floor(position + reach - 0.5) + 1)


@njit(cache=True)
def rows_in_cylinder(below: int, above: int, y: float, dz: float, axis: Array, radius: float) -> tuple[int, int]:
    """Narrow a range of rows of a plane to those that come within ``radius`` of an axis.

    Their |a_z dy − a_y dz| is at most radius √(a_y² + a_z²).
    """
    if abs(axis[2]) < _SLANTED:
        return below, above
    middle = y + axis[1] * dz / axis[2]
    half = radius * math.hypot(axis[1], axis[2]) / abs(axis[2]) + _MARGIN
    return max(below, math.ceil(max(middle - half, -1.0))), min(above, math.floor(min(middle + half, above)) + 1)


@njit(cache=True)
def nodes_in_cylinder(first: int, stop: int, d: Array, axis: Array, radius: float) -> tuple[int, int]:
    """Narrow a range of nodes of the row at d = (x, dy, dz) to those within ``radius`` of an axis."""
    slant = axis[1] * axis[1] + axis[2] * axis[2]
    if slant < _SLANTED:
        return first, stop
    away = axis[2] * d[1] - axis[1] * d[2]
    square = radius * radius * slant - away * away
    if square < -_MARGIN:
        return stop, first
    middle = d[0] + axis[0] * (d[1] * axis[1] + d[2] * axis[2]) / slant
    half = math.sqrt(max(square, 0.0)) / slant + _MARGIN
    return max(first, math.ceil(max(middle - half, -1.0))), min(stop, math.floor(min(middle + half, stop)) + 1)


@njit(cache=True, parallel=True)
def draw_balls(whole: Field, walls: Field, coats: Field, centres: Array, radii: Array, coat: float) -> None:
    """Add balls, their walls and the balls with their coats to three fields of volume shares.

    Args:
        whole, walls, coats: (z, y, x), changed in place.
        centres: (n, 3), columns x, y, z. radii: (n, w, 2), outer and inner radius of every wall, outermost first.
        coat: thickness; without one ``coats`` stays as it is.
    """
    nz, ny, nx = whole.shape
    for k in prange(nz):
        for n in range(centres.shape[0]):
            x, y, z = centres[n]
            ball = radii[n, 0, 0]
            reach, dz = ball + coat + _CORNER, k + 0.5 - z
            if abs(dz) >= reach:
                continue
            for j in range(*span(y, reach, ny)):
                dy = j + 0.5 - y
                for i in range(*span(x, math.sqrt(max(0.0, reach * reach - dz * dz - dy * dy)), nx)):
                    dx = i + 0.5 - x
                    distance = math.sqrt(dx * dx + dy * dy + dz * dz)
                    if coat > 0.0:
                        coats[k, j, i] += ball_share(dx, dy, dz, distance, ball + coat)
                    outside = ball_share(dx, dy, dz, distance, ball)
                    if outside > 0.0:
                        whole[k, j, i] += outside
                        wall = outside - ball_share(dx, dy, dz, distance, radii[n, 0, 1])
                        for w in range(1, radii.shape[1]):
                            wall += ball_share(dx, dy, dz, distance, radii[n, w, 0])
                            wall -= ball_share(dx, dy, dz, distance, radii[n, w, 1])
                        walls[k, j, i] += wall


@njit(cache=True)
def outside_bridge(s: float, r: float, arc: Array) -> float:
    """Distance by which a point at s along the axis of two balls and r away from it lies outside their bridge.

    In this half-plane the bridge, with the balls, is the triangle of both centres and P = (along, across) without
    the disc about P. ``arc`` is (length, along, across, radius of the disc).
    """
    length, along, across, radius = arc
    near = (r * along - s * across) / math.hypot(along, across)
    far = (r * (length - along) - (length - s) * across) / math.hypot(length - along, across)
    return float(max(near, far, radius - math.hypot(s - along, r - across)))


@njit(cache=True)
def _sampled_bridge(
    dx: float, dy: float, dz: float, axis: Array, arc: Array, first: float, second: float
) -> float:
    """Share of the points of a voxel where `outside_bridge` is negative, outside balls of the two radii.

    Without roots of that, and without a choice between points, so that several are computed at once.
    """
    length, along, across, radius = arc[0], arc[1], arc[2], arc[3]
    ax, ay, az = axis[0], axis[1], axis[2]
    inside = 0
    for q in range(_POINTS.shape[1]):
        x, y, z = dx + _POINTS[2, q] - 0.5, dy + _POINTS[1, q] - 0.5, dz + _POINTS[0, q] - 0.5
        s, square = x * ax + y * ay + z * az, x * x + y * y + z * z
        r = math.sqrt(max(0.0, square - s * s))
        free = (square > first * first) & (square - 2 * s * length + length * length > second * second)
        triangle = (r * along < s * across) & (r * (length - along) < (length - s) * across)
        u, v = s - along, r - across
        inside += 1 if free & triangle & (u * u + v * v > radius * radius) else 0
    return inside / _POINTS.shape[1]


@njit(cache=True)
def bridge_share(dx: float, dy: float, dz: float, axis: Array, arc: Array, first: float, second: float) -> float:
    """Share of the voxel at (dx, dy, dz) from the first ball's centre that lies in the bridge and in no ball.

    A voxel that the bridge's boundary crosses is sampled at 5 × 5 × 5 points: cuts of bridge and balls by planes
    would lose the wedge between them.
    """
    length, across = arc[0], arc[2]
    s = dx * axis[0] + dy * axis[1] + dz * axis[2]
    square = dx * dx + dy * dy + dz * dz
    r = math.sqrt(max(0.0, square - s * s))
    own, other = math.sqrt(square), math.sqrt(max(0.0, square - 2 * s * length + length * length))
    if max(r - across, first - own, second - other) >= _CORNER:
        return 0.0
    outside = outside_bridge(s, r, arc)
    if outside >= _CORNER:
        return 0.0
    if outside <= -_CORNER:
        x, y, z = dx - length * axis[0], dy - length * axis[1], dz - length * axis[2]
        balls = ball_share(dx, dy, dz, own, first) + ball_share(x, y, z, other, second)
        return float(max(0.0, 1.0 - balls))
    return float(_sampled_bridge(dx, dy, dz, axis, arc, first, second))


@njit(cache=True)
def _bridges_in_plane(plane: Field, k: int, starts: Array, axes: Array, arcs: Array, d: Array) -> None:
    """Draw the bridges in plane k; d is work. Voxels deep in one of the balls are passed by."""
    ny, nx = plane.shape
    for m in range(starts.shape[0]):
        axis, arc = axes[m], arcs[m]
        length, along, across = arc[0], arc[1], arc[2]
        reach = math.hypot(across, arc[3]) + 1.0
        d[0], d[2] = starts[m, 0] - 0.5, k + 0.5 - starts[m, 2]
        if abs(d[2] - along * axis[2]) < reach:
            first, second = math.hypot(along, across) - arc[3], math.hypot(length - along, across) - arc[3]
            deep, deeper = max(0.0, first - _CORNER - _MARGIN) ** 2, max(0.0, second - _CORNER - _MARGIN) ** 2
            below, above = span(starts[m, 1] + along * axis[1], reach, ny)
            below, above = rows_in_cylinder(below, above, starts[m, 1] - 0.5, d[2], axis, across + _CORNER)
            left, right = span(starts[m, 0] + along * axis[0], reach, nx)
            for j in range(below, above):
                d[1] = j + 0.5 - starts[m, 1]
                begin, end = nodes_in_cylinder(left, right, d, axis, across + _CORNER)
                for i in range(begin, end):
                    dx, dy, dz = i + 0.5 - starts[m, 0], d[1], d[2]
                    s, square = dx * axis[0] + dy * axis[1] + dz * axis[2], dx * dx + dy * dy + dz * dz
                    if square > deep and square - 2 * s * length + length * length > deeper:
                        share = bridge_share(dx, dy, dz, axis, arc, first, second)
                        plane[j, i] = max(plane[j, i], share)


@njit(cache=True, parallel=True)
def draw_bridges(field: Field, starts: Array, axes: Array, arcs: Array) -> None:
    """Join pairs of balls by toroidal bridges that meet both tangentially; a field keeps the largest share.

    Args:
        field: (z, y, x), changed in place.
        starts: (m, 3), centres of the first balls. axes: (m, 3), unit vectors to the second ones.
        arcs: (m, 4), distance of the two centres; distance of the arc's centre along the axis from the first ball,
            and from the axis; radius of the arc.
    """
    for k in prange(field.shape[0]):
        _bridges_in_plane(field[k], np.int64(k), starts, axes, arcs, np.empty(3))


@njit(cache=True, parallel=True)
def share_out(whole: Field, walls: Field, coats: Field, bridges: Field) -> None:
    """Turn sums of shares, in place, into the shares of void, walls, nothing, and coats with bridges.

    Where surfaces of several balls cross a voxel their shares may sum to more than it holds; walls come first.
    """
    for k in prange(whole.shape[0]):
        for j in range(whole.shape[1]):
            for i in range(whole.shape[2]):
                wall = min(max(walls[k, j, i], np.float32(0)), np.float32(1))
                free = max(np.float32(1) - max(whole[k, j, i], wall), np.float32(0))
                skin = min(max(coats[k, j, i] - whole[k, j, i], bridges[k, j, i]), free)
                whole[k, j, i] = np.float32(1) - wall - skin
                walls[k, j, i], coats[k, j, i], bridges[k, j, i] = wall, np.float32(0), skin


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
        x, y = points[n]
        radius = radii[n]
        for j in range(math.floor(y - radius), math.ceil(y + radius)):
            half = radius * radius - (j + 0.5 - y) ** 2
            if half > 0:
                half = math.sqrt(half)
                for i in range(math.ceil(x - half - 0.5), math.floor(x + half - 0.5) + 1):
                    covered[j % size, i % size] = True
    return covered
