"""Lithium that loses contact while it is stripped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.cycling.elementary import exp, expm1, maximum
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
        return self.undercutting(before, retained, fresh).over_strip(after)[0]

    def undercutting(self, before: Any, retained: Any, fresh: Any) -> Undercutting:
        """Return the law for one deposit; arguments as of `over_strip`."""
        depth = maximum(fresh / self.roughness, _SMOOTH)
        return Undercutting(self.share, before, depth, -retained / self.roughness)


@dataclass(frozen=True)
class Undercutting:
    """The stripping of one deposit.

    Attributes:
        share: δ, 1. before: q₀, C/m². depth: y, 1. inherited: −w/w_d, 1.
    """

    share: Any
    before: Any
    depth: Any
    inherited: Any

    def over_strip(self, after: Any) -> tuple[Any, Any]:
        """Return the charge that dies until ``after``, C/m², is left, and the share φ there."""
        left = after / self.before
        gone = 1 - left
        smooth = exp(self.inherited - self.depth * left)
        contact = smooth * expm1(-self.depth * gone) / self.depth
        return self.share * self.before * (gone + contact), self.share * (1 - smooth)
