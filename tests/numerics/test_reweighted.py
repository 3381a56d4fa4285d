import numpy as np
import pytest
from scipy import sparse

from nelumbo.numerics.reweighted import ReweightedEquations


def problem(seed: int) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows = sparse.random_array((60, 25), density=0.15, rng=rng, format="csr")
    return sparse.csr_matrix(rows), 0.5 + rng.random(60), np.full(25, 1e-3)


def exact(rows, weights, ground, load):
    return np.linalg.solve(rows.T @ (weights[:, None] * rows.toarray()) + np.diag(ground), load)


@pytest.mark.parametrize("most", [0, 7, 1000])
def test_answers_follow_the_weights(most):
    """Whether it corrects the first factorisation to the end, factorises now and then, or every time."""
    rows, weights, ground = problem(0)
    equations = ReweightedEquations(rows, weights, ground, most)
    rng = np.random.default_rng(1)
    for _ in range(12):
        which = rng.choice(60, 3, replace=False)
        weights[which] = rng.choice([0.0, 0.3, 2.0], 3)
        equations.reweigh(which, weights[which])
        load = rng.normal(size=(25, 2))
        assert equations.solve(load) == pytest.approx(exact(rows, weights, ground, load), rel=1e-8, abs=1e-8)


def test_weights_may_come_back():
    rows, weights, ground = problem(2)
    equations = ReweightedEquations(rows, weights, ground)
    load = np.ones((25, 1))
    first = equations.solve(load)
    for given in (np.zeros(5), weights[:5]):
        equations.reweigh(np.arange(5), given)
        last = equations.solve(load)
    assert last == pytest.approx(first, rel=1e-9)


def test_nothing_pushed_nothing_moves():
    equations = ReweightedEquations(*problem(3))
    loads = np.stack([np.zeros(25), np.ones(25)], axis=1)
    moved = equations.solve(loads)
    assert not moved[:, 0].any()
    assert moved[:, 1].any()


def test_piece_that_comes_loose_leaves_the_rest_accurate():
    """Two springs in a row on ground; the second lets go, all but nothing holds its far end."""
    rows = sparse.csr_matrix(np.array([[1.0, 0.0], [-1.0, 1.0]]))
    equations = ReweightedEquations(rows, np.array([2.0, 3.0]), np.full(2, 1e-9))
    equations.reweigh(np.array([1]), np.zeros(1))
    assert equations.solve(np.array([[1.0], [0.0]]))[:, 0] == pytest.approx([0.5, 0.0], abs=1e-6)
