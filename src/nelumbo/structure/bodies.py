"""The particles of a membrane before they are packed: single spheres or rigid aggregates of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation
from scipy.special import ndtr, ndtri

from nelumbo.design.particle import Aggregate, Particle, PrimaryParticle
from nelumbo.design.particle.sizes import TRUNCATION, LogNormalSizes

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Bodies:
    """Rigid bodies of primary particles, in the order in which they are deposited.

    Attributes:
        offsets: shape (n, 3), every primary from the centre of its body, turned as it falls, m.
        walls: shape (n, w, 2), outer and inner radius of every wall, outermost first, m.
        first: shape (b + 1,), the first primary of every body, and n.
    """

    offsets: Array
    walls: Array
    first: Ints

    @property
    def count(self) -> int:
        """Number of bodies."""
        return len(self.first) - 1

    @property
    def radii(self) -> Array:
        """Outer radius of every primary, shape (n,), m."""
        radii: Array = self.walls[:, 0, 0]
        return radii

    @property
    def numbers(self) -> Ints:
        """Number of the body of every primary, shape (n,)."""
        return np.repeat(np.arange(self.count), np.diff(self.first))

    def leading(self, count: int) -> Self:
        """Return the first ``count`` bodies."""
        stop = self.first[count]
        return type(self)(self.offsets[:stop], self.walls[:stop], self.first[: count + 1])

    def masses(self, primary: PrimaryParticle) -> Array:
        """Return the mass of every body, shape (b,), kg."""
        cubes = 4 / 3 * math.pi * (self.walls[:, :, 0] ** 3 - self.walls[:, :, 1] ** 3).sum(axis=1)
        solid = np.add.reduceat(cubes, self.first[:-1])
        masses: Array = solid * (1 - primary.wall_porosity) * primary.material.density
        return masses


def bodies_of_mass(kind: Particle, mass: float, rng: np.random.Generator) -> Bodies:
    """Return as few bodies as weigh ``mass``, kg, together.

    More mass with the same random numbers adds bodies and leaves the first ones as they are.
    """
    sizes, growth = rng.spawn(2)
    if isinstance(kind, PrimaryParticle):
        bodies = _spheres(kind, mass, sizes)
    else:
        bodies = _aggregates(kind, mass, sizes, growth)
    enough = np.cumsum(bodies.masses(kind.primary)) >= mass * (1 - 1e-12)
    return bodies.leading(int(np.argmax(enough)) + 1)


def _spheres(kind: PrimaryParticle, mass: float, rng: np.random.Generator) -> Bodies:
    """More than enough spheres: the mean and six standard deviations of the sum."""
    number = mass / kind.mean_mass
    spread = 6 * 3 * kind.sizes.sigma * kind.sizes.largest**3
    count = math.ceil(number + spread * math.sqrt(number) + 1)
    walls = _walls(kind, scales(kind.sizes, rng.random(count)))
    return Bodies(np.zeros((count, 3)), walls, np.arange(count + 1))


def _aggregates(kind: Aggregate, mass: float, sizes: np.random.Generator, growth: np.random.Generator) -> Bodies:
    """Grow aggregates until they weigh ``mass`` together."""
    from nelumbo.numerics.kernels.cluster import grow

    offsets, walls, first, total = [], [], [0], 0.0
    density = (1 - kind.primary.wall_porosity) * kind.primary.material.density
    while total < mass:
        diameter = kind.diameter * float(scales(kind.sizes, sizes.random(1))[0])
        most = (
            math.ceil(2 * math.pi / 6 * diameter**3 / kind.primary.mean_volume) + 20
        )  # twice what fills the ball
        drawn = _walls(kind.primary, scales(kind.primary.sizes, growth.random(most)))
        unit = drawn[0, 0, 0]
        centres = unit * grow(drawn[:, 0, 0] / unit, _directions(growth, 4 * most), diameter / unit)
        turn = Rotation.from_quat(growth.standard_normal(4))  # uniform over all orientations
        offsets.append(turn.apply(centres))
        walls.append(drawn[: len(centres)])
        first.append(first[-1] + len(centres))
        total += density * 4 / 3 * math.pi * float((walls[-1][..., 0] ** 3 - walls[-1][..., 1] ** 3).sum())
    return Bodies(np.concatenate(offsets), np.concatenate(walls), np.array(first))


def scales(sizes: LogNormalSizes, uniform: Array) -> Array:
    """Return sizes relative to the mean from uniform random numbers."""
    low, high = ndtr(-TRUNCATION), ndtr(TRUNCATION)
    drawn: Array = np.exp(sizes.mu + sizes.sigma * ndtri(low + (high - low) * uniform))
    return drawn if sizes.variation > 0 else np.ones_like(uniform)


def _walls(primary: PrimaryParticle, scale: Array) -> Array:
    """Outer and inner radii of the walls of particles ``scale`` times as large as the mean, (n, w, 2), m."""
    different, which = np.unique(scale, return_inverse=True)
    walls = np.array([[(wall.outer, wall.inner) for wall in primary.walls(float(s))] for s in different])
    each: Array = walls[which]
    return each


def _directions(rng: np.random.Generator, count: int) -> Array:
    """Uniformly distributed unit vectors, (count, 3)."""
    vectors = rng.standard_normal((count, 3))
    unit: Array = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    return unit
