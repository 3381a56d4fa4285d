"""The film beneath the membrane: as it is at rest, and where it has cracked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law

Array = NDArray[np.float64]
_THINNEST = 0.05


@dataclass(frozen=True)
class PlateFilm(Law):
    """Unevenness that the film keeps, unevenness that it only starts with, and cracks.

    σ_q = 1 + a n ξ,   σ(0) = 1 + b n ξ,   both ≥ 0.05
    σ₀(t) = σ_q + [σ(0) − σ_q] e^(−t/τ)
    ε = ln(σ₀/σ),   c = S((ε − ε_c)/(w ε_c)),   σ* = σ + c min(σ_f − σ, 0),   S(x) = 3x² − 2x³ on [0, 1]

    ξ is a field of unit variance. a is the share of the noise that persists: the film heals to σ_q. b is the share
    that the first film has. σ₀ is the density of a film that was never stretched, so ε is the stretch since it
    formed, relaxing as the film heals. From ε_c on it cracks, and at (1 + w) ε_c all of it has: many cracks per
    grid cell, hence a share c and no events. The current sees σ*, the film's own balance σ.

    Attributes:
        noise: n, 1. persistent: a, 1. initial: b, 1. healing_time: τ, s.
        critical_stretch: ε_c, 1, may be infinite. fresh: σ_f of a crack, 1. width: w, 1.
    """

    equation: ClassVar[str] = (
        "σ_q = 1 + a n ξ;  σ(0) = 1 + b n ξ;  σ₀ = σ_q + [σ(0) − σ_q] e^(−t/τ);  ε = ln(σ₀/σ);  "
        "c = S((ε − ε_c)/(w ε_c));  σ* = σ + c min(σ_f − σ, 0)"
    )
    units: ClassVar[dict[str, str]] = {
        "σ": "1",
        "σ_q": "1",
        "σ₀": "1",
        "σ*": "1",
        "σ_f": "1",
        "a": "1",
        "b": "1",
        "n": "1",
        "ξ": "1",
        "t": "s",
        "τ": "s",
        "ε": "1",
        "ε_c": "1",
        "c": "1",
        "w": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Peled1979",)

    noise: float
    healing_time: float
    persistent: float = 1.0
    initial: float = 1.0
    critical_stretch: float = np.inf
    fresh: float = 0.0
    width: float = 0.5

    def rest(self, unevenness: Array) -> Array:
        """Return σ_q from ξ."""
        return np.maximum(1 + self.persistent * self.noise * unevenness, _THINNEST)

    def first(self, unevenness: Array) -> Array:
        """Return σ(0) from ξ."""
        return np.maximum(1 + self.initial * self.noise * unevenness, _THINNEST)

    def resisting(self, density: Array, rest: Array, first: Array, time: float) -> Array:
        """Return σ* of the film density σ.

        Args:
            density: σ. rest: σ_q. first: σ(0). time: t, s.
        """
        density = np.maximum(density, 0.0)
        if np.isinf(self.critical_stretch):
            return density
        unstretched = rest + (first - rest) * np.exp(-time / self.healing_time)
        stretch = np.log(unstretched / np.maximum(density, 1e-12))
        x = np.clip((stretch / self.critical_stretch - 1) / self.width, 0.0, 1.0)
        return np.asarray(density + x**2 * (3 - 2 * x) * np.minimum(self.fresh - density, 0.0))
