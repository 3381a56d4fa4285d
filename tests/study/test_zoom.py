import numpy as np
import pytest

from nelumbo.study.zoom import minimise


def test_a_line_through_points_with_its_covariance():
    t = np.array([0.0, 1.0, 2.0, 3.0])
    y = np.array([1.1, 2.9, 5.2, 6.8])
    design = np.stack([np.ones_like(t), t], axis=1)
    best = minimise(lambda x: design @ x - y[:, None], np.array([-10.0, -10.0]), np.array([10.0, 10.0]))
    assert best.x == pytest.approx(np.linalg.lstsq(design, y, rcond=None)[0], abs=1e-3)
    assert best.covariance == pytest.approx(np.linalg.inv(design.T @ design))


def test_the_lower_of_two_valleys():
    def residuals(x):
        return np.array([(x[0] - 2.0) * (x[0] + 1.0), 0.1 * (x[0] - 2.0)])

    assert minimise(residuals, np.array([-5.0]), np.array([5.0])).x == pytest.approx([2.0], abs=1e-4)


def test_the_edge_of_the_box():
    assert minimise(lambda x: x - 9.0, np.array([0.0]), np.array([1.0])).x == pytest.approx([1.0])
