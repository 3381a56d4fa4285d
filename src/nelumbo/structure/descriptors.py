"""Numbers that say what a film of particles is like, from the particles alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from nelumbo.design.membrane import LAYER_SPACING
from nelumbo.structure.result import Particles

Array = NDArray[np.float64]

MASS_WINDOW = 0.5e-6
"""Edge of the windows in which the mass of a film is compared, m."""


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


def pinhole_fraction(particles: Particles, cells: int = 1024) -> float:
    """Return the share of the floor that no particle hides from above, on a grid of cells × cells points."""
    from nelumbo.numerics.kernels.voxels import shadow

    scale = cells / particles.box
    hidden = shadow(particles.centres[:, :2] * scale, particles.radii * scale, cells)
    return 1.0 - float(np.count_nonzero(hidden)) / cells**2


def packing_fraction(particles: Particles, thickness: float) -> float:
    """Return the share of the film below ``thickness``, m, that lies inside the particles' outer spheres."""
    return volume_below(thickness, particles.centres, particles.radii) / (particles.area * thickness)


def mass_variation(particles: Particles, window: float = MASS_WINDOW) -> float:
    """Return the coefficient of variation of the walls' mass in square windows anywhere on the electrode.

    A wall of radii R, r weighs 2 (√(R² − ρ²) − √(r² − ρ²)) per area at the distance ρ from its particle's axis.

    Args:
        window: edge of the windows, m; a window as wide as the box holds all of it and gives 0.
    """
    columns = column_walls(particles, min(window / 10, float(particles.radii.min()) / 4))
    return window_variation(columns, round(window * len(columns) / particles.box))


def window_variation(columns: Array, cells: int) -> float:
    """Return the coefficient of variation of means over all windows of ``cells`` × ``cells`` pixels, (y, x)."""
    if cells >= min(columns.shape):
        return 0.0
    means = uniform_filter(columns, max(cells, 1), mode="wrap")
    return float(means.std() / means.mean())


def column_walls(particles: Particles, pixel: float) -> Array:
    """Return the height of wall above every pixel of the box, shape (y, x), m.

    Args:
        pixel: wanted edge of a pixel, m; the box holds a whole number of them.
    """
    cells = math.ceil(particles.box / pixel)
    pixel = particles.box / cells
    reach = math.ceil(particles.largest_radius / pixel) + 1
    steps = np.arange(-reach, reach + 1)
    first = np.floor(particles.centres[:, :2] / pixel).astype(np.int64)
    columns = np.zeros(cells**2)
    for step in steps:
        row = first[:, 1] + step
        beside = ((row + 0.5) * pixel - particles.centres[:, 1]) ** 2
        column = first[:, :1] + steps
        squared = beside[:, None] + ((column + 0.5) * pixel - particles.centres[:, :1]) ** 2
        heights = np.zeros_like(squared)
        for outer, inner in particles.walls.transpose(1, 2, 0):
            heights += _chord(outer[:, None], squared) - _chord(inner[:, None], squared)
        place = (row % cells)[:, None] * cells + column % cells
        columns += np.bincount(place.ravel(), heights.ravel(), cells**2)
    square: Array = columns.reshape(cells, cells)
    return square


def _chord(radius: Array, squared_distance: Array) -> Array:
    chord: Array = 2 * np.sqrt(np.maximum(radius**2 - squared_distance, 0.0))
    return chord


def widest_within(
    distance_up_to: Callable[[float, float], Array], voxel: float, box: float, likely: float = math.inf
) -> float:
    """Return the `widest_passage` of a field of distances that is costly to know far from the surfaces.

    Args:
        distance_up_to: returns the field with distances known up to its first argument, m; a larger one is that or
            the second argument. voxel: of the field, m.
        box: period along y and x, m; a ball half as wide is the widest that is looked for.
        likely: radius of a ball that does not get through most likely, m; distances are known up to it first.
    """
    band = min(0.25e-6, box / 4)
    known = min(likely, band)
    while True:
        found = widest_passage(distance_up_to(known, band), voxel)
        if found < 2 * (known - voxel) or known >= box / 4:
            return found
        band = band if known < band else min(2 * band, box / 4)
        known = band


def widest_passage(distance: Array, voxel: float) -> float:
    """Return the diameter of the widest ball that gets from above the film to the collector, m; 0 for none.

    The centre of a ball of radius ρ keeps ρ away from every surface and from the collector. Of the radii for which
    such points connect the top of the field with the height ρ the largest is found by bisection, to a quarter of
    a voxel; the field resolves it to about half of one.

    Args:
        distance: from the nearest surface of the film, negative within, at the centres of voxels, shape (z, y, x),
            periodic in y and x, from the collector to above the film, m. voxel: edge length, m.
    """
    from nelumbo.numerics.kernels.distance import leads_down

    distance = np.ascontiguousarray(distance, np.float64)
    heights = (np.arange(len(distance)) + 0.5) * voxel
    nearest = distance.min(axis=(1, 2))

    def passes(radius: float) -> bool:
        above = int(np.searchsorted(heights, radius))
        if above == len(heights):
            return True
        # Planes without a surface near them, from the top down, are one piece: the lowest of them stands for all.
        closed = np.flatnonzero(nearest < radius)
        open_from = min(closed[-1] + 1 if len(closed) else 0, len(heights) - 1)
        return bool(leads_down(distance, radius, above, max(above, int(open_from))))

    low, high = 0.0, float(distance.max())
    if not passes(low):
        return 0.0
    while high - low > voxel / 8:
        middle = (low + high) / 2
        low, high = (middle, high) if passes(middle) else (low, middle)
    return 2 * low
