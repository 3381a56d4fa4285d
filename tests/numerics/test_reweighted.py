import numpy as np
import pytest
from scipy import sparse

from nelumbo.numerics.reweighted import Response, ReweightedEquations


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
    rng = np.random.default_rng(1)
    load, offset = rng.normal(size=(25, 2)), rng.normal(size=(60, 2)) * (np.arange(60) % 4 == 0)[:, None]
    response = Response(ReweightedEquations(rows, weights, ground), load, offset, most)
    for _ in range(12):
        which = rng.choice(60, 3, replace=False)
        weights[which] = rng.choice([0.0, 0.3, 2.0], 3)
        response.reweigh(which, weights[which])
        wanted = exact(rows, weights, ground, load - rows.T @ (weights[:, None] * offset))
        changed, seen = response.changed()
        assert seen == pytest.approx((rows @ wanted + offset)[changed], rel=1e-8, abs=1e-8)
        moved, deformed = response.solve()
        assert moved == pytest.approx(wanted, rel=1e-8, abs=1e-8)
        assert deformed == pytest.approx(rows @ wanted + offset, rel=1e-8, abs=1e-8)


def test_weights_may_come_back():
    rows, weights, ground = problem(2)
    response = Response(ReweightedEquations(rows, weights, ground), np.ones((25, 1)))
    first, _ = response.solve()
    for given in (np.zeros(5), weights[:5]):
        response.reweigh(np.arange(5), given)
        last, _ = response.solve()
    assert last == pytest.approx(first, rel=1e-9)


def test_responses_of_one_factorisation_do_not_meet():
    equations = ReweightedEquations(*problem(2))
    one, other = (Response(equations, np.ones((25, 1))) for _ in range(2))
    first, _ = other.solve()
    one.reweigh(np.arange(5), np.zeros(5))
    one.solve()
    np.testing.assert_array_equal(other.solve()[0], first)


def test_nothing_pushed_nothing_moves():
    equations = ReweightedEquations(*problem(3))
    loads = np.stack([np.zeros(25), np.ones(25)], axis=1)
    moved = equations.solve(loads)
    assert not moved[:, 0].any()
    assert moved[:, 1].any()


@pytest.mark.parametrize("columns", [1, 2, 5])
def test_last_unknowns_may_be_held(columns):
    """In the order given they are eliminated last; the others solve the equations without them."""
    rows, weights, ground = problem(4)
    order = np.concatenate([np.random.default_rng(0).permutation(22), [22, 23, 24]])
    load = np.random.default_rng(1).normal(size=(25, columns))
    given = load.copy()
    moved = ReweightedEquations(rows, weights, ground, order).solve(load, held=3)
    free = exact(rows[:, :22].tocsr(), weights, ground[:22], load[:22])
    np.testing.assert_allclose(moved[:22], free, rtol=1e-10, atol=1e-12)
    assert not moved[22:].any()
    np.testing.assert_array_equal(load, given)


def test_piece_that_comes_loose_leaves_the_rest_accurate():
    """Two springs in a row on ground; the second lets go, all but nothing holds its far end."""
    rows = sparse.csr_matrix(np.array([[1.0, 0.0], [-1.0, 1.0]]))
    equations = ReweightedEquations(rows, np.array([2.0, 3.0]), np.full(2, 1e-9))
    response = Response(equations, np.array([[1.0], [0.0]]))
    response.reweigh(np.array([1]), np.zeros(1))
    assert response.solve()[0][:, 0] == pytest.approx([0.5, 0.0], abs=1e-6)
