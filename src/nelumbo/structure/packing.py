"""How the particles of a membrane come to lie on the collector."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from nelumbo.design.membrane import Packing
from nelumbo.design.particle import Particle
from nelumbo.structure.bodies import Bodies

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def smallest_box(kind: Particle) -> float:
    """Return the edge of a box, m, in which no sphere meets two images of another and no aggregate its own.

    Five particles fit along it, also of the largest spheres, and twice the longest aggregate.
    """
    return max(5 * kind.diameter_across, 5 * kind.primary.largest_extent, 2 * kind.largest_extent)


def deposit(packing: Packing, bodies: Bodies, box: float, drops: Array, slips: Ints) -> Array:
    """Drop bodies one by one into a box that is periodic in x and y; each falls to its first contact.

    A sphere of a rolling packing then rolls over one and two spheres to a seat on three or to the floor; with a
    sticking probability it sticks at each contact that it makes on the way, the first included, with that
    probability (1 is ballistic deposition, 0 drop-and-roll). An aggregate sticks at its first contact with that
    probability or settles to a rest.

    Args:
        packing: rolls or sticks. bodies: what falls. box: edge, m.
        drops: (b, 2), where they fall, in [0, 1). slips: (b,), from `draw_slips`.

    Returns:
        Centres of the primaries, (n, 3), m, floor at z = 0.
    """
    unit = float(bodies.radii.mean())
    edge, radii = box / unit, bodies.radii / unit
    if len(radii) == bodies.count:
        from nelumbo.numerics.kernels.packing import deposit as deposit_spheres

        return unit * np.asarray(deposit_spheres(drops * edge, slips, radii, edge))
    from nelumbo.numerics.kernels.rigid import deposit_clusters

    offsets = np.ascontiguousarray(bodies.offsets / unit)
    centres = deposit_clusters(offsets, radii, bodies.first, drops * edge, slips == 0, edge)
    return unit * np.asarray(centres)


def draw_slips(packing: Packing, count: int, rng: np.random.Generator) -> Ints:
    """Return how many contacts each of ``count`` bodies slips away from before it sticks."""
    if packing.sticking == 0:
        return np.full(count, np.iinfo(np.int64).max)
    return rng.geometric(packing.sticking, count).astype(np.int64) - 1


def near_pairs(centres: Array, radii: Array, box: float, gap: float) -> Ints:
    """Return the pairs, (m, 2), whose surfaces are nearer than ``gap``, m, sorted."""
    wrapped = centres.copy()
    wrapped[:, :2] %= box
    wrapped[:, :2][wrapped[:, :2] >= box] = 0.0
    tree = cKDTree(wrapped, boxsize=[box, box, 0.0])
    pairs = tree.query_pairs(2 * radii.max() + gap, output_type="ndarray").astype(np.int64)
    pairs = pairs[gaps(pairs, centres, radii, box) < gap]
    return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], np.int64)


def touching_pairs(centres: Array, radii: Array, box: float, gap: float) -> Ints:
    """Return the pairs, (m, 2), whose surfaces are nearer than ``gap`` times their mean radius, sorted."""
    pairs = near_pairs(centres, radii, box, gap * float(radii.max()))
    touching: Ints = pairs[gaps(pairs, centres, radii, box) < gap * radii[pairs].mean(axis=1)]
    return touching


def gaps(pairs: Ints, centres: Array, radii: Array, box: float) -> Array:
    """Return the distances between the surfaces of pairs, (m,), negative where they overlap."""
    apart = centres[pairs[:, 1]] - centres[pairs[:, 0]]
    apart[:, :2] -= box * np.round(apart[:, :2] / box)
    distances: Array = np.linalg.norm(apart, axis=1) - radii[pairs].sum(axis=1)
    return distances
