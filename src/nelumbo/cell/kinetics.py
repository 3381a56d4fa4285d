"""How fast lithium plates and dissolves on a collector that it covers more or less."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.law import Law
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.marcus_hush_chidsey import symmetric_rate

_UNITS = {
    "j": "A/m^2",
    "j₀": "A/m^2",
    "c": "mol/m^3",
    "α": "1",
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


@dataclass(frozen=True)
class CollectorKinetics(Law):
    """Charge transfer on the covered share, plating behind a nucleation barrier on the bare share.

    The bare share plates but cannot dissolve, so a stripped collector blocks. Rough lithium has a times the area
    of the share that it covers, and all of it takes part. h is counted from the solution at the surface.

    Attributes:
        exchange_current_density: j₀ at c₀, A/m².
        nucleation_overpotential: η_nuc, V. coverage_charge: n*, lithium that covers 63 % of the collector, C/m².
        order: α, of the exchange current density in c, 1/2 where kinetics are symmetric.
    """

    exchange_current_density: Any
    nucleation_overpotential: Any
    coverage_charge: Any
    order: Any = 0.5

    @abstractmethod
    def transfer(self, overpotential: Any, exchange: Any, temperature: Any) -> Any:
        """Return B(h), the current on lithium with the exchange current density ``exchange``, A/m²."""

    def coverage(self, lithium: Any) -> Any:
        """Return θ for ``lithium`` n, C/m²; a trace below zero gives a small negative θ, which restores itself."""
        return 1 - np.exp(-lithium / self.coverage_charge)

    def current(self, overpotential: Any, relative: Any, lithium: Any, temperature: Any, area: Any = 1.0) -> Any:
        """Return j, positive plates, A/m².

        Args:
            overpotential: h, positive plates, V. relative: c/c₀ at the surface. lithium: n, C/m².
            temperature: T, K. area: a, of the lithium over the area that it covers.
        """
        exchange = self.exchange_current_density * relative**self.order
        theta = self.coverage(lithium)
        barred = self.transfer(overpotential - self.nucleation_overpotential, exchange, temperature)
        plating = np.maximum(barred, 0.0)
        return theta * area * self.transfer(overpotential, exchange, temperature) + (1 - theta) * plating

    def resistance(self, temperature: float) -> float:
        """Return the charge-transfer resistance R T/(F j₀) per area of lithium at equilibrium, Ω m²."""
        return float(ButlerVolmer(self.exchange_current_density, temperature).resistance())


@dataclass(frozen=True)
class LithiumKinetics(CollectorKinetics):
    """Butler–Volmer kinetics on a collector."""

    equation: ClassVar[str] = (
        "j = [θ a B(h) + (1 − θ) max(B(h − η_nuc), 0)],  B(h) = 2 j₀ (c/c₀)^α sinh(F h/2RT),  θ = 1 − exp(−n/n*)"
    )
    units: ClassVar[dict[str, str]] = _UNITS
    references: ClassVar[tuple[str, ...]] = ("Newman2004", "Pei2017")

    def transfer(self, overpotential: Any, exchange: Any, temperature: Any) -> Any:
        """Return B(h), A/m²."""
        return ButlerVolmer(exchange, temperature).current(overpotential)


@dataclass(frozen=True)
class MarcusHushChidseyKinetics(CollectorKinetics):
    """Marcus–Hush–Chidsey kinetics on a collector: slower than Butler–Volmer once F h approaches λ.

    The driving force is followed to ``STEEPEST`` thermal voltages; the limiting current is reached before.

    Attributes:
        reorganisation_energy: λ, eV.
    """

    equation: ClassVar[str] = (
        "j = [θ a B(h) + (1 − θ) max(B(h − η_nuc), 0)],  B(h) = 2 j₀ (c/c₀)^α sinh(ê/2) G(ê)/G(0),  ê = F h/RT,  "
        "G(ê) = ∫ exp[−(x + ê)²/(4λ̂)] sech(x/2) dx,  λ̂ = λF/RT,  θ = 1 − exp(−n/n*)"
    )
    units: ClassVar[dict[str, str]] = _UNITS | {"ê": "1", "λ̂": "1", "λ": "eV", "x": "1", "G": "1"}
    references: ClassVar[tuple[str, ...]] = ("Chidsey1991", "Boyle2020", "Pei2017")

    reorganisation_energy: Any = 0.3

    def transfer(self, overpotential: Any, exchange: Any, temperature: Any) -> Any:
        """Return B(h), A/m²."""
        thermal = GAS_CONSTANT * temperature / FARADAY
        driving = np.minimum(np.maximum(overpotential / thermal, -STEEPEST), STEEPEST)
        reorganisation = self.reorganisation_energy / thermal
        shape = symmetric_rate(driving, reorganisation) / symmetric_rate(0.0, reorganisation)
        return 2 * exchange * np.sinh(driving / 2) * shape


STEEPEST = 40.0
"""Largest F h/(R T) that the integral of Marcus, Hush and Chidsey sees: 1 V."""
