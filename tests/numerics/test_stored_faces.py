"""Conductances per face: the same solver as from cells, against it and dense matrices."""

import itertools

import numpy as np
import pytest

from nelumbo.errors import StageError
from nelumbo.numerics.elliptic import EllipticProblem
from nelumbo.numerics.front.faces import open_faces
from nelumbo.numerics.grid import Grid, Sides
from nelumbo.numerics.stored_faces import FaceConductances, StoredFaces


def box(shape, **changes):
    return Grid(shape, (1.0, 1.0, 1.0), **changes)


def random_faces(shape, seed, least=0.2, value=0.0):
    """Shares of faces spread evenly over the decades from ``least`` to 1, held at the top."""
    rng = np.random.default_rng(seed)
    z, y, x = (np.exp(rng.uniform(np.log(least), 0, shape)) for _ in range(3))
    held = np.zeros(shape)
    held[-1] = 0.5
    return FaceConductances(z, y, x, held, value)


def of_cells(coefficient, spacing, held):
    """The faces that D of the cells makes, with the ends held on their faces."""
    d, area = coefficient, np.prod(spacing) / np.array(spacing)
    z, y, x = (
        area[axis] / spacing[axis] * 2 * d * np.roll(d, -1, axis) / (d + np.roll(d, -1, axis)) for axis in range(3)
    )
    ends, value = np.zeros(d.shape), np.zeros(d.shape)
    for plane, u in ((0, held[0]), (-1, held[1])):
        ends[plane], value[plane] = 2 * area[0] / spacing[0] * d[plane], u
    return FaceConductances(z, y, x, ends, value)


def dense(faces, periodic=True):
    """The operator as a matrix, cell by cell."""
    shape = faces.z.shape
    number = np.arange(faces.z.size).reshape(shape)
    matrix = np.diag(faces.held.ravel())
    for axis, through in enumerate((faces.z, faces.y, faces.x)):
        for at in itertools.product(*map(range, shape)):
            to = list(at)
            to[axis] += 1
            if to[axis] == shape[axis] and (axis == 0 or not periodic):
                continue
            to[axis] %= shape[axis]
            m, n = number[at], number[tuple(to)]
            matrix[[m, n], [m, n]] += through[at]
            matrix[[m, n], [n, m]] -= through[at]
    return matrix


@pytest.mark.parametrize("shape", [(9, 7, 11), (13, 1, 10), (24, 21, 22)])
@pytest.mark.parametrize("contrast", [1.0, 1e-4])
def test_stored_faces_are_the_cells_that_they_were_made_from(shape, contrast):
    rng = np.random.default_rng(2)
    coefficient, spacing, ends = contrast ** rng.random(shape), (1.0, 0.8, 1.3), (0.3, -1.2)
    grid, source, reaction = Grid(shape, spacing), rng.normal(size=shape), rng.random(shape)
    cells = EllipticProblem.of_cells(coefficient, grid, held=ends)
    faces = EllipticProblem.of_faces(of_cells(coefficient, spacing, ends), grid)
    for problem in (cells, faces):
        problem.set_reaction(reaction)
    expected, found = (problem.solve(source, tolerance=1e-12) for problem in (cells, faces))
    assert found.converged
    np.testing.assert_allclose(found.values, expected.values, atol=1e-10)
    assert found.iterations <= expected.iterations + 3


@pytest.mark.parametrize("sides", list(Sides))
@pytest.mark.parametrize("shape", [(6, 5, 4), (7, 1, 9), (1, 4, 5)])
def test_solution_is_that_of_the_dense_matrix(shape, sides):
    faces, rng = random_faces(shape, 3, least=1e-3, value=0.7), np.random.default_rng(5)
    faces.held[0, 0, :2] = 4.0
    reaction, source = rng.uniform(0, 0.3, shape), rng.normal(size=shape)
    problem = EllipticProblem.of_faces(faces, box(shape, sides=sides))
    for r in (reaction, None, 10 * reaction):  # another one in every step of Newton's method
        problem.set_reaction(r)
        solution = problem.solve(source, tolerance=1e-12)
        matrix = dense(faces, sides is Sides.PERIODIC) + np.diag(0 * source.ravel() if r is None else r.ravel())
        exact = np.linalg.solve(matrix, (source + faces.held * 0.7).ravel()).reshape(shape)
        assert solution.converged
        np.testing.assert_allclose(solution.values, exact, atol=1e-10 * np.abs(exact).max())


def test_single_precision_solves_the_rounded_faces_to_the_same_tolerance():
    shape = (8, 6, 7)
    double = random_faces(shape, 3)
    single = FaceConductances(*(part.astype(np.float32) for part in (double.z, double.y, double.x, double.held)))
    assert StoredFaces(single, box(shape)).medium.dtype == np.float32
    source = np.random.default_rng(1).normal(size=shape)
    found = EllipticProblem.of_faces(single, box(shape)).solve(source, tolerance=1e-11)
    exact = np.linalg.solve(dense(double), source.ravel()).reshape(shape)
    assert found.converged
    np.testing.assert_allclose(found.values, exact, rtol=1e-5, atol=1e-6)


