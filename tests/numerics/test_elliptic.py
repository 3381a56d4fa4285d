import numpy as np
import pytest
from numba import njit

from nelumbo.errors import StageError
from nelumbo.numerics import elliptic, memory
from nelumbo.numerics.elliptic import EllipticProblem, surface_reaction
from nelumbo.numerics.grid import Ends, Grid, Sides
from nelumbo.numerics.kernels import stencil
from nelumbo.numerics.percolation import held_cells

IN_DOUBLE = njit(stencil.residual.python, error_model="numpy")
"""The loop, compiled for what it is called with here."""


def box(shape, **changes):
    return Grid(shape, (1.0, 1.0, 1.0), **changes)


def manufactured(shape, contrast: float, held=(0.3, -1.2)):
    """A problem with a known solution: f is what the operator makes of it."""
    rng = np.random.default_rng(0)
    coefficient = contrast ** rng.random(shape)
    known, reaction = rng.random(shape), rng.random(shape)
    grid = Grid(shape, (1.0, 0.8, 1.3))
    problem = EllipticProblem.of_cells(coefficient, grid, held=held)
    problem.set_reaction(reaction)
    left = problem.solve(start=known, max_iterations=0)
    assert not left.converged
    source = reaction * known
    volumes = problem.volumes
    out = np.zeros(shape)
    sums, nothing = np.zeros((shape[0], 2)), np.empty((0, 0, 0))
    on = (*volumes.medium, volumes.g, nothing)
    IN_DOUBLE(volumes.padded(known), on, nothing, out, sums, 0, shape[0])
    return problem, source - out * volumes.unit / np.prod(grid.spacing), known


@pytest.mark.parametrize("shape", [(9, 7, 11), (1, 5, 6), (13, 1, 1), (17, 19, 23)])
@pytest.mark.parametrize("contrast", [1.0, 1e-3, 1e-6])
def test_finds_a_known_solution_on_any_grid(shape, contrast):
    problem, source, known = manufactured(shape, contrast)
    solution = problem.solve(source, tolerance=1e-11)
    assert solution.converged
    np.testing.assert_allclose(solution.values, known, atol=1e-6)


def test_another_right_hand_side_and_another_reaction_use_the_same_set_up():
    coefficient = np.random.default_rng(0).random((12, 10, 8)) + 0.1
    problem = EllipticProblem.of_cells(coefficient, box((12, 10, 8)))
    plain = problem.solve(tolerance=1e-10).values
    problem.set_reaction(np.full((12, 10, 8), 0.2))
    eaten = problem.solve(tolerance=1e-10).values
    assert (eaten < plain).all()
    twice = problem.solve(np.full((12, 10, 8), 0.1), tolerance=1e-10).values
    assert (twice > eaten).all()
    problem.set_reaction(None)
    np.testing.assert_allclose(problem.solve(tolerance=1e-10).values, plain, atol=1e-9)


def test_a_good_start_saves_iterations():
    coefficient = np.random.default_rng(0).random((20, 20, 20)) + 0.01
    problem = EllipticProblem.of_cells(coefficient, box((20, 20, 20)))
    cold = problem.solve(tolerance=1e-8)
    finer = problem.solve(tolerance=1e-9)
    assert problem.solve(start=finer.values, tolerance=1e-8).iterations == 0
    near = problem.solve(start=cold.values * 1.001, tolerance=1e-8)
    assert 0 < near.iterations < cold.iterations


def test_only_reaction_holds_a_closed_box():
    """u = f/r where nothing leaves, whatever D."""
    coefficient = 10.0 ** -np.random.default_rng(0).integers(0, 4, (8, 9, 10))
    problem = EllipticProblem.of_cells(coefficient, box((8, 9, 10)), held=(None, None))
    problem.set_reaction(np.full((8, 9, 10), 0.5))
    solution = problem.solve(np.full((8, 9, 10), 2.0), tolerance=1e-10)
    assert solution.converged
    np.testing.assert_allclose(solution.values, 4.0, rtol=1e-8)


def test_a_floating_problem_is_not_solved_but_said_so():
    problem = EllipticProblem.of_cells(np.ones((4, 4, 4)), box((4, 4, 4)), held=(None, None))
    solution = problem.solve(np.ones((4, 4, 4)), max_iterations=20)
    assert not solution.converged
    assert "no held end" in solution.remedy


