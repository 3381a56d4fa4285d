"""Resistance of the solid electrolyte interphase on moving lithium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.law import Law


@dataclass(frozen=True)
class SurfaceFilm(Law):
    """A film whose resistance grows with its charge and whose relaxation time is a property of its material.

    Attributes:
        fresh: R₀, resistance of the film that forms at once, on the moving lithium, Ω m².
        initial: s₀, charge in that film per lithium surface, C/m².
        relaxation: τ = ρ ε, resistivity times permittivity, s.
    """

    equation: ClassVar[str] = "R_f = R₀ (1 + s/(A s₀));  τ de_f/dt = R_f j − e_f"
    units: ClassVar[dict[str, str]] = {
        "R_f": "ohm m^2",
        "R₀": "ohm m^2",
        "s": "C/m^2",
        "A": "1",
        "s₀": "C/m^2",
        "τ": "s",
        "e_f": "V",
        "j": "A/m^2",
    }
    references: ClassVar[tuple[str, ...]] = ("Peled1979",)

    fresh: Any
    initial: Any
    relaxation: Any

    def resistance(self, film: Any) -> Any:
        """Return R_f, Ω m², where the ``film`` has grown by s/A, C/m² of lithium surface."""
        return self.fresh * (1 + film / self.initial)

    def rate(self, current: Any, drop: Any, film: Any) -> Any:
        """Return de_f/dt, V/s, at the ``current`` j, A/m², the ``drop`` e_f, V, and the ``film`` s/A, C/m²."""
        return (self.resistance(film) * current - drop) / self.relaxation
