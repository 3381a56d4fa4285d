"""Roughness of a deposit and what the next one inherits of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.cycling.elementary import exp
from nelumbo.law import Law


@dataclass(frozen=True)
class Roughening(Law):
    """A deposit roughens as it grows; a share of its roughness is inherited and amplified.

    du/dt = a j_plate − (j_strip + j_dead) u/q;   dw/dt = μ a j_plate (1 + w/h_b)(1 − w/w_max)
    a = χ (j/j_ref)^m Ω/F

    Attributes:
        rate: χ, rms roughness per height of plated lithium at ``reference_current``, 1.
        current_exponent: m, 1. reference_current: j_ref, A/m².
        retention: μ, share that the next deposit inherits, 1.
        gain: h_b, retained roughness that doubles the inheritance, m.
        cap: w_max, roughness at which it stops growing, m.
    """

    equation: ClassVar[str] = (
        "du/dt = a j_plate − (j_strip + j_dead) u/q;  dw/dt = μ a j_plate (1 + w/h_b)(1 − w/w_max);  "
        "a = χ (j/j_ref)^m Ω/F"
    )
    units: ClassVar[dict[str, str]] = {
        "u": "m",
        "w": "m",
        "a": "m^3/C",
        "j": "A/m^2",
        "q": "C/m^2",
        "χ": "1",
        "m": "1",
        "μ": "1",
        "h_b": "m",
        "w_max": "m",
        "Ω": "m^3/mol",
        "F": "C/mol",
    }
    references: ClassVar[tuple[str, ...]] = ("Wood2016",)

    rate: Any
    current_exponent: Any
    reference_current: Any
    retention: Any
    gain: Any
    cap: Any

    def per_charge(self, plating_current: Any) -> Any:
        """Return a, roughness per plated charge at ``plating_current`` ≥ 0, A/m²; m³/C."""
        relative = plating_current / self.reference_current
        return self.rate * relative**self.current_exponent * LITHIUM_HEIGHT_PER_CHARGE

    def fresh_rate(self, plate: Any, remove: Any, fresh: Any, charge: Any) -> Any:
        """Return du/dt, m/s.

        Args:
            plate: plating current ≥ 0, A/m². remove: stripping and dying current ≥ 0, A/m².
            fresh: u, m. charge: lithium on the electrode, C/m².
        """
        return self.per_charge(plate) * plate - remove * fresh / charge

    def retained_rate(self, plate: Any, retained: Any) -> Any:
        """Return dw/dt, m/s, at the plating current ``plate`` ≥ 0, A/m², and roughness w = ``retained``, m."""
        inheritance = (1 + retained / self.gain) * (1 - retained / self.cap)
        return self.retention * self.per_charge(plate) * plate * inheritance

    def over_plating(self, plating_current: Any, charge: Any, retained: Any) -> Any:
        """Return w after the lithium ``charge``, C/m², was plated at ``plating_current``, A/m².

        (1 + w/h_b)/(1 − w/w_max) grows by the factor exp{μ a Q (1/h_b + 1/w_max)}.
        """
        return self.inherited(self.below_cap(retained), self.per_charge(plating_current) * charge)

    def below_cap(self, retained: Any) -> Any:
        """Return (1 − w/w_max)/(1 + w/h_b) at the roughness w = ``retained``, m."""
        return (1 - retained / self.cap) / (1 + retained / self.gain)

    def inherited(self, below: Any, grown: Any) -> Any:
        """Return w, m, after a deposit of the roughness ``grown``, m.

        Args:
            below: of the roughness before, see `below_cap`.
        """
        below = below * exp(-self.retention * grown * (1 / self.gain + 1 / self.cap))
        return (1 - below) / (below / self.gain + 1 / self.cap)
