"""Yield strength of lithium: small is strong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.law import Law
from nelumbo.units import MICROMETRE


@dataclass(frozen=True)
class LithiumYield(Law):
    """Strength of a lithium pillar falls with its diameter down to that of bulk lithium.

    σ_y = max(σ₁ (d/1 µm)^(−n), σ_∞)

    Measured on pillars of 1 to 9.5 µm at room temperature; smaller ones are an extrapolation.

    Attributes:
        at_micrometre: σ₁, Pa. exponent: n, 1. bulk: σ_∞, Pa.
    """

    equation: ClassVar[str] = "σ_y = max(σ₁ (d/1 µm)^(−n), σ_∞)"
    units: ClassVar[dict[str, str]] = {"σ_y": "Pa", "σ₁": "Pa", "d": "m", "n": "1", "σ_∞": "Pa"}
    references: ClassVar[tuple[str, ...]] = ("Xu2017", "Masias2019")

    at_micrometre: float = 105e6
    exponent: float = 0.68
    bulk: float = 0.73e6

    def strength(self, diameter: Any) -> Any:
        """Return σ_y, Pa, for a diameter > 0, m."""
        return np.maximum(self.at_micrometre * (diameter / MICROMETRE) ** -self.exponent, self.bulk)
