"""What a salt gradient adds to the resistance of an electrolyte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.law import Law


@dataclass(frozen=True)
class SaltPolarisation(Law):
    """Steady concentration overpotential between two lithium surfaces, per current and per length of free liquid.

    Without anion flux the salt falls by Δc = (1 − t₊) i L/(F D); against lithium that is the potential
    (2RT/F)(1 − t₊)(1 + dlnf/dlnc) Δc/c₀ = r L i for Δc ≪ c₀ (Newman and Thomas-Alyea 2004, chapter 12).

    Attributes:
        electrolyte: the liquid.
    """

    equation: ClassVar[str] = "r = 2RT(1 − t₊)²(1 + dlnf/dlnc)/(F²D c₀)"
    units: ClassVar[dict[str, str]] = {
        "r": "ohm m",
        "R": "J/(mol K)",
        "T": "K",
        "t₊": "1",
        "f": "1",
        "F": "C/mol",
        "D": "m^2/s",
        "c₀": "mol/m^3",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    electrolyte: Electrolyte

    def resistivity(self, transference: float | None = None) -> float:
        """Return r, Ω m.

        Args:
            transference: of the cation where it differs from that of the liquid, as in charged pores.
        """
        liquid = self.electrolyte
        blocked = 1 - (liquid.transference_number if transference is None else transference)
        thermal = 2 * GAS_CONSTANT * liquid.temperature / FARADAY**2
        return (
            thermal * blocked**2 * liquid.thermodynamic_factor / (liquid.diffusivity * liquid.salt_concentration)
        )
