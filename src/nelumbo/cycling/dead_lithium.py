"""Lithium that loses contact while it is stripped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.law import Law

_SMOOTH = 1e-12
"""Roughness over w_d below which a deposit counts as smooth; keeps (1 − e^−y)/y finite."""


@dataclass(frozen=True)
class DeadLithium(Law):
    """Rough lithium is undercut during stripping: a share φ of what leaves the electrode dies.

    φ = δ (1 − exp(−(w + u)/w_d));   j_dead = j_strip φ/(1 − φ)

    Attributes:
        share: δ, the largest share, 1.
        roughness: w_d, roughness at which 63 % of that share is reached, m.
    """

    equation: ClassVar[str] = "φ = δ (1 − exp(−(w + u)/w_d));  j_dead = j_strip φ/(1 − φ)"
    units: ClassVar[dict[str, str]] = {"φ": "1", "δ": "1", "w": "m", "u": "m", "w_d": "m", "j": "A/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Fang2019",)

    share: Any
    roughness: Any

    def fraction(self, retained: Any, fresh: Any) -> Any:
        """Return φ.

        Args:
            retained: w, roughness inherited from earlier cycles, m.
            fresh: u, roughness of the present deposit, m.
        """
        return self.share * (1 - np.exp(-(retained + fresh) / self.roughness))

    def current(self, strip: Any, retained: Any, fresh: Any) -> Any:
        """Return j_dead ≥ 0, A/m², while lithium is stripped at ``strip`` ≥ 0, A/m²."""
        fraction = self.fraction(retained, fresh)
        return strip * fraction / (1 - fraction)

    def over_strip(self, before: Any, after: Any, retained: Any, fresh: Any) -> Any:
        """Return the charge that dies while the lithium on the electrode falls from ``before`` to ``after``, C/m².

        The roughness of the deposit shrinks with the lithium, u(q) = u q/q₀, so that with y = u/w_d

        ∫φ dq = δ {q₀ − q₁ − q₀ e^{−w/w_d} (e^{−y q₁/q₀} − e^{−y})/y}

        Args:
            before, after: q₀ > 0 and 0 ≤ q₁ ≤ q₀, C/m².
            retained: w, m. fresh: u at q₀, m.
        """
        y = np.maximum(fresh / self.roughness, _SMOOTH)
        left = after / before
        contact = np.exp(-retained / self.roughness - y * left) * -np.expm1(-y * (1 - left)) / y
        return self.share * before * (1 - left - contact)
