"""Film location, strength and cavities at once, each acting on its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from nelumbo.cycling.film_location import FilmLocation
from nelumbo.cycling.host import Host
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.puncture import Puncture
from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


@dataclass(frozen=True)
class Combined(StructureLaw):
    """The film moves outside, lithium meets a strong membrane, cavities take a share: the effects multiply.

    A₀ → A₀ f_loc f_host,   χ → χ f_loc f_Π f_host,   film share = f_loc

    f_loc is of `FilmLocation`, f_Π of `Puncture`, f_host of `Host` with walls as accessible as the collector.
    Independent mechanisms are the simplest way to hold several; where all factors are one, lithium is bare, and
    where any of them is zero the film is perfect in what that one acts on.

    Attributes:
        reactivity: β of the film location, 1. half: Π₀ of the puncture, 1. host: see `Host`.
    """

    equation: ClassVar[str] = "A₀ → A₀ f_loc f_host;  χ → χ f_loc f_Π f_host"
    units: ClassVar[dict[str, str]] = {
        "A₀": "1",
        "χ": "1",
        "f_loc": "1",
        "f_Π": "1",
        "f_host": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Peled1979", "Xu2017", "Yan2016")

    reactivity: Any
    half: Any
    host: Host = field(default_factory=lambda: Host(1.0))

    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws under this film, one mechanism after the other; their order does not matter."""
        laws = bare
        for law in (FilmLocation(self.reactivity), Puncture(self.half), self.host):
            laws = law.protect(laws, structure, transport, growth)
        return laws
