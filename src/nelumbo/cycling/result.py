"""What the cycling stage hands on."""

from __future__ import annotations

from dataclasses import dataclass

from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth


@dataclass(frozen=True)
class CycleLaws:
    """The laws of a cycle at one lithium interface.

    Attributes:
        dead: lithium that loses contact. sei: lithium that the film consumes. roughening: how rough it grows.
        film_share: share of the film's areal resistance that sits on the moving lithium, 1 on a bare collector.
    """

    dead: DeadLithium
    sei: SEIGrowth
    roughening: Roughening
    film_share: float
