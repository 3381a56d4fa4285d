from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from nelumbo.report.figures import gallery
from nelumbo.report.scene import Cutaway, Section, TopView, film_height, render
from nelumbo.report.style import house_style
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import BinderPlacement, Particles, Phase, VoxelImage

CENTRES = np.array([(0.5, 0.5, 0.4), (1.3, 0.5, 0.4), (0.9, 1.5, 0.5)]) * 1e-6
BOX = 2e-6
ORANGE, BLUE = (0xC8, 0x58, 0x1E), (0x1F, 0x4E, 0x79)


@pytest.fixture
def film():
    """Two alike and one larger, of two walls, the first two in touch."""
    walls = np.array([[(400, 360), (200, 160)], [(400, 360), (200, 160)], [(500, 400), (250, 100)]]) * 1e-9
    particles = Particles(CENTRES, walls, Phase.SHELL, np.array([0, 0, 1]), BOX, np.array([(0, 1)]))
    return replace(bare_structure(), particles=particles, binder=BinderPlacement(half_angle=0.6, coat=20e-9))


@pytest.fixture
def imported():
    """A layer of metal over half of the collector, binder on it."""
    fractions = np.zeros((len(Phase), 4, 10, 10), np.float32)
    fractions[Phase.SHELL, :2, :, :5] = 1
    fractions[Phase.BINDER, 2, :, :5] = 1
    fractions[Phase.ELECTROLYTE] = 1 - fractions.sum(axis=0)
    return replace(bare_structure(), image=VoxelImage(fractions, 1e-7))


def share(picture, colour):
    return np.all(np.abs(picture.rgb * 255 - colour) < 1.5, axis=-1).mean()


@pytest.mark.parametrize("view", [Cutaway(edge=2e-6), Cutaway(edge=2e-6, opening=0.4), Section(), TopView()])
def test_same_bits_for_any_number_of_threads(film, view):
    one, two = (render(film, view, columns=90, threads=threads).rgb for threads in (1, 2))
    assert np.array_equal(one, two)
    assert one.min() >= 0
    assert one.max() <= 1
    assert one.std() > 0.02


def test_section_keeps_its_scale(film):
    picture = render(film, Section(width=BOX), columns=500, samples=9)
    area = np.pi * 2 * (400**2 - 360**2 + 200**2 - 160**2) * 1e-18
    assert picture.pixel == pytest.approx(4e-9)
    assert share(picture, ORANGE) * picture.rgb[..., 0].size * picture.pixel**2 == pytest.approx(area, rel=0.03)
    column, row = picture.locate(CENTRES[:1] - (0, 0, 380e-9) - (0, CENTRES[0, 1], 0))[0].astype(int)
    assert picture.rgb[row, column] * 255 == pytest.approx(ORANGE, abs=1)
    neck = np.array([(0.9e-6, 0.0, 0.4e-6 + 180e-9)])
    column, row = picture.locate(neck)[0].astype(int)
    assert picture.rgb[row, column] * 255 == pytest.approx(BLUE, abs=1)


def test_top_view_shows_what_is_highest(film):
    picture = render(film, TopView(width=BOX, height=BOX), columns=200)
    assert picture.rgb.shape == (200, 200, 3)
    assert np.ptp(picture.rgb, axis=-1).max() < 1e-9
    column, row = picture.locate(CENTRES[2:] - (0, CENTRES[0, 1], 0))[0].astype(int)
    around = picture.locate(CENTRES[2:] - (-1e-6, CENTRES[0, 1], 0))[0].astype(int) % 200
    assert picture.rgb[row, column, 0] > 1.3 * picture.rgb[around[1], around[0], 0]


def test_an_image_is_seen_in_section_and_from_above(imported):
    section = render(imported, Section(width=1e-6), columns=100)
    left = section.locate(np.array([(0.2e-6, 0, 0.05e-6), (0.2e-6, 0, 0.25e-6)])).astype(int)
    for (column, row), colour in zip(left, (ORANGE, BLUE), strict=True):
        assert section.rgb[row, column] * 255 == pytest.approx(colour, abs=1)
    assert film_height(imported) == pytest.approx(4e-7)
    above = render(imported, TopView(width=1e-6, height=1e-6), columns=100)
    assert above.rgb[50, 25, 0] > 1.3 * above.rgb[50, 75, 0]
    with pytest.raises(ValueError, match="Section"):
        render(imported, Cutaway())


def test_a_bare_collector_is_refused():
    with pytest.raises(ValueError, match="electrode with a membrane"):
        render(bare_structure())


def test_saved_pixel_for_pixel(film, tmp_path):
    from matplotlib.image import imread

    picture = render(film, Cutaway(edge=2e-6), columns=120)
    picture.save(tmp_path / "film.png", dpi=150, bar=None)
    saved = imread(tmp_path / "film.png")
    assert saved.shape[:2] == picture.rgb.shape[:2]
    assert saved[..., :3] == pytest.approx(picture.rgb, abs=1 / 255)
    picture.save(tmp_path / "bar.png", dpi=150, bar=5e-7)
    assert np.abs(imread(tmp_path / "bar.png") - saved).max() > 0.5


def test_gallery_shows_films_in_groups(film, imported):
    films = {"foil": bare_structure(), "failed": None, "image": imported, **{f"film {n}": film for n in range(4)}}
    results = Electrodes({name: SimpleNamespace(structure=structure) for name, structure in films.items()})
    with house_style():
        pictures = list(gallery.pictures(results))
        texts = [dict(picture.views())["svg"] for picture in pictures]
    assert [picture.name for picture in pictures] == ["membranes", "membranes_2"]
    titles = [axes.get_title() for picture in pictures for axes in picture.figure.axes]
    assert [title for title in titles if title] == ["image", "film 0", "film 1", "film 2", "film 3"]
    assert [text.count(b"<image") for text in texts] == [11, 3]


class Electrodes(dict):
    """What the gallery asks of a run."""

    observables = pd.DataFrame(columns=["electrode", "experiment", "condition", "quantity", "value", "unit", "sd"])

    @property
    def electrodes(self):
        return tuple(self)
