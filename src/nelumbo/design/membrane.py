"""A membrane: particles packed to a loading and joined by a binder."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nelumbo.design.particle import Particle
from nelumbo.design.quantity import ArealMass, Fraction, Identifier, Part, Share, SurfaceCharge
from nelumbo.design.solid import Solid


class DropAndRoll(Part):
    """Particles drop one by one and roll to a stable seat: dense random packing."""

    method: Literal["drop_and_roll"]


class StickingDrop(Part):
    """Particles drop one by one and stick at first contact with a probability, else roll on.

    Attributes:
        sticking_probability: 0 is drop-and-roll, 1 is ballistic deposition.
    """

    method: Literal["sticking_drop"]
    sticking_probability: Share


Packing = Annotated[DropAndRoll | StickingDrop, Field(discriminator="method")]


class Binder(Part):
    """Polymer that joins the particles in necks and coats their outer surface.

    Attributes:
        mass_fraction: binder mass over the mass of binder and particles.
        neck_share: share of the binder that sits in the contact necks, the rest coats.
        coat_coverage: share of the outer surface that the coat makes inert for lithium plating.
        material: the polymer.
    """

    mass_fraction: Fraction
    neck_share: Share
    coat_coverage: Share
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
        """Number of particles per electrode area N = M/m, 1/m²."""
        return self.mass_loading / self.particle.mass