def test_pockets_are_left_out_by_their_clusters():
    is_open = np.ones((9, 9, 9), bool)
    is_open[3:6, 3:6, 3:6] = False
    is_open[4, 4, 4] = True
    anchors = np.zeros_like(is_open)
    anchors[-1] = True
    held = held_cells(is_open, Sides.PERIODIC, anchors)
    assert not held[4, 4, 4]
    problem = EllipticProblem.of_cells(is_open.astype(float), box((9, 9, 9)), held=(None, 1.0), inside=held)
    solution = problem.solve(tolerance=1e-10)
    assert solution.converged
    np.testing.assert_allclose(solution.values[held], 1.0, atol=1e-9)
    assert (solution.values[~held] == 0).all()


def test_a_wall_that_reacts_takes_what_its_area_says():
    """Two half-cells around a reacting wall: r V of a cell is A/(h/2D + 1/k) per face."""
    coefficient = np.ones((3, 3, 3))
    coefficient[1, 1, 1] = 0
    rate = np.zeros((3, 3, 3))
    rate[1, 1, 1] = 2.0
    reaction = surface_reaction(coefficient, rate, Grid((3, 3, 3), (0.5, 0.5, 0.5), Sides.NO_FLUX))
    touched = reaction > 0
    assert np.count_nonzero(touched) == 6
    np.testing.assert_allclose(reaction[touched], 1 / (0.25 + 0.5) / 0.5)
    assert reaction[0, 1, 1] > 0


def test_reactions_cross_periodic_sides_only():
    coefficient = np.ones((1, 4, 1))
    coefficient[0, 0, 0] = 0
    shape, spacing = (1, 4, 1), (1.0, 1.0, 1.0)
    through = surface_reaction(coefficient, 1.0, Grid(shape, spacing, Sides.PERIODIC))[0, :, 0]
    inside = surface_reaction(coefficient, 1.0, Grid(shape, spacing, Sides.NO_FLUX))[0, :, 0]
    np.testing.assert_allclose(through, [0, 2 / 3, 0, 2 / 3])
    np.testing.assert_allclose(inside, [0, 2 / 3, 0, 0])


@pytest.mark.parametrize("wrong", [np.full((4, 4, 4), -1.0), np.full((4, 4, 4), np.nan), np.ones((4, 4, 3))])
def test_reactions_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="reaction must be"):
        EllipticProblem.of_cells(np.ones((4, 4, 4)), box((4, 4, 4))).set_reaction(wrong)


def test_values_that_are_no_numbers_never_converge():
    problem = EllipticProblem.of_cells(np.ones((4, 4, 4)), box((4, 4, 4)))
    source = np.zeros((4, 4, 4))
    source[1, 1, 1] = np.nan
    assert not problem.solve(source).converged


def test_too_little_memory_is_said_before_the_run(monkeypatch):
    class Little:
        available = 1000

    monkeypatch.setattr("psutil.virtual_memory", Little)
    with pytest.raises(StageError, match=r"needs 0\.00\d+ GB of memory, and 1e-06 GB are available"):
        EllipticProblem.of_cells(np.ones((40, 40, 40)), box((40, 40, 40)))
    assert memory.require_memory(10, "little") is None


def test_the_need_that_is_stated_covers_the_arrays():
    """Everything the problem and its solution keep, and what the iteration takes, is within the stated need."""
    shape = (48, 40, 44)
    coefficient = np.where(np.random.default_rng(0).random(shape) < 0.3, 0.05, 1.0)
    problem = EllipticProblem.of_cells(coefficient, box(shape, ends=Ends.OUTSIDE))
    seen: dict[int, int] = {}

    def count(thing: object) -> None:
        if isinstance(thing, np.ndarray):
            seen[thing.__array_interface__["data"][0]] = thing.nbytes
        elif isinstance(thing, list | tuple):
            for part in thing:
                count(part)
        elif type(thing).__module__.startswith("nelumbo"):
            count(list(vars(thing).values()))

    count(problem)
    kept = sum(seen.values())
    iteration = 2 * 8 * problem.volumes.rho.size + 4 * 2 * np.prod(shape)
    assert 0.75 * elliptic.bytes_needed(shape) < kept + iteration < elliptic.bytes_needed(shape)
