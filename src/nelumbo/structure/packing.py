"""How the particles of a membrane come to lie on the collector."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from nelumbo.design.membrane import DropAndRoll, Packing

Array = NDArray[np.float64]

SMALLEST_BOX = 10.0
"""Edge of the smallest box in particle radii: a sphere never meets two images of another."""


def deposit_spheres(packing: Packing, count: int, radius: float, box: float, rng: np.random.Generator) -> Array:
    """Drop ``count`` spheres of ``radius`` one by one into a box that is periodic in x and y.

    Each falls at a random place to its first contact. Drop-and-roll then rolls it over one and two spheres to a
    seat on three or to the floor. With a sticking probability it sticks at each contact that it makes on the way,
    the first included, with that probability; 1 is ballistic deposition, 0 drop-and-roll.

    Returns:
        Centres, (count, 3), m, floor at z = 0.
    """
    from nelumbo.numerics.kernels.packing import deposit

    sticking = 0.0 if isinstance(packing, DropAndRoll) else packing.sticking_probability
    edge = box / radius
    drops = rng.random((count, 2)) * edge
    slips = rng.geometric(sticking, count) - 1 if sticking > 0 else np.full(count, np.iinfo(np.int64).max)
    return radius * np.asarray(deposit(drops, slips.astype(np.int64), edge))


def touching_pairs(centres: Array, radius: float, box: float, gap: float) -> NDArray[np.int64]:
    """Return the pairs, (m, 2), whose surfaces are nearer than ``gap`` radii, sorted."""
    wrapped = centres.copy()
    wrapped[:, :2] %= box
    wrapped[:, :2][wrapped[:, :2] >= box] = 0.0
    tree = cKDTree(wrapped, boxsize=[box, box, 0.0])
    pairs = tree.query_pairs(radius * (2 + gap), output_type="ndarray").astype(np.int64)
    return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], np.int64)


def film_thickness(centres: Array, radius: Array | float) -> float:
    """Return the height below which 98 % of the particle tops lie, m."""
    return float(np.quantile(centres[:, 2] + radius, 0.98))


def close_packed_layers(thickness: float, radius: float) -> float:
    """Return how many close-packed layers are as high as the film: 1 + (h − d)/(d √(2/3)) with d = 2R."""
    return 1 + (thickness - 2 * radius) / (2 * radius * math.sqrt(2 / 3))


def volume_below(height: float, centres: Array, radius: Array | float) -> float:
    """Return the volume, m³, of balls below ``height``: caps of depth u hold π u² (3R − u)/3."""
    depth = np.clip(height - centres[:, 2] + radius, 0.0, 2 * radius)
    return float(np.sum(math.pi * depth**2 * (3 * radius - depth) / 3))


def pinhole_fraction(centres: Array, radius: Array | float, box: float, cells: int = 1024) -> float:
    """Return the share of the floor that no particle hides from above, on a grid of cells × cells points."""
    from nelumbo.numerics.kernels.voxels import shadow

    scale = cells / box
    radii = np.broadcast_to(np.asarray(radius, float), len(centres)) * scale
    return 1.0 - float(np.count_nonzero(shadow(centres[:, :2] * scale, radii, cells))) / cells**2
