"""Kinetics against their limits: linear, Tafel, and one law into the other."""

import numpy as np
import pytest

from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.marcus_hush_chidsey import MarcusHushChidsey

BV = ButlerVolmer(100.0, 298.15)


@pytest.mark.parametrize("law", [BV, MarcusHushChidsey(100.0, 0.2, 298.15), MarcusHushChidsey(100.0, 0.5, 298.15)])
def test_linear_at_small_overpotential(law):
    eta = 1e-5
    assert float(law.current(eta)) == pytest.approx(100.0 * eta / law.thermal_voltage, rel=1e-6)


def test_tafel_slope():
    decade = BV.overpotential(1e6) - BV.overpotential(1e5)
    assert decade == pytest.approx(2 * BV.thermal_voltage * np.log(10), rel=1e-5)


def test_marcus_tends_to_butler_volmer_with_the_declared_order():
    """K(ê)/K(0) = e^(ê/2)[1 + O(1/λ)]: the deviation falls in proportion to 1/λ."""
    eta = np.array([0.02, 0.05, 0.1])
    energies = [5.0, 10.0, 20.0, 40.0]
    error = [
        float(np.max(np.abs(MarcusHushChidsey(100.0, lam, 298.15).current(eta) / BV.current(eta) - 1)))
        for lam in energies
    ]
    slope = np.polyfit(np.log(energies), np.log(error), 1)[0]
    assert slope == pytest.approx(-1.0, abs=0.05)
    assert error[-1] < 0.01
