"""Particles of a membrane, by shape."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from nelumbo.design.part import Fault, Part, exceeds
from nelumbo.design.quantity import Fraction, Length, PositiveNumber, Share
from nelumbo.design.solid import Solid


def _nm(length: float) -> str:
    return f"{length * 1e9:.4g} nm"


class SolidSphere(Part):
    """A compact sphere.

    Attributes:
        size_key: name of the value that decides the size.
        diameter: m. material: the metal it is made of. exchange_current_ratio: exchange current density for
            lithium plating on its surface relative to lithium.
    """

    size_key: ClassVar[str] = "diameter"

    shape: Literal["solid_sphere"]
    diameter: Length
    material: Solid
    exchange_current_ratio: PositiveNumber

    @property
    def outer_radius(self) -> float:
        """Radius of the particle, m."""
        return self.diameter / 2

    @property
    def solid_volume(self) -> float:
        """Volume of the sphere, m³."""
        return 4 / 3 * math.pi * self.outer_radius**3

    @property
    def cavity_volume(self) -> float:
        """Volume inside the particle that lithium can fill, m³."""
        return 0.0

    @property
    def inner_area(self) -> float:
        """Area of the faces inside the particle, m²."""
        return 0.0

    @property
    def mass(self) -> float:
        """Mass of the particle, kg."""
        return self.solid_volume * self.material.density


class HollowMultishelled(Part):
    """Concentric porous shells, outermost first.

    Attributes:
        size_key: name of the value that decides the size.
        shell_outer_radii: outer radius of every shell, outermost first, m.
        shell_thickness: thickness of every shell, m.
        shell_porosity: pore share of a shell's wall (the wall is permeable to electrolyte).
        shell_diffusivity_ratio: salt diffusivity in the nanoporous wall relative to the free electrolyte.
        material: the metal of the shells.
        exchange_current_ratio: exchange current density for lithium plating on the shell walls relative to
            lithium.
    """

    size_key: ClassVar[str] = "shell_outer_radii"

    shape: Literal["hollow_multishelled"]
    shell_outer_radii: tuple[Length, ...] = Field(min_length=1)
    shell_thickness: Length
    shell_porosity: Fraction
    shell_diffusivity_ratio: Share
    material: Solid
    exchange_current_ratio: PositiveNumber

    def faults(self) -> Iterator[Fault]:
        """Refuse shells that are not ordered, overlap or are thicker than their radius."""
        t = self.shell_thickness
        for outer, inner in pairwise(self.shell_outer_radii):
            if not exceeds(outer, inner):
                yield Fault(
                    "shell_outer_radii",
                    "decreasing radii, the outermost shell first",
                    f"{_nm(outer)} followed by {_nm(inner)}",
                    "write the radii from the largest to the smallest",
                )
            elif exceeds(inner, outer - t):
                yield Fault(
                    "shell_outer_radii",
                    f"at most {_nm(outer - t)} for the shell inside a shell of outer radius {_nm(outer)} and "
                    f"thickness {_nm(t)}",
                    f"{_nm(inner)}: the shells overlap",
                    "make the inner radius smaller or shell_thickness thinner",
                )
        innermost = min(self.shell_outer_radii)
        if not exceeds(innermost, t):
            yield Fault(
                "shell_thickness",
                f"less than {_nm(innermost)}, the outer radius of the innermost shell",
                _nm(t),
                "make the shells thinner or the innermost radius larger",
            )

    @property
    def outer_radius(self) -> float:
        """Radius of the particle, m."""
        return self.shell_outer_radii[0]

    @property
    def solid_volume(self) -> float:
        """Volume of the shells per particle, pores of the wall included, m³."""
        t = self.shell_thickness
        return sum(4 / 3 * math.pi * (r**3 - (r - t) ** 3) for r in self.shell_outer_radii)

    @property
    def cavity_volume(self) -> float:
        """Volume inside the particle that lithium can fill, pores of the walls excluded, m³."""
        return 4 / 3 * math.pi * self.outer_radius**3 - self.solid_volume

    @property
    def inner_area(self) -> float:
        """Area of all faces inside the particle (all but the outermost), m²."""
        t = self.shell_thickness
        faces = [r - t for r in self.shell_outer_radii] + list(self.shell_outer_radii[1:])
        return sum(4 * math.pi * r**2 for r in faces)

    @property
    def mass(self) -> float:
        """Mass of the particle, kg."""
        return self.solid_volume * (1 - self.shell_porosity) * self.material.density


Particle = Annotated[SolidSphere | HollowMultishelled, Field(discriminator="shape")]
