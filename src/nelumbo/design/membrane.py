"""A membrane: particles packed to a loading, a thickness or a number of layers, and joined by a binder."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from nelumbo.design.part import Fault, Part, exceeds
from nelumbo.design.particle import Particle
from nelumbo.design.quantity import ArealMass, Fraction, Identifier, Length, NumberFromOne, Share, SurfaceCharge
from nelumbo.design.solid import Solid
from nelumbo.units import MG_PER_CM2, MICROMETRE


class DropAndRoll(Part):
    """Particles drop one by one and roll to a stable seat: dense random packing."""

    method: Literal["drop_and_roll"]

    @property
    def sticking(self) -> float:
        """Probability to stick at a contact, 1."""
        return 0.0

    @property
    def loosest_fraction(self) -> float:
        """Packing fraction below which such a packing is not stable.

        Random loose packing, 0.55 in bulk (Onoda and Liniger 1990, doi 10.1103/PhysRevLett.64.2727), less a
        tenth for the layer at the collector.
        """
        return 0.5

    @property
    def open_top(self) -> float:
        """By how many particles the top of a film stands open: 0, drying presses it flat."""
        return 0.0


class StickingDrop(Part):
    """Particles drop one by one and stick at first contact with a probability, else roll on.

    Attributes:
        sticking_probability: 0 is drop-and-roll, 1 is ballistic deposition.
    """

    method: Literal["sticking_drop"]
    sticking_probability: Share

    @property
    def sticking(self) -> float:
        """Probability to stick at a contact, 1."""
        return self.sticking_probability

    @property
    def loosest_fraction(self) -> float:
        """Packing fraction that ballistic deposition does not fall below.

        About 0.15 in bulk (Lubachevsky, Privman and Roy 1993, arXiv cond-mat/9207014), less a little for the
        open top of a thick film.
        """
        return 0.14

    @property
    def open_top(self) -> float:
        """By how many particles the top of a film stands open: towers of two on the rest."""
        return 2.0


THICKEST_FILM = 200e-6
"""Thickness of a film beyond which a unit must be wrong, m: ten separators."""

DENSEST_FRACTION = math.pi / math.sqrt(18)
"""Packing fraction of close-packed equal spheres."""

LAYER_SPACING = math.sqrt(2 / 3)
"""Height of a layer of close-packed spheres on the one below, over their diameter."""


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

    How much of them there is says exactly one of the loading, the thickness and the number of layers. A film of a
    given thickness or number of layers has the mass loading that comes out when it is built.

    Attributes:
        mass_loading: mass of the particles' metal per area, kg/m² (binder excluded).
        same_loading_as: the electrode whose mass loading this one copies; resolved when the design is read.
        thickness: height of the film, m. layers: its height in close-packed layers of the particles.
        inner_share: share κ ∈ [0, 1] of the load that inner shells carry.
        surface_charge: fixed charge on the pore walls, C/m².
    """

    particle: Particle
    packing: Packing
    binder: Binder
    mass_loading: ArealMass | None = None
    same_loading_as: Identifier | None = None
    thickness: Length | None = None
    layers: NumberFromOne | None = None
    inner_share: Share
    surface_charge: SurfaceCharge

    @property
    def film_thickness(self) -> float | None:
        """Thickness that the film is built to, m: given, or d(1 + (layers − 1) √(2/3)); ``None`` for a loading."""
        if self.layers is None:
            return self.thickness
        return self.particle.diameter_across * (1 + (self.layers - 1) * LAYER_SPACING)

    @property
    def particles_per_area(self) -> float | None:
        """Number of primary particles per electrode area N = M/m, 1/m²; ``None`` without a loading."""
        return None if self.mass_loading is None else self.mass_loading / self.particle.primary.mean_mass

    @property
    def wall_porosity(self) -> float:
        """Pore share of the particles' walls, 1."""
        return self.particle.primary.wall_porosity

    @property
    def wall_nucleation_overpotential(self) -> float | None:
        """Overpotential before lithium forms on the particles' walls, V, if it is stated."""
        return self.particle.primary.nucleation_overpotential

    @property
    def wall_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the particles' walls relative to the free electrolyte, 1."""
        return self.particle.primary.wall_diffusivity_ratio

    @property
    def binder_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the binder relative to the free electrolyte, 1."""
        return self.binder.diffusivity_ratio

    @property
    def binder_loading(self) -> float | None:
        """Mass of binder per area M w/(1 − w), kg/m²; ``None`` without a loading."""
        share = self.binder.mass_fraction
        return None if self.mass_loading is None else self.mass_loading * share / (1 - share)

    @property
    def loosest_fraction(self) -> float:
        """Packing fraction of the primary particles that the film does not fall below, 1."""
        return self.packing.loosest_fraction * self.particle.loosest_fraction

    @property
    def largest_binder_fraction(self) -> float:
        """Binder mass fraction that would fill the voids of the loosest film; none of these particles holds more.

        For a loading the voids are N v (1/φ − 1) + t d, with the mean volume v, the loosest packing fraction φ and
        a top that is open by t particles; a film of less than one dense layer is no thicker than one particle,
        d − N v. A film of a given thickness h holds at least N v = φ (h − d).
        """
        primary, size = self.particle.primary, self.particle.largest_extent
        height = self.film_thickness
        if height is not None:
            spheres = self.loosest_fraction * max(0.0, height - size)
            void = height - spheres
        else:
            spheres = (self.particles_per_area or 0.0) * primary.mean_volume
            dense = spheres * (1 / self.loosest_fraction - 1) + self.packing.open_top * size
            void = max(dense, size - spheres)
        binder = void * self.binder.material.density
        return binder / (binder + spheres / primary.mean_volume * primary.mean_mass)

    @property
    def largest_loading(self) -> float:
        """Mass loading of a film as thick as `THICKEST_FILM` in the densest packing of spheres, kg/m²."""
        primary = self.particle.primary
        return THICKEST_FILM * DENSEST_FRACTION * primary.mean_mass / primary.mean_volume

    def faults(self) -> Iterator[Fault]:
        """Refuse a film of wrong units, and more binder than the loosest packing of these particles can hold."""
        thickest = f"{THICKEST_FILM / MICROMETRE:g} um"
        size = f"{self.particle.diameter_across / MICROMETRE:.4g} um across"
        given = [key for key in AMOUNTS if key != "same_loading_as" and getattr(self, key) is not None]
        if len(given) != 1:
            yield amount_fault(given)
            return
        if self.particle.diameter_across > THICKEST_FILM:
            expected = f"particles smaller than the thickest film, {thickest}"
            remedy = "make the particles smaller; is the unit right?"
            yield Fault(f"particle.{self.particle.size_key}", expected, size, remedy)
            return
        height = self.film_thickness
        if height is not None:
            got = f"{height / MICROMETRE:.4g} um"
            if exceeds(height, THICKEST_FILM):
                yield Fault(given[0], f"a film of at most {thickest}", got, "make it thinner; is the unit right?")
            if exceeds(self.particle.diameter_across, height):
                remedy = "make the film thicker or its particles smaller"
                yield Fault(given[0], f"a film not thinner than its particles, {size}", got, remedy)
        elif self.mass_loading is not None and self.mass_loading > self.largest_loading:
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


AMOUNTS = ("mass_loading", "same_loading_as", "thickness", "layers")
"""Keys of a membrane of which one says how much of the particles there is."""


def amount_fault(given: Sequence[str]) -> Fault:
    """Say that none or several of `AMOUNTS` are given."""
    expected = f"one of {', '.join(AMOUNTS[:-1])} and {AMOUNTS[-1]}"
    if not given:
        remedy = (
            'add mass_loading = "0.21 mg/cm^2", same_loading_as = "ELECTRODE", thickness = "2 um" or layers = 2'
        )
        return Fault(AMOUNTS[0], expected, "none of them", remedy)
    return Fault(given[1], expected, " and ".join(given), f"keep one of the {len(given)}")
