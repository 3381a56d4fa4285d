"""Marcus–Hush–Chidsey kinetics of lithium plating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.errors import StageError
from nelumbo.law import Law


@dataclass(frozen=True)
class MarcusHushChidsey(Law):
    """Electron transfer between a metal and a solvated ion; plating current and overpotential are positive.

    i = i₀ (1 − e^(−ê)) K(ê)/K(0),  K(ê) = ∫ exp[−(λ̂ − ê − x)²/(4λ̂)]/(1 + eˣ) dx,  ê = Fη/(RT), λ̂ = λF/(RT)

    Linear at small η with the resistance RT/(F i₀) of Butler–Volmer, equal to it for λ → ∞, and limited to
    i₀ √(4πλ̂)/K(0) at large η, where an exponential law overestimates. With
    K(ê) = e^(ê/2 − λ̂/4) G(ê)/2, G(ê) = ∫ exp[−(x + ê)²/(4λ̂)] sech(x/2) dx even, it is Butler–Volmer's
    2 i₀ sinh(ê/2) times G(ê)/G(0), which neither overflows nor cancels.

    Attributes:
        exchange_current_density: i₀, A/m².
        reorganisation_energy: λ, eV (0.2–0.3 eV for lithium in liquid electrolytes).
        temperature: K.
    """

    equation: ClassVar[str] = (
        "i = i₀ (1 − e^(−ê)) K(ê)/K(0);  K(ê) = ∫ exp[−(λ̂ − ê − x)²/(4λ̂)]/(1 + eˣ) dx;  ê = Fη/(RT);  λ̂ = λF/(RT)"
    )
    units: ClassVar[dict[str, str]] = {
        "i": "A/m^2",
        "i₀": "A/m^2",
        "ê": "1",
        "K": "1",
        "λ̂": "1",
        "x": "1",
        "η": "V",
        "λ": "eV",
        "F": "C/mol",
        "R": "J/(mol K)",
        "T": "K",
    }
    references: ClassVar[tuple[str, ...]] = ("Chidsey1991", "Zeng2014", "Boyle2020")

    exchange_current_density: float
    reorganisation_energy: float
    temperature: float

    @property
    def thermal_voltage(self) -> float:
        """RT/F, V."""
        return GAS_CONSTANT * self.temperature / FARADAY

    @property
    def limiting_current(self) -> float:
        """The current i₀ √(4πλ̂)/K(0) that no overpotential exceeds, A/m²."""
        reorganisation = self.reorganisation_energy / self.thermal_voltage
        rate = float(symmetric_rate(0.0, reorganisation))
        return float(
            2
            * self.exchange_current_density
            * np.sqrt(4 * np.pi * reorganisation)
            * np.exp(reorganisation / 4)
            / rate
        )

    def current(self, overpotential: ArrayLike) -> NDArray[np.float64]:
        """Return i, A/m², of the same shape as η, V."""
        driving = np.asarray(overpotential, dtype=np.float64) / self.thermal_voltage
        reorganisation = self.reorganisation_energy / self.thermal_voltage
        reach = int(REACH + np.max(np.abs(driving), initial=0.0))
        shape = symmetric_rate(np.abs(driving), reorganisation, reach) / symmetric_rate(0.0, reorganisation)
        return np.asarray(2 * self.exchange_current_density * np.sinh(driving / 2) * shape)

    def overpotential(self, current: ArrayLike) -> NDArray[np.float64]:
        """Return η, V, of the same shape as i, A/m²: the inverse of `current`.

        Raises:
            StageError: a current reaches the limiting current.
        """
        wanted = np.asarray(current, dtype=np.float64)
        largest, limit = float(np.max(np.abs(wanted), initial=0.0)), self.limiting_current
        if largest >= limit * (1 - 1e-12):
            raise StageError(
                f"the current density {largest:.4g} A/m² reaches the limit {limit:.4g} A/m² of electron transfer.",
                "lower the current density, or raise the exchange current density or the reorganisation energy.",
            )
        top = self.reorganisation_energy + 1.0
        while self.current(top) < largest:
            top *= 2
        roots = [
            float(brentq(lambda eta, i=i: float(self.current(eta)) - i, -top, top, xtol=1e-15, rtol=1e-14))
            for i in wanted.ravel()
        ]
        return np.asarray(roots).reshape(wanted.shape)


REACH = 60
"""Half the range of the integral at η = 0: sech(x/2) has fallen to 2e-13."""


def symmetric_rate(driving: Any, reorganisation: Any, reach: int = REACH) -> Any:
    """Return G(ê) = ∫ exp[−(x + ê)²/(4λ̂)] sech(x/2) dx for numbers, arrays or PyBaMM symbols.

    The trapezoidal rule converges geometrically: with the step 1 its error is e^(−2π²) = 3e-9 of G.

    Args:
        driving: ê. reorganisation: λ̂. reach: half the range of x, at least `REACH` and 20 beyond ê − λ̂.
    """
    return sum(
        float(1 / np.cosh(x / 2)) * np.exp(-((x + driving) ** 2) / (4 * reorganisation))
        for x in range(-reach, reach + 1)
    )
