"""Stiffness and strength of the bonds of a film: a neck of binder in series with the particles at both ends."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nelumbo.design.membrane import Membrane
from nelumbo.law import Law
from nelumbo.structure.neck import PendularNeck
from nelumbo.structure.particle_end import ParticleEnd
from nelumbo.structure.result import BinderPlacement, Particles

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Bonds(Law):
    """The bonds between the rigid bodies of a film, one per contact of two bodies.

    A = π a²,  I = π a⁴/4,  l = V/A,  G = E/(2(1+ν));  c = c₁ + c₂ of the particles at both ends
    1/K_n = l/(E A) + c,  1/K_t = l/(G A) + c (2−ν_p)/(2(1−ν_p))
    1/K_r = l/(E I) + 3c/(2a²),  1/K_w = l/(2 G I) + 3c/(4(1−ν_p)a²)
    N_u = min(σ_b A, F₁, F₂),  V_u = min(σ_b A/√3, F₁, F₂),  M_u = 4a N_u/(3π)
    u = √(max(N/N_u + M/M_u, 0)² + (V/V_u)²)

    Waist a and volume V are those of the neck. c is a shell's compliance (Reissner 1946) with inner shells in
    parallel by their share, or that of a rigid punch on a half-space, 1/(2E*a) (Johnson 1985), whose ratios for
    drag, rocking and turning are taken over for shells. Strengths are of the fully plastic neck: tension σ_b,
    shear σ_b/√3 (von Mises), bending with half the section in tension and half in compression, whose centroids
    lie 4a/(3π) off the axis; F is the crush force of a shell, and a compact sphere is stronger than its necks.
    The bond breaks at u = 1. Adding N and M is on the safe side of plastic interaction; torsion does not count.

    Attributes:
        bodies: shape (m, 2), the two ends. levers: (m, 2, 3), from the centre of either end to the contact, m.
        normals: (m, 3), unit vector from the first to the second particle.
        normal, tangential: K_n, K_t, (m,), N/m. twisting, bending: K_w, K_r, (m,), N m.
        tension, shear: N_u, V_u, (m,), N. moment: M_u, (m,), N m.
    """

    equation: ClassVar[str] = (
        "A = π a²; I = π a⁴/4; l = V/A; G = E/(2(1+ν)); c = c₁ + c₂\n"
        "1/K_n = l/(E A) + c; 1/K_t = l/(G A) + c (2−ν_p)/(2(1−ν_p))\n"
        "1/K_r = l/(E I) + 3c/(2a²); 1/K_w = l/(2 G I) + 3c/(4(1−ν_p)a²)\n"
        "N_u = min(σ_b A, F₁, F₂); V_u = min(σ_b A/√3, F₁, F₂); M_u = 4a N_u/(3π)\n"
        "u = √(max(N/N_u + M/M_u, 0)² + (V/V_u)²)"
    )
    units: ClassVar[dict[str, str]] = {
        "A": "m^2",
        "I": "m^4",
        "a": "m",
        "l": "m",
        "V": "m^3 (volume), N (force)",
        "E": "Pa",
        "G": "Pa",
        "ν": "1",
        "ν_p": "1",
        "c": "m/N",
        "K_n": "N/m",
        "K_t": "N/m",
        "K_r": "N m",
        "K_w": "N m",
        "N_u": "N",
        "V_u": "N",
        "M_u": "N m",
        "σ_b": "Pa",
        "F₁": "N",
        "u": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Reissner1946", "Johnson1985", "Mindlin1949", "Potyondy2004")

    bodies: Ints
    levers: Array
    normals: Array
    normal: Array
    tangential: Array
    twisting: Array
    bending: Array
    tension: Array
    shear: Array
    moment: Array

    @classmethod
    def between(cls, particles: Particles, membrane: Membrane, placement: BinderPlacement) -> Self:
        """Return the bonds of a film; without a neck nothing holds, and within a rigid body nothing gives."""
        ends = particles.bodies[particles.contacts]
        joined = np.flatnonzero((ends[:, 0] != ends[:, 1]) & (placement.half_angle > 0))
        waist = waists(placement, particles.contact_radii[joined])
        volume = _NECK.volume(placement.half_angle, 1.0) * particles.contact_radii[joined] ** 3
        area, inertia = math.pi * waist**2, math.pi * waist**4 / 4
        length = volume / area
        binder, end = membrane.binder.material, ParticleEnd.of(membrane)
        shear_modulus = binder.youngs_modulus / (2 * (1 + binder.poisson_ratio))
        walls = [particles.walls[particles.contacts[joined, side]] for side in (0, 1)]
        give = sum((end.compliance(w, waist) for w in walls), np.zeros(len(joined)))
        crush = np.minimum(*(end.crush(w, waist) for w in walls))
        tension = np.minimum(binder.strength * area, crush)
        levers, normals = _geometry(particles, joined)
        return cls(
            bodies=ends[joined],
            levers=levers,
            normals=normals,
            normal=1 / (length / (binder.youngs_modulus * area) + give),
            tangential=1 / (length / (shear_modulus * area) + give * end.punch.tangential_ratio()),
            twisting=1 / (length / (2 * shear_modulus * inertia) + give * end.punch.twisting_ratio(waist)),
            bending=1 / (length / (binder.youngs_modulus * inertia) + give * end.punch.bending_ratio(waist)),
            tension=tension,
            shear=np.minimum(binder.strength * area / math.sqrt(3), crush),
            moment=4 * waist / (3 * math.pi) * tension,
        )

    def __len__(self) -> int:
        return len(self.bodies)

    def subset(self, which: Ints) -> Bonds:
        """Return the bonds ``which``."""
        return Bonds(*(getattr(self, f.name)[which] for f in fields(self)))

    @property
    def branches(self) -> Array:
        """Vector from the centre of the first to that of the second body, (m, 3), m."""
        return np.asarray(self.levers[:, 0] - self.levers[:, 1])

    def utilisation(self, forces: Array) -> Array:
        """Return u, (m,), of ``forces``, (m, 6): N, two parts of V, the torque, two parts of M."""
        bent = np.hypot(forces[:, 4], forces[:, 5]) / self.moment
        sheared = np.hypot(forces[:, 1], forces[:, 2]) / self.shear
        used: Array = np.hypot(np.maximum(forces[:, 0] / self.tension + bent, 0.0), sheared)
        return used


_NECK = PendularNeck()


def waists(placement: BinderPlacement, radii: Array) -> Array:
    """Return the radius, (k,), m, of the waist of necks between equal spheres of ``radii``, (k,), m."""
    return np.asarray(_NECK.waist(placement.half_angle, 1.0) * radii)


def body_centres(particles: Particles) -> Array:
    """Return the mean of every body's centres, (k, 3), m, its members taken nearest to the first of them."""
    _, first, size = np.unique(particles.bodies, return_index=True, return_counts=True)
    start = particles.centres[first]
    offset = particles.centres - start[particles.bodies]
    offset[:, :2] -= particles.box * np.round(offset[:, :2] / particles.box)
    total = np.zeros_like(start)
    np.add.at(total, particles.bodies, offset)
    return np.asarray(start + total / size[:, None])


def _geometry(particles: Particles, joined: Ints) -> tuple[Array, Array]:
    """Return levers, (m, 2, 3), m, and normals, (m, 3): the contact halves the gap of the two spheres."""
    contacts, branches = particles.contacts[joined], particles.branches[joined]
    distance = np.linalg.norm(branches, axis=1)
    normals = branches / distance[:, None]
    first, second = (particles.radii[ends] for ends in contacts.T)
    to_contact = (distance + first - second) / 2
    arm = particles.centres - body_centres(particles)[particles.bodies]
    arm[:, :2] -= particles.box * np.round(arm[:, :2] / particles.box)
    levers = np.stack(
        [
            arm[contacts[:, 0]] + to_contact[:, None] * normals,
            arm[contacts[:, 1]] - (distance - to_contact)[:, None] * normals,
        ],
        axis=1,
    )
    return levers, normals