def test_second_order_with_a_reacting_end():
    """Robin at the bottom, u = 1 at the top: u″ = κ² u, u′(0) = b u(0)."""
    kappa, biot = 2.0, 3.0
    errors = []
    for n in (8, 16, 32):
        h = 1 / n
        shape, one = (n, 1, 3), np.ones((n, 1, 3))
        held, reaction = np.zeros(shape), np.full(shape, kappa**2 * h**2)
        held[-1] = 2.0
        reaction[0] += 1 / (0.5 + 1 / (biot * h))
        problem = EllipticProblem.of_faces(FaceConductances(one, one, one, held, 1.0), box(shape))
        problem.set_reaction(reaction)
        x = (np.arange(n) + 0.5) * h
        exact = np.cosh(kappa * x) + biot / kappa * np.sinh(kappa * x)
        exact /= np.cosh(kappa) + biot / kappa * np.sinh(kappa)
        errors.append(np.abs(problem.solve(tolerance=1e-12).values[:, 0, 1] - exact).max())
    slope = np.log2(np.array(errors[:-1]) / errors[1:])
    assert slope == pytest.approx(2, abs=0.15)


def test_what_is_cut_off_is_left_out_face_by_face():
    shape = (6, 1, 5)
    faces = random_faces(shape, 1)
    faces.z[2] = 0
    faces.z[4, 0, 2] = faces.x[4, 0, 1:3] = faces.z[3, 0, 2] = 0  # a pocket of one cell
    problem = EllipticProblem.of_faces(faces, box(shape))
    expected = np.zeros(shape, bool)
    expected[3:] = True
    expected[4, 0, 2] = False
    np.testing.assert_array_equal(problem.volumes.open, expected)
    solution = problem.solve(np.ones(shape), tolerance=1e-11)
    assert solution.converged
    assert (solution.values[~expected] == 0).all()
    assert (solution.values[expected] > 0).all()


def test_cells_that_are_only_held_follow_from_it():
    faces = random_faces((4, 3, 3), 1)
    faces.z[2] = faces.y[3] = faces.x[3] = 0
    faces.held[0] = 1.0
    values = EllipticProblem.of_faces(faces, box((4, 3, 3))).solve(np.ones((4, 3, 3)), tolerance=1e-11).values
    np.testing.assert_allclose(values[3], 2.0)


def front_faces(cells, depth):
    """A wavy front with gaps one and two cells wide down to its floor, and islands close to it."""
    k, j, i = np.meshgrid(np.arange(cells) + 0.5, np.arange(depth) + 0.5, np.arange(cells) + 0.5, indexing="ij")
    wave = np.cos(2 * np.pi * i / cells) * (np.cos(2 * np.pi * j / depth) if depth > 1 else 1)
    phi = k - cells / 2 - cells / 6 * wave
    gap = np.abs((i + 0.3 * j) % 9 - 4.5) - 0.55
    phi = np.maximum(phi, np.minimum(k - 2.3, -gap))
    islands = np.sqrt((k - 0.7 * cells) ** 2 + ((i % 12) - 6.2) ** 2) - 5.85
    faces = open_faces(np.clip(np.minimum(phi, islands), -4, 4))
    held = np.zeros(phi.shape)
    held[-1] = 0.1
    return FaceConductances(faces.z, faces.y, faces.x, held * faces.z), faces.area


@pytest.mark.parametrize("depth", [1, 36])
def test_gaps_one_cell_wide_and_slivers_of_faces_converge(depth):
    faces, area = front_faces(36, depth)
    problem = EllipticProblem.of_faces(faces, box(area.shape))
    problem.set_reaction(0.01 * area)
    solution = problem.solve(area, tolerance=1e-10)
    assert solution.converged
    assert solution.iterations <= 28
    assert 0 < problem.volumes.open.mean() < 0.8


@pytest.mark.parametrize(("least", "most"), [(0.2, 25), (1e-3, 65)])
def test_iterations_on_noise_hardly_grow_with_the_grid(least, most):
    """Noise of three decades from face to face, which no front makes, is the worst case."""

    def steps(*shape):
        problem = EllipticProblem.of_faces(random_faces(shape, 7, least), box(shape))
        return problem.solve(np.ones(shape), tolerance=1e-8).iterations

    assert steps(48, 48, 48) <= 1.3 * steps(24, 24, 24) <= 1.3 * most
    assert steps(96, 1, 96) <= most


def test_same_bits_whatever_the_number_of_threads(set_threads):
    faces, area = front_faces(36, 33)
    results = []
    for threads in (1, 2, 2):
        problem = EllipticProblem.of_faces(faces, box(area.shape))
        set_threads(threads)
        problem.set_reaction(0.01 * area)
        results.append(problem.solve(area, tolerance=1e-9).values)
    for values in results[1:]:
        np.testing.assert_array_equal(values, results[0])


def test_what_is_no_conductance_is_refused():
    good = random_faces((3, 3, 3), 1)
    bad = FaceConductances(good.z, good.y, -good.x, good.held)
    with pytest.raises(ValueError, match="finite and ≥ 0"):
        StoredFaces(bad, box((3, 3, 3)))
    with pytest.raises(ValueError, match="grid's shape"):
        StoredFaces(good, box((3, 3, 4)))
    with pytest.raises(StageError, match="no two cells"):
        StoredFaces(FaceConductances(good.z, good.y, good.x, 0 * good.held), box((3, 3, 3)))
