import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.errors import StageError
from nelumbo.numerics.grid import Ends
from nelumbo.transport.image import effective_diffusivity
from nelumbo.transport.steady_diffusion import SteadyDiffusion

BLOCK = np.zeros((6, 5, 4), int)


def test_labels_may_be_any_integers():
    image = np.full((4, 4, 4), 7, dtype=np.uint8)
    image[2:] = 255
    result = effective_diffusivity(image, {7: 3e-10, 255: 1e-10, 9: 2e-10})
    assert result.ratio == pytest.approx(0.5)
    assert result.porosity == 1


def test_a_mask_is_an_image_of_two_labels():
    mask = np.random.default_rng(0).random((8, 9, 10)) < 0.6
    d = {0: 0.1, 1: 1.0}
    assert effective_diffusivity(mask, d).ratio == effective_diffusivity(mask.astype(int), d).ratio


def test_partial_volumes_equal_labels_where_voxels_are_pure():
    image = (np.random.default_rng(0).random((8, 9, 10)) < 0.5).astype(int)
    fractions = np.stack([image == 0, image == 1]).astype(np.float32)
    d = {0: 1.0, 1: 0.2}
    assert effective_diffusivity(fractions, d).ratio == pytest.approx(
        effective_diffusivity(image, d).ratio, rel=1e-5
    )


def test_axis_turns_the_experiment():
    layers = np.zeros((8, 4, 4), int)
    layers[4:] = 1
    d, spacing = {0: 1.0, 1: 0.25}, (2.0, 1.0, 3.0)
    along, *across = (effective_diffusivity(layers, d, axis=a, spacing=spacing).ratio for a in range(3))
    assert along == pytest.approx(0.4)
    assert across == pytest.approx([0.625, 0.625])


def test_nothing_percolates():
    image = BLOCK.copy()
    image[3] = 1
    result = effective_diffusivity(image, {0: 1.0, 1: 0.0})
    assert (result.ratio, result.tortuosity_factor, result.percolates) == (0.0, math.inf, False)
    assert result.reason == "plane 4 of 6 has no open cell"
    assert result.porosity == pytest.approx(5 / 6)
    assert math.isnan(result.flux_variation)
    assert not result.through.any()


def test_no_convergence_is_an_error_with_its_numbers():
    noise = np.random.default_rng(0).random((12, 12, 12))
    with pytest.raises(StageError, match=r"did not converge in 1 iterations: the flux differs by") as failure:
        replace(SteadyDiffusion(), max_iterations=1, tolerance=1e-10).solve(noise, 1.0)
    assert "max_iterations" in failure.value.remedy


def test_diffusivities_that_are_not_numbers_never_give_one():
    with pytest.raises(ValueError, match="finite"):
        effective_diffusivity(BLOCK, {0: math.nan})
    broken = np.ones((8, 8, 8))
    broken[4, 4, 4] = np.inf
    with pytest.raises(ValueError, match="finite"):
        SteadyDiffusion().solve(broken, 1.0)


@pytest.mark.parametrize(
    ("image", "diffusivity", "message"),
    [
        (BLOCK, {1: 1.0}, r"no diffusivity for phase\(s\) \[0\]"),
        (BLOCK, {0: -1.0}, "not all 0"),
        (BLOCK, {0: 0.0}, "not all 0"),
        (BLOCK[0], {0: 1.0}, "image must hold"),
        (BLOCK.astype(float), {0: 1.0}, "image must hold"),
        (np.full((2, 3, 3, 3), 0.3), {0: 1.0, 1: 1.0}, "sum to 1"),
        (np.zeros((0, 3, 3), int), {0: 1.0}, "at least one voxel"),
    ],
)
def test_bad_input_is_refused(image, diffusivity, message):
    with pytest.raises(ValueError, match=message):
        effective_diffusivity(image, diffusivity)


def test_bad_axis_is_refused():
    with pytest.raises(ValueError, match="axis"):
        effective_diffusivity(BLOCK, {0: 1.0}, axis=3)


@pytest.mark.parametrize("ends", Ends)
def test_same_bits_twice(ends):
    noise = np.random.default_rng(4).random((10, 12, 14))
    first, second = (SteadyDiffusion(ends=ends).solve(noise, 1.0) for _ in range(2))
    assert first.ratio == second.ratio
    np.testing.assert_array_equal(first.flux_map, second.flux_map)
