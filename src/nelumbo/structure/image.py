"""The voxel image of a film: particles, coat and necks as partial volumes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.structure.result import BinderPlacement, Particles, Phase, VoxelImage

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Region:
    """A part of a film that an image shows; it may lie anywhere and be wider than the periodic box.

    Attributes:
        x, y, z: where it starts and ends along each axis, m; the collector is at z = 0.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    z: tuple[float, float]

    @classmethod
    def film(cls, particles: Particles, thickness: float) -> Region:
        """Return the whole periodic box from the collector to ``thickness``, m."""
        return cls((0.0, particles.box), (0.0, particles.box), (0.0, thickness))

    def cells(self, voxel: float) -> tuple[int, int, int]:
        """Return how many voxels along z, y, x cover the region; a length whole to 1e-6 voxels is not exceeded.

        Raises:
            ValueError: the region ends where it starts, or before.
        """
        sides = {name: getattr(self, name) for name in "zyx"}
        empty = [f"{name} = {side}" for name, side in sides.items() if not side[1] > side[0]]
        if empty or not voxel > 0:
            raise ValueError(f"an image needs a positive voxel and sides (start, end); got {voxel}, {empty}.")
        z, y, x = (max(1, math.ceil((end - start) / voxel - 1e-6)) for start, end in sides.values())
        return z, y, x


def grid_cells(box: float, thickness: float, voxel: float, largest: int) -> int:
    """Return how many voxels make the box: none longer than ``voxel``, but at most ``largest`` in the image."""
    cells = math.ceil(box / voxel)
    while cells > 1 and cells**2 * math.ceil(thickness * cells / box) > largest:
        cells -= 1
    return cells


def voxelise(particles: Particles, placement: BinderPlacement, region: Region, voxel: float) -> VoxelImage:
    """Return the image of a region, its ends rounded up to whole voxels; what stands out is cut off.

    Walls of shells, with their pores, are ``SHELL``; solid particles are ``SOLID``; coat and necks are ``BINDER``
    outside the particles; the rest, cavities included, is ``ELECTROLYTE``. The image is periodic where the voxel
    divides the box and the region is as wide as it.

    Args:
        particles: see `Particles`. placement: half-angle of the necks and thickness of the coat.
        region: what is shown, see `Region.film`. voxel: edge length, m.

    Raises:
        ValueError: the region is empty.
    """
    from nelumbo.numerics.kernels.threads import over_planes, share_cores
    from nelumbo.numerics.kernels.voxels import draw_balls, draw_bridges, share_out

    fractions = np.zeros((len(Phase), *region.cells(voxel)), np.float32)
    void, binder, walls = (fractions[phase] for phase in (Phase.ELECTROLYTE, Phase.BINDER, particles.wall_phase))
    spare = fractions[Phase.SOLID if particles.wall_phase is Phase.SHELL else Phase.SHELL]
    reach = particles.largest_radius + placement.coat + 2 * voxel
    which, centres = seen(particles.centres, reach, particles.box, region)
    shells = np.ascontiguousarray(particles.walls[which] / voxel)

    def over(loop: Callable[..., None], *arguments: Any) -> None:
        over_planes(loop, len(void), void.size, share_cores(), *arguments)

    over(draw_balls, void, walls, spare, np.ascontiguousarray(centres / voxel), shells, placement.coat / voxel)
    if placement.half_angle > 0 and len(particles.contacts):
        over(draw_bridges, binder, *bridges(particles, placement.half_angle, region, voxel))
    over(share_out, void, walls, spare, binder)
    return VoxelImage(fractions, voxel)


def seen(points: Array, reach: float, box: float, region: Region) -> tuple[NDArray[np.int64], Array]:
    """Return which points have periodic images that reach into a region, and these seen from its first corner.

    Args:
        points: columns x, y, z, m. reach: how far something at a point reaches, m. box: period along x and y, m.

    Returns:
        Number of the point for every image, and its place, in the order of the points, m.
    """
    shifted = points - [region.x[0], region.y[0], region.z[0]]
    size = np.array([region.x[1] - region.x[0], region.y[1] - region.y[0]]) + reach
    first = np.ceil((-reach - shifted[:, :2]) / box).astype(int)
    last = np.floor((size - shifted[:, :2]) / box).astype(int)
    across, along = np.maximum(last - first + 1, 0).T
    images = across * along
    which = np.repeat(np.arange(len(points)), images)
    place = np.arange(len(which)) - np.repeat(np.cumsum(images) - images, images)
    row, column = np.divmod(place, across[which])
    found = shifted[which]
    found[:, 0] += (first[which, 0] + column) * box
    found[:, 1] += (first[which, 1] + row) * box
    return which, found


def arcs(particles: Particles, half_angle: float) -> Array:
    """Return d, s, q and ρ, (m, 4), m, of the toroidal bridge at every contact.

    ρ = R_c (sec β − 1),  s = (d² + (r₁ + ρ)² − (r₂ + ρ)²)/(2 d),  q = √((r₁ + ρ)² − s²)

    The free surface of a bridge is a circle of radius ρ that touches both spheres, turned about their axis of
    length d: its centre lies at s along the axis from the first and at q from the axis. Spheres of one radius
    R = R_c have s = R, q = R tan β (Rose 1958); for others ρ follows from R_c, the radius of equal spheres with
    the same gap. Their bridge holds 0.2 % more than that of the equal ones at radii 2 : 1 and β = 0.4, 8 % at
    10 : 1 and 45°.

    Args:
        half_angle: β, rad.
    """
    d = np.linalg.norm(particles.branches, axis=1)
    rho = particles.contact_radii * (1 / math.cos(half_angle) - 1)
    first, second = (particles.radii[ends] + rho for ends in particles.contacts.T)
    s = (d**2 + first**2 - second**2) / (2 * d)
    q = np.sqrt(np.maximum(first**2 - s**2, 0.0))
    return np.stack([d, s, q, rho], axis=1)


def bridges(
    particles: Particles, half_angle: float, region: Region, unit: float, band: float = 0.0
) -> tuple[Array, Array, Array]:
    """Return starts, (m, 3), axes, (m, 3), and `arcs`, (m, 4), of the bridges that a region sees.

    Args:
        half_angle: β, rad. unit: of the returned lengths, m.
        band: how far around the bridges the region is seen, m.
    """
    round_axes = arcs(particles, half_angle)
    d, s, q, rho = round_axes.T
    axes = particles.branches / d[:, None]
    reach = float((s + np.hypot(q, rho)).max()) + band + 2 * unit
    which, starts = seen(particles.centres[particles.contacts[:, 0]], reach, particles.box, region)
    return starts / unit, axes[which], round_axes[which] / unit
