import numpy as np
import pytest
from numba import njit

from nelumbo.numerics.finite_volumes import FiniteVolumes
from nelumbo.numerics.grid import Ends, Grid, Sides
from nelumbo.numerics.kernels import stencil


def residual(u: np.ndarray, volumes: FiniteVolumes, left: np.ndarray) -> np.ndarray:
    """The loop as written, in double precision; what compiled it keeps ``left`` in single."""
    sums, nothing = np.zeros((len(left), 2)), np.empty((0, 0, 0))
    on = (*volumes.medium, volumes.g, nothing)
    IN_DOUBLE(u, on, nothing, left, sums, 0, len(left))
    return sums


IN_DOUBLE = njit(stencil.residual.python, error_model="numpy")
"""The loop, compiled for what it is called with here."""


def dense_operator(coefficient: np.ndarray, grid: Grid) -> np.ndarray:
    """The operator by loops over the faces, as in the textbook; closed cells keep empty rows."""
    index = np.arange(coefficient.size).reshape(coefficient.shape)
    matrix = np.zeros((coefficient.size, coefficient.size))
    volume = np.prod(grid.spacing)
    for cell in np.ndindex(coefficient.shape):
        for axis in range(3):
            other = list(cell)
            other[axis] += 1
            if other[axis] == grid.shape[axis]:
                if axis == 0 or grid.sides is Sides.NO_FLUX:
                    continue
                other[axis] = 0
            i, j = index[cell], index[tuple(other)]
            a, b = coefficient[cell], coefficient[tuple(other)]
            if i == j or a * b == 0:
                continue
            weight = volume / grid.spacing[axis] ** 2 * 2 * a * b / (a + b)
            matrix[[i, j], [i, j]] += weight
            matrix[[i, j], [j, i]] -= weight
    factor = (2 if grid.ends is Ends.FACE else 1) * volume / grid.spacing[0] ** 2
    for plane in (0, -1):
        np.add.at(matrix, (index[plane].ravel(), index[plane].ravel()), factor * coefficient[plane].ravel())
    return matrix


@pytest.mark.parametrize("sides", Sides)
@pytest.mark.parametrize("ends", Ends)
@pytest.mark.parametrize("shape", [(4, 3, 5), (3, 1, 4), (2, 2, 2), (1, 3, 1)])
def test_the_operator_is_that_of_the_textbook(sides, ends, shape):
    rng = np.random.default_rng(1)
    coefficient = rng.random(shape) * (rng.random(shape) < 0.7) + 1e-300
    coefficient[coefficient < 1e-200] = 0
    coefficient.flat[0] = 0.5
    grid = Grid(shape, (0.5, 1.0, 2.0), sides, ends)
    volumes = FiniteVolumes(coefficient, grid, held=(0.0, 0.0))
    expected = dense_operator(coefficient, grid)
    for column in np.flatnonzero(coefficient):
        unit = np.zeros(coefficient.size)
        unit[column] = 1
        left = np.zeros(shape)
        padded = volumes.padded(unit.reshape(shape))
        residual(padded, volumes, left)
        np.testing.assert_allclose(-volumes.unit * left.ravel(), expected[:, column], atol=1e-13)


def test_residual_is_the_divergence_of_the_flows():
    """Summed over a plane, b − A c is what enters minus what leaves; the flux at centres has the same mean."""
    rng = np.random.default_rng(2)
    coefficient, values = rng.random((5, 4, 3)), rng.random((5, 4, 3))
    grid = Grid((5, 4, 3), (1.0, 1.5, 0.7))
    volumes = FiniteVolumes(coefficient, grid, held=(1.0, 0.0))
    flows, _ = volumes.plane_flows(values)
    left = np.zeros(grid.shape)
    sums = residual(volumes.padded(values), volumes, left)
    np.testing.assert_allclose(volumes.unit * sums[:, 0], flows[:-1] - flows[1:], atol=1e-12)
    assert volumes.end_flows(values).sum() == pytest.approx(flows[0])
    upward = volumes.flux(values)[0].sum(axis=(1, 2)) * 1.5 * 0.7
    np.testing.assert_allclose(upward, (flows[:-1] + flows[1:]) / 2)


def test_dissipation_counts_every_face_once():
    rng = np.random.default_rng(3)
    for sides in Sides:
        coefficient, values = rng.random((3, 4, 5)), rng.random((3, 4, 5))
        grid = Grid((3, 4, 5), (1.0, 1.5, 0.7), sides)
        _, dissipated = FiniteVolumes(coefficient, grid, held=(0.0, 0.0)).plane_flows(values)
        expected = values.ravel() @ dense_operator(coefficient, grid) @ values.ravel()
        assert dissipated == pytest.approx(expected)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_coefficients_that_are_no_diffusivities_are_refused(wrong):
    coefficient = np.ones((3, 3, 3))
    coefficient[1, 1, 1] = wrong
    with pytest.raises(ValueError, match="finite, ≥ 0"):
        FiniteVolumes(coefficient, Grid((3, 3, 3), (1.0, 1.0, 1.0)), (1.0, 0.0))


def test_another_shape_is_refused():
    with pytest.raises(ValueError, match="grid's shape"):
        FiniteVolumes(np.ones((3, 3, 3)), Grid((3, 3, 4), (1.0, 1.0, 1.0)), (1.0, 0.0))
