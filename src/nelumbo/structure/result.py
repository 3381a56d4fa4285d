"""What the structure stage hands on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray


class Phase(IntEnum):
    """Phases of a voxel image, in the order of its first axis."""

    ELECTROLYTE = 0
    SHELL = 1
    SOLID = 2
    BINDER = 3


@dataclass(frozen=True)
class VoxelImage:
    """Partial volumes of every phase in every voxel.

    Attributes:
        fractions: shape (len(Phase), z, y, x), float32, sums to 1 over the first axis; z points away from the
            collector, x and y are periodic.
        voxel: edge length, m.
    """

    fractions: NDArray[np.float32]
    voxel: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """Number of voxels along z, y, x."""
        _, z, y, x = self.fractions.shape
        return z, y, x


@dataclass(frozen=True)
class Particles:
    """Primary particles in a box that is periodic in x and y; bodies of several of them are rigid while they pack.

    Attributes:
        centres: shape (n, 3), columns x, y, z with the collector at z = 0, m.
        walls: shape (n, w, 2), outer and inner radius of every wall, outermost first, m; the inner radius of a
            compact sphere is 0.
        wall_phase: what the walls are in a voxel image, ``SHELL`` (nanoporous) or ``SOLID``.
        bodies: shape (n,), number of the rigid body that each belongs to, from 0 without gaps.
        box: edge length of the square box, m.
        contacts: shape (m, 2), indices of touching particles.
    """

    centres: NDArray[np.float64]
    walls: NDArray[np.float64]
    wall_phase: Phase
    bodies: NDArray[np.int64]
    box: float
    contacts: NDArray[np.int64]

    @classmethod
    def alike(
        cls,
        centres: NDArray[np.float64],
        walls: Sequence[tuple[float, float]],
        wall_phase: Phase,
        box: float,
        contacts: NDArray[np.int64],
    ) -> Self:
        """Return equal particles with the given walls, outer and inner radius, m, that move singly."""
        each = np.broadcast_to(np.array(walls, float), (len(centres), len(walls), 2)).copy()
        return cls(centres, each, wall_phase, np.arange(len(centres)), box, contacts)

    @property
    def radii(self) -> NDArray[np.float64]:
        """Outer radius of every particle, shape (n,), m."""
        radii: NDArray[np.float64] = self.walls[:, 0, 0]
        return radii

    @property
    def largest_radius(self) -> float:
        """Outer radius of the largest particle, m."""
        return float(self.radii.max())

    @property
    def area(self) -> float:
        """Of the box, m²."""
        return self.box**2

    @property
    def per_area(self) -> float:
        """Number of particles per area, 1/m²."""
        return len(self.centres) / self.area

    @property
    def contacts_per_area(self) -> float:
        """Number of contacts per area, 1/m²."""
        return len(self.contacts) / self.area

    @property
    def outer_area(self) -> float:
        """Area of the outermost faces, m² per m² of electrode."""
        return 4 * math.pi * float(np.sum(self.radii**2)) / self.area

    @property
    def inner_area(self) -> float:
        """Area of all other faces, m² per m² of electrode."""
        faces = np.sum(self.walls[:, :, 1] ** 2) + np.sum(self.walls[:, 1:, 0] ** 2)
        return 4 * math.pi * float(faces) / self.area

    @property
    def wall_volume(self) -> float:
        """Volume of the walls, their pores included, m³ per m² of electrode."""
        return 4 / 3 * math.pi * float(np.sum(self.walls[:, :, 0] ** 3 - self.walls[:, :, 1] ** 3)) / self.area

    @property
    def cavity_volume(self) -> float:
        """Volume between and inside the walls of the particles, m³ per m² of electrode."""
        whole = 4 / 3 * math.pi * float(np.sum(self.radii**3)) / self.area
        return whole - self.wall_volume if np.any(self.walls[:, :, 1] > 0) else 0.0

    @property
    def branches(self) -> NDArray[np.float64]:
        """Vector from the first to the second particle of every contact, the shortest of its images, (m, 3), m."""
        first, second = self.contacts.T
        vectors: NDArray[np.float64] = self.centres[second] - self.centres[first]
        vectors[:, :2] -= self.box * np.round(vectors[:, :2] / self.box)
        return vectors

    @property
    def contact_radii(self) -> NDArray[np.float64]:
        """Radius of equal spheres with the same gap at every contact, 2 R₁R₂/(R₁ + R₂), shape (m,), m."""
        first, second = self.radii[self.contacts].T
        radii: NDArray[np.float64] = 2 * first * second / (first + second)
        return radii


@dataclass(frozen=True)
class BinderPlacement:
    """Where the binder of a film is.

    Attributes:
        half_angle: β of all necks, rad. neck_radius: at the waist of a neck of mean volume, m.
        neck_volume: mean over the contacts, m³. coat: thickness on the outer surfaces, m.
    """

    half_angle: float = 0.0
    neck_radius: float = 0.0
    neck_volume: float = 0.0
    coat: float = 0.0


@dataclass(frozen=True)
class PuncturePressure:
    """Pressure that shears a plug out of the film, over many places.

    Attributes:
        radius: of the tip, m. mean, fifth_percentile, minimum: over places, Pa.
    """

    radius: float
    mean: float
    fifth_percentile: float
    minimum: float


@dataclass(frozen=True)
class IndentationPressure:
    """Largest force on a rigid sphere pushed up through the film over π radius², over some places.

    Attributes:
        radius: of the sphere, m. mean, minimum: over places, Pa.
        rise: of the sphere at the largest force, mean, m. breakthrough: rise at which breaks took the force below
            a set share of the largest, mean over the places where they did, m. pierced: share of these places.
        bonds_broken: at the end of the path, mean number. crushing: largest force on one particle over that at
            which its wall gives way, mean; above 1 the tip dents particles before it breaks bonds, and the true
            pressure is smaller.
    """

    radius: float
    mean: float
    minimum: float
    rise: float
    breakthrough: float
    pierced: float
    bonds_broken: float
    crushing: float


@dataclass(frozen=True)
class Mechanics:
    """Elasticity and strength of the film, zero for a bare collector and for a film that does not hold together.

    Attributes:
        modulus: in-plane Young's modulus, Pa. poisson_ratio: 1. bending_stiffness: per width, N m.
        strength: in-plane tensile strength of the brittle film, Pa. failure_strain: there, 1.
        puncture_pressure: mean over sites for a tip of `puncture_radius`, Pa. puncture_radius: m.
        plastic_strength: in-plane tensile strength if every bond of a cut bears its own, Pa; the truth lies
            between the two. bonds_broken: number in the box that broke while the brittle film tore.
        anisotropy: of the in-plane stiffness, norm of the anisotropic part over the norm, 1.
        punctures: one entry for each radius. indentation: ``None`` where nothing was pushed.
    """

    modulus: float
    poisson_ratio: float
    bending_stiffness: float
    strength: float
    failure_strain: float
    puncture_pressure: float
    puncture_radius: float
    plastic_strength: float = 0.0
    bonds_broken: float = 0.0
    anisotropy: float = 0.0
    punctures: tuple[PuncturePressure, ...] = ()
    indentation: IndentationPressure | None = None


@dataclass(frozen=True)
class Structure:
    """A film as built; a bare collector is the limit in which every length, area and stiffness is zero.

    Attributes:
        membrane_thickness: height below which 98 % of the particle tops lie, m.
        mass_loading: metal of the particles per area, kg/m². binder_loading: kg/m².
        layers: how many close-packed layers of the particles are as high as the film, 1 + (h − d)/(d √(2/3)),
            rounded to 0.1 only when reported; not a number for a film that is known by its image only.
        porosity: share of the film's volume (up to its thickness) filled by electrolyte, cavities and the pores of
            the shell walls included.
        contacts_per_particle: mean coordination number. contacts_per_area: 1/m². Both as ``layers``.
        outer_area, inner_area: faces of the particles outside and inside, m² per m² of electrode.
        coated_area: part of the outer area that the binder coat makes inert, m²/m².
        cavity_volume: volume inside the particles that lithium can fill, m³/m².
        packing_fraction: share of the film's volume that lies within the particles, cavities included.
        mass_variation: coefficient of variation of the metal's mass in windows of 0.5 µm.
        pinhole_fraction: share of the electrode seen straight through the film.
        widest_passage: diameter of the widest ball that gets through the film to the collector, m.
        binder: where the binder is.
        wall_exchange_ratio: exchange current density on inner walls relative to lithium.
        mechanics: see `Mechanics`.
        particles: positions, ``None`` for a bare collector and for a film from an image.
        image: voxels of the film, ``None`` for a bare collector.
    """

    membrane_thickness: float
    mass_loading: float
    binder_loading: float
    layers: float
    porosity: float
    packing_fraction: float
    contacts_per_particle: float
    contacts_per_area: float
    mass_variation: float
    outer_area: float
    inner_area: float
    coated_area: float
    cavity_volume: float
    pinhole_fraction: float
    widest_passage: float
    binder: BinderPlacement
    wall_exchange_ratio: float
    mechanics: Mechanics
    particles: Particles | None
    image: VoxelImage | None
