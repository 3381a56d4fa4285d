"""Where the binder of a packing sits: in necks at the contacts, the rest in a coat."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from nelumbo.law import Law
from nelumbo.structure.neck import PendularNeck
from nelumbo.structure.result import BinderPlacement, Particles

Array = NDArray[np.float64]


@dataclass(frozen=True)
class EqualSpheres:
    """Equal spheres with the volume, the area and the number of contacts of a packing.

    Attributes:
        radius: R = ⟨R³⟩/⟨R²⟩ of the particles, m. neck_size: R of the equal spheres whose neck holds the mean
            volume of all necks at the same half-angle, ⟨R_c³⟩^⅓ of the contacts, m.
        particles, contacts: n_p, n_c, 1/m².
        coordination: numbers of contacts z that occur, each with its share of the particles.
    """

    radius: float
    neck_size: float
    particles: float
    contacts: float
    coordination: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, particles: Particles) -> Self:
        """Return the equal spheres of a packing; those of equal spheres are themselves."""
        radii = particles.radii
        radius = float(np.sum(radii**3) / np.sum(radii**2))
        reduced = particles.contact_radii
        neck_size = float(np.mean(reduced**3) ** (1 / 3)) if len(reduced) else radius
        count = float(np.sum((radii / radius) ** 2)) / particles.area
        touched = np.bincount(particles.contacts.ravel(), minlength=len(radii))
        numbers, occurrences = np.unique(touched, return_counts=True)
        shares = zip(numbers.tolist(), (occurrences / len(radii)).tolist(), strict=True)
        return cls(radius, neck_size, count, particles.contacts_per_area, tuple(shares))


@dataclass(frozen=True)
class NecksAndCoat(Law):
    """A share f of the binder forms equal necks, up to their largest; the rest thickens a uniform coat.

    V_neck = min(f V_b/n_c, V(β_max));  the coat δ follows from the volume of the union of coat and necks:
    V_b/n_p = ⟨(4π/3)[(R+δ)³ − R³][1 − z(1 − cos θ_m)/2] + z U⟩,  cos θ_m = min(cos β, R/(R+δ))
    U = (2π/3) ∫₀^θ_m [min(max(ρ(θ), R+δ), R/cos θ)³ − R³] sin θ dθ

    ρ(θ) is the free surface of the neck seen from the particle's centre, R/cos θ the plane of the contact. Coats
    and necks of different contacts are taken not to overlap, and a coat grows no thicker than `thickest_coat` of
    its particle's z; ⟨⟩ is the mean over the particles. Necks between unequal particles have the same β on
    the scale of their contact, R_c = 2 R₁R₂/(R₁ + R₂); the coat is that of `EqualSpheres`.

    Attributes:
        neck: shape of the necks. points: of the quadrature over θ.
    """

    equation: ClassVar[str] = (
        "V_neck = min(f V_b/n_c, V(β_max))\n"
        "V_b/n_p = ⟨(4π/3)[(R+δ)³ − R³][1 − z(1 − cos θ_m)/2] + z U⟩\n"
        "U = (2π/3) ∫₀^θ_m [min(max(ρ(θ), R+δ), R/cos θ)³ − R³] sin θ dθ"
    )
    units: ClassVar[dict[str, str]] = {
        "V_neck": "m^3",
        "V_b": "m^3/m^2",
        "V": "m^3",
        "U": "m^3",
        "f": "1",
        "n_c": "1/m^2",
        "n_p": "1/m^2",
        "z": "1",
        "R": "m",
        "δ": "m",
        "ρ": "m",
        "β": "rad",
        "β_max": "rad",
        "θ": "rad",
        "θ_m": "rad",
    }
    references: ClassVar[tuple[str, ...]] = ("Rose1958",)

    neck: PendularNeck = field(default_factory=PendularNeck)
    points: int = 1001

    def place(self, volume: float, neck_share: float, spheres: EqualSpheres) -> BinderPlacement:
        """Place ``volume`` of binder, m³/m², at most `capacity`."""
        per_contact = neck_share * volume / spheres.contacts if spheres.contacts > 0 else 0.0
        angle = self.neck.half_angle(per_contact, spheres.neck_size)
        held = self.neck.volume(angle, spheres.neck_size)

        def missing(coat: float) -> float:
            return self.per_particle(coat, angle, spheres) - volume / spheres.particles

        coat = 0.0
        if volume > spheres.contacts * held * (1 + 1e-6):
            coat = float(brentq(missing, 0.0, _thickest(spheres), xtol=1e-6 * spheres.radius))
        return BinderPlacement(angle, self.neck.waist(angle, spheres.neck_size), held, coat)

    def capacity(self, spheres: EqualSpheres) -> float:
        """Return the most binder, m³/m², that necks and coat can hold."""
        most = self.per_particle(_thickest(spheres), self.neck.largest_half_angle, spheres)
        return spheres.particles * most * (1 - 1e-6)

    def per_particle(self, coat: float, half_angle: float, spheres: EqualSpheres) -> float:
        """Return the binder of coat and necks, mean per particle, m³."""
        coats = [min(coat, thickest_coat(z, spheres.radius)) for z, _ in spheres.coordination]
        parts = {own: self._parts(own, half_angle, spheres.radius) for own in dict.fromkeys(coats)}
        return sum(
            share * _joined(*parts[own], z) for own, (z, share) in zip(coats, spheres.coordination, strict=True)
        )

    def volume(self, coat: float, half_angle: float, coordination: float, radius: float) -> float:
        """Return the binder of coat and necks of a particle with so many contacts, m³."""
        return _joined(*self._parts(coat, half_angle, radius), coordination)

    def _parts(self, coat: float, half_angle: float, radius: float) -> tuple[float, float, float]:
        """Return the volume of a closed coat and of one neck, m³, and 1 − cos θ_m."""
        widest = max(half_angle, math.acos(radius / (radius + coat)))
        shell = 4 * math.pi / 3 * ((radius + coat) ** 3 - radius**3)
        theta = np.linspace(0.0, widest, self.points)
        surface = np.minimum(
            np.maximum(_meniscus(theta, half_angle, radius), radius + coat), radius / np.cos(theta)
        )
        near = 2 * math.pi / 3 * float(np.trapezoid((surface**3 - radius**3) * np.sin(theta), theta))
        return shell, near, 1 - math.cos(widest)


def _joined(shell: float, neck: float, covered: float, coordination: float) -> float:
    """Return the binder, m³, of a coat that so many necks interrupt."""
    return shell * (1 - coordination * covered / 2) + coordination * neck


def thickest_coat(coordination: float, radius: float) -> float:
    """Return the coat, m, at which those of z neighbours close the whole sphere, R/(R+δ) = 1 − 2/z; at most R."""
    return radius * min(1.0, 2 / (coordination - 2)) if coordination > 2 else radius


def _thickest(spheres: EqualSpheres) -> float:
    return max(thickest_coat(z, spheres.radius) for z, _ in spheres.coordination)


def _meniscus(theta: Array, half_angle: float, radius: float) -> Array:
    """Return ρ(θ), from the particle's centre to the neck's free surface; infinite where the ray misses it."""
    centre = radius / math.cos(half_angle)
    square = (centre - radius) ** 2 - (centre * np.sin(half_angle - theta)) ** 2
    distance = centre * np.cos(half_angle - theta) - np.sqrt(np.maximum(square, 0.0))
    return np.where(theta > half_angle, radius, np.where(square >= 0, distance, np.inf))
