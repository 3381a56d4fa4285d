import numpy as np
import pytest

from nelumbo.errors import StageError
from nelumbo.materials.marcus_hush_chidsey import MarcusHushChidsey

LAW = MarcusHushChidsey(exchange_current_density=100.0, reorganisation_energy=0.2, temperature=298.15)


def test_inverse():
    eta = np.array([[-0.4, -0.05, 0.0], [1e-6, 0.05, 0.3]])
    np.testing.assert_allclose(LAW.overpotential(LAW.current(eta)), eta, rtol=1e-9, atol=1e-13)


def test_odd_and_bounded_by_the_limiting_current():
    eta = np.linspace(0.01, 3.0, 50)
    current = LAW.current(eta)
    np.testing.assert_allclose(LAW.current(-eta), -current, rtol=1e-12)
    assert np.all(np.diff(current) > -1e-9 * LAW.limiting_current)
    assert current[-1] == pytest.approx(LAW.limiting_current, rel=1e-9)


def test_a_current_beyond_the_limit_is_refused_with_a_remedy():
    with pytest.raises(StageError, match="lower the current density"):
        LAW.overpotential(1.01 * LAW.limiting_current)


def test_closed_form_of_the_literature():
    # Zeng et al. 2014, eq. 17: a uniform approximation within a few per cent.
    from scipy.special import erfc

    lam, e = 0.2 / LAW.thermal_voltage, np.array([0.5, 2.0, 5.0, 10.0, 20.0])
    rate = np.tanh(e / 2) * erfc((lam - np.sqrt(1 + np.sqrt(lam) + e**2)) / (2 * np.sqrt(lam)))
    shape = LAW.current(e * LAW.thermal_voltage) / LAW.limiting_current * 2
    np.testing.assert_allclose(shape, rate, rtol=0.06)
