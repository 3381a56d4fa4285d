"""First solid along a ray among balls of nested walls, joined by bridges, on a slab, periodic in x and y.

A ball is the layers a_l ≥ |p − c| ≥ b_l around its centre, the first of them a coat. A ray at the distance q of
the centre, which it passes at t_c, is inside layer l on [t_c − A, t_c − B] and [t_c + B, t_c + A], where
A² = a_l² − q² and B² = max(b_l² − q², 0). Of all solids only what lies inside a box and outside a notch is there;
where a ray enters what is left inside a solid, it meets a cut face. The balls that a ray can meet come from the
cells it passes (Amanatides & Woo 1987).

A bridge is the ring between two balls and the circle of radius ρ that touches both, turned about their axis; the
ray walks to it by its signed distance (Hart 1996).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner, loop

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Vector = tuple[float, float, float]
Hit = tuple[float, int, bool, Vector]
Sorted = tuple[Ints, Array]

NOTHING, FLOOR, COAT, BRIDGE, WALL = 0, 1, 2, 3, 4
"""What a ray meets."""
BORROWING: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
"""Options of functions that only read arrays of their caller and make none. To count references to the many arrays
of a scene at every step of every ray, as Numba does otherwise, takes four times as long as the geometry."""
borrowing = inner(**BORROWING)
_STEPS = 48
_CLOSE = 1e-5
_FLAT = 1e-12


class Cells(NamedTuple):
    """Which items reach into which cell of a periodic grid.

    Attributes:
        starts: (cells + 1,), first entry of every cell, x fastest, then y, then z.
        items: (entries,). images: (entries, 3), centre of the periodic image of the item that reaches in.
        columns: cells along x and y. levels: along z. edge: of a cell, along x and y. rise: along z.
    """

    starts: Ints
    items: Ints
    images: Array
    columns: int
    levels: int
    edge: float
    rise: float


class Solids(NamedTuple):
    """Everything that a ray can meet; lengths in any one unit.

    Attributes:
        balls: cells of the balls.
        layers: (n, l, 2), outer and inner radii, outermost first; the first is the coat, empty if they are equal.
        bridges: cells of the bridges. axes: (m, 3), unit vectors.
        profiles: (m, 4), distance of the two balls' centres from the foot of the circle's centre on the axis,
            height of the circle's centre over the axis, ρ.
        reach: (m,), of a bridge from its foot.
        block: (2, 3), lower and upper corner of the box outside which no ball nor bridge is there.
        notch: (2, 3), of the box inside which none is; empty when the corners coincide.
        slab: (2, 3), of the floor.
    """

    balls: Cells
    layers: Array
    bridges: Cells
    axes: Array
    profiles: Array
    reach: Array
    block: Array
    notch: Array
    slab: Array


CELLS = types.NamedTuple((int64[::1], int64[::1], float64[:, ::1], int64, int64, float64, float64), Cells)
SOLIDS = types.NamedTuple(
    (CELLS, float64[:, :, ::1], CELLS, *(float64[:, ::1],) * 2, float64[::1], *(float64[:, ::1],) * 3), Solids
)
"""`Cells` and `Solids` in signatures."""


@borrowing
def _touches(x: float, low: float, size: float) -> float:
    """Square of the distance of x from the interval [low, low + size]."""
    return max(low - x, 0.0, x - low - size) ** 2


def fill_cells(centres: Array, reach: Array, box: float, columns: int, height: float, levels: int) -> Cells:
    """Sort spheres of radius ``reach`` into the cells that they touch, up to ``height``."""
    edge, rise = box / columns, height / levels
    count = np.zeros(columns * columns * levels, np.int64)
    spheres, grid = (np.ascontiguousarray(centres), np.ascontiguousarray(reach)), (edge, rise, columns, levels)
    sort_into_cells(spheres, grid, box, count, (np.empty(0, np.int64), np.empty((0, 3))))
    starts = np.concatenate([[0], np.cumsum(count)])
    sorted_ = (np.empty(starts[-1], np.int64), np.empty((starts[-1], 3)))
    sort_into_cells(spheres, grid, box, starts[:-1].copy(), sorted_)
    return Cells(starts, *sorted_, columns, levels, edge, rise)


@loop(
    void(
        types.Tuple((float64[:, ::1], float64[::1])), types.Tuple((float64, float64, int64, int64)), float64,
        int64[::1], types.Tuple((int64[::1], float64[:, ::1])),
    )
)  # fmt: skip
def sort_into_cells(
    spheres: tuple[Array, Array], grid: tuple[float, float, int, int], box: float, entry: Ints, sorted_: Sorted
) -> None:
    """Write the spheres that touch each cell.

    Args:
        spheres: centres, (n, 3), and radii. grid: edge and rise of a cell, columns and levels.
        entry: where the next sphere of each cell is written, raised by every one.
        sorted_: numbers and periodic images of the spheres; if they are empty, the spheres are only counted.
    """
    (centres, reach), (edge, rise, columns, levels), (items, images) = spheres, grid, sorted_
    for n in range(centres.shape[0]):
        x, y, z, r = centres[n, 0], centres[n, 1], centres[n, 2], reach[n]
        for k in range(max(0, math.floor((z - r) / rise)), min(levels, math.floor((z + r) / rise) + 1)):
            for j in range(math.floor((y - r) / edge), math.floor((y + r) / edge) + 1):
                flat = _touches(z, k * rise, rise) + _touches(y, j * edge, edge)
                for i in range(math.floor((x - r) / edge), math.floor((x + r) / edge) + 1):
                    if flat + _touches(x, i * edge, edge) > r * r * (1 + 1e-9):
                        continue
                    cell = (k * columns + j % columns) * columns + i % columns
                    if items.size > 0:
                        items[entry[cell]] = n
                        images[entry[cell], 0] = x - (i // columns) * box
                        images[entry[cell], 1] = y - (j // columns) * box
                        images[entry[cell], 2] = z
                    entry[cell] += 1


@borrowing
def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@borrowing
def _along(o: Vector, d: Vector, t: float) -> Vector:
    return o[0] + t * d[0], o[1] + t * d[1], o[2] + t * d[2]


@borrowing
def _inside(o: Vector, d: Vector, corners: Array) -> tuple[float, float, int, int]:
    """Where a ray enters and leaves a box, and through faces across which axes."""
    enter, leave, first, last = -math.inf, math.inf, 0, 0
    for m in range(3):
        a, b = (corners[0, m] - o[m]) / d[m], (corners[1, m] - o[m]) / d[m]
        near, far = min(a, b), max(a, b)
        if near > enter:
            enter, first = near, m
        if far < leave:
            leave, last = far, m
    return enter, leave, first, last


@borrowing
def _facing(d: Vector, axis: int) -> Vector:
    """Normal across an axis that points against a ray."""
    sign = -1.0 if d[axis] > 0 else 1.0
    return sign * (axis == 0), sign * (axis == 1), sign * (axis == 2)


@borrowing
def _first_layer(
    o: Vector, d: Vector, layers: Array, ball: int, coated: bool, lo: float
) -> tuple[float, int, float]:
    """Where a ray, seen from the centre of a ball, is first in a layer, which, and the turn of its normal."""
    passing = -_dot(o, d)
    square = _dot(o, o) - passing * passing
    best, found, turn = math.inf, -1, 1.0
    for layer in range(0 if coated else 1, layers.shape[1]):
        outer, inner = layers[ball, layer, 0], layers[ball, layer, 1]
        if outer * outer <= square:
            break
        if outer <= inner:
            continue
        a, b = math.sqrt(outer * outer - square), math.sqrt(max(inner * inner - square, 0.0))
        if passing - b > lo:
            t, side = max(passing - a, lo), 1.0
        elif passing + a > lo:
            t, side = max(passing + b, lo), -1.0
        else:
            break
        if t < best:
            best, found, turn = t, layer, side
        if t > lo and side > 0:
            break  # seen from outside, nothing in it comes earlier
    return best, found, turn


@borrowing
def _bridge_distance(p: Vector, solids: Solids, bridge: int) -> tuple[float, float, float]:
    """Signed distance of a point, seen from the bridge's foot, and its coordinates along and across the axis."""
    axis, profile = solids.axes, solids.profiles
    along = p[0] * axis[bridge, 0] + p[1] * axis[bridge, 1] + p[2] * axis[bridge, 2]
    across = math.sqrt(max(_dot(p, p) - along * along, 0.0))
    length = profile[bridge, 0] if along < 0 else profile[bridge, 1]
    height, rho = profile[bridge, 2], profile[bridge, 3]
    cone = (across - height * (1 - abs(along) / length)) * length / math.hypot(length, height)
    return max(cone, rho - math.hypot(along, height - across)), along, across


