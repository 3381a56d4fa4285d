"""Conjugate gradients for symmetric positive definite equations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class LinearSolution:
    """Where an iteration stopped.

    Attributes:
        values: shape (n,). iterations: steps taken. residual: ‖b − Ax‖/‖b‖ as the recurrence has it.
        converged: whether the tolerance was met and the values were accepted.
    """

    values: Vector
    iterations: int
    residual: float
    converged: bool


def conjugate_gradients(
    matrix: sparse.csr_matrix,
    rhs: Vector,
    guess: Vector,
    *,
    precondition: Callable[[Vector], Vector],
    accept: Callable[[Vector], bool],
    tolerance: float,
    max_iterations: int,
) -> LinearSolution:
    """Solve A x = b by flexible conjugate gradients (Notay 2000, SIAM J. Sci. Comput. 22, 1444).

    β = zᵀ(r − r_old)/(z_oldᵀ r_old), which forgives a preconditioner that is not quite symmetric.

    Args:
        matrix: A. rhs: b ≠ 0. guess: start. precondition: r ↦ z ≈ A⁻¹ r.
        accept: asked with the values in every step whose relative residual is at most ``tolerance``.
        tolerance: of the relative residual. max_iterations: steps after which it gives up.
    """
    x = guess.copy()
    r = rhs - matrix @ x
    scale = _dot(rhs, rhs) ** 0.5
    z = precondition(r)
    direction = z.copy()
    rz = _dot(r, z)
    for iteration in range(max_iterations + 1):
        residual = _dot(r, r) ** 0.5 / scale
        if residual <= tolerance and accept(x):
            return LinearSolution(x, iteration, residual, True)
        image = matrix @ direction
        curvature = _dot(direction, image)
        if iteration == max_iterations or not curvature > 0:  # also when not finite
            break
        step = rz / curvature
        x += step * direction
        old = r
        r = r - step * image
        z = precondition(r)
        beta = _dot(z, r - old) / rz
        rz = _dot(r, z)
        direction = z + beta * direction
    return LinearSolution(x, iteration, residual, False)


def _dot(a: Vector, b: Vector) -> float:
    """Return aᵀb summed in one order whatever the number of threads, unlike BLAS."""
    return float(np.einsum("i,i", a, b))
