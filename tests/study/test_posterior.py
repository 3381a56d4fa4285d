"""The sampler against posteriors that are known exactly."""

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import multivariate_normal, norm

from nelumbo.study.posterior import climb, differences, sample

DESIGN = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -1.0], [0.3, 0.0, 2.0], [1.0, 1.0, 1.0]])
SEEN, SD = np.array([0.5, -1.0, 2.0, 0.3]), np.array([0.1, 0.3, 0.2, 0.5])


def linear(z):
    return norm.logpdf(SEEN[:, None], DESIGN @ z, SD[:, None])


def marginal(rows):
    """Density of some data under the prior: normal with covariance G Gᵀ + diag(sd²)."""
    cover = DESIGN[rows] @ DESIGN[rows].T + np.diag(SD[rows] ** 2)
    return float(multivariate_normal(np.zeros(len(rows)), cover).logpdf(SEEN[rows]))


@pytest.fixture(scope="module")
def found():
    return sample(linear, 3)


def test_mean_covariance_and_evidence_of_a_linear_model(found):
    precision = np.eye(3) + DESIGN.T @ np.diag(SD**-2) @ DESIGN
    exact = np.linalg.inv(precision)
    mean = exact @ DESIGN.T @ (SEEN / SD**2)
    assert found.effective_points > 1000
    assert found.z @ found.probability == pytest.approx(mean, abs=0.01)
    assert found.covariance == pytest.approx(exact, abs=0.02 * exact.max())
    assert found.log_evidence == pytest.approx(marginal([0, 1, 2, 3]), abs=0.01)


def test_leave_one_out_is_exact(found):
    whole = marginal([0, 1, 2, 3])
    exact = [whole - marginal([j for j in range(4) if j != i]) for i in range(4)]
    assert found.leave_one_out == pytest.approx(exact, abs=0.05)


def test_quantiles_and_draws(found):
    sd = np.sqrt(found.covariance[0, 0])
    mean = float(found.z[0] @ found.probability)
    assert found.quantile(found.z[0], 0.95) == pytest.approx(mean + 1.645 * sd, abs=0.05 * sd)
    drawn = found.z[0, found.draws(64)]
    assert drawn.mean() == pytest.approx(mean, abs=0.3 * sd)
    assert drawn.std() == pytest.approx(sd, rel=0.3)


def test_a_curved_posterior_and_its_evidence():
    """A banana: z₁ close to z₀² − 1, against quadrature."""

    def banana(z):
        return norm.logpdf(z[1], z[0] ** 2 - 1, 0.2)[None]

    exact, _ = dblquad(
        lambda y, x: norm.pdf(x) * norm.pdf(y) * norm.pdf(y, x**2 - 1, 0.2),
        -6,
        6,
        lambda x: max(x**2 - 3, -6),
        lambda x: min(x**2 + 1, 36),
    )
    got = sample(banana, 2, 16384)
    assert got.log_evidence == pytest.approx(np.log(exact), abs=0.03)
    assert got.z[0] @ got.probability == pytest.approx(0.0, abs=0.03)


def test_two_modes_are_both_kept():
    got = sample(lambda z: norm.logpdf(np.abs(z[0]), 1.5, 0.1)[None], 1)
    assert got.probability[got.z[0] > 0].sum() == pytest.approx(0.5, abs=0.03)


def test_without_data_the_prior_is_left():
    got = sample(lambda z: np.zeros((1, z.shape[1])), 2)
    assert got.covariance == pytest.approx(np.eye(2), abs=0.02)
    assert got.log_evidence == pytest.approx(0.0, abs=0.01)


def test_the_same_data_give_the_same_bits_and_nearly_the_same_nearly_the_same():
    first, second = sample(linear, 3, 512), sample(linear, 3, 512)
    assert np.array_equal(first.z, second.z)
    near = sample(lambda z: linear(z) + 1e-9 * np.sin(1e3 * z[:1]), 3, 512)
    assert near.covariance == pytest.approx(first.covariance, rel=1e-5)


def test_climbing_finds_the_most_probable(found):
    precision = np.eye(3) + DESIGN.T @ np.diag(SD**-2) @ DESIGN
    mean = np.linalg.solve(precision, DESIGN.T @ (SEEN / SD**2))
    assert climb(linear, np.zeros(3)) == pytest.approx(mean, abs=1e-5)


def test_differences_of_a_quadratic_are_exact():
    matrix = np.array([[2.0, 0.5], [0.5, 3.0]])
    gradient, curvature = differences(lambda z: (z * (matrix @ z)).sum(axis=0) / 2, np.array([1.0, -2.0]))
    assert gradient == pytest.approx(matrix @ [1.0, -2.0])
    assert curvature == pytest.approx(matrix, abs=1e-8)
