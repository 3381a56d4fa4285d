"""What the structure stage hands on."""

from __future__ import annotations

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
    def branches(self) -> NDArray[np.float64]:
        """Vector from the first to the second particle of every contact, the shortest of its images, (m, 3), m."""
        first, second = self.contacts.T
        vectors: NDArray[np.float64] = self.centres[second] - self.centres[first]
        vectors[:, :2] -= self.box * np.round(vectors[:, :2] / self.box)
        return vectors

    @property
    def contact_radii(self) -> NDArray[np.float64]:
        """Radius of equal spheres with the same gap at every contact, 2 R₁R₂/(R₁ + R₂), shape (m,), m."""
        first, second = (self.radii[ends] for ends in self.contacts.T)
        reduced: NDArray[np.float64] = 2 * first * second / (first + second)
        return reduced


@dataclass(frozen=True)
class Mechanics:
    """Elasticity and strength of the film, zero for a bare collector.

    Attributes:
        modulus: in-plane Young's modulus, Pa. poisson_ratio: 1. bending_stiffness: per width, N m.
        strength: in-plane tensile strength, Pa. failure_strain: 1.
        puncture_pressure: mean over sites for a tip of `puncture_radius`, Pa. puncture_radius: m.
    """

    modulus: float
    poisson_ratio: float
    bending_stiffness: float
    strength: float
    failure_strain: float
    puncture_pressure: float
    puncture_radius: float


@dataclass(frozen=True)
class Structure:
    """A film as built; a bare collector is the limit in which every length, area and stiffness is zero.

    Attributes:
        membrane_thickness: height below which 98 % of the particle tops lie, m.
        mass_loading: metal of the particles per area, kg/m². binder_loading: kg/m².
        layers: how many close-packed layers of the particles are as high as the film, 1 + (h − d)/(d √(2/3)),
            rounded to 0.1 only when reported.
        porosity: share of the film's volume (up to its thickness) filled by electrolyte, cavities and the pores of
            the shell walls included.
        contacts_per_particle: mean coordination number.
        outer_area, inner_area: faces of the particles outside and inside, m² per m² of electrode.
        coated_area: part of the outer area that the binder coat makes inert, m²/m².
        cavity_volume: volume inside the particles that lithium can fill, m³/m².
        pinhole_fraction: share of the electrode seen straight through the film.
        binder_coat: thickness of the coat, m. neck_radius: radius of the contact necks, m.
        wall_exchange_ratio: exchange current density on inner walls relative to lithium.
        mechanics: see `Mechanics`.
        particles: positions, ``None`` for a bare collector.
        image: voxels of the film, ``None`` for a bare collector.
    """

    membrane_thickness: float
    mass_loading: float
    binder_loading: float
    layers: float
    porosity: float
    contacts_per_particle: float
    outer_area: float
    inner_area: float
    coated_area: float
    cavity_volume: float
    pinhole_fraction: float
    binder_coat: float
    neck_radius: float
    wall_exchange_ratio: float
    mechanics: Mechanics
    particles: Particles | None
    image: VoxelImage | None
