"""Current through a film whose thickness and load differ from place to place, at a given total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from nelumbo.errors import StageError
from nelumbo.law import Law

Array = NDArray[np.float64]
_ITERATIONS = 50


class Kinetics(Protocol):
    """Charge transfer, such as `ButlerVolmer`."""

    def overpotential(self, current: Array) -> Array:
        """Return η_ct, V, at i, A/m²."""

    def resistance(self, current: Array) -> Array:
        """Return dη_ct/di, Ω m², at i, A/m²."""


@dataclass(frozen=True)
class LinearKinetics(Law):
    """Charge transfer as a constant resistance, right for i ≪ i₀.

    η = R i

    Attributes:
        transfer_resistance: R, Ω m².
    """

    equation: ClassVar[str] = "η = R i"
    units: ClassVar[dict[str, str]] = {"η": "V", "R": "ohm m^2", "i": "A/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Bard2001",)

    transfer_resistance: float

    def overpotential(self, current: Array) -> Array:
        """Return η, V, at i, A/m²."""
        return self.transfer_resistance * current

    def resistance(self, current: Array) -> Array:
        """Return R, Ω m², at any i, A/m²."""
        return np.full_like(current, self.transfer_resistance)


@dataclass(frozen=True)
class FilmedKinetics(Law):
    """Charge transfer, film and pressure in series at one overpotential.

    η_ct(i) + R_f σ i + p v_q = η,   ⟨i √g⟩ = j

    v_q is the volume that a charge adds (Ω/F for dense lithium): lithium that grows against p does the work p v_q.
    Newton's method on i and η together keeps ⟨i √g⟩ = j in every iteration to rounding.

    Attributes:
        kinetics: η_ct. film: R_f at σ = 1, Ω m². height_per_charge: v_q, m³/C.
        tolerance: largest residual of η over its mean.
    """

    equation: ClassVar[str] = "η_ct(i) + R_f σ i + p v_q = η;  ⟨i √g⟩ = j"
    units: ClassVar[dict[str, str]] = {
        "η_ct": "V",
        "i": "A/m^2",
        "R_f": "ohm m^2",
        "σ": "1",
        "p": "Pa",
        "v_q": "m^3/C",
        "η": "V",
        "g": "1",
        "j": "A/m^2",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004", "Monroe2005")

    kinetics: Kinetics
    film: float
    height_per_charge: float
    tolerance: float = 1e-9

    def current(self, film: Array, pressure: Array, area: Array, mean: float, guess: Array) -> Array:
        """Return i, A/m², shape (y, x).

        Args:
            film: σ ≥ 0. pressure: p, Pa. area: √g. mean: j, A/m². guess: i to begin with.

        Raises:
            StageError: no current satisfies the equations.
        """
        series, shift, current = self.film * film, pressure * self.height_per_charge, guess
        for _ in range(_ITERATIONS):
            drop = self.kinetics.overpotential(current) + series * current + shift
            conductance = 1 / (self.kinetics.resistance(current) + series)
            # Linearised: i + (η − drop) conductance; the total decides η.
            total = mean - float(((current - drop * conductance) * area).mean())
            eta = total / float((conductance * area).mean())
            change = (eta - drop) * conductance
            current = current + change
            if float(np.abs(change).max()) <= np.sqrt(self.tolerance) * abs(mean):  # the next change is its square
                return current
        raise StageError(
            f"no current distribution was found at {mean:.4g} A/m² under pressures up to {pressure.max():.3g} Pa.",
            "use a smaller current, a softer membrane or a wider grid.",
        )
