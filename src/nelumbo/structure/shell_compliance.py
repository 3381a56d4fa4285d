"""How far a particle gives way under a force on a small patch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import kerp

from nelumbo.law import Law

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ShellCompliance(Law):
    """Deflection at the centre of a uniform load over a small circle of a thin spherical shell (Reissner 1946).

    c = A(μ) R √(1−ν²)/(E t²),  μ = [12(1−ν²)]^¼ b/√(R t),  A(μ) = √12 [1 + μ ker′(μ)]/(π μ²),  A(0) = √12/8

    Tabulated by Young & Budynas (2002), table 13.3.

    Attributes:
        modulus: E of the wall, Pa. poisson_ratio: ν.
    """

    equation: ClassVar[str] = (
        "c = A(μ) R √(1−ν²)/(E t²)\nμ = [12(1−ν²)]^¼ b/√(R t)\nA(μ) = √12 [1 + μ ker′(μ)]/(π μ²)"
    )
    units: ClassVar[dict[str, str]] = {
        "c": "m/N",
        "A": "1",
        "μ": "1",
        "R": "m",
        "t": "m",
        "b": "m",
        "E": "Pa",
        "ν": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Reissner1946", "Young2002")

    modulus: float
    poisson_ratio: float

    @staticmethod
    def amplitude(mu: Array) -> Array:
        """Return A(μ); below 10⁻³ its limit, since the bracket there is lost in rounding."""
        safe = np.maximum(mu, 1e-3)
        far = (1 + safe * kerp(safe)) / (math.pi * safe**2)
        return math.sqrt(12) * np.where(mu < 1e-3, 1 / 8, far)

    def compliance(self, radius: Array, thickness: Array, patch: Array) -> Array:
        """Return c, m/N, of shells of mean radius R and thickness t under a load on a circle of radius b, m."""
        clamped = 1 - self.poisson_ratio**2
        mu = (12 * clamped) ** 0.25 * patch / np.sqrt(radius * thickness)
        return np.asarray(self.amplitude(mu) * radius * math.sqrt(clamped) / (self.modulus * thickness**2))