@borrowing
def _first_bridge(o: Vector, d: Vector, solids: Solids, bridge: int, lo: float, hi: float) -> float:
    """Where a ray, seen from the bridge's foot, first meets a bridge between lo and hi; infinity if nowhere."""
    passing = -_dot(o, d)
    square = solids.reach[bridge] ** 2 - _dot(o, o) + passing * passing
    if square <= 0:
        return math.inf
    t, end = max(passing - math.sqrt(square), lo), min(passing + math.sqrt(square), hi)
    for _ in range(_STEPS):
        if t > end:
            break
        distance = _bridge_distance(_along(o, d, t), solids, bridge)[0]
        if distance < _CLOSE:
            return float(t)
        t += distance
    return math.inf


@borrowing
def _bridge_normal(p: Vector, solids: Solids, bridge: int) -> Vector:
    """Normal of the bridge at p, seen from its foot: towards the centre of the circle."""
    _, along, across = _bridge_distance(p, solids, bridge)
    pull = solids.profiles[bridge, 2] - across
    size = max(math.hypot(along, pull), _FLAT)
    radial = pull / max(across, _FLAT)
    lengthwise = -along * (1 + radial)
    x = radial * p[0] + lengthwise * solids.axes[bridge, 0]
    y = radial * p[1] + lengthwise * solids.axes[bridge, 1]
    z = radial * p[2] + lengthwise * solids.axes[bridge, 2]
    return x / size, y / size, z / size


