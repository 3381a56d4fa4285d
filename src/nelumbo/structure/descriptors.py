"""Numbers that say what a film of particles is like, from the particles alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nelumbo.design.membrane import LAYER_SPACING
from nelumbo.structure.result import Particles

Array = NDArray[np.float64]


def film_thickness(particles: Particles) -> float:
    """Return the height below which 98 % of the particle tops lie, m."""
    return float(np.quantile(particles.centres[:, 2] + particles.radii, 0.98))


def close_packed_layers(thickness: float, diameter: float) -> float:
    """Return how many close-packed layers are as high as the film: 1 + (h − d)/(d √(2/3))."""
    return 1 + (thickness - diameter) / (diameter * LAYER_SPACING)


def volume_below(height: float, centres: Array, radii: Array) -> float:
    """Return the volume, m³, of balls below ``height``: caps of depth u hold π u² (3R − u)/3."""
    depth = np.clip(height - centres[:, 2] + radii, 0.0, 2 * radii)
    return float(np.sum(math.pi * depth**2 * (3 * radii - depth) / 3))


def solid_volume_below(height: float, particles: Particles) -> float:
    """Return the volume of the walls, their pores included, below ``height``, m³."""
    walls = particles.walls.transpose(1, 2, 0)
    return sum(
        volume_below(height, particles.centres, outer) - volume_below(height, particles.centres, inner)
        for outer, inner in walls
    )


def solid_volume(particles: Particles) -> float:
    """Return the volume of the walls per area, their pores included, m³/m²."""
    return _balls(particles.walls[..., 0], particles) - _balls(particles.walls[..., 1], particles)


def cavity_volume(particles: Particles) -> float:
    """Return the volume inside the particles that is not wall, per area, m³/m²."""
    return _balls(particles.radii, particles) - solid_volume(particles)


def outer_area(particles: Particles) -> float:
    """Return the area of the outermost faces, m²/m²."""
    return _spheres(particles.radii, particles)


def inner_area(particles: Particles) -> float:
    """Return the area of all other faces of the walls, m²/m²."""
    return _spheres(particles.walls, particles) - outer_area(particles)


def pinhole_fraction(particles: Particles, cells: int = 1024) -> float:
    """Return the share of the floor that no particle hides from above, on a grid of cells × cells points."""
    from nelumbo.numerics.kernels.voxels import shadow

    scale = cells / particles.box
    hidden = shadow(particles.centres[:, :2] * scale, particles.radii * scale, cells)
    return 1.0 - float(np.count_nonzero(hidden)) / cells**2


def _balls(radii: Array, particles: Particles) -> float:
    return 4 / 3 * math.pi * float(np.sum(radii**3)) / particles.area


def _spheres(radii: Array, particles: Particles) -> float:
    return 4 * math.pi * float(np.sum(radii**2)) / particles.area
