"""What the cycling stage hands on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.deposition.roughness_table import RoughnessTable


@dataclass(frozen=True)
class GrownRate:
    """χ of a deposit whose roughness was grown: that of a bare collector times the ratio of the growths.

    Attributes:
        table: of the growths. share: f under which the lithium grows, 1. rate: χ of a bare collector, 1.
    """

    table: RoughnessTable
    share: Any
    rate: Any

    def at(self, current: float, charge: float) -> Any:
        """Return χ of a deposit of ``charge``, C/m², at ``current``, A/m²."""
        return self.rate * self.table.relative(self.share, current, charge)


@dataclass(frozen=True)
class CycleLaws:
    """The laws of a cycle at one lithium interface.

    Attributes:
        dead: lithium that loses contact. sei: lithium that the film consumes. roughening: how rough it grows.
        film_share: share of the film's areal resistance that sits on the moving lithium, 1 on a bare collector.
        grown: χ by current and charge, where growths tell it; ``roughening`` then holds that of a reference.
    """

    dead: DeadLithium
    sei: SEIGrowth
    roughening: Roughening
    film_share: float
    grown: GrownRate | None = None

    def at(self, current: float, charge: float) -> CycleLaws:
        """Return the laws of deposits of ``charge``, C/m², at ``current``, A/m²; these where nothing was grown."""
        if self.grown is None:
            return self
        rate = self.grown.at(current, charge)
        return replace(self, roughening=replace(self.roughening, rate=rate), grown=None)