@borrowing
def _seen(o: Vector, images: Array, entry: int, x: float, y: float) -> Vector:
    """Return o as seen from a centre that is shifted by x and y."""
    return o[0] - images[entry, 0] - x, o[1] - images[entry, 1] - y, o[2] - images[entry, 2]


@borrowing
def _search_cell(
    solids: Solids,
    o: Vector,
    d: Vector,
    place: tuple[int, float, float],
    span: tuple[float, float],
    coated: bool,
    bridged: bool,
) -> Hit:
    """First solid on the span lo to hi among the items of one cell; walls win over what coats and joins them."""
    cell, x, y = place
    lo, hi = span
    best, kind, normal = hi, NOTHING, (0.0, 0.0, 1.0)
    balls, bridges = solids.balls, solids.bridges
    for entry in range(balls.starts[cell], balls.starts[cell + 1]):
        seen = _seen(o, balls.images, entry, x, y)
        t, layer, turn = _first_layer(seen, d, solids.layers, balls.items[entry], coated, lo)
        if t < best or (t == best and kind == COAT and layer > 0):
            best, kind = t, COAT if layer == 0 else WALL
            p = _along(seen, d, t)
            size = turn / max(math.sqrt(_dot(p, p)), _FLAT)
            normal = (p[0] * size, p[1] * size, p[2] * size)
    if bridged:
        for entry in range(bridges.starts[cell], bridges.starts[cell + 1]):
            seen = _seen(o, bridges.images, entry, x, y)
            item = bridges.items[entry]
            t = _first_bridge(seen, d, solids, item, lo, best)
            if t < best:
                best, kind, normal = t, BRIDGE, _bridge_normal(_along(seen, d, t), solids, item)
    return best, kind, best == lo, normal


