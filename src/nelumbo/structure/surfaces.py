"""Areas of a film's surfaces by marching cubes on the signed distance; a check of the formulas for spheres."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.structure.binder import BinderPlacement
from nelumbo.structure.image import Region, bridges, seen
from nelumbo.structure.result import Particles

Array = NDArray[np.float64]
Field = NDArray[np.float32]

_BAND = 4.0
"""Steps of the grid beyond a surface up to which its distance is computed."""


@dataclass(frozen=True)
class SurfaceAreas:
    """Areas of a film by marching cubes, m² per m² of electrode.

    Attributes:
        outer, inner: faces of the particles outside and inside. covered: free surface of coat and necks, with what
            they leave free of the particles.
    """

    outer: float
    inner: float
    covered: float


def signed_distance(particles: Particles, radii: Array, region: Region, step: float) -> Field:
    """Return the distance, m, to layers in the particles at the nodes of a grid, negative inside them.

    Args:
        particles: where the layers lie. radii: outer and inner radius of every layer, (n, w, 2), m; 0 is no layer.
        region: the first node lies at its first corner and the last at its other one or beyond. step: of the grid,
            m; further than four steps away the distance is only known to be larger.

    Returns:
        Shape (z, y, x), one more along each axis than the region has cells.
    """
    from nelumbo.numerics.kernels.distance import to_layers

    field = np.full([cells + 1 for cells in region.cells(step)], _BAND, np.float32)
    reach = float(radii.max()) + (_BAND + 1) * step
    which, centres = seen(particles.centres, reach, particles.box, region)
    to_layers(field, centres / step, radii[which] / step, _BAND)
    field *= step
    return field


def level_area(distance: Field, step: float) -> float:
    """Return the area, m², of the zero level of a signed distance by marching cubes (Lorensen & Cline 1987).

    The error falls with the square of the step where surfaces lie further apart than it; where two touch, the gap
    narrower than a step is lost and with it an area that falls with the step.
    """
    from skimage.measure import marching_cubes, mesh_surface_area

    if not distance.min() < 0 < distance.max():
        return 0.0
    vertices, faces, _, _ = marching_cubes(distance, 0.0, spacing=(step, step, step))
    return float(mesh_surface_area(vertices, faces))


def surface_areas(particles: Particles, placement: BinderPlacement, step: float) -> SurfaceAreas:
    """Return the areas of the particles and of their cover on a grid that divides the periodic box.

    Args:
        particles: see `Particles`. placement: half-angle of the necks and thickness of the coat.
        step: longest step of the grid, m.
    """
    from nelumbo.numerics.kernels.distance import to_bridges

    step = particles.box / math.ceil(particles.box / step)
    top = float((particles.centres[:, 2] + particles.radii).max()) + placement.coat + 2 * step
    region = Region((0.0, particles.box), (0.0, particles.box), (-placement.coat - 2 * step, top))
    full = np.zeros((len(particles.centres), 1, 2))
    full[:, 0, 0] = particles.radii
    coated = full + np.array([placement.coat, 0.0])
    covered = signed_distance(particles, coated, region, step) / np.float32(step)
    if placement.half_angle > 0 and len(particles.contacts):
        to_bridges(covered, *bridges(particles, placement.half_angle, region, step), _BAND)
    return SurfaceAreas(
        outer=level_area(signed_distance(particles, full, region, step), step) / particles.area,
        inner=level_area(signed_distance(particles, gaps(particles), region, step), step) / particles.area,
        covered=level_area(covered, 1.0) * step**2 / particles.area,
    )


def gaps(particles: Particles) -> Array:
    """Return outer and inner radius, (n, w, 2), m, of the space inside every wall; 0 and 0 where there is none."""
    between = particles.walls[:, :, ::-1].copy()
    between[:, :, 0] = particles.walls[:, :, 1]
    between[:, :-1, 1] = particles.walls[:, 1:, 0]
    between[:, -1, 1] = 0.0
    return between
