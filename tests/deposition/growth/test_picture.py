"""What sections show of a membrane, against a search over all cells and particles."""

import pickle

import numpy as np
import pytest

from nelumbo.deposition.growth.cavities import depth_in_cavities
from nelumbo.deposition.growth.membrane import FilmSection
from nelumbo.deposition.growth.picture import FilmPicture
from nelumbo.deposition.result import NO_FILM, Matter
from nelumbo.structure.result import Particles, Phase, VoxelImage

BOX, VOXEL = 1.2e-6, 0.1e-6
SHAPES = {
    "two walls": [(0.2e-6, 0.17e-6), (0.1e-6, 0.06e-6)],
    "thin wall": [(0.2e-6, 0.19e-6)],
    "solid": [(0.2e-6, 0.0)],
}


def particles(shape):
    places = np.random.default_rng(1).uniform([0, 0, 0.1e-6], [BOX, BOX, 0.9e-6], (12, 3))
    return Particles.alike(places, SHAPES[shape], Phase.SHELL, BOX, np.zeros((0, 2), np.int64))


def picture(shape):
    """An image of free electrolyte, so that all that is drawn comes from the particles."""
    fractions = np.zeros((len(Phase), 11, 12, 12), np.float32)
    fractions[Phase.ELECTROLYTE] = 1
    drawn = FilmSection.whole(VoxelImage(fractions, VOXEL), particles(shape)).plane(4)
    twice = VoxelImage(np.tile(drawn.image.fractions, (1, 1, 1, 2)), VOXEL)
    return FilmPicture(FilmSection(twice, drawn.particles, drawn.rows), drawn)


def radii(centre, heights, rows, columns):
    """Distance of every cell to the nearest image of a centre, m."""
    x, y, z = centre
    dy, dx = ((a - c + BOX / 2) % BOX - BOX / 2 for a, c in ((rows, y), (columns, x)))
    return np.sqrt((heights[:, None, None] - z) ** 2 + dy[:, None] ** 2 + dx**2)


@pytest.mark.parametrize("shape", SHAPES)
def test_depth_in_cavities(shape):
    packed = particles(shape)
    heights, rows, columns = ((np.arange(n) + 0.5) * VOXEL for n in (11, 12, 24))
    depth, number = np.full((11, 12, 24), -1.0), np.full((11, 12, 24), -1)
    for body, (centre, walls) in enumerate(zip(packed.centres, packed.walls, strict=True)):
        radius = radii(centre, heights, rows, columns)
        inner = np.append(walls[1:, 0], -np.inf)
        for kind in np.flatnonzero(walls[:, 1] > 0):
            here = np.minimum(walls[kind, 1] - radius, radius - inner[kind]) / VOXEL
            here[abs(heights - centre[2]) >= walls[0, 0]] = -1
            shown = here > -0.5
            depth[shown], number[shown] = here[shown], body * len(walls) + kind
    found = depth_in_cavities(packed, 11, rows, columns, VOXEL)
    assert np.array_equal(found[0], depth)
    assert np.array_equal(found[1], number)
    assert (number >= 0).any() == (shape != "solid")


@pytest.mark.parametrize("shape", SHAPES)
def test_walls_and_filled_cavities(shape):
    seen = picture(shape)
    assert seen.fine == 4
    heights, columns = ((np.arange(n) + 0.5) * VOXEL / 4 for n in (44, 96))
    walls = np.zeros((44, 96), bool)
    for centre, own in zip(seen.film.particles.centres, seen.film.particles.walls, strict=True):
        radius = radii(centre, heights, seen.film.rows, columns)[:, 0]
        for outer, inner in own:
            walls |= (radius < outer) & (radius >= inner)
    assert np.array_equal(seen.fine_matter == Matter.WALL, walls)
    assert set(np.unique(seen.fine_matter)) <= {Matter.WALL, Matter.ELECTROLYTE, NO_FILM}
    far = np.zeros(seen.film.particles.walls[:, :, 0].size + 1)
    assert not seen.fine_cavities.filled(far).any()
    far[:-1] = 1.0
    assert np.array_equal(seen.fine_cavities.filled(far), seen.fine_matter == Matter.ELECTROLYTE)


def test_what_follows_from_the_film_is_not_pickled():
    seen = picture("two walls")
    before = pickle.dumps(seen)
    matter = seen.fine_matter
    assert seen.cavities.cells.size
    assert pickle.dumps(seen) == before
    assert np.array_equal(pickle.loads(before).fine_matter, matter)
