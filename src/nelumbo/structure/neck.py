"""The ring of binder held at the contact of two spheres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from scipy.optimize import brentq

from nelumbo.law import Law


@dataclass(frozen=True)
class PendularNeck(Law):
    """Toroidal ring between two equal touching spheres that it wets completely (Rose 1958).

    V = 2πR³ (sec β − 1)² [1 − (π/2 − β) tan β],  a = R (1 + tan β − sec β)

    Attributes:
        largest_half_angle: the neck grows no further than this β, rad; what is left over goes elsewhere. At 45°
            the rings of neighbouring contacts of a dense packing begin to merge.
    """

    equation: ClassVar[str] = "V = 2πR³ (sec β − 1)² [1 − (π/2 − β) tan β]\na = R (1 + tan β − sec β)"
    units: ClassVar[dict[str, str]] = {"V": "m^3", "R": "m", "β": "rad", "a": "m"}
    references: ClassVar[tuple[str, ...]] = ("Rose1958",)

    largest_half_angle: float = math.pi / 4

    def volume(self, half_angle: float, radius: float) -> float:
        """Return V, m³, for β in rad and R in m."""
        bracket = 1 - (math.pi / 2 - half_angle) * math.tan(half_angle)
        return 2 * math.pi * radius**3 * (1 / math.cos(half_angle) - 1) ** 2 * bracket

    def waist(self, half_angle: float, radius: float) -> float:
        """Return the radius a of the narrowest cross-section, m."""
        return radius * (1 + math.tan(half_angle) - 1 / math.cos(half_angle))

    def half_angle(self, volume: float, radius: float) -> float:
        """Return β, rad, of a neck that holds ``volume``, m³, at most `largest_half_angle`."""
        if volume <= 0:
            return 0.0
        if volume >= self.volume(self.largest_half_angle, radius):
            return self.largest_half_angle
        return float(
            brentq(lambda angle: self.volume(angle, radius) - volume, 0.0, self.largest_half_angle, xtol=1e-14)
        )
