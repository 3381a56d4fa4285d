"""What a cathode chemistry must say about itself."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from scipy.optimize import brentq

from nelumbo.constants import FARADAY
from nelumbo.law import Law


class CathodeMaterial(Law):
    """A published intercalation electrode; only its thickness is free. Final subclasses hold one set each."""

    @abstractmethod
    def potential(self, stoichiometry: Any) -> Any:
        """Return the open-circuit potential against lithium, V, at x (number or PyBaMM symbol)."""

    @abstractmethod
    def values(self) -> dict[str, Any]:
        """Return PyBaMM's entries of the positive electrode, without thickness and initial concentration."""

    def window(self, low: float, high: float) -> tuple[float, float]:
        """Return x at rest of the charged and of the discharged electrode.

        Where the potential stays above ``low`` up to x = 1, the electrode is discharged when it is full.

        Args:
            low, high: cut-off voltages, V.
        """

        def root(voltage: float) -> float:
            return float(brentq(lambda x: float(self.potential(x)) - voltage, 1e-6, 1.0, xtol=1e-14))

        return root(high), 1.0 if self.potential(1.0) >= low else root(low)

    def charge_density(self) -> float:
        """Return the charge per electrode volume when full, F c_max ε, C/m³."""
        values = self.values()
        share: float = values["Positive electrode active material volume fraction"]
        concentration: float = values["Maximum concentration in positive electrode [mol.m-3]"]
        return FARADAY * concentration * share
