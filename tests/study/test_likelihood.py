import numpy as np
import pytest
from scipy.stats import norm

from nelumbo.study.likelihood import Exceeds, Near


def test_a_number_is_normal_about_the_prediction():
    seen = Near(2.0, 0.5)
    predicted = np.array([1.0, 2.0, 4.0])
    assert seen.log_density(predicted) == pytest.approx(norm.logpdf(2.0, predicted, 0.5))
    assert seen.residual(1.0) == pytest.approx(-2.0)


def test_a_bound_is_the_probability_of_its_side():
    above, below = Exceeds(100.0, 10.0), Exceeds(100.0, 10.0, holds=False)
    predicted = np.array([80.0, 100.0, 130.0])
    assert above.log_density(predicted) == pytest.approx(norm.logcdf([-2.0, 0.0, 3.0]))
    assert np.exp(above.log_density(predicted)) + np.exp(below.log_density(predicted)) == pytest.approx(1.0)
    assert above.residual(80.0) == pytest.approx(-2.0)
    assert above.residual(130.0) == 0


def test_a_censored_life_says_nothing_more_far_above_its_bound():
    seen = Exceeds(100.0, 10.0)
    assert seen.log_density(200.0) == pytest.approx(seen.log_density(1000.0), abs=1e-12)
    assert seen.log_density(-300.0) < -700  # and never becomes minus infinity by underflow
    assert np.isfinite(seen.log_density(-300.0))


def test_simulated_data_scatter_as_the_likelihood_says():
    random = np.random.default_rng(3)
    numbers = np.array([Near(0.0, 0.5).simulated(2.0, random).seen for _ in range(4000)])
    assert numbers.mean() == pytest.approx(2.0, abs=0.03)
    assert numbers.std() == pytest.approx(0.5, rel=0.05)
    sides = [Exceeds(0.0, 1.0).simulated(1.0, random).holds for _ in range(4000)]
    assert np.mean(sides) == pytest.approx(norm.cdf(1.0), abs=0.02)