@borrowing
def _inside_ball(solids: Solids, p: Vector) -> bool:
    """Whether a point lies inside a ball without its coat."""
    balls = solids.balls
    n = balls.columns
    i, j = math.floor(p[0] / balls.edge), math.floor(p[1] / balls.edge)
    k = min(max(math.floor(p[2] / balls.rise), 0), balls.levels - 1)
    cell, x, y = (k * n + j % n) * n + i % n, (i // n) * n * balls.edge, (j // n) * n * balls.edge
    for entry in range(balls.starts[cell], balls.starts[cell + 1]):
        seen = _seen(p, balls.images, entry, x, y)
        if _dot(seen, seen) < solids.layers[balls.items[entry], 0, 1] ** 2 * (1 - 1e-9):
            return True
    return False


@borrowing
def _search(solids: Solids, o: Vector, d: Vector, lo: float, hi: float, coated: bool, bridged: bool) -> Hit:
    """First solid between lo and hi, cell by cell."""
    n, edge, rise = solids.balls.columns, solids.balls.edge, solids.balls.rise
    p = _along(o, d, lo)
    i, j = math.floor(p[0] / edge), math.floor(p[1] / edge)
    k = min(max(math.floor(p[2] / rise), 0), solids.balls.levels - 1)
    si, sj, sk = (1 if d[0] > 0 else -1), (1 if d[1] > 0 else -1), (1 if d[2] > 0 else -1)
    ti = ((i + (si > 0)) * edge - o[0]) / d[0]
    tj = ((j + (sj > 0)) * edge - o[1]) / d[1]
    tk = ((k + (sk > 0)) * rise - o[2]) / d[2]
    best, kind, cut, normal = hi, NOTHING, False, (0.0, 0.0, 1.0)
    t = lo
    while t <= best and t < hi and 0 <= k < solids.balls.levels:
        place = ((k * n + j % n) * n + i % n, (i // n) * n * edge, (j // n) * n * edge)
        found = _search_cell(solids, o, d, place, (lo, best), coated, bridged)
        if found[1] != NOTHING:
            best, kind, cut, normal = found
        if ti <= tj and ti <= tk:
            t, i, ti = ti, i + si, ti + edge / abs(d[0])
        elif tj <= tk:
            t, j, tj = tj, j + sj, tj + edge / abs(d[1])
        else:
            t, k, tk = tk, k + sk, tk + rise / abs(d[2])
    return best, kind, cut, normal


@borrowing
def _first_solid(
    solids: Solids, o: Vector, d: Vector, span: tuple[float, float], facing: Vector, bridged: bool
) -> Hit:
    """First solid between lo and hi, a cut face at lo. What coats and joins balls is not there inside a ball."""
    lo, hi = span
    found: Hit = _search(solids, o, d, lo, hi, True, bridged)
    if (found[1] == COAT or found[1] == BRIDGE) and _inside_ball(solids, _along(o, d, found[0])):
        found = _search(solids, o, d, lo, hi, False, False)
    if found[2]:
        return found[0], found[1], True, facing
    return found


@borrowing
def _tilted(x: float) -> float:
    """A component that can be divided by."""
    return x if x != 0.0 else _FLAT


@borrowing
def first_hit(solids: Solids, origin: Vector, direction: Vector, far: float, bridged: bool) -> Hit:
    """What the ray o + t d, 0 ≤ t ≤ far, meets first, bridges only if they are asked for.

    Returns:
        t (``far`` if nothing), kind, whether it is a cut face, and the outward normal.
    """
    o, d = origin, (_tilted(direction[0]), _tilted(direction[1]), _tilted(direction[2]))
    hit = (far, NOTHING, False, (0.0, 0.0, 1.0))
    enter, leave, axis, _ = _inside(o, d, solids.slab)
    if 0 < enter < leave and enter < far:
        hit = (enter, FLOOR, axis != 2, _facing(d, axis))
    enter, leave, axis, _ = _inside(o, d, solids.block)
    lo, hi = max(enter, 0.0), min(leave, hit[0])
    if lo >= hi:
        return hit
    gone, back, _, last = _inside(o, d, solids.notch)
    if gone >= back or back <= lo:
        gone, back = math.inf, math.inf
    if gone > lo:
        found: Hit = _first_solid(solids, o, d, (lo, min(hi, gone)), _facing(d, axis), bridged)
        if found[1] != NOTHING:
            return found
    if back < hi:
        found = _first_solid(solids, o, d, (back, hi), _facing(d, last), bridged)
        if found[1] != NOTHING:
            return found
    return hit
