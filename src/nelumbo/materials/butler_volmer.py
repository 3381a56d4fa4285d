"""Butler–Volmer kinetics of lithium plating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.law import Law


@dataclass(frozen=True)
class ButlerVolmer(Law):
    """Symmetric one-electron kinetics; plating current and plating overpotential are positive.

    i = i₀ [u^(3/2) e^(fη/2) − u^(−1/2) e^(−fη/2)] = 2 i₀ √u sinh(fη/2 + ln u),  f = F/(RT)

    u is the salt concentration at the surface over that of the bulk, and η is counted from the bulk: the
    diffusion potential ln u of a binary salt without anion flux is part of it, so that i = 0 at fη = −2 ln u.
    Every argument may be a float, an array or a PyBaMM symbol.

    Attributes:
        exchange_current_density: i₀ at u = 1, A/m².
        temperature: K.
    """

    equation: ClassVar[str] = "i = 2 i₀ √u sinh(fη/2 + ln u),  f = F/(RT)"
    units: ClassVar[dict[str, str]] = {
        "i": "A/m^2",
        "i₀": "A/m^2",
        "u": "1",
        "f": "1/V",
        "η": "V",
        "F": "C/mol",
        "R": "J/(mol K)",
        "T": "K",
    }
    references: ClassVar[tuple[str, ...]] = ("Bard2001", "Newman2004")

    exchange_current_density: Any
    temperature: Any

    @property
    def thermal_voltage(self) -> Any:
        """RT/F, V."""
        return GAS_CONSTANT * self.temperature / FARADAY

    def current(self, overpotential: Any, concentration_ratio: Any = 1.0) -> Any:
        """Return i, A/m², at η, V, and u."""
        argument = overpotential / (2 * self.thermal_voltage) + np.log(concentration_ratio)
        return 2 * self.exchange_current_density * np.sqrt(concentration_ratio) * np.sinh(argument)

    def overpotential(self, current: Any, concentration_ratio: Any = 1.0) -> Any:
        """Return η, V, at i, A/m², and u: the inverse of `current`."""
        half = np.arcsinh(current / (2 * self.exchange_current_density * np.sqrt(concentration_ratio)))
        return 2 * self.thermal_voltage * (half - np.log(concentration_ratio))

    def resistance(self, current: Any = 0.0) -> Any:
        """Return the charge-transfer resistance dη/di at i, A/m², and u = 1; Ω m²."""
        return 2 * self.thermal_voltage / np.sqrt(4 * self.exchange_current_density**2 + current**2)
