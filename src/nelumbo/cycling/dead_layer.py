"""The layer of dead lithium and spent film that the current must cross."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.constants import FARADAY, LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.law import Law
from nelumbo.materials.macmullin import MacMullin
from nelumbo.materials.salt_polarisation import SaltPolarisation


@dataclass(frozen=True)
class DeadLayer(Law):
    """Dead lithium and spent SEI form a porous layer in front of the electrode, crossed quasi-steadily.

    L = (q_dead Ω + q_sei Ω_sei/2)/(F (1 − ε));   R = L ε^−b/κ;
    R_c = (2 R T/F²) (1 − t₊)² (TDF) L ε^−b/(D c₀), the steady concentration drop over the current.

    Attributes:
        porosity: ε of the layer, 1. exponent: b, Bruggeman's for spheres.
        sei_molar_volume: Ω_sei of the film that consumes two lithium, m³/mol.
    """

    equation: ClassVar[str] = (
        "L = (q_dead Ω + q_sei Ω_sei/2)/(F (1 − ε));  R = L ε^−b/κ;  R_c = (2 R T/F²)(1 − t₊)² TDF L ε^−b/(D c₀)"
    )
    units: ClassVar[dict[str, str]] = {
        "L": "m",
        "q_dead": "C/m^2",
        "q_sei": "C/m^2",
        "Ω": "m^3/mol",
        "Ω_sei": "m^3/mol",
        "F": "C/mol",
        "ε": "1",
        "b": "1",
        "κ": "S/m",
        "R": "ohm m^2",
        "R_c": "ohm m^2",
        "T": "K",
        "t₊": "1",
        "TDF": "1",
        "D": "m^2/s",
        "c₀": "mol/m^3",
    }
    references: ClassVar[tuple[str, ...]] = ("Wood2016", "Xu2019", "Newman2004")

    porosity: Any = 0.6
    exponent: Any = 1.5
    sei_molar_volume: Any = 9.585e-5

    @property
    def macmullin(self) -> Any:
        """N_M = ε^−b of the layer."""
        return MacMullin(self.porosity, self.exponent).number

    def thickness(self, dead_charge: Any, sei_charge: Any = 0.0) -> Any:
        """Return L, m, for areal charges of dead lithium and of lithium spent on film, C/m²."""
        sei_height = sei_charge * self.sei_molar_volume / (2 * FARADAY)
        return (dead_charge * LITHIUM_HEIGHT_PER_CHARGE + sei_height) / (1 - self.porosity)

    def path(self, dead_charge: Any, sei_charge: Any = 0.0) -> Any:
        """Return N_M L, m: the length of free electrolyte that resists as much as the layer."""
        return self.thickness(dead_charge, sei_charge) * self.macmullin

    def resistance(self, dead_charge: Any, conductivity: float, sei_charge: Any = 0.0) -> Any:
        """Return the ohmic areal resistance R of the layer, Ω m².

        Args:
            dead_charge, sei_charge: C/m². conductivity: κ of the free electrolyte, S/m.
        """
        return self.path(dead_charge, sei_charge) / conductivity

    def polarisation(self, dead_charge: Any, sei_charge: Any, electrolyte: Electrolyte) -> Any:
        """Return R + R_c, Ω m²: what the layer adds to the overpotential per current once diffusion is steady."""
        resistivity = 1 / electrolyte.conductivity + SaltPolarisation(electrolyte).resistivity()
        return self.path(dead_charge, sei_charge) * resistivity
