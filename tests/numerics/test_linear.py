import numpy as np
import pytest
from scipy import sparse

from nelumbo.numerics.linear import conjugate_gradients


def solve(matrix: np.ndarray, rhs: np.ndarray, **changes):
    settings = {
        "precondition": lambda r: r,
        "accept": lambda values: True,
        "tolerance": 1e-12,
        "max_iterations": 50,
    } | changes
    return conjugate_gradients(sparse.csr_matrix(matrix), rhs, np.zeros(len(rhs)), **settings)


def spd(n: int) -> np.ndarray:
    root = np.random.default_rng(n).random((n, n))
    return root @ root.T + n * np.eye(n)


def test_exact_after_as_many_steps_as_unknowns():
    matrix, known = spd(8), np.arange(8.0)
    solution = solve(matrix, matrix @ known)
    assert solution.converged
    assert solution.iterations <= 8
    np.testing.assert_allclose(solution.values, known, atol=1e-10)


def test_exact_preconditioner_needs_one_step():
    matrix = spd(8)
    solution = solve(matrix, np.ones(8), precondition=lambda r: np.linalg.solve(matrix, r))
    assert (solution.converged, solution.iterations) == (True, 1)


def test_gives_up_and_says_so():
    solution = solve(spd(30) + np.diag(10.0 ** np.arange(30) / 1e20), np.ones(30), max_iterations=2)
    assert (solution.converged, solution.iterations) == (False, 2)
    assert solution.residual > 1e-12


def test_values_that_are_not_accepted_are_not_converged():
    assert not solve(spd(5), np.ones(5), accept=lambda values: False).converged


@pytest.mark.parametrize("entry", [-1.0, np.nan])
def test_an_indefinite_or_broken_matrix_never_converges(entry):
    matrix = spd(5)
    matrix[2, 2] = entry * 100
    assert not solve(matrix, np.ones(5)).converged
