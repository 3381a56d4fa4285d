"""A film of particles takes up the SEI that would else cover the moving lithium."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.materials.film_share import FilmShare
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


def scale_film(bare: CycleLaws, share: Any) -> CycleLaws:
    """Return the laws when only ``share`` of the film is on moving lithium: less area, less roughening."""
    return CycleLaws(
        dead=bare.dead,
        sei=replace(bare.sei, area=share * bare.sei.area),
        roughening=replace(bare.roughening, rate=share * bare.roughening.rate),
        film_share=share * bare.film_share,
    )


@dataclass(frozen=True)
class FilmLocation(StructureLaw):
    """The SEI forms on the outer faces of the membrane; only a share of it falls on moving lithium.

    share = 1/(1 + β A_out);   A₀ → share A₀,   χ → share χ,   film share = share

    The film on a fixed face is not renewed when lithium moves, so it costs nothing in later cycles; and the
    instability of a front under its own film grows with the film's share of the resistance.

    Attributes:
        reactivity: β, rate of film growth on a particle's face relative to that on lithium, 1.
    """

    equation: ClassVar[str] = "share = 1/(1 + β A_out);  A₀ → share A₀;  χ → share χ"
    units: ClassVar[dict[str, str]] = {"share": "1", "β": "1", "A_out": "m^2/m^2", "A₀": "1", "χ": "1"}
    references: ClassVar[tuple[str, ...]] = ("Peled1979", "Huang2019")

    reactivity: Any

    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws under this film; no particles, no change."""
        share = FilmShare(self.reactivity).share(structure.outer_area)
        return scale_film(bare, share)
