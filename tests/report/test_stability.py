"""The figure of what a membrane holds flat."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from nelumbo.design.load import load
from nelumbo.report.figures import stability
from nelumbo.report.style import house_style
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics

DESIGN = load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
FILM = replace(
    bare_structure(), membrane_thickness=1.5e-6, outer_area=6.0, mechanics=Mechanics(0.8e9, 0.2, 1e-10, 0, 0, 0, 0)
)


class Run(SimpleNamespace):
    """As much of a run as the figure looks at."""

    def __getitem__(self, electrode):
        return SimpleNamespace(structure=self.films.get(electrode))


def run(films):
    return Run(design=DESIGN, electrodes=list(films), films=films)


def test_marked_membranes_lie_on_their_lines():
    bare, covered = DESIGN.electrode[0].id, DESIGN.electrode[4].id
    with house_style():
        [picture] = stability.pictures(run({bare: bare_structure(), covered: FILM}))
        assert picture.name == "stability_ether"
        currents, moduli, thicknesses = picture.figure.axes
        heights = [axes.lines[0].get_ydata()[0] for axes in (currents, moduli, thicknesses)]
        assert heights == pytest.approx([heights[0]] * 3, rel=1e-9)
        assert moduli.lines[0].get_xdata()[0] == 0.8
        assert thicknesses.lines[0].get_xdata()[0] == 1.5
        drawing = dict(picture.views())["svg"].decode()
        assert drawing.startswith("<?xml")
    built = picture.table[picture.table["series"] == "built"]
    assert set(built["electrode"]) == {covered}
    assert built["in-plane modulus / GPa"].max() == 0.8


def test_nothing_is_drawn_without_films():
    assert list(stability.pictures(run({}))) == []
