"""What every kind of particle says about itself."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from nelumbo.design.part import Part
from nelumbo.design.quantity import PositiveNumber, Share
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


class ParticleKind(Part):
    """A particle that a membrane is packed from: a primary particle, or a rigid body of them.

    Attributes:
        size_key: name of the value that decides the size.
        size_variation: coefficient of variation of the size, log-normal; 0 for equal particles.
    """

    size_key: ClassVar[str]

    size_variation: Share = 0.0

    @property
    @abstractmethod
    def primary(self) -> PrimaryParticle:
        """The primary particle that it consists of."""

    @property
    @abstractmethod
    def diameter_across(self) -> float:
        """Size of the mean particle, m."""


class PrimaryParticle(ParticleKind):
    """A sphere made of concentric walls; a new kind says which.

    Areas, volumes and masses are those of a particle of mean size.

    Attributes:
        material: the metal of the walls. exchange_current_ratio: exchange current density for lithium plating on
            the walls relative to lithium.
    """

    material: Solid
    exchange_current_ratio: PositiveNumber

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
    def solid_volume(self) -> float:
        """Volume of the walls, their pores included, m³."""
        return sum(wall.volume for wall in self.walls())

    @property
    def cavity_volume(self) -> float:
        """Volume inside the particle that lithium can fill, pores of the walls excluded, m³."""
        return 4 / 3 * math.pi * sum(outer**3 - inner**3 for outer, inner in self.gaps())

    @property
    def inner_area(self) -> float:
        """Area of the faces inside the particle (all but the outermost), m²."""
        return 4 * math.pi * sum(outer**2 + inner**2 for outer, inner in self.gaps())

    @property
    def mass(self) -> float:
        """Mass of the particle, kg."""
        return self.solid_volume * (1 - self.wall_porosity) * self.material.density

    def gaps(self, scale: float = 1.0) -> tuple[tuple[float, float], ...]:
        """Return outer and inner radius, m, of every space between walls, the outermost first."""
        walls = self.walls(scale)
        between = tuple((outside.inner, inside.outer) for outside, inside in pairwise(walls))
        return between + (((walls[-1].inner, 0.0),) if walls[-1].inner > 0 else ())
