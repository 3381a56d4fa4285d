"""Charge transfer in the reduced form that the front solves for: i = i₀ √u g(x)."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from nelumbo.law import Law
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.marcus_hush_chidsey import MarcusHushChidsey

Array = NDArray[np.float64]


class ChargeTransfer(Law):
    """Current over i₀ √u as a function of the affinity x = Fη/(RT) + 2 ln u, which vanishes at equilibrium."""

    @property
    @abstractmethod
    def exchange_current_density(self) -> float:
        """i₀ on lithium at u = 1, A/m²."""

    @property
    @abstractmethod
    def thermal_voltage(self) -> float:
        """RT/F, V."""

    @abstractmethod
    def rate(self, x: Array) -> Array:
        """Return g(x), odd or nearly so, with g′(0) = 1."""

    @abstractmethod
    def slope(self, x: Array) -> Array:
        """Return g′(x) > 0."""

    @abstractmethod
    def inverse(self, rate: Array) -> Array:
        """Return an x ≥ 0 for g ≥ 0, as a first guess."""


@dataclass(frozen=True)
class ExponentialTransfer(ChargeTransfer):
    """Butler–Volmer: g = 2 sinh(x/2).

    Attributes:
        law: with i₀ and temperature.
    """

    equation: ClassVar[str] = "i = i₀ √u g(x);  g = 2 sinh(x/2)"
    units: ClassVar[dict[str, str]] = {"i": "A/m^2", "i₀": "A/m^2", "u": "1", "x": "1", "g": "1"}
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    law: ButlerVolmer

    @property
    def exchange_current_density(self) -> float:
        """i₀, A/m²."""
        return float(self.law.exchange_current_density)

    @property
    def thermal_voltage(self) -> float:
        """RT/F, V."""
        return float(self.law.thermal_voltage)

    def rate(self, x: Array) -> Array:
        """Return g(x)."""
        return np.asarray(2 * np.sinh(x / 2))

    def slope(self, x: Array) -> Array:
        """Return g′(x)."""
        return np.asarray(np.cosh(x / 2))

    def inverse(self, rate: Array) -> Array:
        """Return x."""
        return np.asarray(2 * np.arcsinh(rate / 2))


@dataclass(frozen=True)
class MarcusTransfer(ChargeTransfer):
    """Marcus–Hush–Chidsey: g = (1 − e^(−x)) K(x)/K(0), from a table with a spline through it.

    The concentration enters as for Butler–Volmer: i = 0 at Fη/(RT) = −2 ln u and i ∝ √u at a given affinity.

    Attributes:
        law: with i₀, reorganisation energy and temperature. largest: |x| where the table ends.
    """

    equation: ClassVar[str] = "i = i₀ √u g(x);  g = (1 − e^(−x)) K(x)/K(0)"
    units: ClassVar[dict[str, str]] = {"i": "A/m^2", "i₀": "A/m^2", "u": "1", "x": "1", "g": "1", "K": "1"}
    references: ClassVar[tuple[str, ...]] = ("Chidsey1991", "Boyle2020")

    law: MarcusHushChidsey
    largest: float = 60.0

    @property
    def exchange_current_density(self) -> float:
        """i₀, A/m²."""
        return self.law.exchange_current_density

    @property
    def thermal_voltage(self) -> float:
        """RT/F, V."""
        return self.law.thermal_voltage

    @cached_property
    def _table(self) -> CubicSpline:
        x = np.linspace(-self.largest, self.largest, 1201)
        return CubicSpline(x, self.law.current(x * self.thermal_voltage) / self.exchange_current_density)

    def rate(self, x: Array) -> Array:
        """Return g(x), constant beyond the table."""
        return np.asarray(self._table(np.clip(x, -self.largest, self.largest)))

    def slope(self, x: Array) -> Array:
        """Return g′(x)."""
        return np.asarray(np.maximum(self._table(np.clip(x, -self.largest, self.largest), 1), 1e-12))

    def inverse(self, rate: Array) -> Array:
        """Return x by linear interpolation in the table."""
        half = self._table.x >= 0
        return np.asarray(np.interp(rate, self._table(self._table.x[half]), self._table.x[half]))
