"""Lithium consumed by the solid electrolyte interphase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.cycling.elementary import exp, expm1, log1p, maximum, sqrt
from nelumbo.law import Law

_NO_RENEWAL = 1e-12
"""Smallest number of renewals in one strip; keeps the closed form finite for a film that is not renewed."""

_NO_FILM = 1e-30
"""Smallest film, C/m²; keeps ratios finite on a surface that grows none."""


@dataclass(frozen=True)
class SEIGrowth(Law):
    """A film that grows parabolically on all lithium surface and is renewed where lithium is stripped.

    j_sei = θ A k²/(2 (s/A + s₀)),  A = A₀ (1 + (w + u)/ℓ);   ds/dt = j_sei − s j_strip/q_ren

    The film is spread over the whole surface, so s/A is what hinders its growth: new surface stretches it.

    Attributes:
        area: A₀, area that grows film over electrode area, 1.
        area_roughness: ℓ, roughness that doubles the area, m.
        growth: k², parabolic constant, C²/(m⁴ s).
        initial: s₀, charge in the film that forms at once, per lithium surface, C/m².
        renewal: q_ren, stripped charge that renews the film once, C/m².
    """

    equation: ClassVar[str] = (
        "j_sei = θ A k²/(2 (s/A + s₀)),  A = A₀ (1 + (w + u)/ℓ);  ds/dt = j_sei − s j_strip/q_ren"
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

    area: Any
    area_roughness: Any
    growth: Any
    initial: Any
    renewal: Any

    def surface(self, retained: Any, fresh: Any) -> Any:
        """Return A for the roughnesses ``retained`` and ``fresh``, m."""
        return self.area * self.enlargement(retained, fresh)

    def enlargement(self, retained: Any, fresh: Any) -> Any:
        """Return 1 + (w + u)/ℓ, by which roughness enlarges the surface, for ``retained`` and ``fresh``, m."""
        return 1 + (retained + fresh) / self.area_roughness

    def current(self, coverage: Any, film: Any, retained: Any, fresh: Any) -> Any:
        """Return j_sei ≥ 0 per electrode area, A/m².

        Args:
            coverage: θ, share of the electrode covered by lithium.
            film: s, charge in the film per electrode area, C/m².
            retained, fresh: roughnesses w and u, m.
        """
        area = self.surface(retained, fresh)
        return coverage * area**2 * self.growth / (2 * (film + area * self.initial))

    def loss(self, strip: Any, film: Any) -> Any:
        """Return the rate at which stripping at ``strip`` ≥ 0, A/m², destroys film, A/m²."""
        return film * strip / self.renewal

    def over_plating(self, film: Any, area: Any, duration: Any) -> Any:
        """Return s after plating: (s + A s₀)² grows by A² k² t.

        Args:
            film: s before, C/m². area: A, mean over the time. duration: t, s.
        """
        native = area * self.initial
        before = film + native
        return sqrt(before * before + area * area * (self.growth * duration)) - native

    def over_strip(self, film: Any, area: Any, strip: Any, duration: Any) -> tuple[Any, Any]:
        """Return s after stripping and the charge that the film consumed meanwhile, C/m².

        With z = s + A s₀ and, in each half of the time, the slowly varying s/z at its mean, z² is linear:
        dz²/dt = 2c (B − z²), c = (s/z) j_strip/q_ren, B = A² k²/(2c), hence
        z₁² = B + (z₀² − B) e^{−2ct} and ∫j_sei dt = √B {ln[(√B + z₁)/(√B + z₀)] + ct}.

        Args:
            film: s before, C/m². area: A, mean over the time. strip: j_strip, A/m². duration: t, s.
        """
        native = area * self.initial
        grown = area * area * (self.growth * duration / 4)  # half the growth of z² in each half of the time
        most = strip * (duration / (2 * self.renewal))  # renewals in each half where all film is s
        start = maximum(film + native, _NO_FILM)
        middle, first = _half_strip(start, 2 * native, grown, most)
        end, second = _half_strip(middle, 2 * native, grown, most)
        return end - native, first + second


def _half_strip(start: Any, natives: Any, grown: Any, most: Any) -> tuple[Any, Any]:
    """Return z and the consumed charge after half the time of a strip.

    Args:
        start: z before. natives: 2 A s₀. grown: A² k² t/2. most: j_strip t/q_ren.
    """
    end, renewals, steady, square = start, 0.0, 0.0, start * start
    for _ in range(2):  # the mean of s/z needs the end
        renewals = maximum((1 - natives / (start + end)) * most, _NO_RENEWAL)
        steady, twice = grown / renewals, -2 * renewals
        end = sqrt(square * exp(twice) - steady * expm1(twice))
    level = sqrt(steady)
    return end, level * (log1p((end - start) / (level + start)) + renewals)
