"""How much a porous separator adds to the resistance of the electrolyte that fills it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.design.electrolyte import Separator
from nelumbo.law import Law


@dataclass(frozen=True)
class MacMullin(Law):
    """MacMullin number N_M = κ/κ_eff = D/D_eff = ε^(−b), with τ = ε N_M.

    Bruggeman (1935) for the power law, MacMullin & Muccini (1956) for the number. D_eff is per total area: the
    areal resistance of a separator of thickness L is L N_M/κ.

    Attributes:
        porosity: ε, 1. exponent: b in D_eff/D = ε^b, 1; 3/2 for spheres.
    """

    equation: ClassVar[str] = "N_M = κ/κ_eff = D/D_eff = ε^(−b);  τ = ε N_M"
    units: ClassVar[dict[str, str]] = {"N_M": "1", "ε": "1", "b": "1", "κ": "S/m", "D": "m^2/s", "τ": "1"}
    references: ClassVar[tuple[str, ...]] = ("Bruggeman1935", "MacMullin1956", "Landesfeind2016")

    porosity: Any
    exponent: Any

    @property
    def number(self) -> Any:
        """N_M, 1."""
        return self.porosity**-self.exponent

    @property
    def tortuosity_factor(self) -> Any:
        """τ = ε N_M, 1."""
        return self.porosity * self.number


def macmullin(separator: Separator) -> float:
    """Return N_M of a separator, 1."""
    return float(MacMullin(separator.porosity, separator.bruggeman_exponent).number)
