"""Distance to a film's surfaces: their areas by marching cubes, and how wide a ball gets between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.structure.descriptors import widest_within
from nelumbo.structure.image import Region, bridges, seen
from nelumbo.structure.result import BinderPlacement, Particles

Array = NDArray[np.float64]
Field = NDArray[np.float32]


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


def signed_distance(
    particles: Particles, radii: Array, region: Region, step: float, band: float, far: float | None = None
) -> Field:
    """Return the distance, m, to layers in the particles at the nodes of a grid, negative inside them.

    Args:
        particles: where the layers lie. radii: outer and inner radius of every layer, (n, w, 2), m; 0 is no layer.
        region: the first node lies at its first corner and the last at its other one or beyond. step: of the grid,
            m. band: up to which a distance is wanted, m. far: what stands for larger ones, ``band`` by default, m.

    Returns:
        Shape (z, y, x), one more along each axis than the region has cells.
    """
    from nelumbo.numerics.kernels.distance import to_layers
    from nelumbo.numerics.kernels.threads import over_planes, share_cores

    far = band if far is None else far
    field = np.full([cells + 1 for cells in region.cells(step)], far / step, np.float32)
    which, centres = seen(particles.centres, float(radii.max()) + band + step, particles.box, region)
    layers = (np.ascontiguousarray(centres / step), np.ascontiguousarray(radii[which] / step), band / step)
    over_planes(to_layers, len(field), field.size, share_cores(), field, *layers)
    field *= step
    return field


def cover_distance(
    particles: Particles,
    placement: BinderPlacement,
    region: Region,
    step: float,
    band: float,
    far: float | None = None,
) -> Field:
    """Return the distance, m, to the particles with coat and necks, as `signed_distance` does."""
    from nelumbo.numerics.kernels.distance import to_bridges
    from nelumbo.numerics.kernels.threads import over_planes, share_cores

    balls = np.zeros((len(particles.centres), 1, 2))
    balls[:, 0, 0] = particles.radii + placement.coat
    field = signed_distance(particles, balls, region, step, band, far)
    if placement.half_angle > 0 and len(particles.contacts):
        field /= step
        necks = bridges(particles, placement.half_angle, region, step, band)
        over_planes(to_bridges, len(field), field.size, share_cores(), field, *necks, band / step)
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
    step = particles.box / math.ceil(particles.box / step)
    margin, side = placement.coat + 2 * step, (0.0, particles.box)
    region = Region(side, side, (-margin, _top(particles) + margin))
    band = 4 * step
    balls = np.zeros((len(particles.centres), 1, 2))
    balls[:, 0, 0] = particles.radii
    outer = signed_distance(particles, balls, region, step, band)
    inner = signed_distance(particles, gaps(particles), region, step, band)
    cover = cover_distance(particles, placement, region, step, band)
    areas = [level_area(field, step) / particles.area for field in (outer, inner, cover)]
    return SurfaceAreas(outer=areas[0], inner=areas[1], covered=areas[2])


def widest_ball(particles: Particles, placement: BinderPlacement, voxel: float) -> float:
    """Return the diameter, m, of the widest ball that gets through to the collector, see `widest_passage`.

    Args:
        particles: see `Particles`. placement: half-angle of the necks and thickness of the coat.
        voxel: edge of the grid on which it is looked for, m; divides the box.
    """
    first, last = voxel / 2, particles.box - voxel / 2

    def distance_up_to(band: float, far: float) -> Array:
        region = Region((first, last), (first, last), (first, _top(particles) + placement.coat + band + voxel))
        return cover_distance(particles, placement, region, voxel, band, far).astype(float)

    return widest_within(distance_up_to, voxel, particles.box, 2 * particles.largest_radius)


def _top(particles: Particles) -> float:
    return float((particles.centres[:, 2] + particles.radii).max())


def gaps(particles: Particles) -> Array:
    """Return outer and inner radius, (n, w, 2), m, of the space inside every wall; 0 and 0 where there is none."""
    between = particles.walls[:, :, ::-1].copy()
    between[:, :, 0] = particles.walls[:, :, 1]
    between[:, :-1, 1] = particles.walls[:, 1:, 0]
    between[:, -1, 1] = 0.0
    return between
