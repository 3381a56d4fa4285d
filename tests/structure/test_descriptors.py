import math

import numpy as np
import pytest

from nelumbo.numerics.grid import Sides
from nelumbo.numerics.percolation import percolation
from nelumbo.structure.binder import EqualSpheres
from nelumbo.structure.descriptors import (
    column_walls,
    mass_variation,
    packing_fraction,
    widest_passage,
    widest_within,
)
from nelumbo.structure.result import Particles, Phase

NO_CONTACTS = np.zeros((0, 2), np.int64)


def points(count: int) -> np.ndarray:
    """Random points in the unit cube, the same ones in every test."""
    return np.random.default_rng(4).random((count, 3))


def shells(centres: np.ndarray, box: float = 10.0) -> Particles:
    return Particles.alike(centres, [(1.0, 0.9), (0.6, 0.5)], Phase.SHELL, box, NO_CONTACTS)


def unequal(radii: list[float], box: float = 10.0) -> Particles:
    walls = np.array([[(r, r / 2)] for r in radii])
    centres = points(len(radii)) * box
    return Particles(centres, walls, Phase.SHELL, np.arange(len(radii)), box, NO_CONTACTS)


def test_areas_and_volumes_are_sums_over_the_walls():
    film = shells(points(7) * 10)
    per = 7 / 100
    assert film.outer_area == pytest.approx(per * 4 * math.pi)
    assert film.inner_area == pytest.approx(per * 4 * math.pi * (0.9**2 + 0.6**2 + 0.5**2))
    assert film.wall_volume == pytest.approx(per * 4 / 3 * math.pi * (1 - 0.9**3 + 0.6**3 - 0.5**3))
    assert film.cavity_volume == pytest.approx(per * 4 / 3 * math.pi * (0.9**3 - 0.6**3 + 0.5**3))


def test_compact_spheres_have_neither_cavities_nor_inner_faces():
    film = Particles.alike(points(7), [(1.0, 0.0)], Phase.SOLID, 10.0, NO_CONTACTS)
    assert film.cavity_volume == film.inner_area == 0.0


def test_packing_fraction_counts_what_lies_below_the_thickness():
    film = shells(np.array([[1.0, 1.0, 1.0], [5.0, 5.0, 3.0]]))
    assert packing_fraction(film, 3.0) == pytest.approx((4 / 3 + 2 / 3) * math.pi / 300)


@pytest.mark.parametrize("film", [shells(points(9) * 10), unequal([0.6, 1.0, 1.7, 0.3])])
def test_columns_hold_the_walls(film):
    """The square root at the rim of a chord lets the error of a sum of pixels fall with their width^1.5."""
    errors = []
    for pixel in (0.2, 0.1, 0.05):
        columns = column_walls(film, pixel)
        errors.append(abs(columns.mean() / film.wall_volume - 1))
    assert errors[-1] < 5e-3


def test_columns_wrap_round_the_box():
    inside, across = (column_walls(shells(np.array([[x, x, 1.0]])), 0.1) for x in (5.0, 0.0))
    assert np.roll(inside, (-50, -50), (0, 1)) == pytest.approx(across, abs=1e-9)


def test_mass_variation_of_random_points_is_that_of_poisson():
    """N particles in windows of area a on A: variance over squared mean (1 − a/A)/(n a) for n = N/A."""
    beds = np.random.default_rng(4).random((20, 4000, 3)) * [100, 100, 0] + [0, 0, 1]
    found = [mass_variation(shells(bed, box=100.0), window=20.0) for bed in beds]
    assert np.mean(np.square(found)) == pytest.approx((1 - 0.2**2) / (4000 / 100**2 * 20**2), rel=0.2)
    assert mass_variation(shells(beds[0], box=100.0), window=100.0) == 0.0


def test_a_lattice_of_windows_has_no_variation():
    x, y = np.meshgrid(np.arange(10) + 0.5, np.arange(10) + 0.5)
    film = shells(np.stack([x.ravel(), y.ravel(), np.ones(100)], axis=1))
    assert mass_variation(film, window=2.0) == pytest.approx(0.0, abs=1e-3)


