import numpy as np
import pytest

from nelumbo.numerics.resample import cell_averages


def test_total_and_mean_of_thirds():
    np.testing.assert_allclose(cell_averages(np.array([0.0, 3.0, 6.0]), (2,)), [1.0, 5.0])


def test_blocks_where_the_numbers_divide():
    field = np.random.default_rng(0).random((4, 6, 8))
    blocks = field.reshape(2, 2, 3, 2, 2, 4).mean(axis=(1, 3, 5))
    np.testing.assert_allclose(cell_averages(field, (2, 3, 2)), blocks)


def test_the_mean_is_kept_on_any_grid():
    field = np.random.default_rng(1).random((2, 7, 11, 5))
    coarse = cell_averages(field, (2, 5, 4, 3))
    np.testing.assert_allclose(coarse.mean(axis=(1, 2, 3)), field.mean(axis=(1, 2, 3)))


def test_refuses_to_invent_detail():
    with pytest.raises(ValueError, match="cannot average"):
        cell_averages(np.zeros((3, 3)), (3, 4))
