"""Iteration counts on hard images; `tests/verification/` holds the orders and conservation."""

import numpy as np
import pytest
from scipy import ndimage

from nelumbo.numerics.elliptic import EllipticProblem
from nelumbo.numerics.finite_volumes import FiniteVolumes
from nelumbo.numerics.grid import Grid, Sides
from nelumbo.numerics.multigrid import Multigrid
from nelumbo.numerics.percolation import percolation


def shells(cells: int, contrast: float) -> np.ndarray:
    """Touching spheres of three walls in a cubic array, 40 voxels each, walls 2 voxels thick."""
    at = (np.arange(cells) % 40) + 0.5 - 20
    radius = np.sqrt(at[:, None, None] ** 2 + at[:, None] ** 2 + at**2)
    wall = sum((radius < outer) & (radius > outer - 2) for outer in (20, 13, 6.5))
    return np.where(wall > 0, contrast, 1.0)


def blobs(cells: int) -> np.ndarray:
    noise = np.random.default_rng(1).standard_normal((cells, cells, cells))
    return (ndimage.gaussian_filter(noise, 3, mode="wrap") < 0).astype(float)


def iterations(coefficient: np.ndarray, tolerance: float = 1e-6) -> int:
    shape = coefficient.shape
    inside = percolation(coefficient > 0, Sides.PERIODIC).through
    solution = EllipticProblem.of_cells(coefficient, Grid(shape, (1.0, 1.0, 1.0)), inside=inside).solve(
        tolerance=tolerance
    )
    assert solution.converged
    return solution.iterations


@pytest.mark.parametrize("contrast", [0.05, 1e-3, 1e-6])
def test_iterations_do_not_depend_on_the_contrast_of_thin_walls(contrast):
    assert iterations(shells(60, contrast)) <= 18


@pytest.mark.parametrize("build", [blobs, lambda n: shells(n, 0.05)], ids=["blobs", "shells"])
def test_iterations_hardly_grow_with_the_grid(build):
    small, large = iterations(build(40)), iterations(build(80))
    assert large <= 1.3 * small


@pytest.mark.slow
@pytest.mark.parametrize("build", [blobs, lambda n: shells(n, 0.05)], ids=["blobs", "shells"])
def test_iterations_grow_by_less_than_a_third_up_to_256(build):
    assert iterations(build(256)) <= 1.3 * iterations(build(64))


def test_closed_walls_one_voxel_thick_do_not_stall():
    """A labyrinth: walls with one hole each, on alternating sides, whose two sides share blocks at every level."""
    coefficient = np.ones((49, 24, 25))
    for n, k in enumerate(range(3, 49, 5)):
        coefficient[k] = 0
        coefficient[k, 0 if n % 2 else 12] = 1
    assert iterations(coefficient) <= 30


def test_noise_of_six_decades_takes_tens_of_steps():
    assert iterations(10 ** (6 * np.random.default_rng(1).random((24, 24, 24)) - 6)) <= 40


def test_tubes_that_never_meet_stop_the_coarsening():
    coefficient = np.zeros((31, 61, 61))
    coefficient[:, ::2, ::2] = 1
    assert iterations(coefficient) <= 20


@pytest.mark.parametrize("shape", [(31, 37, 29), (17, 1, 23), (3, 64, 5)])
def test_any_grid_coarsens(shape):
    assert iterations(np.random.default_rng(3).random(shape) + 0.01) <= 25


def test_the_cycle_is_symmetric_and_positive():
    """Positive always; sᵀ M r = rᵀ M s as far as a K-cycle, which is not linear, can keep it."""
    shape = (20, 21, 22)
    volumes = FiniteVolumes(np.random.default_rng(4).random(shape) + 0.1, Grid(shape, (1.0, 1.0, 1.0)), (0.0, 0.0))
    cycle = Multigrid(volumes.single(), tuple(np.float32(g) for g in volumes.g), shape)
    first, second = (np.random.default_rng(n).standard_normal(shape).astype(np.float32) for n in (5, 6))
    images = []
    for vector in (first, second):
        image = np.zeros([n + 2 for n in shape], np.float32)
        cycle(vector, image)
        images.append(image[1:-1, 1:-1, 1:-1])
    assert np.vdot(first, images[0]) > 0
    scale = np.sqrt(np.vdot(first, images[0]) * np.vdot(second, images[1]))
    assert abs(np.vdot(second, images[0]) - np.vdot(first, images[1])) < 0.05 * scale


def test_same_bits_whatever_the_number_of_threads(set_threads):
    coefficient = np.where(np.random.default_rng(7).random((40, 33, 35)) < 0.3, 0.01, 1.0)
    results = []
    for threads in (1, 2, 2):
        problem = EllipticProblem.of_cells(coefficient, Grid(coefficient.shape, (1.0, 1.0, 1.0)))
        set_threads(threads)
        results.append(problem.solve(tolerance=1e-7))
    assert len({result.iterations for result in results}) == 1
    for result in results[1:]:
        np.testing.assert_array_equal(result.values, results[0].values)
