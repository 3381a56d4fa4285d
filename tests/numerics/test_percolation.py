import numpy as np
from scipy import ndimage

from nelumbo.numerics.grid import Sides
from nelumbo.numerics.percolation import clusters, percolation


def tube_through_the_side() -> np.ndarray:
    """A path that leaves through the side y = 0 and comes back at the other."""
    cells = np.zeros((4, 5, 3), bool)
    cells[:2, 0, 1] = True
    cells[1:, 4, 1] = True
    return cells


def test_a_path_through_a_side_exists_only_with_periodic_sides():
    cells = tube_through_the_side()
    found = percolation(cells, Sides.PERIODIC)
    assert found.percolates
    np.testing.assert_array_equal(found.through, cells)
    assert not percolation(cells, Sides.NO_FLUX).percolates


def test_islands_and_one_sided_clusters_are_left_out_and_dead_ends_stay():
    cells = np.zeros((5, 7, 7), bool)
    cells[:, 1, 1] = True
    cells[2, 2, 1] = True  # a dead end of the path
    cells[2, 4, 4] = True  # an island
    cells[:2, 5, 2] = True  # open to the first plane only
    expected = np.zeros_like(cells)
    expected[:, 1, 1] = expected[2, 2, 1] = True
    np.testing.assert_array_equal(percolation(cells, Sides.PERIODIC).through, expected)


def test_diagonal_neighbours_are_not_connected():
    cells = np.zeros((2, 2, 2), bool)
    cells[0, 0, 0] = cells[1, 1, 0] = True
    assert "end at plane 1 of 2" in percolation(cells, Sides.NO_FLUX).reason


def test_reasons():
    nothing = np.zeros((4, 3, 3), bool)
    assert percolation(nothing, Sides.PERIODIC).reason == "no cell is open"
    wall = ~nothing
    wall[2] = False
    assert percolation(wall, Sides.PERIODIC).reason == "plane 3 of 4 has no open cell"
    broken = np.zeros((4, 5, 5), bool)
    broken[:3, 0, 0] = broken[3:, 2, 2] = True
    assert percolation(broken, Sides.PERIODIC).reason.endswith("end at plane 3 of 4")


def test_clusters_agree_with_flood_filling_of_nine_copies():
    cells = np.random.default_rng(3).random((6, 9, 7)) < 0.35
    found = clusters(cells, Sides.PERIODIC)
    tiled, _ = ndimage.label(np.tile(cells, (1, 3, 3)))
    # Two cells of one cluster of the tiling are of one periodic cluster, wherever their copies lie.
    periodic = np.tile(found, (1, 3, 3))
    assert ((found > 0) == cells).all()
    for label in range(1, tiled.max() + 1):
        assert len(np.unique(periodic[tiled == label])) == 1
    # And no more is joined than that: as many clusters as the copies of the middle one make together.
    joined = {frozenset(np.unique(tiled[periodic == number])) for number in np.unique(found[found > 0])}
    assert sum(len(group) for group in joined) == tiled.max()
