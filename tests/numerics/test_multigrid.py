import numpy as np
import pytest

from nelumbo.numerics.diffusion import assemble
from nelumbo.numerics.grid import Grid
from nelumbo.numerics.linear import conjugate_gradients
from nelumbo.numerics.multigrid import BlockMultigrid


def iterations(coefficient: np.ndarray) -> int:
    """Steps to 1e-8, checked against a known solution."""
    system = assemble(coefficient, Grid(coefficient.shape, (1.0, 1.0, 1.0)))
    known = np.random.default_rng(0).random(len(system.rhs))
    solution = conjugate_gradients(
        system.matrix,
        system.matrix @ known,
        np.zeros_like(known),
        precondition=BlockMultigrid(system.matrix, system.cells),
        accept=lambda values: True,
        tolerance=1e-8,
        max_iterations=200,
    )
    assert solution.converged
    assert np.linalg.norm(solution.values - known) < 1e-5 * np.linalg.norm(known)
    return solution.iterations


@pytest.mark.parametrize("size", [12, 24, 48])
def test_iterations_do_not_grow_with_the_grid(size):
    assert iterations(np.ones((size, size, size))) <= 14


def test_iterations_are_few_with_noise_of_six_decades():
    noise = 10 ** (6 * np.random.default_rng(1).random((24, 24, 24)) - 6)
    assert iterations(noise) <= 120


def test_every_cell_isolated_on_its_own_scale_still_coarsens():
    """Couplings that fall by decades from cell to cell leave no strong pair but must not stop the coarsening."""
    z, y, x = np.indices((20, 10, 10))
    assert iterations(10.0 ** -((z + 2 * y + 3 * x) % 7)) <= 60


def test_same_bits_twice():
    coefficient = np.random.default_rng(2).random((16, 16, 16))
    system = assemble(coefficient, Grid(coefficient.shape, (1.0, 1.0, 1.0)))
    once, again = (BlockMultigrid(system.matrix, system.cells)(system.rhs) for _ in range(2))
    np.testing.assert_array_equal(once, again)
