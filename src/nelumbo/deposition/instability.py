"""Linear instability of a lithium front that carries its film along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.materials.viscous_layer import ViscousLayer

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FilmInstability(Law):
    """Crests stretch and thin their film, so they grow faster; healing, surface energy and elastic layers resist.

    ∂ĥ/∂t = −s v σ̂ − C ĥ,   ∂σ̂/∂t = −v k² ĥ − (σ̂ − σ̂_q)/τ
    (ω + C)(ω + 1/τ) = s v² k²,   C = (M + Y) P(k),   M = (Ω/F)²/R,   P = (γ + T) k² + Σ G(k)

    ĥ is the height and σ̂ the relative film density of a wave k; σ̂_q that of the film it heals to. The film moves
    with the surface normal: it is stretched, never convected sideways. Pressure slows the deposition (M) and makes
    lithium flow (Y, see `ViscousLayer`), which does not stretch the film. Assumptions: small slopes; uniform
    electrolyte (Wagner number ≫ 1); constant velocity; every elastic layer is bonded to the lithium and also pulls
    at valleys. Both roots are real; the front is unstable where s v² k² τ > C.

    Attributes:
        velocity: v of the front, m/s. film_share: s, share of the film in the areal resistance of the front, 1.
        healing_time: τ, s. resistance: R of film and charge transfer, Ω m².
        surface_energy: γ + T, N/m. layers: the film itself and the membrane.
        height_per_charge: Ω/F, m³/C. flow: creep of the lithium, ``None`` where it is rigid.
    """

    equation: ClassVar[str] = (
        "(ω + C)(ω + 1/τ) = s v² k²;  C = (M + Y) P(k);  M = (Ω/F)²/R;  P = (γ + T) k² + Σ G(k)"
    )
    units: ClassVar[dict[str, str]] = {
        "ω": "1/s",
        "C": "1/s",
        "τ": "s",
        "s": "1",
        "v": "m/s",
        "k": "1/m",
        "M": "m/(s Pa)",
        "Y": "m/(s Pa)",
        "P": "Pa/m",
        "Ω": "m^3/mol",
        "F": "C/mol",
        "R": "ohm m^2",
        "γ": "J/m^2",
        "T": "N/m",
        "G": "Pa/m",
    }
    references: ClassVar[tuple[str, ...]] = ("Mullins1964", "Monroe2005", "Peled1979")

    velocity: float
    film_share: float
    healing_time: float
    resistance: float
    surface_energy: float
    layers: tuple[ElasticLayer, ...]
    height_per_charge: float
    flow: ViscousLayer | None = None

    @property
    def mobility(self) -> float:
        """M, by which pressure slows the front, m/(s Pa)."""
        return self.height_per_charge**2 / self.resistance

    def restoring_pressure(self, k: Array) -> Array:
        """Return P, Pa/m, of the same shape as k > 0, 1/m."""
        pressure = self.surface_energy * k**2
        for layer in self.layers:
            pressure = pressure + layer.stiffness(k)
        return np.asarray(pressure)

    def damping(self, k: Array) -> Array:
        """Return C, 1/s, of the same shape as k > 0, 1/m."""
        flow = 0.0 if self.flow is None else self.flow.levelling(k)
        return np.asarray((self.mobility + flow) * self.restoring_pressure(k))

    def growth_rates(self, k: Array) -> tuple[Array, Array]:
        """Return the larger and the smaller root ω, 1/s, of the same shape as k > 0, 1/m."""
        damping, healing = self.damping(k), 1 / self.healing_time
        drive = self.film_share * (self.velocity * k) ** 2
        mean = (damping + healing) / 2
        spread = np.sqrt(((damping - healing) / 2) ** 2 + drive)
        smaller = -mean - spread
        # The product of the roots is C/τ − s v² k²: no cancellation near the cut-off.
        return (damping * healing - drive) / smaller, smaller

    def amplification(self, k: Array, time: float) -> tuple[Array, Array]:
        """Return the logarithms of what a wave becomes after ``time`` > 0, s; each shaped as k > 0, 1/m.

        The first is ln|ĥ/ĥ₀| for an initial wave under an even film; the second is ln|ĥ/σ̂_q| (m) for a flat
        front under a film that is uneven from the start and heals to the same unevenness:
        ĥ = −s v σ̂_q [g + (1/τ) ∫ g dt],  g = (e^(ω₁t) − e^(ω₂t))/(ω₁ − ω₂).
        """
        first, second = self.growth_rates(k)
        gap = np.maximum(first - second, 1e-6 / time)
        second = first - gap
        healing = 1 / self.healing_time
        decayed = np.exp(-gap * time)
        pulse = first * time + _log_ramp(-gap, time)
        long, short = _log_ramp(first, time), _log_ramp(second, time)
        integral = long + np.log1p(-np.exp(short - long)) - np.log(gap)
        with np.errstate(divide="ignore"):  # what does not grow at all has the logarithm −∞
            initial = first * time + np.log(np.abs(first + healing - (second + healing) * decayed) / gap)
            scale = np.log(self.film_share * self.velocity)
        return np.asarray(initial), np.asarray(scale + np.logaddexp(pulse, integral + np.log(healing)))


def _log_ramp(rate: Array, time: float) -> Array:
    """Return ln ∫₀ᵗ e^(ωs) ds, which neither overflows nor loses digits at ω → 0."""
    x = np.abs(rate * time)
    ramp = np.where(x > 0, -np.expm1(-x) / np.where(x > 0, x, 1.0), 1.0)
    return np.asarray(np.maximum(rate * time, 0.0) + np.log(time * ramp))
