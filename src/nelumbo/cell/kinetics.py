"""How fast lithium plates and dissolves on a collector that it covers more or less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.law import Law
from nelumbo.materials.butler_volmer import ButlerVolmer


@dataclass(frozen=True)
class LithiumKinetics(Law):
    """Butler–Volmer on the covered share, plating behind a nucleation barrier on the bare share.

    The bare share plates but cannot dissolve, so a stripped collector blocks. Rough lithium has a times the area
    of the share that it covers, and all of it takes part. h is counted from the solution at the surface.

    Attributes:
        exchange_current_density: j₀ at c₀, A/m².
        nucleation_overpotential: η_nuc, V. coverage_charge: n*, lithium that covers 63 % of the collector, C/m².
    """

    equation: ClassVar[str] = (
        "j = j₀ (c/c₀)^½ [θ a B(h) + (1 − θ) max(B(h − η_nuc), 0)],  B(h) = 2 sinh(F h/2RT),  θ = 1 − exp(−n/n*)"
    )
    units: ClassVar[dict[str, str]] = {
        "j": "A/m^2",
        "j₀": "A/m^2",
        "c": "mol/m^3",
        "h": "V",
        "η_nuc": "V",
        "n": "C/m^2",
        "n*": "C/m^2",
        "θ": "1",
        "a": "1",
        "F": "C/mol",
        "R": "J/(mol K)",
        "T": "K",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004", "Pei2017")

    exchange_current_density: Any
    nucleation_overpotential: Any
    coverage_charge: Any

    def coverage(self, lithium: Any) -> Any:
        """Return θ for ``lithium`` n, C/m²; a trace below zero gives a small negative θ, which restores itself."""
        return 1 - np.exp(-lithium / self.coverage_charge)

    def current(self, overpotential: Any, relative: Any, lithium: Any, temperature: Any, area: Any = 1.0) -> Any:
        """Return j, positive plates, A/m².

        Args:
            overpotential: h, positive plates, V. relative: c/c₀ at the surface. lithium: n, C/m².
            temperature: T, K. area: a, of the lithium over the area that it covers.
        """
        transfer = ButlerVolmer(self.exchange_current_density * relative**0.5, temperature)
        theta = self.coverage(lithium)
        plating = np.maximum(transfer.current(overpotential - self.nucleation_overpotential), 0.0)
        return theta * area * transfer.current(overpotential) + (1 - theta) * plating

    def resistance(self, temperature: float) -> float:
        """Return the charge-transfer resistance R T/(F j₀) per area of lithium at equilibrium, Ω m²."""
        return float(ButlerVolmer(self.exchange_current_density, temperature).resistance())
