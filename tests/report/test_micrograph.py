"""Sections drawn in grey show what they hold, true to scale."""

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from nelumbo.deposition.result import NO_FILM, FilmView, Matter, Section
from nelumbo.report.micrograph import COLLECTOR, GREYS, Window, micrograph, nice_length, top_of_matter
from nelumbo.report.picture import Movie

VOXEL = 1e-6


def section(film=None):
    """Ten planes of ten cells: lithium up to 4 µm, some of it dead."""
    matter = np.zeros((10, 10), np.uint8)
    matter[:4] = Matter.LITHIUM
    matter[2, 5] = Matter.DEAD
    return Section(matter, VOXEL, np.where(matter > 0, 255, 0).astype(np.uint8), film)


def light(found, window=None, columns=200):
    return micrograph(found, window or Window(0, 10e-6, -1e-6, 9e-6), columns)


def test_levels_stand_at_their_heights():
    picture = light(section())
    assert picture.shape == (200, 200, 3)
    column = picture[:, 30].mean(-1)
    assert column[5] == pytest.approx(COLLECTOR)
    assert column[60] == pytest.approx(GREYS[Matter.LITHIUM])
    assert column[150] == pytest.approx(GREYS[Matter.ELECTROLYTE])
    top = int(np.flatnonzero(column > 0.5)[-1])
    assert top / 20 - 1 == pytest.approx(4.0, abs=0.1)
    assert column[top] > column[60]  # edges glow


def test_only_dead_lithium_has_a_colour():
    picture = light(section())
    coloured = np.argwhere(np.ptp(picture, axis=-1) > 1e-6)
    z, x = (coloured + 0.5).T / 20 - np.array([[1], [0]])
    assert (z.min(), z.max(), x.min(), x.max()) == pytest.approx((2, 3, 5, 6), abs=0.06)


def test_a_section_repeats_along_x():
    picture = light(section(), Window(0, 20e-6, 0, 5e-6), 400)
    assert np.array_equal(picture[:, :200], picture[:, 200:])


def test_a_membrane_lies_on_top_of_what_it_covers():
    view = FilmView(np.full((4, 40), NO_FILM, np.uint8), 0.25e-6, 6e-6)
    view.matter[:, :4] = Matter.WALL
    picture = light(section(view)).mean(-1)
    row = round(20 * (6.5 + 1))
    assert picture[row, 5] == pytest.approx(GREYS[Matter.WALL])
    assert picture[row, 100] == pytest.approx(GREYS[Matter.ELECTROLYTE])


def test_lengths_of_bars_and_heights():
    assert nice_length(24e-6) == pytest.approx(5e-6)
    assert nice_length(4e-6) == pytest.approx(1e-6)
    assert top_of_matter(section()) == pytest.approx(4e-6)


def test_a_movie_keeps_white_and_black_as_they_are():
    """Beside shades of grey that are lumped with them."""
    shades = np.repeat(np.arange(256, dtype=np.uint8), 9).reshape(48, 48)
    frames = [np.repeat(np.where(np.arange(96)[:, None] < 48, ground, np.tile(shades, (2, 1)))[..., None], 3, 2)
              for ground in (np.uint8(0), np.uint8(255))]  # fmt: skip
    films = Movie("m", "t", "c", pd.DataFrame(), frames)
    with Image.open(io.BytesIO(dict(films.views())["gif"])) as movie:
        for number, ground in enumerate((0, 255)):
            movie.seek(number)
            assert (np.asarray(movie.convert("RGB"))[:48] == ground).all()


def test_a_movie_keeps_its_frames():
    frames = [np.full((30, 40, 3), level, np.uint8) for level in (10, 120, 250)]
    films = Movie("m", "t", "c", pd.DataFrame(), frames)
    with Image.open(io.BytesIO(dict(films.views())["gif"])) as movie:
        assert movie.n_frames == 3
        assert movie.size == (40, 30)
        movie.seek(2)
        assert np.asarray(movie.convert("RGB")).mean() == pytest.approx(250, abs=2)
