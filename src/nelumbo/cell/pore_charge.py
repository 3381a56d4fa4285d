"""Fixed charge on pore walls attracts cations and carries current with them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from nelumbo.constants import FARADAY
from nelumbo.law import Law


@dataclass(frozen=True)
class PoreCharge(Law):
    """Donnan equilibrium of a binary salt with pores whose walls carry charge.

    Attributes:
        surface_charge: σ, C/m², negative attracts cations. pore_area: a, wall area per pore volume, 1/m.
        concentration: c of the salt outside, mol/m³. transference: t₊ outside.
    """

    equation: ClassVar[str] = (
        "X = −σ a/F;  c₊ = X/2 + √(X²/4 + c²),  c₋ = c²/c₊;  t₊′ = t₊c₊/(t₊c₊ + (1 − t₊)c₋);  "
        "κ′/κ = (t₊c₊ + (1 − t₊)c₋)/c"
    )
    units: ClassVar[dict[str, str]] = {
        "σ": "C/m^2",
        "a": "1/m",
        "F": "C/mol",
        "X": "mol/m^3",
        "c": "mol/m^3",
        "t₊": "1",
        "κ": "S/m",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    surface_charge: float
    pore_area: float
    concentration: float
    transference: float

    @property
    def cation(self) -> float:
        """Concentration c₊ in the pores, mol/m³."""
        excess = -self.surface_charge * self.pore_area / FARADAY
        return excess / 2 + math.hypot(excess / 2, self.concentration)

    @property
    def pore_transference(self) -> float:
        """t₊′ in the pores."""
        return self.transference * self.cation / (self.conductance * self.concentration)

    @property
    def conductance(self) -> float:
        """κ′/κ, conductivity in the pores over that outside."""
        anion = self.concentration**2 / self.cation
        return (self.transference * self.cation + (1 - self.transference) * anion) / self.concentration
