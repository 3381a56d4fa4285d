"""Lithium consumed by the solid electrolyte interphase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.law import Law


@dataclass(frozen=True)
class SEIGrowth(Law):
    """A film that grows parabolically on all lithium surface and is renewed where lithium is stripped.

    j_sei = θ A k²/(2 (s + s₀)),  A = A₀ (1 + (w + u)/ℓ);   ds/dt = j_sei − s j_strip/q_ren

    Attributes:
        area: A₀, area that grows film over electrode area, 1.
        area_roughness: ℓ, roughness that doubles the area, m.
        growth: k², parabolic constant, C²/(m⁴ s).
        initial: s₀, charge in the film that forms at once, C/m².
        renewal: q_ren, stripped charge that renews the film once, C/m².
    """

    equation: ClassVar[str] = (
        "j_sei = θ A k²/(2 (s + s₀)),  A = A₀ (1 + (w + u)/ℓ);  ds/dt = j_sei − s j_strip/q_ren"
    )
    units: ClassVar[dict[str, str]] = {
        "j": "A/m^2",
        "θ": "1",
        "A": "1",
        "A₀": "1",
        "k²": "C^2/(m^4 s)",
        "s": "C/m^2",
        "s₀": "C/m^2",
        "w": "m",
        "u": "m",
        "ℓ": "m",
        "q_ren": "C/m^2",
    }
    references: ClassVar[tuple[str, ...]] = ("Peled1979", "Pinson2013")

    area: float
    area_roughness: float
    growth: float
    initial: float
    renewal: float

    def surface(self, retained: Any, fresh: Any) -> Any:
        """Return A for the roughnesses ``retained`` and ``fresh``, m."""
        return self.area * (1 + (retained + fresh) / self.area_roughness)

    def current(self, coverage: Any, film: Any, retained: Any, fresh: Any) -> Any:
        """Return j_sei ≥ 0, A/m².

        Args:
            coverage: θ, share of the electrode covered by lithium.
            film: s, charge in the film, C/m².
            retained, fresh: roughnesses w and u, m.
        """
        return coverage * self.surface(retained, fresh) * self.growth / (2 * (film + self.initial))

    def loss(self, strip: Any, film: Any) -> Any:
        """Return the rate at which stripping at ``strip`` ≥ 0, A/m², destroys film, A/m²."""
        return film * strip / self.renewal
