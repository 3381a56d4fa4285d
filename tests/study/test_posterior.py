"""The sampler against posteriors that are known exactly."""

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import multivariate_normal, norm

from nelumbo.study.posterior import Posterior, climb, sample

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
    assert climb(linear, found) == pytest.approx(mean, abs=1e-5)


def start(*place, size=0.1):
    """A first cloud about a place."""
    offsets = size * np.concatenate([np.zeros((len(place), 1)), np.eye(len(place)), -np.eye(len(place))], axis=1)
    return Posterior(np.array(place)[:, None] + offsets, np.zeros((1, 1)), np.zeros(2 * len(place) + 1))


@pytest.mark.parametrize("place", [(0.3, -0.2), (2.0, 2.0)])
def test_climbing_ends_on_the_edge_of_a_kink(place):
    """The summit of −50 |z₀ − z₁| − 2 (z₀ + z₁ − 3)² − z²/2 lies on the edge, z₀ = z₁."""

    def roof(z):
        return (-50 * np.abs(z[0] - z[1]) - 2 * (z[0] + z[1] - 3) ** 2)[None]

    summit = 12 / 9  # d/dx [−2 (2x − 3)² − x²] = 0
    assert climb(roof, start(*place)) == pytest.approx([summit, summit], abs=3e-5)


def test_a_rounding_error_moves_the_way_and_not_the_end(found):
    random = np.random.default_rng(1)
    near = climb(lambda z: linear(z) * (1 + 1e-13 * random.standard_normal(z.shape[1])), found)
    assert near == pytest.approx(climb(linear, found), abs=1e-5)
