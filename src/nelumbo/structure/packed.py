"""A film of spheres or aggregates deposited on the collector and joined by a binder."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nelumbo.design.electrode import Electrode
from nelumbo.design.membrane import DENSEST_FRACTION, Binder, DropAndRoll, Membrane
from nelumbo.errors import StageError
from nelumbo.numerics import reweighted
from nelumbo.structure.amount import built_to
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.binder import EqualSpheres, NecksAndCoat
from nelumbo.structure.bodies import Bodies, bodies_of_mass
from nelumbo.structure.descriptors import (
    close_packed_layers,
    film_thickness,
    mass_variation,
    packing_fraction,
    pinhole_fraction,
    solid_volume_below,
    volume_below,
)
from nelumbo.structure.drying import DryingLid
from nelumbo.structure.image import Region, grid_cells, voxelise
from nelumbo.structure.kept import Kept
from nelumbo.structure.mechanics import FilmMechanics
from nelumbo.structure.model import StructureModel
from nelumbo.structure.packing import deposit, draw_slips, smallest_box, touching_pairs
from nelumbo.structure.result import Particles, Phase, Structure
from nelumbo.structure.surfaces import widest_ball

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


_AFTER_PACKING = ("binder", "inner_share", "surface_charge")
"""Parts of a membrane that packing does not see."""


@dataclass(frozen=True)
class _Bed:
    """Particles as packed, and what follows from them alone.

    Attributes:
        particles: see `Particles`. thickness: of the film, m. spheres: that stand for them where binder is placed.
        mass_variation, pinhole_fraction: see `Structure`.
    """

    particles: Particles
    thickness: float
    spheres: EqualSpheres
    mass_variation: float
    pinhole_fraction: float

    @classmethod
    def of(cls, particles: Particles) -> Self:
        """Return the bed of particles."""
        spheres = EqualSpheres.of(particles)
        variation, pinholes = mass_variation(particles), pinhole_fraction(particles)
        return cls(particles, film_thickness(particles), spheres, variation, pinholes)


@dataclass(frozen=True)
class PackedSpheres(StructureModel):
    """Spheres or aggregates packed one by one (Visscher & Bolsterli 1972; Meakin & Jullien 1987).

    N bodies of the masses m_i weigh M L² or more; then L = √(Σ m_i/M), so that the loading M is exact
    V_b = M w/((1 − w) ρ_b) per area

    A film of a given thickness has the number of bodies in a given box that comes nearest to it, and the loading
    Σ m_i/L². Aggregates grow about their centre (Bennett 1972) and are rigid. Rolled packings are pressed flat by
    the drying meniscus; particles that stick where they touch are not. An electrode without a membrane gives the
    limit of no film. Pores of the shell walls count as pores in the porosity.

    Attributes:
        fewest_particles: primaries wanted in the box. smallest_box: wanted edge of the box, m; the larger of both
            counts.
        most_particles: above which the box stays smaller than wanted, yet never below `packing.smallest_box`.
        contact_gap: particles nearer than this many radii are joined by the binder.
        voxel: finest edge of a voxel, m. largest_image: voxels of an image; coarser voxels keep to it.
        with_image: whether the image is drawn; areas, volumes and mechanics do without.
        drying: flattens rolled packings; ``None`` leaves them as they fell.
        binder: places the binder. mechanics: stiffness and strength.
    """

    equation: ClassVar[str] = "L = √(Σ m_i/M)\nV_b = M w/((1 − w) ρ_b)"
    units: ClassVar[dict[str, str]] = {
        "M": "kg/m^2",
        "m_i": "kg",
        "L": "m",
        "V_b": "m^3/m^2",
        "w": "1",
        "ρ_b": "kg/m^3",
    }
    references: ClassVar[tuple[str, ...]] = ("Visscher1972", "Meakin1987", "Bennett1972")

    fewest_particles: int = 200
    smallest_box: float = 2e-6
    most_particles: int = 4000
    contact_gap: float = 0.01
    voxel: float = 25e-9
    largest_image: int = 1_000_000
    with_image: bool = True
    drying: DryingLid | None = field(default_factory=DryingLid)
    binder: NecksAndCoat = field(default_factory=NecksAndCoat)
    mechanics: FilmMechanics = field(default_factory=FilmMechanics)

    def loops(self, electrode: Electrode) -> frozenset[str]:
        """Return the modules of compiled loops that building takes; a bare collector takes none."""
        if not isinstance(electrode.membrane, Membrane):
            return frozenset()
        kind = electrode.membrane.particle
        packing = {"packing"} if kind.primary is kind else {"rigid", "cluster"}
        return frozenset(packing | {"lid", "distance", "voxels"}) | reweighted.LOOPS

    def build(self, electrode: Electrode, rng: np.random.Generator) -> Structure:
        """Build one realisation.

        Raises:
            StageError: there is more binder than void between the particles.
        """
        return self._built(electrode, lambda: rng, Kept())

    def repeated(self, rng: Callable[[], np.random.Generator]) -> Callable[[Electrode], Structure]:
        """Return a function that builds one film after another, see `StructureModel.repeated`.

        Films that differ in nothing that packing sees have the same particles.
        """
        kept = Kept()
        return lambda electrode: self._built(electrode, rng, kept)

    def _built(self, electrode: Electrode, rng: Callable[[], np.random.Generator], kept: Kept) -> Structure:
        membrane = electrode.membrane
        if membrane is None:
            return bare_structure()
        if not isinstance(membrane, Membrane):
            raise StageError("an image of a film has no particles to pack.", "build it with Films.")
        primary, binder = membrane.particle.primary, membrane.binder
        unbound = membrane.model_copy(update=dict.fromkeys(_AFTER_PACKING))
        bed = kept.once(unbound, lambda: _Bed.of(self.pack(unbound, rng())))
        particles, thickness, spheres = bed.particles, bed.thickness, bed.spheres
        loading = (1 - primary.wall_porosity) * primary.material.density * particles.wall_volume
        binder_volume = self._binder_volume(binder, loading, particles, thickness, spheres)
        placement = self.binder.place(binder_volume, binder.neck_share, spheres)
        voxel = particles.box / grid_cells(particles.box, thickness, self.voxel, self.largest_image)
        region = Region.film(particles, thickness)
        return Structure(
            membrane_thickness=thickness,
            mass_loading=loading,
            binder_loading=binder_volume * binder.material.density,
            layers=close_packed_layers(thickness, membrane.particle.diameter_across),
            porosity=1 - _solid_share(primary.wall_porosity, particles, thickness, binder_volume),
            packing_fraction=packing_fraction(particles, thickness),
            contacts_per_particle=2 * particles.contacts_per_area / particles.per_area,
            contacts_per_area=particles.contacts_per_area,
            mass_variation=bed.mass_variation,
            outer_area=particles.outer_area,
            inner_area=particles.inner_area,
            coated_area=binder.coat_coverage * particles.outer_area if placement.coat > 0 else 0.0,
            cavity_volume=particles.cavity_volume,
            pinhole_fraction=bed.pinhole_fraction,
            widest_passage=kept.once((unbound, placement), lambda: widest_ball(particles, placement, voxel)),
            binder=placement,
            wall_exchange_ratio=primary.exchange_current_ratio,
            mechanics=self.mechanics.evaluate(particles, membrane, placement, thickness),
            particles=particles,
            image=voxelise(particles, placement, region, voxel) if self.with_image else None,
        )

    def pack(self, membrane: Membrane, rng: np.random.Generator) -> Particles:
        """Return the particles of the membrane in a box that holds a whole number of bodies."""
        primary, kind, height = membrane.particle.primary, membrane.particle, membrane.film_thickness
        loading = membrane.mass_loading
        if height is not None:
            loading = height * DENSEST_FRACTION * primary.mean_mass / primary.mean_volume
            density = height * membrane.loosest_fraction / primary.mean_volume
        elif loading is not None:
            density = loading / primary.mean_mass
        else:
            raise ValueError(
                "expected a membrane with a loading, a thickness or layers, got one without; give one"
            )
        wanted = max(self.smallest_box, math.sqrt(self.fewest_particles / density))
        edge = max(smallest_box(kind), min(wanted, math.sqrt(self.most_particles / density)))
        bodies = bodies_of_mass(kind, loading * edge**2, rng)
        drops = rng.random((bodies.count, 2))
        slips = draw_slips(membrane.packing, bodies.count, rng)
        if height is None:
            box = math.sqrt(float(bodies.masses(primary).sum()) / loading)
            return self._film(membrane, bodies, box, drops, slips)

        def film(count: int) -> Particles:
            return self._film(membrane, bodies.leading(count), edge, drops[:count], slips[:count])

        return built_to(height, film, bodies.count, round(0.6 * bodies.count))

    def _film(self, membrane: Membrane, bodies: Bodies, box: float, drops: Array, slips: Ints) -> Particles:
        """Deposit the bodies and press them flat."""
        radii, numbers = bodies.radii, bodies.numbers
        centres = deposit(membrane.packing, bodies, box, drops, slips)
        if self.drying is not None and isinstance(membrane.packing, DropAndRoll):
            centres = self.drying.press(centres, radii, numbers, box)
        return Particles(
            centres=centres,
            walls=bodies.walls,
            wall_phase=Phase.SHELL if membrane.wall_porosity > 0 else Phase.SOLID,
            bodies=numbers,
            box=box,
            contacts=touching_pairs(centres, radii, box, self.contact_gap),
        )

    def _binder_volume(
        self, binder: Binder, loading: float, particles: Particles, thickness: float, spheres: EqualSpheres
    ) -> float:
        """Return the binder's volume, m³/m², for particles of a mass ``loading``, kg/m²."""
        share, density = binder.mass_fraction, binder.material.density
        void = thickness - volume_below(thickness, particles.centres, particles.radii) / particles.area
        most = min(void, self.binder.capacity(spheres))
        wanted = loading * share / ((1 - share) * density)
        if wanted > most:
            largest = most * density / (loading + most * density)
            raise StageError(
                f"a binder mass fraction of {share:.4g} is {wanted * 1e6:.4g} µm³ of binder per µm² of electrode, "
                f"but the voids between the particles hold only {most * 1e6:.4g} µm³ per µm².",
                f"Set binder.mass_fraction to at most {math.floor(largest * 1e3) / 1e3:.3f}.",
            )
        return wanted


def _solid_share(wall_porosity: float, particles: Particles, thickness: float, binder_volume: float) -> float:
    """Share of the film's volume that is metal or binder; the binder is as high up as the particles are."""
    submerged = volume_below(thickness, particles.centres, particles.radii)
    whole = 4 / 3 * math.pi * float(np.sum(particles.radii**3))
    metal = (1 - wall_porosity) * solid_volume_below(thickness, particles) / particles.area
    return (metal + binder_volume * submerged / whole) / thickness
