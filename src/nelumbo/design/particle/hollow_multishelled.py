"""Concentric porous shells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field

from nelumbo.design.part import Fault, exceeds
from nelumbo.design.particle.model import PrimaryParticle, Wall
from nelumbo.design.particle.sizes import TRUNCATION
from nelumbo.design.quantity import Fraction, Length, Share


class HollowMultishelled(PrimaryParticle):
    """Concentric porous shells, outermost first; a larger particle has larger shells of the same thickness.

    Attributes:
        size_key: name of the value that decides the size.
        shell_outer_radii: outer radius of every shell, outermost first, m.
        shell_thickness: thickness of every shell, m.
        shell_porosity: pore share of a shell's wall (the wall is permeable to electrolyte).
        shell_diffusivity_ratio: salt diffusivity in the nanoporous wall relative to the free electrolyte.
    """

    size_key: ClassVar[str] = "shell_outer_radii"

    shape: Literal["hollow_multishelled"]
    shell_outer_radii: tuple[Length, ...] = Field(min_length=1)
    shell_thickness: Length
    shell_porosity: Fraction
    shell_diffusivity_ratio: Share

    def faults(self) -> Iterator[Fault]:
        """Refuse shells that are not ordered, overlap or are thicker than their radius, in any particle."""
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
        room = min(outer - inner for outer, inner in pairwise((*self.shell_outer_radii, 0.0)))
        smallest = self.sizes.smallest
        if self.size_variation > 0 and room >= t and exceeds(t, smallest * room):
            yield Fault(
                "size_variation",
                f"a variation whose smallest particle is at least {t / room:.3g} times as large as the mean, "
                f"where shells of {_nm(t)} touch",
                f"{self.size_variation:g}: the smallest, {TRUNCATION:g} standard deviations below the median, is "
                f"{smallest:.3g} times as large",
                "make the variation smaller or the shells thinner",
            )

    @property
    def outer_radius(self) -> float:
        """Radius of the mean particle, m."""
        return self.shell_outer_radii[0]

    def walls(self, scale: float = 1.0) -> tuple[Wall, ...]:
        """Return the shells; their radii scale and their thickness does not."""
        radii = (scale * radius for radius in self.shell_outer_radii)
        return tuple(Wall(radius, radius - self.shell_thickness) for radius in radii)

    @property
    def wall_porosity(self) -> float:
        """Pore share of the shells, 1."""
        return self.shell_porosity

    @property
    def wall_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the shells relative to the free electrolyte, 1."""
        return self.shell_diffusivity_ratio


def _nm(length: float) -> str:
    return f"{length * 1e9:.4g} nm"
