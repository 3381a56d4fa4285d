import numpy as np
import pytest

from nelumbo.materials.viscous_layer import ViscousLayer


def test_limits():
    layer = ViscousLayer(1e9, 5e-6)
    short, long = 2 * np.pi / 0.2e-6, 2 * np.pi / 5e-3
    assert layer.levelling(short) == pytest.approx(1 / (2e9 * short), rel=1e-9)
    assert layer.levelling(long) == pytest.approx(long**2 * 5e-6**3 / 3e9, rel=1e-4)


def test_the_series_meets_the_formula():
    x = np.array([0.0999, 0.1001])
    shape = (np.sinh(2 * x) - 2 * x) / (np.cosh(2 * x) + 1 + 2 * x**2)
    np.testing.assert_allclose(ViscousLayer(0.5, 1.0).levelling(x) * x, shape, rtol=1e-9)


def test_an_even_pressure_and_a_rigid_layer_move_nothing():
    assert ViscousLayer(1e9, 5e-6).levelling(0.0) == 0
    assert ViscousLayer(np.inf, 5e-6).levelling(1e6) == 0
