import numpy as np
import pytest

from nelumbo.numerics.fourier import FourierGrid


@pytest.mark.parametrize("cells", [(1, 16), (8, 16), (9, 15)])
def test_derivatives_of_waves_are_exact(cells):
    grid = FourierGrid(cells, 0.25)
    y, x = (2 * np.pi * np.arange(n) / n for n in cells)
    length_y, length_x = (n * 0.25 / (2 * np.pi) for n in cells)
    m = 0 if cells[0] == 1 else 2
    angle = m * y[:, None] + 3 * x[None, :]
    waves = grid.waves(np.cos(angle))
    found_y, found_x = grid.gradient(waves)
    np.testing.assert_allclose(found_y, -m / length_y * np.sin(angle), atol=1e-12)
    np.testing.assert_allclose(found_x, -3 / length_x * np.sin(angle), atol=1e-12)
    yy, xx, yx = grid.curvatures(waves)
    np.testing.assert_allclose(yy, -((m / length_y) ** 2) * np.cos(angle), atol=1e-11)
    np.testing.assert_allclose(xx, -((3 / length_x) ** 2) * np.cos(angle), atol=1e-11)
    np.testing.assert_allclose(yx, -m * 3 / length_y / length_x * np.cos(angle), atol=1e-11)


@pytest.mark.parametrize("cells", [(1, 16), (8, 16), (9, 15)])
def test_mean_products_are_those_of_the_fields(cells):
    grid = FourierGrid(cells, 1.0)
    first, second = np.random.default_rng(1).standard_normal((2, *cells))
    found = grid.mean_product(grid.waves(first), grid.waves(second))
    assert found == pytest.approx((first * second).mean(), rel=1e-12)
    assert grid.mean_square(grid.waves(first)) == pytest.approx((first**2).mean(), rel=1e-12)


def test_resolved_waves_have_products_without_aliases():
    """A product of two kept waves never lands on a wrong kept wave."""
    grid = FourierGrid((1, 24), 1.0)
    kept = np.flatnonzero(grid.resolved[0])
    x = 2 * np.pi * np.arange(24) / 24
    for first in kept:
        for second in kept:
            product = grid.waves((np.cos(first * x) * np.cos(second * x))[None])
            right = {abs(first - second), first + second}
            wrong = [wave for wave in kept if wave not in right]
            np.testing.assert_allclose(product[0, wrong], 0, atol=1e-12)
