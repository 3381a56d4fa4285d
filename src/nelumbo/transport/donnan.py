"""Fixed charge on pore walls attracts counter-ions, which also carry current along the walls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from nelumbo.constants import FARADAY
from nelumbo.law import Law


@dataclass(frozen=True)
class DonnanPore(Law):
    """Donnan equilibrium of an ideal 1:1 salt with a pore, and conduction by the ions that are then in it.

    Derivation. Walls of charge σ per area and area a per volume of liquid hold the fixed concentration
    X = −σ a/F that cations must balance: c₊ = c₋ + X. Equal electrochemical potentials of both ions inside and
    outside give c₊c₋ = c² (Donnan 1911), hence c₊. If each ion keeps its mobility, the current that it carries is
    proportional to its concentration, which gives t₊′ and κ′ (Teorell 1935; Meyer & Sievers 1936). The excess
    counter-ions are the surface conduction of the walls, smeared over the pore. For |X| ≪ c both excesses are
    ±X/2 and it does not matter where in the pore they are; for larger X the double layers must fill the pore.

    Attributes:
        surface_charge: σ, C/m², negative attracts cations. pore_area: a, wall area per volume of liquid, 1/m.
        concentration: c > 0 of the salt outside, mol/m³. transference: t₊ outside, 1.
    """

    equation: ClassVar[str] = (
        "X = −σ a/F;  c₊ = X/2 + √(X²/4 + c²);  c₋ = c²/c₊\n"
        "t₊′ = t₊ c₊/(t₊ c₊ + (1 − t₊) c₋)\n"
        "κ′/κ = (t₊ c₊ + (1 − t₊) c₋)/c"
    )
    units: ClassVar[dict[str, str]] = {
        "X": "mol/m^3",
        "σ": "C/m^2",
        "a": "1/m",
        "F": "C/mol",
        "c": "mol/m^3",
        "c₊": "mol/m^3",
        "c₋": "mol/m^3",
        "t₊": "1",
        "t₊′": "1",
        "κ": "S/m",
        "κ′": "S/m",
    }
    references: ClassVar[tuple[str, ...]] = ("Donnan1911", "Teorell1935", "MeyerSievers1936")

    surface_charge: float
    pore_area: float
    concentration: float
    transference: float

    @property
    def fixed_charge(self) -> float:
        """X, concentration of cations that balances the walls, mol/m³; negative where anions balance them."""
        return -self.surface_charge * self.pore_area / FARADAY

    @property
    def cation(self) -> float:
        """c₊ in the pore, mol/m³."""
        half = self.fixed_charge / 2
        root = math.hypot(half, self.concentration)
        # The conjugate form keeps its digits where the cations are excluded.
        return half + root if half >= 0 else self.concentration**2 / (root - half)

    @property
    def anion(self) -> float:
        """c₋ in the pore, mol/m³."""
        return self.concentration**2 / self.cation

    @property
    def conductance(self) -> float:
        """κ′/κ, conductivity of the liquid in the pore over that outside, 1."""
        t = self.transference
        return (t * self.cation + (1 - t) * self.anion) / self.concentration

    @property
    def pore_transference(self) -> float:
        """t₊′ of the cation in the pore, 1; t₊ where the walls carry no charge."""
        return self.transference * self.cation / (self.conductance * self.concentration)
