"""Creep of lithium: it flows under pressure, ever more easily the higher that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from nelumbo.errors import StageError
from nelumbo.law import Law


@dataclass(frozen=True)
class LithiumCreep(Law):
    """Power-law creep, as the viscosity of a bump under an uneven pressure.

    ε̇ = ε̇₀ (σ_e/σ₀)^m,   μ = σ_e/(3ε̇),   σ_e = √6 p_rms/e

    Lithium is not Newtonian: one secant viscosity stands for the whole surface, that at the largest von Mises
    stress (at the depth 1/k) below a sinusoidal pressure of the rms value of the real one on a half-space. Under
    little pressure lithium hardly flows; some times σ₀ is never exceeded for long. It is right in the order of
    magnitude.

    Attributes:
        strength: σ₀, flow stress at the rate ε̇₀, Pa. rate: ε̇₀, 1/s. exponent: m, 1.
    """

    equation: ClassVar[str] = "ε̇ = ε̇₀ (σ_e/σ₀)^m;  μ = σ_e/(3ε̇);  σ_e = √6 p_rms/e"
    units: ClassVar[dict[str, str]] = {
        "ε̇": "1/s",
        "ε̇₀": "1/s",
        "σ_e": "Pa",
        "σ₀": "Pa",
        "m": "1",
        "μ": "Pa s",
        "p_rms": "Pa",
    }
    references: ClassVar[tuple[str, ...]] = ("LePage2019", "Masias2019", "Johnson1985")

    strength: float
    rate: float = 1e-3
    exponent: float = 6.55

    def __post_init__(self) -> None:
        if not (self.strength > 0 and self.rate > 0 and self.exponent >= 1):
            raise StageError(
                f"creep needs a strength and a rate above zero and an exponent of at least one, not "
                f"{self.strength:.4g} Pa, {self.rate:.4g} 1/s and {self.exponent:.4g}.",
                "give those of lithium, or leave creep out.",
            )

    def viscosity(self, pressure: float) -> float:
        """Return μ, Pa s, under a pressure that varies by p_rms ≥ 0, Pa."""
        stress = math.sqrt(6) / math.e * pressure
        if stress == 0 and self.exponent > 1:
            return math.inf
        thickening = (self.strength / stress) ** (self.exponent - 1)
        return float(self.strength / (3 * self.rate) * thickening)
