"""Where the binder of a packing sits: in necks at the contacts, the rest in a coat."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from nelumbo.law import Law
from nelumbo.structure.neck import PendularNeck

Array = NDArray[np.float64]


@dataclass(frozen=True)
class BinderPlacement:
    """Where the binder is.

    Attributes:
        half_angle: β of the necks, rad. neck_radius: at the waist, m. neck_volume: per contact, m³.
        coat: thickness, m.
    """

    half_angle: float
    neck_radius: float
    neck_volume: float
    coat: float


@dataclass(frozen=True)
class NecksAndCoat(Law):
    """A share f of the binder forms equal necks, up to their largest; the rest thickens a uniform coat.

    V_neck = min(f V_b/n_c, V(β_max));  the coat δ follows from the volume of the union of coat and necks:
    V_b/n_p = (4π/3)[(R+δ)³ − R³][1 − z(1 − cos θ_m)/2] + z U,  cos θ_m = min(cos β, R/(R+δ))
    U = (2π/3) ∫₀^θ_m [min(max(ρ(θ), R+δ), R/cos θ)³ − R³] sin θ dθ

    ρ(θ) is the free surface of the neck seen from the particle's centre, R/cos θ the plane of the contact. Coats
    and necks of different contacts are taken not to overlap.

    Attributes:
        neck: shape of the necks. points: of the quadrature over θ.
    """

    equation: ClassVar[str] = (
        "V_neck = min(f V_b/n_c, V(β_max))\n"
        "V_b/n_p = (4π/3)[(R+δ)³ − R³][1 − z(1 − cos θ_m)/2] + z U\n"
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

    def place(
        self, volume: float, neck_share: float, radius: float, particles: float, contacts: float
    ) -> BinderPlacement:
        """Place ``volume`` of binder (m³/m², at most `capacity`) on ``particles`` with ``contacts`` (1/m²)."""
        per_contact = neck_share * volume / contacts if contacts > 0 else 0.0
        angle = self.neck.half_angle(per_contact, radius)
        held = self.neck.volume(angle, radius)
        coordination = 2 * contacts / particles

        def missing(coat: float) -> float:
            return self.volume(coat, angle, coordination, radius) - volume / particles

        coat = 0.0
        if volume > contacts * held * (1 + 1e-6):
            coat = float(brentq(missing, 0.0, thickest_coat(coordination, radius), xtol=1e-6 * radius))
        return BinderPlacement(angle, self.neck.waist(angle, radius), held, coat)

    def capacity(self, radius: float, particles: float, contacts: float) -> float:
        """Return the most binder, m³/m², that necks and coat can hold."""
        coordination = 2 * contacts / particles
        coat = thickest_coat(coordination, radius)
        return particles * self.volume(coat, self.neck.largest_half_angle, coordination, radius) * (1 - 1e-6)

    def volume(self, coat: float, half_angle: float, coordination: float, radius: float) -> float:
        """Return the binder of coat and necks per particle, m³."""
        widest = max(half_angle, math.acos(radius / (radius + coat)))
        shell = 4 * math.pi / 3 * ((radius + coat) ** 3 - radius**3)
        theta = np.linspace(0.0, widest, self.points)
        surface = np.minimum(
            np.maximum(_meniscus(theta, half_angle, radius), radius + coat), radius / np.cos(theta)
        )
        near = 2 * math.pi / 3 * float(np.trapezoid((surface**3 - radius**3) * np.sin(theta), theta))
        return shell * (1 - coordination * (1 - math.cos(widest)) / 2) + coordination * near


def thickest_coat(coordination: float, radius: float) -> float:
    """Return the coat, m, at which those of z neighbours close the whole sphere, R/(R+δ) = 1 − 2/z; at most R."""
    return radius * min(1.0, 2 / (coordination - 2)) if coordination > 2 else radius


def _meniscus(theta: Array, half_angle: float, radius: float) -> Array:
    """Return ρ(θ), from the particle's centre to the neck's free surface; infinite where the ray misses it."""
    centre = radius / math.cos(half_angle)
    square = (centre - radius) ** 2 - (centre * np.sin(half_angle - theta)) ** 2
    distance = centre * np.cos(half_angle - theta) - np.sqrt(np.maximum(square, 0.0))
    return np.where(theta > half_angle, radius, np.where(square >= 0, distance, np.inf))
