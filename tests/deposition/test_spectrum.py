from dataclasses import replace

import numpy as np
import pytest

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.instability import FilmInstability
from nelumbo.deposition.spectrum import GrownRoughness, Spectrum
from nelumbo.materials.elastic_layer import ElasticLayer

SOURCE = GrownRoughness(initial=20e-9, noise=0.1, correlation_length=2e-6, shortest=60e-9)
STILL = FilmInstability(0.0, 0.0, 300.0, 2e-3, 1e-12, (ElasticLayer(1.0, 0.3, 30e-9),), LITHIUM_HEIGHT_PER_CHARGE)
FAST = replace(
    STILL, velocity=1.35e-9, film_share=0.9, surface_energy=0.5, layers=(ElasticLayer(10e9, 0.3, 3e-8),)
)


def narrow(wavelength, height):
    """A surface of nearly one wavelength."""
    k = np.geomspace(0.5, 2.0, 4001) * 2 * np.pi / wavelength
    peak = np.exp(-((np.log(k * wavelength / (2 * np.pi)) / 0.01) ** 2))
    area = np.trapezoid(2 * np.pi * k**2 * peak, np.log(k))
    return Spectrum(k, height**2 / area * peak)


def test_a_front_that_does_not_move_keeps_its_first_roughness():
    assert SOURCE.after(STILL, 100.0).height == pytest.approx(20e-9, rel=1e-3)
    assert SOURCE.after(STILL, 100.0).slope == pytest.approx(2 * 20e-9 / 2e-6, rel=1e-3)


def test_one_wavelength_has_the_slope_of_a_sinusoid():
    surface = narrow(10e-6, 1e-7)
    assert surface.height == pytest.approx(1e-7, rel=1e-9)
    assert surface.slope == pytest.approx(2 * np.pi / 10e-6 * 1e-7, rel=1e-3)


def test_no_interval_of_wavenumbers_is_steeper_than_one():
    surface = SOURCE.after(FAST, 5 * 3600.0)
    assert np.all(2 * np.pi * surface.wavenumber**4 * surface.density <= 1 + 1e-12)
    assert surface.slope > 1


def test_roughness_grows_with_time_and_the_grid_does_not_matter():
    times = (360.0, 1800.0, 3600.0, 10800.0)
    heights = [SOURCE.after(FAST, t).height for t in times]
    assert np.all(np.diff(heights) > 0)
    fine = replace(SOURCE, points=4000, longest=400.0)
    np.testing.assert_allclose([fine.after(FAST, t).height for t in times], heights, rtol=2e-3)


def test_the_tip_grows_slowly_with_the_area():
    surface = narrow(10e-6, 1e-7)
    small, large = surface.tip(1e-8), surface.tip(1e-6)
    assert 2 * surface.height < small < large < 6 * surface.height


def test_the_tip_is_the_mean_maximum_of_random_surfaces():
    """200 periodic random surfaces of 256 × 256 points with the spectrum of a still front."""
    surface, box, n = SOURCE.after(STILL, 1.0), 64e-6, 256
    k = 2 * np.pi * np.fft.fftfreq(n, box / n)
    k = np.hypot(k[:, None], k[None, :])
    density = np.interp(k, surface.wavenumber, surface.density)
    amplitude = np.sqrt(density) * 2 * np.pi / box * n
    rng = np.random.default_rng(1)
    surfaces = [np.fft.ifft2(amplitude * np.fft.fft2(rng.standard_normal((n, n)))).real for _ in range(200)]
    assert np.mean(np.square(surfaces)) ** 0.5 == pytest.approx(surface.height, rel=0.02)
    assert surface.tip(box**2) == pytest.approx(np.mean([heights.max() for heights in surfaces]), rel=0.03)


def test_pressure_of_one_wavelength_on_a_small_tip():
    layer, surface = ElasticLayer(1e9, 0.3, 1.5e-6), narrow(10e-6, 1e-7)
    assert surface.pressure(layer, 1e-9) == pytest.approx(1e-7 * layer.stiffness(2 * np.pi / 10e-6), rel=1e-2)
    assert surface.pressure(layer, 5e-6) < 0.6 * surface.pressure(layer, 1e-9)
