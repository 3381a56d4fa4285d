"""What was built: every membrane cut open, in section and from above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nelumbo.pipeline import Results
from nelumbo.pipeline.graph import INSPECTION
from nelumbo.report.panel import KEY, name_group
from nelumbo.report.picture import Drawing
from nelumbo.report.scene import Cutaway, Rendering, Section, TopView, film_height, render
from nelumbo.report.select import groups, table_of_test
from nelumbo.report.words import broken, lines_of
from nelumbo.structure.result import Structure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_CAPTION = """Above: a block of the film, 4 × 4 µm, cut open at two sides. Middle: vertical section in the plane
of the block's front. Below: seen from above, grey as in an electron microscope. Cut metal is orange and cut
binder dark blue; on surfaces the thin coat of binder is drawn clear, so that metal shows through it, and the
necks at the contacts light blue; the collector is grey. Shells that the cut meets off their centre look thick
or closed. One random realisation, repeated where its periodic box is smaller than the picture; all at one
scale, bars are 1 µm. A film that comes from an image shows its voxels and has no block."""
_COLUMNS = 4
_CORNERS = ("lower left", "upper left", "lower left")
_INCHES = 1.8
_LETTERS, _LINE = 22, 0.15
"""Of a name that fit over a panel, and height of a line of names, inches."""
_PIXELS, _FEW, _COARSEST = 360, 4, 120
"""Across a panel, as many as the bitmap has; of more than a few films less, so that the report stays small, but
never below the last."""
_LIT, _FLAT = 3, 9
"""Rays per pixel in pictures with light and shadow, and in a section, where every ray finds a colour at once."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw the membranes that were built, four in a figure."""
    built = {electrode: results[electrode].structure for electrode in results.electrodes}
    films = {e: s for e, s in built.items() if s is not None and (s.particles or s.image) is not None}
    tallest = max(map(film_height, films.values()), default=0.0)
    pixels = max(_COARSEST, round(_PIXELS * min(1.0, _FEW / max(len(films), 1)) ** 0.5))
    for ending, words, group in groups(films, _COLUMNS):
        table = table_of_test(results, INSPECTION, group)
        title = f"The membranes that were built{words}"
        yield Drawing(f"membranes{ending}", title, _CAPTION, table, _draw(group, tallest, pixels))


def _draw(films: Mapping[str, Structure], tallest: float, pixels: int) -> Figure:
    """Draw a column for every film, under each other what belongs together."""
    from matplotlib.figure import Figure

    panels = {electrode: _panels(structure, tallest, pixels) for electrode, structure in films.items()}
    kinds = zip(*panels.values(), strict=True)
    ratios = [
        max((p.rgb.shape[0] / p.rgb.shape[1] for p in kind if p is not None), default=0.01) for kind in kinds
    ]
    heads = [broken(electrode, _LETTERS) for electrode in films]
    figure = Figure(figsize=(_INCHES * len(films), _INCHES * sum(ratios) + 0.25 + _LINE * lines_of(heads)))
    axes = figure.subplots(len(ratios), len(films), squeeze=False, height_ratios=ratios)
    for column, (electrode, column_panels) in enumerate(panels.items()):
        axes[0, column].set_title(heads[column])
        name_group(KEY, electrode, list(axes[:, column]))
        for row, panel in enumerate(column_panels):
            if panel is None:
                axes[row, column].set_axis_off()
            else:
                panel.show(axes[row, column], corner=_CORNERS[row])
    return figure


def _panels(structure: Structure, tallest: float, pixels: int) -> tuple[Rendering | None, Rendering, Rendering]:
    cutaway = Cutaway(room=tallest)
    width = cutaway.frame(tallest).width
    section, above = Section(width=width, room=tallest), TopView(width=width)
    return (
        None if structure.particles is None else render(structure, cutaway, columns=pixels, samples=_LIT),
        render(structure, section, columns=pixels, samples=_FLAT),
        render(structure, above, columns=pixels, samples=_LIT),
    )
