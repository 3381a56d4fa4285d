"""Exponential time steps for two coupled fields whose waves are independent to first order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Waves = NDArray[np.complex128]
Weights = tuple[Array, Array]
"""α and β of a function of a matrix, f(A) = α + β A."""
_TERMS = 18


def phi(order: int, z: Array) -> Array:
    """Return φ_n(z): φ₀ = e^z, φ_(n+1) = (φ_n − 1/n!)/z; Σ z^j/(j + n)! where the quotient loses digits."""
    small = np.abs(z) < 1.0
    safe = np.where(small, 1.0, z)
    value = np.exp(safe)
    for n in range(order):
        value = (value - 1 / math.factorial(n)) / safe
    inside, series = np.where(small, z, 0.0), np.zeros_like(z)
    for j in reversed(range(_TERMS)):
        series = series * inside + 1 / math.factorial(j + order)
    return np.where(small, series, value)


@dataclass(frozen=True)
class PairOperator:
    """A real 2 × 2 matrix A for every wave, with real eigenvalues.

    f(A) = f(ω₂) + (A − ω₂)[f(ω₁) − f(ω₂)]/(ω₁ − ω₂)

    Attributes:
        matrix: rows and columns of A, shape (2, 2, …), 1/s in units of the two fields.
        roots: ω₁ ≥ ω₂, shape (2, …), 1/s.
    """

    matrix: Array
    roots: Array

    def apply(self, pair: Waves) -> Waves:
        """Return A u for u of shape (2, …)."""
        (a, b), (c, d) = self.matrix
        return np.stack([a * pair[0] + b * pair[1], c * pair[0] + d * pair[1]])

    def function(self, f: Callable[[Array], Array], time: float) -> Weights:
        """Return α, β of f(A t) = α + β A."""
        first, second = self.roots
        # Roots closer than this count as apart by this: the divided difference then is right to about 1e-6.
        gap = np.maximum(first - second, 1e-6 / time)
        at_second = f((first - gap) * time)
        beta = (f(first * time) - at_second) / gap
        return at_second - (first - gap) * beta, beta


@dataclass(frozen=True)
class ExponentialStep:
    """Third-order exponential time differencing for u′ = A u + N(u) (Cox and Matthews 2002, eqs 23–25).

    a = e^(Ah/2) u + (h/2) φ₁(Ah/2) N(u);   b = e^(Ah) u + h φ₁ [2N(a) − N(u)]
    u₊ = e^(Ah) u + h {[φ₁ − 3φ₂ + 4φ₃] N(u) + [4φ₂ − 8φ₃] N(a) + [−φ₂ + 4φ₃] N(b)},   φ = φ(Ah)

    A wave by itself is exact for any h. The error is the difference to the second-order step with a alone,
    u₊ = e^(Ah) u + h {[φ₁ − 2φ₂] N(u) + 2φ₂ N(a)}.

    Attributes:
        operator: A. time: h, s.
    """

    operator: PairOperator
    time: float

    @cached_property
    def _weights(self) -> dict[str, Weights]:
        h, function = self.time, self.operator.function
        grown, one, two, three = (function(partial(phi, n), h) for n in range(4))
        return {
            "grown": grown,
            "grown half": function(partial(phi, 0), h / 2),
            "half": _weighted((h / 2, function(partial(phi, 1), h / 2))),
            "whole": _weighted((h, one)),
            "from start": _weighted((h, one), (-3 * h, two), (4 * h, three)),
            "from half": _weighted((4 * h, two), (-8 * h, three)),
            "from end": _weighted((-h, two), (4 * h, three)),
            "lower from start": _weighted((h, one), (-2 * h, two)),
            "lower from half": _weighted((2 * h, two)),
        }

    def take(self, start: Waves, rest: Waves, remainder: Callable[[Waves, float], Waves]) -> tuple[Waves, Waves]:
        """Return u after the step and its estimated error.

        Args:
            start: u, shape (2, …). rest: N(u). remainder: N of a u and the share of the step that has passed.
        """
        half = self._sum(("grown half", start), ("half", rest))
        at_half = remainder(half, 0.5)
        grown = self._sum(("grown", start))
        at_end = remainder(grown + self._sum(("whole", 2 * at_half - rest)), 1.0)
        change = self._sum(("from start", rest), ("from half", at_half), ("from end", at_end))
        lower = self._sum(("lower from start", rest), ("lower from half", at_half))
        return grown + change, change - lower

    def _sum(self, *terms: tuple[str, Waves]) -> Waves:
        """Return Σ f_j(A) u_j, with A applied once."""
        plain, coupled = (sum((self._weights[name][i] * pair for name, pair in terms), 0j) for i in (0, 1))
        return np.asarray(plain) + self.operator.apply(np.asarray(coupled))


def _weighted(*terms: tuple[float, Weights]) -> Weights:
    """Return α, β of Σ c_j f_j."""
    alpha, beta = (np.sum([c * weights[i] for c, weights in terms], axis=0) for i in (0, 1))
    return alpha, beta
