"""Resistance of the solid electrolyte interphase on moving lithium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.law import Law


@dataclass(frozen=True)
class SurfaceFilm(Law):
    """A film whose resistance grows with its thickness and whose relaxation time is a property of its material.

    It lies on all of the moving lithium, whose area is a times that of the electrode, and s/(A s₀) is how much
    thicker than the fresh film it has grown. The current crosses all of that area evenly, as it does while film
    and charge transfer resist more than the liquid between the columns.

    Attributes:
        fresh: R₀, resistance of the film that forms at once on smooth moving lithium, Ω m².
        initial: s₀, charge in that film per lithium surface, C/m².
        relaxation: τ = ρ ε, resistivity times permittivity, s.
    """

    equation: ClassVar[str] = "R_f = (R₀/a)(1 + s/(A s₀));  τ de_f/dt = R_f j − e_f"
    units: ClassVar[dict[str, str]] = {
        "R_f": "ohm m^2",
        "R₀": "ohm m^2",
        "s": "C/m^2",
        "A": "1",
        "a": "1",
        "s₀": "C/m^2",
        "τ": "s",
        "e_f": "V",
        "j": "A/m^2",
    }
    references: ClassVar[tuple[str, ...]] = ("Peled1979",)

    fresh: Any
    initial: Any
    relaxation: Any

    def resistance(self, film: Any, area: Any = 1.0) -> Any:
        """Return R_f, Ω m², where the ``film`` has grown by s/A, C/m², on lithium of the ``area`` a."""
        return self.fresh / area * (1 + film / self.initial)

    def rate(self, resistance: Any, current: Any, drop: Any) -> Any:
        """Return de_f/dt, V/s, at R_f = ``resistance``, Ω m², j = ``current``, A/m², and e_f = ``drop``, V."""
        return (resistance * current - drop) / self.relaxation
