"""A film of equal spheres deposited on the collector and joined by a binder."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from nelumbo.design.electrode import Electrode
from nelumbo.design.membrane import DropAndRoll, Membrane
from nelumbo.errors import StageError
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.binder import NecksAndCoat
from nelumbo.structure.drying import DryingLid
from nelumbo.structure.image import grid_cells, voxelise
from nelumbo.structure.mechanics import FilmMechanics
from nelumbo.structure.model import StructureModel
from nelumbo.structure.packing import (
    SMALLEST_BOX,
    close_packed_layers,
    deposit_spheres,
    film_thickness,
    pinhole_fraction,
    touching_pairs,
    volume_below,
)
from nelumbo.structure.result import Particles, Phase, Structure


@dataclass(frozen=True)
class PackedSpheres(StructureModel):
    """Spheres packed to a mass loading (Visscher & Bolsterli 1972; Meakin & Jullien 1987).

    n = M/m,  N = ⌈n L²⌉, then L = √(N/n), so that the loading is exact
    V_b = M w/((1 − w) ρ_b) per area

    Rolled packings are pressed flat by the drying meniscus; particles that stick where they touch are not.
    An electrode without a membrane gives the limit of no film. Pores of the shell walls count as pores in the
    porosity.

    Attributes:
        fewest_particles: wanted in the box. smallest_box: wanted edge of the box, m; the larger of both counts.
        most_particles: above which the box stays smaller than wanted, yet never below ten particle radii.
        contact_gap: particles nearer than this many radii are joined by the binder.
        voxel: finest edge of a voxel, m. largest_image: voxels of an image; coarser voxels keep to it.
        drying: flattens rolled packings; ``None`` leaves them as they fell.
        binder: places the binder. mechanics: stiffness and strength.
    """

    equation: ClassVar[str] = "n = M/m; N = n L²\nV_b = M w/((1 − w) ρ_b)"
    units: ClassVar[dict[str, str]] = {
        "n": "1/m^2",
        "M": "kg/m^2",
        "m": "kg",
        "N": "1",
        "L": "m",
        "V_b": "m^3/m^2",
        "w": "1",
        "ρ_b": "kg/m^3",
    }
    references: ClassVar[tuple[str, ...]] = ("Visscher1972", "Meakin1987")

    fewest_particles: int = 200
    smallest_box: float = 2e-6
    most_particles: int = 4000
    contact_gap: float = 0.01
    voxel: float = 25e-9
    largest_image: int = 1_000_000
    drying: DryingLid | None = field(default_factory=DryingLid)
    binder: NecksAndCoat = field(default_factory=NecksAndCoat)
    mechanics: FilmMechanics = field(default_factory=FilmMechanics)

    def build(self, electrode: Electrode, rng: np.random.Generator) -> Structure:
        """Build one realisation.

        Raises:
            StageError: there is more binder than void between the particles.
        """
        membrane = electrode.membrane
        if membrane is None:
            return bare_structure()
        particle = membrane.particle.primary
        particles = self.pack(membrane, rng)
        radius = particle.outer_radius
        count, contacts = particles.per_area, particles.contacts_per_area
        thickness = film_thickness(particles.centres, radius)
        binder_volume = self._binder_volume(membrane, particles, thickness)
        placement = self.binder.place(binder_volume, membrane.binder.neck_share, radius, count, contacts)
        outer_area = count * 4 * math.pi * radius**2
        cells = grid_cells(particles.box, thickness, self.voxel, self.largest_image)
        return Structure(
            membrane_thickness=thickness,
            mass_loading=count * particle.mass,
            binder_loading=binder_volume * membrane.binder.material.density,
            layers=close_packed_layers(thickness, radius),
            porosity=1 - _solid_share(membrane, particles, thickness, binder_volume),
            contacts_per_particle=2 * contacts / count,
            outer_area=outer_area,
            inner_area=count * particle.inner_area,
            coated_area=membrane.binder.coat_coverage * outer_area if placement.coat > 0 else 0.0,
            cavity_volume=count * particle.cavity_volume,
            pinhole_fraction=pinhole_fraction(particles.centres, radius, particles.box),
            binder_coat=placement.coat,
            neck_radius=placement.neck_radius,
            wall_exchange_ratio=particle.exchange_current_ratio,
            mechanics=self.mechanics.evaluate(particles, membrane, placement, thickness),
            particles=particles,
            image=voxelise(particles, placement, thickness, cells),
        )

    def pack(self, membrane: Membrane, rng: np.random.Generator) -> Particles:
        """Return the particles of the membrane in a box that holds a whole number of them."""
        particle, density = membrane.particle.primary, membrane.particles_per_area
        radius = particle.outer_radius
        wanted = max(self.smallest_box, math.sqrt(self.fewest_particles / density))
        edge = max(SMALLEST_BOX * radius, min(wanted, math.sqrt(self.most_particles / density)))
        count = math.ceil(density * edge**2 - 1e-9)
        box = math.sqrt(count / density)
        centres = deposit_spheres(membrane.packing, count, radius, box, rng)
        if self.drying is not None and isinstance(membrane.packing, DropAndRoll):
            centres = self.drying.press(centres, radius, box)
        return Particles.alike(
            centres,
            [(wall.outer, wall.inner) for wall in particle.walls()],
            Phase.SHELL if particle.wall_porosity > 0 else Phase.SOLID,
            box,
            touching_pairs(centres, radius, box, self.contact_gap),
        )

    def _binder_volume(self, membrane: Membrane, particles: Particles, thickness: float) -> float:
        share, density = membrane.binder.mass_fraction, membrane.binder.material.density
        radius = membrane.particle.primary.outer_radius
        void = thickness - volume_below(thickness, particles.centres, radius) / particles.area
        held = self.binder.capacity(radius, particles.per_area, particles.contacts_per_area)
        most = min(void, held)
        wanted = membrane.mass_loading * share / ((1 - share) * density)
        if wanted > most:
            largest = most * density / (membrane.mass_loading + most * density)
            raise StageError(
                f"a binder mass fraction of {share:.4g} is {wanted * 1e6:.4g} µm³ of binder per µm² of electrode, "
                f"but the voids between the particles hold only {most * 1e6:.4g} µm³ per µm².",
                f"Set binder.mass_fraction to at most {math.floor(largest * 1e3) / 1e3:.3f}.",
            )
        return wanted


def _solid_share(membrane: Membrane, particles: Particles, thickness: float, binder_volume: float) -> float:
    """Share of the film's volume that is metal or binder; the binder is as high up as the particles are."""
    centres, volume = particles.centres, particles.area * thickness
    primary = membrane.particle.primary
    walls = sum(
        volume_below(thickness, centres, wall.outer) - volume_below(thickness, centres, wall.inner)
        for wall in primary.walls()
    )
    submerged = volume_below(thickness, centres, primary.outer_radius)
    whole = len(centres) * 4 / 3 * math.pi * primary.outer_radius**3
    return ((1 - primary.wall_porosity) * walls + binder_volume * particles.area * submerged / whole) / volume
