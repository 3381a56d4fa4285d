import math

import numpy as np
import pytest
from scipy.linalg import expm

from nelumbo.numerics.exponential import ExponentialStep, PairOperator, phi


@pytest.mark.parametrize("order", range(4))
def test_phi_functions(order):
    """φ_n(z) = ∫₀¹ e^((1−s)z) s^(n−1)/(n−1)! ds, on both sides of the seam between series and quotient."""
    z = np.array([-40.0, -3.0, -1.0001, -0.9999, -1e-3, 0.0, 1e-9, 0.5, 0.9999, 1.0001, 3.0])
    s, weight = np.polynomial.legendre.leggauss(60)
    s, weight = (s + 1) / 2, weight / 2
    if order:
        exact = (np.exp((1 - s) * z[:, None]) * s ** (order - 1) / math.factorial(order - 1) * weight).sum(1)
    else:
        exact = np.exp(z)
    np.testing.assert_allclose(phi(order, z), exact, rtol=1e-11)


def operator(matrix):
    roots = np.sort(np.linalg.eigvals(matrix).real)[::-1]
    return PairOperator(matrix[:, :, None, None], roots[:, None, None])


@pytest.mark.parametrize(
    "matrix",
    [[[-2.0, -1.0], [-3.0, -0.5]], [[-1.0, 0.0], [-3.0, -1.0]], [[0.0, 0.0], [0.0, -0.3]]],
    ids=["apart", "equal roots", "one at rest"],
)
def test_functions_of_a_matrix(matrix):
    matrix = np.array(matrix)
    alpha, beta = operator(matrix).function(lambda z: phi(0, z), 0.7)
    found = float(alpha.item()) * np.eye(2) + float(beta.item()) * matrix
    np.testing.assert_allclose(found, expm(0.7 * matrix), rtol=1e-5, atol=1e-6)


def test_a_linear_equation_is_exact_and_a_forced_one_too():
    """u′ = A u + b: the steps are right for any length."""
    matrix, force = np.array([[-2.0, -1.0], [-3.0, -0.5]]), np.array([0.3, -0.2])
    start = np.array([1.0, 2.0]).astype(complex)[:, None, None]
    rest = force.astype(complex)[:, None, None]
    found, error = ExponentialStep(operator(matrix), 5.0).take(start, rest, lambda waves, share: rest)
    still = -np.linalg.solve(matrix, force)
    exact = expm(5.0 * matrix) @ (np.array([1.0, 2.0]) - still) + still
    np.testing.assert_allclose(found[:, 0, 0].real, exact, rtol=1e-9)
    assert np.abs(error).max() < 1e-9 * np.abs(exact).max()


def test_third_order_and_an_error_of_third_order():
    """u₁′ = −u₁ − u₁u₂, u₂′ = −3u₂ + u₁² against steps a hundredth as long."""
    law = operator(np.array([[-1.0, 0.0], [0.0, -3.0]]))

    def rest(u, share=0.0):
        return np.stack([-u[0] * u[1], u[0] ** 2])

    def after(steps):
        u, step = np.array([1.0, 0.5]).astype(complex)[:, None, None], ExponentialStep(law, 1 / steps)
        for _ in range(steps):
            u, error = step.take(u, rest(u), rest)
        return u, np.abs(error).max()

    exact, _ = after(2000)
    errors, estimates = zip(
        *((np.abs(u - exact).max(), e) for u, e in (after(n) for n in (5, 10, 20, 40))), strict=True
    )
    orders = [-np.polyfit(np.log([5, 10, 20, 40]), np.log(values), 1)[0] for values in (errors, estimates)]
    assert orders == pytest.approx([3.0, 3.0], abs=0.25)
