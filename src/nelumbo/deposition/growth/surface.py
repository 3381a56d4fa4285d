"""Current through a filmed surface: charge transfer, film resistance, curvature, pressure."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.transfer import ChargeTransfer
from nelumbo.law import Law

Array = NDArray[np.float64]
MOST = 10.0
"""Largest overpotential that is sought, V: no electrolyte stands it, and exponentials of more overflow."""


@dataclass(frozen=True)
class SurfaceClass:
    """A kind of surface on which lithium has not grown yet.

    Attributes:
        exchange_ratio: i₀ over that of lithium, 1; 0 for an inert one. barrier: overpotential of nucleation, V.
        film_resistance: of the film on it, Ω m².
    """

    exchange_ratio: float = 1.0
    barrier: float = 0.0
    film_resistance: float = 0.0


@dataclass(frozen=True)
class SurfaceSites:
    """What the current at each of n places on the surface depends on, beside the overpotential; shapes (n,).

    Attributes:
        concentration: u, 1. film: resistance of the film R_f, Ω m². shift: d₀κ + pΩ/(RT), 1.
        exchange: i₀ over that of lithium, 1; 0 where nothing reacts. barrier: overpotential of nucleation, V.
        bare: whether there is no lithium yet, so that nothing can dissolve.
    """

    concentration: Array
    film: Array
    shift: Array
    exchange: Array
    barrier: Array
    bare: NDArray[np.bool_]

    def of(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> SurfaceSites:
        """Return some of the places."""
        return SurfaceSites(*(getattr(self, f.name)[kept] for f in fields(self)))

    def and_of(self, other: SurfaceSites) -> SurfaceSites:
        """Return these places and then those of another."""
        both = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return SurfaceSites(*(np.concatenate(pair) for pair in both))


@dataclass(frozen=True)
class SurfaceCurrent:
    """Current densities, and their derivatives when they are asked for; shapes (n,).

    Attributes:
        density: i, A/m². flows: where the derivatives are not zero.
    """

    density: Array
    flows: NDArray[np.bool_]
    _at: ReactingSites
    _affinity: Array

    @cached_property
    def _slopes(self) -> tuple[Array, Array]:
        slope = self._at.transfer.slope(self._affinity)
        return slope, 1 + self._at.drop * slope

    @property
    def by_concentration(self) -> Array:
        """Derivative of i by u, A/m²."""
        at, (slope, total) = self._at, self._slopes
        return np.where(
            self.flows, (self.density / 2 + 2 * at.scale * slope) / at.sites.concentration / total, 0.0
        )

    @property
    def by_overpotential(self) -> Array:
        """Derivative of i by η, A/(m² V)."""
        at, (slope, total) = self._at, self._slopes
        return np.where(self.flows, at.scale * slope / total / at.transfer.thermal_voltage, 0.0)


class ReactingSites:
    """Places on the surface, and what of their current does not depend on the overpotential.

    Attributes:
        transfer: the law g. sites: the places. scale: i₀ √u, A/m². drop: F R_f i₀ √u/(RT), 1.
    """

    def __init__(self, transfer: ChargeTransfer, sites: SurfaceSites) -> None:
        self.transfer, self.sites = transfer, sites
        self.scale = transfer.exchange_current_density * sites.exchange * np.sqrt(sites.concentration)
        self.drop = sites.film / transfer.thermal_voltage * self.scale
        self._supply = 2 * np.log(sites.concentration)

    def current(self, overpotential: float) -> SurfaceCurrent:
        """Return the currents at η, V."""
        sites = self.sites
        drive = (overpotential - sites.barrier) / self.transfer.thermal_voltage - sites.shift + self._supply
        x, rate = self._affinity(drive)
        density = self.scale * rate
        flows = ~sites.bare | (density >= 0)
        return SurfaceCurrent(np.where(flows, density, 0.0), flows, self, x)

    def _affinity(self, drive: Array) -> tuple[Array, Array]:
        """Return x with x + drop·g(x) = drive, and g(x).

        Newton's method, kept inside the bracket that shrinks around x.
        """
        law, drop, wanted, negative = self.transfer, self.drop, np.abs(drive), drive < 0
        sign = np.where(negative, -1.0, 1.0) if negative.any() else None
        signed_drop, close = drop if sign is None else drop * sign, 1e-12 * (1 + wanted)
        low: Array | float = 0.0
        high = wanted
        x = np.minimum(wanted, law.inverse(wanted / np.maximum(drop, 1e-300)))
        for _ in range(60):
            signed = x if sign is None else sign * x
            rate = law.rate(signed)
            excess = x + signed_drop * rate - wanted
            above = excess.min(initial=0.0) >= 0  # as a rule: g is convex, and the first x is too large
            if not ((excess if above else np.abs(excess)) > close).any():
                return signed, rate
            new = x - excess / (1 + drop * law.slope(signed))
            if above:
                high = x
                within = new >= low
            else:
                low, high = np.where(excess < 0, x, low), np.where(excess > 0, x, high)
                within = (new >= low) & (new <= high)
            x = new if within.all() else np.where(within, new, (low + high) / 2)
        signed = x if sign is None else sign * x
        return signed, law.rate(signed)


@dataclass(frozen=True)
class FilmedSurface(Law):
    """Charge transfer in series with a film.

    i = i₀ √u g(x);  x + (F R_f i₀ √u/(RT)) g(x) = F(η − η_nuc)/(RT) − d₀κ − pΩ/(RT) + 2 ln u

    On a place without lithium the barrier η_nuc has to be overcome and i ≥ 0; on lithium η_nuc = 0. κ > 0 where
    lithium is convex.

    Attributes:
        transfer: the law g.
    """

    equation: ClassVar[str] = (
        "i = i₀ √u g(x);  x + (F R_f i₀ √u/(RT)) g(x) = F(η − η_nuc)/(RT) − d₀κ − pΩ/(RT) + 2 ln u"
    )
    units: ClassVar[dict[str, str]] = {
        "i": "A/m^2",
        "i₀": "A/m^2",
        "u": "1",
        "g": "1",
        "x": "1",
        "R_f": "ohm m^2",
        "η": "V",
        "η_nuc": "V",
        "d₀": "m",
        "κ": "1/m",
        "p": "Pa",
        "Ω": "m^3/mol",
        "F": "C/mol",
        "R": "J/(mol K)",
        "T": "K",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004", "Monroe2005")

    transfer: ChargeTransfer

    def at(self, sites: SurfaceSites) -> ReactingSites:
        """Return the currents at these places for any η."""
        return ReactingSites(self.transfer, sites)

    def current(self, overpotential: float, sites: SurfaceSites) -> SurfaceCurrent:
        """Return the currents at η, V."""
        return self.at(sites).current(overpotential)


def overpotential_for(
    surface: FilmedSurface, sites: SurfaceSites, area: Array, current: float, guess: float
) -> tuple[float, SurfaceCurrent]:
    """Return η, V, at which Σ area·i = ``current`` to 1e-12, and the currents; ±`MOST` where none is enough.

    Args:
        area: weight of every site, any unit. current: A/m² times that unit. guess: η, V.
    """
    largest, low, high = 2 * surface.transfer.thermal_voltage, -MOST, MOST
    eta = min(max(guess, low), high)
    places = surface.at(sites)
    for _ in range(200):
        found = places.current(eta)
        excess = float((area * found.density).sum()) - current
        if abs(excess) <= 1e-12 * abs(current):
            break
        low, high = (eta, high) if excess < 0 else (low, eta)
        slope = float((area * found.by_overpotential).sum())
        step = -excess / slope if slope > 0 else -math.copysign(math.inf, excess)
        new = eta + min(max(step, -largest), largest)
        if abs(step) > largest:
            largest *= 1.5  # the film may take volts
        eta = new if low < new < high else (low + high) / 2
        if high - low < 1e-15:
            break
    return eta, found
