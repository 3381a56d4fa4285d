"""Film location where the membrane holds, bare lithium where it is pierced."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from nelumbo.cycling.film_location import scale_film
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.puncture import puncture_number
from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.materials.film_share import FilmShare
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


@dataclass(frozen=True)
class BuriedFilm(StructureLaw):
    """A membrane takes the SEI only from lithium that stays beneath it; a pierced film shelters none.

    share = 1 − [1 − 1/(1 + β A_out)] Π/(Π + Π₀);   A₀ → share A₀,   χ → share χ,   film share = share

    Attributes:
        reactivity: β, rate of film growth on a particle's face relative to that on lithium, 1.
        half: Π₀, puncture number at which half of the lithium stays beneath the film, 1.
        lithium: strength of the tip.
    """

    equation: ClassVar[str] = (
        "share = 1 − [1 − 1/(1 + β A_out)] Π/(Π + Π₀);  Π = p/σ_y(2a);  A₀ → share A₀;  χ → share χ"
    )
    units: ClassVar[dict[str, str]] = {
        "share": "1",
        "β": "1",
        "A_out": "m^2/m^2",
        "Π": "1",
        "Π₀": "1",
        "p": "Pa",
        "σ_y": "Pa",
        "a": "m",
        "A₀": "1",
        "χ": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Xu2017", "Peled1979")

    reactivity: Any
    half: Any
    lithium: LithiumYield = field(default_factory=LithiumYield)

    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws under this film; without particles or without strength, no change."""
        number = puncture_number(structure.mechanics, self.lithium)
        sheltered = number / (number + self.half)
        share = FilmShare(self.reactivity).share(structure.outer_area)
        return scale_film(bare, 1 - (1 - share) * sheltered)
