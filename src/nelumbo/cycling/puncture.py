"""A film that lithium cannot pierce presses the deposit flat."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.structure.result import Mechanics, Structure
from nelumbo.transport.result import Transport


def puncture_number(mechanics: Mechanics, lithium: LithiumYield) -> float:
    """Return Π = p/σ_y(2a): pressure that pierces the film over the tip's yield strength; 0 without a film."""
    if mechanics.puncture_pressure == 0:
        return 0.0
    return float(mechanics.puncture_pressure / lithium.strength(2 * mechanics.puncture_radius))


@dataclass(frozen=True)
class Puncture(StructureLaw):
    """Lithium that meets more than its yield strength flattens under the film instead of roughening.

    Π = p/σ_y(2a);   protection = Π/(Π + Π₀);   χ → χ (1 − protection)

    Attributes:
        half: Π₀, puncture number at which half of the roughening is suppressed, 1.
        lithium: strength of the tip.
    """

    equation: ClassVar[str] = "Π = p/σ_y(2a);  protection = Π/(Π + Π₀);  χ → χ (1 − protection)"
    units: ClassVar[dict[str, str]] = {"Π": "1", "Π₀": "1", "p": "Pa", "σ_y": "Pa", "a": "m", "χ": "1"}
    references: ClassVar[tuple[str, ...]] = ("Xu2017",)

    half: Any
    lithium: LithiumYield = field(default_factory=LithiumYield)

    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws under this film; without strength, no change."""
        exposed = self.half / (puncture_number(structure.mechanics, self.lithium) + self.half)
        return replace(bare, roughening=replace(bare.roughening, rate=exposed * bare.roughening.rate))
