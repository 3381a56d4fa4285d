"""Circuits whose relaxation times are known."""

import numpy as np
import pytest

from nelumbo.numerics.relaxation_times import relaxation_times

FREQUENCY = np.logspace(5, -2, 57)
OMEGA = 2j * np.pi * FREQUENCY


def loop(resistance, time, exponent=1.0):
    return resistance / (1 + (OMEGA * time) ** exponent)


def test_two_loops_and_a_resistor():
    found = relaxation_times(FREQUENCY, 5.0 + loop(3.0, 2e-5) + loop(2.0, 5e-3))
    fast, slow = found.arcs()
    assert found.series == pytest.approx(5.0, rel=0.005)
    assert [fast.resistance, slow.resistance] == pytest.approx([3.0, 2.0], rel=0.01)
    assert [fast.time, slow.time] == pytest.approx([2e-5, 5e-3], rel=0.03)
    assert found.misfit < 2e-3


def test_a_depressed_arc_has_the_distribution_of_its_formula():
    a, tau = 0.8, 1e-2
    found = relaxation_times(FREQUENCY, 1.0 + loop(4.0, tau, a), smoothing=1e-6)
    x = np.log(found.times / tau)
    exact = 4.0 / (2 * np.pi) * np.sin((1 - a) * np.pi) / (np.cosh(a * x) - np.cos((1 - a) * np.pi))
    assert np.max(np.abs(found.distribution - exact)) < 0.05 * exact.max()
    (arc,) = found.arcs()
    assert arc.resistance == pytest.approx(4.0, rel=0.01)


def test_finite_diffusion_is_its_series_of_loops():
    tau = 3.0
    s = np.sqrt(OMEGA * tau)
    found = relaxation_times(FREQUENCY, 2.0 + 6.0 * np.tanh(s) / s)
    # tanh(s)/s = Σ 8/(π² m²) / (1 + iωτ 4/(π² m²)), m odd: the first term is 81 % of it
    *_, slowest = found.arcs()
    assert slowest.resistance == pytest.approx(6.0 * 8 / np.pi**2, rel=0.1)
    assert slowest.time == pytest.approx(tau * 4 / np.pi**2, rel=0.1)
    assert found.series + sum(arc.resistance for arc in found.arcs(0.0)) == pytest.approx(8.0, rel=0.005)


def test_noise_does_not_make_arcs():
    rng = np.random.default_rng(1)
    noise = 1 + 2e-3 * (rng.standard_normal(57) + 1j * rng.standard_normal(57))
    found = relaxation_times(FREQUENCY, (5.0 + loop(3.0, 2e-5) + loop(2.0, 5e-3)) * noise)
    assert len(found.arcs(0.05)) == 2
