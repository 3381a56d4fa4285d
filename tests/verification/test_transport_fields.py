"""What is read off the solution: tensor, flux field, spectrum, path lengths."""

import math

import numpy as np
import pytest

from nelumbo.errors import StageError
from nelumbo.numerics.grid import Sides
from nelumbo.transport import diffusivity_tensor, effective_diffusivity
from nelumbo.transport.flux_spectrum import flux_spectrum


def noise(shape, seed=0, share=0.3):
    return (np.random.default_rng(seed).random(shape) < share).astype(int)


# ------------------------------------------------------------------ flux


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_mean_flux_is_the_effective_diffusivity_along_every_axis(axis):
    spacing = (1e-6, 2e-6, 1.5e-6)
    result = effective_diffusivity(
        noise((9, 10, 11)), {0: 2e-10, 1: 1e-11}, axis=axis, spacing=spacing, tolerance=1e-10
    )
    flux = result.flux()
    assert flux.dims == ("component", "z", "y", "x")
    assert flux.shape == (3, 9, 10, 11)
    assert float(flux.sel(component="zyx"[axis]).mean()) == pytest.approx(result.ratio, rel=1e-8)
    assert float(flux.x[0]) == pytest.approx(0.75e-6)


def test_flux_of_layers_is_the_same_everywhere():
    layers = np.repeat([0, 1], 4)[:, None, None] * np.ones((1, 3, 3), int)
    flux = effective_diffusivity(layers, {0: 1.0, 1: 0.25}, tolerance=1e-10).flux()
    np.testing.assert_allclose(flux.sel(component="z"), 0.4, rtol=1e-8)
    np.testing.assert_allclose(flux.sel(component=["y", "x"]), 0, atol=1e-9)


def test_where_nothing_percolates_there_is_no_field():
    wall = np.zeros((5, 4, 4), int)
    wall[2] = 1
    result = effective_diffusivity(wall, {0: 1.0, 1: 0.0})
    assert result.resistance(1.0) == math.inf
    with pytest.raises(StageError, match="plane 3 of 5 has no open cell"):
        result.flux()
    with pytest.raises(StageError, match="nothing flows"):
        result.path_lengths()


def test_resistance_is_that_of_the_layers_in_series():
    layers = np.repeat([0, 1], 4)[:, None, None] * np.ones((1, 3, 3), int)
    result = effective_diffusivity(layers, {0: 1.0, 1: 0.25}, spacing=(1e-7, 1e-7, 1e-7))
    assert result.resistance(2.0) == pytest.approx(4e-7 / 2 + 4e-7 / 0.5)


# ------------------------------------------------------------------ tensor


def test_tensor_of_layers_is_series_across_and_parallel_along():
    layers = np.zeros((6, 8, 7), int)
    layers[:, 4:] = 1
    tensor = diffusivity_tensor(layers, {0: 1.0, 1: 0.1}, tolerance=1e-9).values
    np.testing.assert_allclose(np.diag(tensor), [0.55, 2 / 11, 0.55], rtol=1e-7)
    np.testing.assert_allclose(tensor - np.diag(np.diag(tensor)), 0, atol=1e-8)


