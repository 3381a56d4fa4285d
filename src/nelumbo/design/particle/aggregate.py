"""A rigid cluster of touching particles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from nelumbo.design.part import Fault, exceeds
from nelumbo.design.particle.hollow_multishelled import HollowMultishelled
from nelumbo.design.particle.model import ParticleKind
from nelumbo.design.particle.solid_sphere import SolidSphere
from nelumbo.design.quantity import Length


class Aggregate(ParticleKind):
    """A compact rigid cluster of touching primary particles.

    D = 2 √(5/3) R_g is the diameter of a ball with the same radius of gyration R_g, in which the primaries count
    as balls. A cluster grows until it reaches its diameter.

    Attributes:
        size_key: name of the value that decides the size.
        primary: the particle that it consists of. diameter: D of the mean aggregate, m.
    """

    size_key: ClassVar[str] = "diameter"

    shape: Literal["aggregate"]
    primary: Annotated[SolidSphere | HollowMultishelled, Field(discriminator="shape")]
    diameter: Length

    def faults(self) -> Iterator[Fault]:
        """Refuse an aggregate that is smaller than one of its particles."""
        least = self.primary.diameter_across / self.sizes.smallest
        if exceeds(least, self.diameter):
            yield Fault(
                "diameter",
                f"at least {least * 1e9:.4g} nm, so that the smallest aggregate holds a primary particle",
                f"{self.diameter * 1e9:.4g} nm",
                "make the aggregates larger or their particles smaller",
            )

    @property
    def diameter_across(self) -> float:
        """Diameter of the mean aggregate, m."""
        return self.diameter

    @property
    def largest_extent(self) -> float:
        """No aggregate is longer: the diameter of the largest, and a primary particle at both ends, m."""
        return self.diameter * self.sizes.largest + 2 * self.primary.largest_extent

    @property
    def loosest_fraction(self) -> float:
        """Share of its ball that the primaries of an aggregate fill at least, 1.

        Clusters of 2 to 200 equal spheres fill 0.42 to 0.63; fewer sizes fill a little more.
        """
        return 0.4