def distances(centres: np.ndarray, box: float, height: float, voxel: float) -> np.ndarray:
    """Distance from unit spheres on a grid, periodic in x and y."""
    z, y, x = (np.arange(round(side / voxel)) * voxel + voxel / 2 for side in (height, box, box))
    field = np.full((len(z), len(y), len(x)), np.inf)
    for cx, cy, cz in centres:
        dx, dy = ((a - c + box / 2) % box - box / 2 for a, c in ((x, cx), (y, cy)))
        square = (z - cz)[:, None, None] ** 2 + dy[:, None] ** 2 + dx**2
        field = np.minimum(field, np.sqrt(square) - 1)
    return field


@pytest.mark.parametrize("voxel", [0.1, 0.05])
def test_widest_ball_between_four_spheres(voxel):
    """Through the hole of a square array with the spacing a passes a ball of radius a/√2 − 1."""
    spacing = 3.0
    centres = np.array([[x, y, 2.0] for x in (0, spacing) for y in (0, spacing)])
    widest = widest_passage(distances(centres, 2 * spacing, 6.0, voxel), voxel)
    assert widest / 2 == pytest.approx(spacing / math.sqrt(2) - 1, abs=voxel)


def test_no_ball_passes_a_closed_layer():
    field = np.ones((8, 4, 4))
    field[3] = -0.1
    assert widest_passage(field, 0.1) == 0.0


@pytest.mark.parametrize("seed", range(6))
def test_widest_ball_is_that_of_percolating_cells(seed):
    """On fields without any surface in them, and with open and half-open tops."""
    rng = np.random.default_rng(seed)
    voxel, field = 0.1, 0.1 * rng.random((9, 12, 7)) + 0.4 * (seed % 2)
    field[9 - seed :] += 0.2
    heights = (np.arange(9) + 0.5) * voxel

    def passes(radius: float) -> bool:
        above = field[np.searchsorted(heights, radius) :]
        return len(above) == 0 or percolation(above >= radius, Sides.PERIODIC).percolates

    found = widest_passage(field, voxel) / 2
    assert found == 0.0 or passes(found)
    assert not passes(found + voxel / 8)


def test_far_distances_are_known_only_where_balls_are_wide():
    voxel, box = 1e-8, 4e-7
    wide = np.full((30, 40, 40), 1.0)
    wide[10] = 4e-8
    asked = []

    def distance_up_to(band: float, far: float) -> np.ndarray:
        asked.append(band)
        return np.where(wide > band, far, wide)

    found = widest_within(distance_up_to, voxel, box)
    asked.clear()
    assert widest_within(distance_up_to, voxel, box, likely=6e-8) == found == pytest.approx(8e-8, abs=voxel / 4)
    assert asked == [6e-8]
    assert widest_within(distance_up_to, voxel, box, likely=4e-8) == found
    assert asked == [6e-8, 4e-8, 1e-7]


def test_equal_spheres_stand_for_themselves():
    centres = np.array([[1.0, 1.0, 1.0], [3.0, 1.0, 1.0]])
    film = Particles.alike(centres, [(1.0, 0.5)], Phase.SHELL, 10.0, np.array([[0, 1]]))
    spheres = EqualSpheres.of(film)
    assert (spheres.radius, spheres.neck_size) == pytest.approx((1.0, 1.0))
    assert spheres.particles == pytest.approx(2 / 100)
    assert spheres.coordination == ((1, 1.0),)


def test_equal_spheres_keep_area_and_volume():
    film = unequal([0.5, 1.0, 2.0])
    spheres = EqualSpheres.of(film)
    assert spheres.particles * 4 * math.pi * spheres.radius**2 == pytest.approx(film.outer_area)
    assert spheres.particles * spheres.radius**3 == pytest.approx(float(np.sum(film.radii**3)) / film.area)
