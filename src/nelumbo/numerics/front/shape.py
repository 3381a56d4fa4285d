"""The shape of a front that is the zero of a signed distance, and the fields that live on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

BAND = 4.0
"""Half width of the band of cells around the front in which anything is computed, in cells.

Cubic interpolation at the foot of a cell reaches cells √12 ≈ 3.5 away, and a step moves the front by half a cell.
"""
NEAREST = 0.6
"""Width of the mean that carries values from the cells that the front cuts to the rest of the band, cells."""
WIDEST = 2.0
"""Width of a mean that is taken at once, cells."""
LOOPS = frozenset({"level_set", "cut_cells", "surface_mean"})
"""Modules of compiled loops that fronts call."""
FEW = 3
"""Means after each other up to which keeping the shares of the first costs more than finding them again."""


@dataclass(frozen=True)
class FrontShape:
    """Geometry of the cells in the band around a front; lengths in cells.

    Attributes:
        cells: flat indices, shape (n,). distance: φ, positive in front. normal: ∇φ/|∇φ| in the order z, y, x,
        (n, 3).
        foot: nearest point of the front, (n, 3). curvature: ∇·n at the foot. volume: of the cell behind the front.
        area: of the front in the cell.
    """

    cells: Ints
    distance: Array
    normal: Array
    foot: Array
    curvature: Array
    volume: Array
    area: Array


def shape_of_front(phi: Array) -> FrontShape:
    """Return the geometry of the front φ = 0.

    Args:
        phi: signed distance, shape (z, y, x), cut off at ±`BAND`.
    """
    from nelumbo.numerics.kernels.cut_cells import cut_volumes
    from nelumbo.numerics.kernels.level_set import collect, shape_of
    from nelumbo.numerics.kernels.threads import over_planes, share_cores

    cells = collect(phi, BAND)
    n = cells.size
    normal, foot, here = np.empty((n, 3)), np.empty((n, 3)), np.empty(n)
    over_planes(shape_of, n, n, share_cores(), phi, cells, normal, foot, here)
    field = np.zeros(phi.shape)
    field.ravel()[cells] = here
    curvature, volume, area = sampled(field, foot), np.empty(n), np.empty(n)
    cut_volumes(phi, cells, normal, volume, area)
    return FrontShape(cells, phi.ravel()[cells], normal, foot, curvature, volume, area)


def sampled(field: Array, points: Array) -> Array:
    """Return the cubic interpolant of ``field`` at ``points``, (n, 3) in the order z, y, x."""
    from nelumbo.numerics.kernels.level_set import sample
    from nelumbo.numerics.kernels.threads import over_planes, share_cores

    values = np.empty(len(points))
    over_planes(sample, len(points), len(points), share_cores(), field, points, values)
    return values


def carry(field: Array, shape: FrontShape) -> Array:
    """Return the values of ``field`` at the feet and write them to the cells: constant along normals.

    A surface that moves along its normal carries such a field with it at no cost: u·∇q = V n·∇q = 0.
    """
    values = sampled(field, shape.foot)
    field.ravel()[shape.cells] = values
    return values


def smooth(values: Array, weight: Array, shape: FrontShape, box: tuple[int, int, int], length: float) -> Array:
    """Return the Gaussian mean of ``values`` over the front, of standard deviation ``length``, at every cell.

    A wave e^{ikx} is damped by exp(−k²ℓ²/2). A wide mean is several narrow ones after each other, ℓ² being the sum
    of their squares: that takes time ∝ ℓ², where visiting all cells within 3ℓ takes ℓ³.

    Args:
        values: at the cells. weight: area of the front in the cells where the value counts. length: ℓ, cells.
    """
    bearing = np.flatnonzero(weight > 0)
    number = np.full(box, -1, np.int64)
    wide = length > NEAREST
    source = values
    if wide:  # first where it bears weight, then from there to the rest of the band
        number.ravel()[shape.cells[bearing]] = np.arange(bearing.size)
        rest = length**2 - NEAREST**2
        times = int(np.ceil(rest / WIDEST**2))
        w, normal, foot = weight[bearing], shape.normal[bearing], shape.foot[bearing]
        source = values.copy()
        source[bearing] = _mean(values[bearing], w, normal, foot, number, np.sqrt(rest / times), times)
    number.ravel()[shape.cells[bearing]] = bearing
    return _mean(source, weight, shape.normal, shape.foot, number, NEAREST if wide else length, 1)


def _mean(
    values: Array, weight: Array, normal: Array, foot: Array, number: Ints, length: float, times: int
) -> Array:
    """Return the mean about every element, taken ``times`` times."""
    from nelumbo.numerics.kernels.surface_mean import mean, mean_at_once, most_around, shares
    from nelumbo.numerics.kernels.threads import over_planes, share_cores

    n, threads, front = values.size, share_cores(), (weight, normal, foot, number, float(length))

    def over(loop: Callable[..., None], *arguments: Any) -> None:
        over_planes(loop, n, n, threads, *arguments)

    if times <= FEW:
        for _ in range(times):
            out = np.empty(n)
            over(mean_at_once, front, values, out)
            values = out
        return values
    most = np.empty(n, np.int64)
    over(most_around, foot, number, float(length), most)
    begin = np.concatenate([[0], np.cumsum(most)])
    rows, share = (begin, np.empty(n, np.int64), np.empty(begin[-1], np.int64)), np.empty(begin[-1])
    over(shares, front, rows, share)
    for _ in range(times):
        out = np.empty(n)
        over(mean, rows, share, values, out)
        values = out
    return values


def enclosed(phi: Array, shape: FrontShape, room: Array) -> float:
    """Return the volume behind the front, in cells, each counted with the share ``room`` that can be filled."""
    deeper = volume_behind(phi, shape.cells, room)
    return float(deeper + (shape.volume * room.ravel()[shape.cells]).sum())


def volume_behind(phi: Array, cells: Ints, room: Array) -> float:
    """Return the volume behind the front that lies outside the ``cells`` of its band, as `enclosed` counts it."""
    behind = phi < 0
    behind.ravel()[cells] = False
    return float(room[behind].sum())
