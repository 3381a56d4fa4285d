import numpy as np
import pytest

from nelumbo.materials.butler_volmer import ButlerVolmer

LAW = ButlerVolmer(exchange_current_density=100.0, temperature=298.15)


def test_inverse_of_inverse_with_concentration():
    eta = np.linspace(-0.3, 0.3, 13)
    for u in (0.2, 1.0, 1.7):
        np.testing.assert_allclose(LAW.overpotential(LAW.current(eta, u), u), eta, atol=1e-12)


def test_reduced_form():
    eta, u = 0.07, 0.4
    e = eta / LAW.thermal_voltage
    expected = 100.0 * (u**1.5 * np.exp(e / 2) - u**-0.5 * np.exp(-e / 2))
    assert LAW.current(eta, u) == pytest.approx(expected, rel=1e-12)


def test_resistance_is_the_slope():
    for i in (0.0, 30.0, 500.0):
        slope = (LAW.overpotential(i + 1e-3) - LAW.overpotential(i - 1e-3)) / 2e-3
        assert LAW.resistance(i) == pytest.approx(slope, rel=1e-7)


def test_symbols_of_pybamm_pass_through():
    pybamm = pytest.importorskip("pybamm")
    eta = pybamm.StateVector(slice(0, 1))
    current = LAW.current(eta, pybamm.Scalar(0.8))
    back = LAW.overpotential(LAW.current(eta))
    y = np.array([[0.05]])
    assert current.evaluate(y=y).item() == pytest.approx(LAW.current(0.05, 0.8), rel=1e-12)
    assert back.evaluate(y=y).item() == pytest.approx(0.05, rel=1e-12)
