import numpy as np
import pytest

from nelumbo.numerics.diffusion import assemble, end_flux, plane_fluxes
from nelumbo.numerics.grid import Ends, Grid, Sides


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
@pytest.mark.parametrize("shape", [(4, 3, 5), (3, 1, 4), (2, 2, 2)])
def test_the_operator_is_that_of_the_textbook(sides, ends, shape):
    rng = np.random.default_rng(1)
    coefficient = rng.random(shape) * (rng.random(shape) < 0.7)
    grid = Grid(shape, (0.5, 1.0, 2.0), sides, ends)
    system = assemble(coefficient, grid)
    conducting = coefficient.ravel() > 0
    expected = dense_operator(coefficient, grid)[np.ix_(conducting, conducting)]
    np.testing.assert_allclose(system.matrix.toarray(), expected, atol=1e-13)
    np.testing.assert_array_equal(system.cells, np.argwhere(coefficient > 0))


def test_residual_is_the_divergence_of_the_fluxes():
    """Summed over a plane, b − A c is the flux that enters minus the flux that leaves."""
    rng = np.random.default_rng(2)
    coefficient, values = rng.random((5, 4, 3)), rng.random((5, 4, 3))
    grid = Grid((5, 4, 3), (1.0, 1.5, 0.7))
    system = assemble(coefficient, grid)
    residual = (system.rhs - system.matrix @ values.ravel()).reshape(grid.shape)
    fluxes = plane_fluxes(values, coefficient, grid)
    np.testing.assert_allclose(residual.sum(axis=(1, 2)), fluxes[:-1] - fluxes[1:], atol=1e-12)
    assert end_flux(values, coefficient, grid).sum() == pytest.approx(fluxes[0])
