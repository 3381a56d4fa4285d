"""How the sizes of particles scatter about their mean."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

TRUNCATION = 3.0
"""No particle is further from the median than this many standard deviations of the logarithm of the size."""

_NORMAL = NormalDist()
_POINTS = 121


@dataclass(frozen=True)
class LogNormalSizes:
    """Sizes relative to their mean, log-normal and truncated.

    s = exp(μ + σ z),  |z| ≤ `TRUNCATION`,  σ² = ln(1 + c²),  μ so that ⟨s⟩ = 1

    The truncation takes 1.5 % off a coefficient of variation of 0.1 and 2 % off one of 0.3.

    Attributes:
        variation: c, coefficient of variation before the truncation, 1.
    """

    variation: float

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm, 1."""
        return math.sqrt(math.log1p(self.variation**2))

    @property
    def mu(self) -> float:
        """Logarithm of the median: −σ²/2 − ln{[Φ(z − σ) − Φ(−z − σ)]/[Φ(z) − Φ(−z)]} with z = `TRUNCATION`."""
        kept = _between(-TRUNCATION - self.sigma, TRUNCATION - self.sigma) / _between(-TRUNCATION, TRUNCATION)
        return -(self.sigma**2) / 2 - math.log(kept)

    @property
    def smallest(self) -> float:
        """Size of the smallest particle over the mean, 1."""
        return math.exp(self.mu - TRUNCATION * self.sigma)

    @property
    def largest(self) -> float:
        """Size of the largest particle over the mean, 1."""
        return math.exp(self.mu + TRUNCATION * self.sigma)

    def mean(self, quantity: Callable[[float], float]) -> float:
        """Return the mean of a quantity that depends on the size, by the trapezoidal rule."""
        if self.variation == 0:
            return quantity(1.0)
        total = weight = 0.0
        for k in range(_POINTS):
            z = TRUNCATION * (2 * k / (_POINTS - 1) - 1)
            share = _NORMAL.pdf(z) * (0.5 if k in (0, _POINTS - 1) else 1.0)
            total += share * quantity(math.exp(self.mu + self.sigma * z))
            weight += share
        return total / weight


def _between(low: float, high: float) -> float:
    return _NORMAL.cdf(high) - _NORMAL.cdf(low)