def test_tensor_of_sloping_layers_is_turned_and_symmetric():
    """Layers along the diagonal of z and y: D = ½(D_par + D_ser) ± ½(D_par − D_ser), up to the plane ends."""
    n = 96
    z, y = np.indices((n, n))
    layers = (((z + y) // 8) % 2)[:, :, None] * np.ones((1, 1, 3), int)
    found = diffusivity_tensor(layers, {0: 1.0, 1: 0.5})
    tensor = found.values
    assert found.asymmetry < 1e-6
    assert tensor[0, 1] < -0.02
    np.testing.assert_allclose(tensor[2, :2], 0, atol=1e-9)
    parallel, series = 0.75, 2 / 3
    assert tensor[0, 1] == pytest.approx(-(parallel - series) / 2, rel=0.25)
    assert tensor[0, 0] == pytest.approx((parallel + series) / 2, rel=0.02)


def test_tensor_of_noise_is_symmetric_as_far_as_its_ends_allow():
    found = diffusivity_tensor(noise((24, 24, 24)), {0: 1.0, 1: 0.1})
    assert found.asymmetry < 0.01
    assert np.linalg.eigvalsh((found.values + found.values.T) / 2).min() > 0


def test_columns_of_a_direction_that_is_closed_are_zero():
    wall = np.zeros((6, 5, 5), int)
    wall[3] = 1
    found = diffusivity_tensor(wall, {0: 1.0, 1: 0.0})
    assert not found.experiments[0].percolates
    np.testing.assert_allclose(found.values, np.diag([0, 5 / 6, 5 / 6]), atol=1e-9)


# ------------------------------------------------------------------ spectrum


@pytest.mark.parametrize("shape", [(16, 16), (15, 24), (1, 9)])
def test_power_sums_to_the_variance(shape):
    values = np.random.default_rng(1).random(shape)
    spectrum = flux_spectrum(values, (2e-8, 3e-8))
    assert spectrum.variance == pytest.approx(values.var())
    assert spectrum.modes.sum() == values.size - 1


def test_a_wave_is_one_ring_at_its_wave_number():
    x = np.arange(32) * 0.5
    wave = 1 + 0.3 * np.cos(2 * np.pi * x / 4.0)[None, :] * np.ones((32, 1))
    spectrum = flux_spectrum(wave, (0.5, 0.5))
    peak = spectrum.power.argmax()
    assert spectrum.power[peak] == pytest.approx(0.3**2 / 2)
    assert abs(spectrum.wave_number[peak] - 2 * np.pi / 4) < 2 * np.pi / 16
    assert spectrum.dominant_length == pytest.approx(4, rel=0.1)


def test_a_result_knows_the_spectrum_of_its_own_flux():
    result = effective_diffusivity(noise((12, 12, 12)), {0: 1.0, 1: 0.1})
    assert result.flux_spectrum.variance == pytest.approx(result.flux_variation**2)
    uniform = effective_diffusivity(np.zeros((4, 4, 4), int), {0: 1.0}).flux_spectrum
    assert uniform.variance == pytest.approx(0, abs=1e-20)


# ------------------------------------------------------------------ path lengths


def test_straight_ways_have_length_one():
    straight = np.ones((12, 9, 9), int)
    straight[:, 2:5, 2:5] = 0
    paths = effective_diffusivity(straight, {0: 1.0, 1: 0.0}).path_lengths()
    np.testing.assert_allclose(paths.geodesic, 1)
    assert (paths.mean, paths.weighted) == (pytest.approx(1), pytest.approx(1))
    assert paths.streamline == pytest.approx(1, abs=1e-6)


def test_a_detour_around_a_wall_converges_to_the_straight_lines_past_its_edge():
    """A plate in the middle of a slit: the shortest way bends once, at the edge; first order in the voxel."""
    errors = []
    cells = (12, 24, 48)
    for n in cells:
        slit = np.zeros((n, n, 1), int)
        slit[n // 2 - n // 12 : n // 2 + n // 12, n // 2 :] = 1
        paths = effective_diffusivity(slit, {0: 1.0, 1: 0.0}, sides=Sides.NO_FLUX).path_lengths()
        # From the far corner of the last end over the two edges of the plate, then straight down.
        longest = math.hypot(0.5 - 0.5 / n, 0.5 - 1 / 12) + 1 / 6 + (0.5 - 1 / 12)
        errors.append(abs(paths.geodesic[-1] - longest))
        assert paths.geodesic[0] == pytest.approx(1)
        assert paths.streamline > 1
    assert errors[-1] < 0.04
    assert errors[0] > errors[1] > errors[2]
    assert paths.quantile(0.5) <= paths.mean + 0.2


def test_ways_cross_periodic_sides():
    image = np.ones((6, 6, 6), int)
    image[:3, 0] = image[2:, 5] = 0
    paths = effective_diffusivity(image, {0: 1.0, 1: 0.0}).path_lengths()
    assert 1 < paths.mean < 1.3
