"""Least squares by grids that zoom in: global, deterministic, and made for models that run as an ensemble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Residuals = Callable[[Array], Array]

_POINTS = {1: 101, 2: 17}
"""Grid points per axis by number of parameters."""

_STEP = 1e-3
"""Half width of the central differences."""


@dataclass(frozen=True)
class Minimum:
    """Where Σ r² is least.

    Attributes:
        x: shape (p,). residuals: shape (r,). jacobian: ∂r/∂x, shape (r, p).
    """

    x: Array
    residuals: Array
    jacobian: Array

    @property
    def covariance(self) -> Array:
        """(JᵀJ)⁻¹, shape (p, p): of x, for residuals in units of their standard deviation."""
        return np.asarray(np.linalg.inv(self.jacobian.T @ self.jacobian))


def minimise(residuals: Residuals, low: Array, high: Array, levels: int = 6) -> Minimum:
    """Find the least Σ r² in a box of one or two dimensions.

    Every level lays a grid over the window, then shrinks the window to the neighbours of the best point.

    Args:
        residuals: from x, shape (p, m), to r, shape (r, m), for m members of an ensemble at once.
        low, high: the box, shape (p,). levels: number of grids.
    """
    window: Array = np.array([low, high], dtype=np.float64)
    count = _POINTS[len(low)]
    best = window.mean(axis=0)
    for _ in range(levels):
        axes = [np.linspace(float(left), float(right), count) for left, right in window.T]
        grid = np.stack(np.meshgrid(*axes, indexing="ij")).reshape(len(low), -1)
        best = grid[:, int(np.argmin((residuals(grid) ** 2).sum(axis=0)))]
        reach = 2 * (window[1] - window[0]) / (count - 1)
        window = np.clip(np.array([best - reach, best + reach]), low, high)
    return Minimum(best, residuals(best[:, None])[:, 0], jacobian(residuals, best))


def jacobian(residuals: Residuals, x: Array) -> Array:
    """Return ∂r/∂x by central differences in one call, shape (r, p)."""
    steps = _STEP * np.eye(x.size)
    found = residuals(np.concatenate([x[:, None] + steps, x[:, None] - steps], axis=1))
    return (found[:, : x.size] - found[:, x.size :]) / (2 * _STEP)
