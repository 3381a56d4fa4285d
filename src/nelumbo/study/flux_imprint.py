"""How much of an uneven flux through a film ends up in the deposit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.law import Law


@dataclass(frozen=True)
class FluxImprint(Law):
    """Current follows the flux only as far as the membrane's resistance counts against that of the interface.

    Sq = h v R_m/(R_m + R_i)

    v is the flux's coefficient of variation under diffusion control; kinetics and film in series (R_i) even the
    current out. An upper bound: spreading along the front, which evens it further, is left out.

    Attributes:
        variation: v, 1. membrane: R_m, Ω m². interface: R_i of kinetics and film, Ω m².
    """

    equation: ClassVar[str] = "Sq = h v R_m/(R_m + R_i)"
    units: ClassVar[dict[str, str]] = {"Sq": "m", "h": "m", "v": "1", "R_m": "ohm m^2", "R_i": "ohm m^2"}
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    variation: Any
    membrane: Any
    interface: Any

    def roughness(self, height: float) -> Any:
        """Return Sq, m, of a deposit of mean ``height``, m."""
        return height * self.variation * self.membrane / (self.membrane + self.interface)
