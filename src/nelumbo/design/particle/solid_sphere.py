"""A compact sphere."""

from __future__ import annotations

from typing import ClassVar, Literal

from nelumbo.design.particle.model import PrimaryParticle, Wall
from nelumbo.design.quantity import Length


class SolidSphere(PrimaryParticle):
    """A compact sphere.

    Attributes:
        size_key: name of the value that decides the size. diameter: m.
    """

    size_key: ClassVar[str] = "diameter"

    shape: Literal["solid_sphere"]
    diameter: Length

    @property
    def outer_radius(self) -> float:
        """Radius of the mean particle, m."""
        return self.diameter / 2

    def walls(self, scale: float = 1.0) -> tuple[Wall, ...]:
        """Return the sphere as one wall without a hollow."""
        return (Wall(scale * self.outer_radius, 0.0),)

    @property
    def wall_porosity(self) -> float:
        """0: nothing passes through the metal."""
        return 0.0

    @property
    def wall_diffusivity_ratio(self) -> float:
        """0: nothing passes through the metal."""
        return 0.0
