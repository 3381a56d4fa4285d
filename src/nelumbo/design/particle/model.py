"""What every kind of particle says about itself."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from nelumbo.design.part import Part
from nelumbo.design.particle.sizes import LogNormalSizes
from nelumbo.design.quantity import NonNegativeVoltage, PositiveNumber, Share
from nelumbo.design.solid import Solid


@dataclass(frozen=True)
class Wall:
    """Metal between two concentric spheres.

    Attributes:
        outer, inner: radii, m; the inner radius of a compact sphere is 0.
    """

    outer: float
    inner: float

    @property
    def thickness(self) -> float:
        """Outer minus inner radius, m."""
        return self.outer - self.inner

    @property
    def volume(self) -> float:
        """Between the two spheres, pores included, m³."""
        return 4 / 3 * math.pi * (self.outer**3 - self.inner**3)


def solid_volume(walls: tuple[Wall, ...]) -> float:
    """Return the volume of the walls, their pores included, m³."""
    return sum(wall.volume for wall in walls)


def cavity_volume(walls: tuple[Wall, ...]) -> float:
    """Return the volume between the walls and inside the innermost, m³."""
    return 4 / 3 * math.pi * sum(outer**3 - inner**3 for outer, inner in _gaps(walls))


def inner_area(walls: tuple[Wall, ...]) -> float:
    """Return the area of all faces of the walls but the outermost, m²."""
    return 4 * math.pi * sum(outer**2 + inner**2 for outer, inner in _gaps(walls))


def _gaps(walls: tuple[Wall, ...]) -> tuple[tuple[float, float], ...]:
    between = tuple((outside.inner, inside.outer) for outside, inside in pairwise(walls))
    return between + (((walls[-1].inner, 0.0),) if walls[-1].inner > 0 else ())


class ParticleKind(Part):
    """A particle that a membrane is packed from: a primary particle, or a rigid body of them.

    Every kind names its ``primary`` particle; that of a primary particle is itself.

    Attributes:
        size_key: name of the value that decides the size.
        size_variation: coefficient of variation of the size, see `LogNormalSizes`; 0 for equal particles.
    """

    size_key: ClassVar[str]

    size_variation: Share = 0.0

    @property
    def sizes(self) -> LogNormalSizes:
        """How the sizes scatter."""
        return LogNormalSizes(self.size_variation)

    @property
    @abstractmethod
    def diameter_across(self) -> float:
        """Size of the mean particle, m."""

    @property
    @abstractmethod
    def largest_extent(self) -> float:
        """No particle is longer than this, m."""

    @property
    @abstractmethod
    def loosest_fraction(self) -> float:
        """Share of a ball of its size that the particle fills at least, 1."""


class PrimaryParticle(ParticleKind):
    """A sphere made of concentric walls; a new kind says which.

    Areas, volumes and masses are those of a particle of mean size.

    Attributes:
        material: the metal of the walls. exchange_current_ratio: exchange current density for lithium plating on
            the walls relative to lithium. nucleation_overpotential: overpotential before lithium forms on the
            walls, V; that of the collector where none is stated.
    """

    material: Solid
    exchange_current_ratio: PositiveNumber
    nucleation_overpotential: NonNegativeVoltage | None = None

    @property
    @abstractmethod
    def outer_radius(self) -> float:
        """Radius of the mean particle, m."""

    @abstractmethod
    def walls(self, scale: float = 1.0) -> tuple[Wall, ...]:
        """Return the walls, outermost first, of a particle ``scale`` times as large as the mean one."""

    @property
    @abstractmethod
    def wall_porosity(self) -> float:
        """Pore share of the walls, 1; 0 where nothing passes."""

    @property
    @abstractmethod
    def wall_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the walls relative to the free electrolyte, 1; 0 where nothing passes."""

    @property
    def primary(self) -> PrimaryParticle:
        """The particle itself."""
        return self

    @property
    def diameter_across(self) -> float:
        """Diameter of the mean particle, m."""
        return 2 * self.outer_radius

    @property
    def largest_extent(self) -> float:
        """Diameter of the largest particle, m."""
        return self.diameter_across * self.sizes.largest

    @property
    def loosest_fraction(self) -> float:
        """1: the particle is the ball."""
        return 1.0

    @property
    def solid_volume(self) -> float:
        """Volume of the walls, their pores included, m³."""
        return solid_volume(self.walls())

    @property
    def cavity_volume(self) -> float:
        """Volume inside the particle that lithium can fill, pores of the walls excluded, m³."""
        return cavity_volume(self.walls())

    @property
    def inner_area(self) -> float:
        """Area of the faces inside the particle (all but the outermost), m²."""
        return inner_area(self.walls())

    @property
    def mass(self) -> float:
        """Mass of the particle, kg."""
        return self.solid_volume * (1 - self.wall_porosity) * self.material.density

    def mean(self, quantity: Callable[[tuple[Wall, ...]], float]) -> float:
        """Return the mean over the sizes of a quantity of the walls."""
        return self.sizes.mean(lambda scale: quantity(self.walls(scale)))

    @property
    def mean_volume(self) -> float:
        """Mean volume of the balls that the particles are, m³."""
        return self.mean(lambda walls: 4 / 3 * math.pi * walls[0].outer ** 3)

    @property
    def mean_mass(self) -> float:
        """Mean mass of the particles, kg."""
        return self.mean(solid_volume) * (1 - self.wall_porosity) * self.material.density
