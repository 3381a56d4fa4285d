"""The film instability against the linear equations it is the solution of, and against its limits."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.instability import FilmInstability
from nelumbo.materials.elastic_layer import ElasticLayer

PLATE = ElasticLayer(10e9, 0.3, 30e-9)
FRONT = FilmInstability(1.35e-9, 0.9, 300.0, 2e-3, 0.5, (PLATE,), LITHIUM_HEIGHT_PER_CHARGE)


def integrate(law, k, time, start, noise):
    """Integrate ∂ĥ/∂t = −s v σ̂ − C ĥ, ∂σ̂/∂t = −v k² ĥ − (σ̂ − σ̂_q)/τ; heights in µm."""
    damping = float(law.mobility * law.restoring_pressure(np.array([k]))[0])
    v, tau = law.velocity * 1e6, law.healing_time

    def rates(_, y):
        return [-law.film_share * v * y[1] - damping * y[0], -v * (k * 1e-6) ** 2 * y[0] - (y[1] - noise) / tau]

    return solve_ivp(rates, (0, time), start, rtol=1e-10, atol=1e-13, method="DOP853").y[0, -1]


@pytest.mark.parametrize("wavelength", [30e-6, 5e-6, 1e-6, 0.3e-6])
@pytest.mark.parametrize("time", [100.0, 3600.0])
def test_growth_of_one_wave(wavelength, time):
    k = 2 * np.pi / wavelength
    from_height, from_film = (float(part[0]) for part in FRONT.amplification(np.array([k]), time))
    height = integrate(FRONT, k, time, [1.0, 0.0], 0.0)
    assert from_height == pytest.approx(np.log(abs(height)), rel=1e-6, abs=1e-6)
    uneven = integrate(FRONT, k, time, [0.0, 1.0], 1.0) * 1e-6
    assert from_film == pytest.approx(np.log(abs(uneven)), rel=1e-6, abs=1e-6)


def test_late_growth_rate_is_the_larger_root():
    k = 2 * np.pi / 1e-6
    early, late = (integrate(FRONT, k, t, [1.0, 0.0], 0.0) for t in (2000.0, 3000.0))
    assert np.log(late / early) / 1000 == pytest.approx(float(FRONT.growth_rates(np.array([k]))[0][0]), rel=1e-6)


def test_film_alone_without_healing():
    """τ → ∞ and no restoring pressure: ω = √s v k."""
    law = replace(FRONT, healing_time=1e15, surface_energy=0.0, layers=())
    k = np.geomspace(1e4, 1e8, 9)
    np.testing.assert_allclose(law.growth_rates(k)[0], np.sqrt(0.9) * 1.35e-9 * k, rtol=1e-6)


def test_fast_healing_is_diffusion_with_the_wrong_sign():
    """τ → 0: ω = s v² k² τ − C."""
    law = replace(FRONT, healing_time=1e-3, layers=())
    k = np.geomspace(1e4, 1e6, 5)
    expected = 0.9 * (1.35e-9 * k) ** 2 * 1e-3 - law.mobility * 0.5 * k**2
    np.testing.assert_allclose(law.growth_rates(k)[0], expected, rtol=1e-5)


def test_surface_energy_alone_stabilises_when_it_outweighs_the_film():
    """C = Mγk² against s v² τ k²: the same power of k, so stable at all k or at none."""
    k = np.geomspace(1e4, 1e8, 9)
    limit = 0.9 * 1.35e-9**2 * 300 / FRONT.mobility
    for surface_energy, stable in ((0.99 * limit, False), (1.01 * limit, True)):
        rate = replace(FRONT, surface_energy=surface_energy, layers=()).growth_rates(k)[0]
        assert np.all((rate < 0) == stable)


def test_cut_off_of_a_thin_plate():
    """k_c² = (s v² τ/M − γ)/B; a layer 1 nm thin is a plate at k_c."""
    layer = ElasticLayer(1e15, 0.0, 1e-9)
    law = replace(FRONT, layers=(layer,))
    cut = np.sqrt((0.9 * 1.35e-9**2 * 300 / law.mobility - 0.5) / layer.bending_stiffness)
    assert cut * layer.thickness < 0.1
    below, above = law.growth_rates(np.array([0.99 * cut, 1.01 * cut]))[0]
    assert below > 0 > above
