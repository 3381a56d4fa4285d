"""A membrane: particles packed to a loading and joined by a binder."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from nelumbo.design.part import Fault, Part
from nelumbo.design.particle import Particle
from nelumbo.design.quantity import ArealMass, Fraction, Identifier, Share, SurfaceCharge
from nelumbo.design.solid import Solid
from nelumbo.units import MG_PER_CM2, MICROMETRE


class DropAndRoll(Part):
    """Particles drop one by one and roll to a stable seat: dense random packing."""

    method: Literal["drop_and_roll"]

    @property
    def loosest_fraction(self) -> float:
        """Packing fraction below which such a packing is not stable.

        Random loose packing, 0.55 in bulk (Onoda and Liniger 1990, doi 10.1103/PhysRevLett.64.2727), less a
        tenth for the layer at the collector.
        """
        return 0.5


class StickingDrop(Part):
    """Particles drop one by one and stick at first contact with a probability, else roll on.

    Attributes:
        sticking_probability: 0 is drop-and-roll, 1 is ballistic deposition.
    """

    method: Literal["sticking_drop"]
    sticking_probability: Share

    @property
    def loosest_fraction(self) -> float:
        """Packing fraction that ballistic deposition does not fall below.

        About 0.15 in bulk (Lubachevsky, Privman and Roy 1993, arXiv cond-mat/9207014), less a little for the
        open top of a thin film.
        """
        return 0.14


THICKEST_FILM = 200e-6
"""Thickness of a film beyond which a unit must be wrong, m: ten separators."""

_DENSEST_FRACTION = math.pi / math.sqrt(18)


Packing = Annotated[DropAndRoll | StickingDrop, Field(discriminator="method")]


class Binder(Part):
    """Polymer that joins the particles in necks and coats their outer surface.

    Attributes:
        mass_fraction: binder mass over the mass of binder and particles.
        neck_share: share of the binder that sits in the contact necks, the rest coats.
        coat_coverage: share of the outer surface that the coat makes inert for lithium plating.
        diffusivity_ratio: salt diffusivity in the swollen polymer relative to the free electrolyte.
        material: the polymer.
    """

    mass_fraction: Fraction
    neck_share: Share
    coat_coverage: Share
    diffusivity_ratio: Share
    material: Solid


class Membrane(Part):
    """Particles, how they pack, how much of them, and what joins them.

    Attributes:
        mass_loading: mass of the particles' metal per area, kg/m² (binder excluded).
        same_loading_as: the electrode whose mass loading this one copies; resolved when the design is read.
        inner_share: share κ ∈ [0, 1] of the load that inner shells carry.
        surface_charge: fixed charge on the pore walls, C/m².
    """

    particle: Particle
    packing: Packing
    binder: Binder
    mass_loading: ArealMass
    same_loading_as: Identifier | None = None
    inner_share: Share
    surface_charge: SurfaceCharge

    @property
    def particles_per_area(self) -> float:
        """Number of primary particles of mean size per electrode area N = M/m, 1/m²."""
        return self.mass_loading / self.particle.primary.mass

    @property
    def wall_porosity(self) -> float:
        """Pore share of the particles' walls, 1."""
        return self.particle.primary.wall_porosity

    @property
    def wall_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the particles' walls relative to the free electrolyte, 1."""
        return self.particle.primary.wall_diffusivity_ratio

    @property
    def binder_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the binder relative to the free electrolyte, 1."""
        return self.binder.diffusivity_ratio

    @property
    def binder_loading(self) -> float:
        """Mass of binder per area M w/(1 − w), kg/m²."""
        return self.mass_loading * self.binder.mass_fraction / (1 - self.binder.mass_fraction)

    @property
    def largest_void(self) -> float:
        """Upper bound of the volume between the particles per area, m³/m².

        N v (1/φ − 1) with v = 4π/3 R³ and φ the loosest packing fraction of the method; a film of less than
        one dense layer is no thicker than one particle, 2R − N v.
        """
        radius = self.particle.primary.outer_radius
        spheres = self.particles_per_area * 4 / 3 * math.pi * radius**3
        return max(spheres * (1 / self.packing.loosest_fraction - 1), 2 * radius - spheres)

    @property
    def largest_binder_fraction(self) -> float:
        """Binder mass fraction that would fill `largest_void`; no film of these particles can hold more."""
        binder = self.largest_void * self.binder.material.density
        return binder / (binder + self.mass_loading)

    @property
    def largest_loading(self) -> float:
        """Mass loading of a film as thick as `THICKEST_FILM` in the densest packing of spheres, kg/m²."""
        sphere = 4 / 3 * math.pi * self.particle.primary.outer_radius**3
        return THICKEST_FILM * _DENSEST_FRACTION * self.particle.primary.mass / sphere

    def faults(self) -> Iterator[Fault]:
        """Refuse a film of wrong units, and more binder than the loosest packing of these particles can hold."""
        thickest = f"{THICKEST_FILM / MICROMETRE:g} um"
        if self.particle.diameter_across > THICKEST_FILM:
            yield Fault(
                f"particle.{self.particle.size_key}",
                f"particles smaller than the thickest film, {thickest}",
                f"{self.particle.diameter_across / MICROMETRE:.4g} um across",
                "make the particles smaller; is the unit right?",
            )
            return
        if self.mass_loading > self.largest_loading:
            yield Fault(
                "mass_loading",
                f"at most {self.largest_loading / MG_PER_CM2:.3g} mg/cm^2, a dense film of {thickest}",
                f"{self.mass_loading / MG_PER_CM2:.4g} mg/cm^2",
                "load less; is the unit right?",
            )
        if self.binder.mass_fraction > self.largest_binder_fraction:
            yield Fault(
                "binder.mass_fraction",
                f"at most {self.largest_binder_fraction:.3g}, which fills the voids of the loosest packing",
                f"{self.binder.mass_fraction:g}",
                "use less binder",
            )
