"""Cross-sections through the deposits, drawn in grey as under an electron microscope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nelumbo.deposition.result import Deposit, Section
from nelumbo.pipeline import Results
from nelumbo.report.micrograph import Window, nice_length, show, top_of_matter
from nelumbo.report.panel import KEY, name_group
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, groups, outcomes, table_of_test
from nelumbo.report.words import broken, lines_of
from nelumbo.units import MAH_PER_CM2, MICROMETRE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_GREYS = """True to shape: lithium light grey with bright edges, electrolyte black, walls of the membrane
white, binder dark grey, collector at the bottom, dead lithium orange. Two-dimensional, one growth. A box
narrower than the picture is repeated, a wider one cropped. The drawing of the grey levels is ours; every
outline is that of the computed front."""
_WHOLE = f"""Computed vertical sections after each plated charge, all at one scale: does lithium stay flat
under the membrane, or does it grow through and above it? {_GREYS}"""
_CLOSE = f"""Computed vertical sections close to the membrane after each plated charge: the highest
micrometres of each deposit, all at one scale. Lithium in cavities is drawn as an even layer on their walls,
which is how the model fills them; a cavity that the cut meets off its centre looks small. {_GREYS}"""
_WIDTH, _CLOSE_WIDTH, _CLOSE_HEIGHT = 24 * MICROMETRE, 4 * MICROMETRE, 4 * MICROMETRE
_FOIL, _HEADROOM = 0.03, 0.10
"""Of the width: collector below, electrolyte above."""
_COLUMNS, _DENSEST, _INCHES = 480, 300, 7.2
"""Pixels across a section at most, and per inch; width of a figure."""
_MOST, _LETTERS, _LINE = 6, 17, 0.15
"""Electrodes in a figure, letters of a name that fit over one of so many, height of a line of names in inches."""

Sections = Mapping[str, list[tuple[float, Section]]]


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw the sections of every plating experiment: as a whole, and close to the membranes."""
    for experiment in experiments_of_kind(results, "plating"):
        seen = {electrode: _sections(outcome.deposits) for electrode, outcome in outcomes(results, experiment)}
        seen = {electrode: found for electrode, found in seen.items() if found}
        if not seen:
            continue
        films = {e: found for e, found in seen.items() if results[e].electrode.membrane is not None}
        tallest = max(top_of_matter(section) for found in seen.values() for _, section in found)
        if tallest > 2 * _CLOSE_HEIGHT:
            for ending, words, group in groups(seen, _MOST):
                title, table = f"Sections: {experiment}{words}", table_of_test(results, experiment, group)
                yield Drawing(f"sections{ending}_{experiment}", title, _WHOLE, table, _whole(group))
        for ending, words, group in groups(films, _MOST):
            title = f"Sections close to the membrane: {experiment}{words}"
            table = table_of_test(results, experiment, group)
            yield Drawing(f"membrane{ending}_{experiment}", title, _CLOSE, table, _close(group))


def _sections(deposits: tuple[Deposit, ...]) -> list[tuple[float, Section]]:
    return [(deposit.charge, deposit.section) for deposit in deposits if deposit.section is not None]


def _whole(seen: Sections) -> Figure:
    """Draw a column for every electrode and a row for every charge."""
    foil, room = _FOIL * _WIDTH, _HEADROOM * _WIDTH
    rows = zip(*seen.values(), strict=True)
    tops = [max(top_of_matter(section) for _, section in row) for row in rows]
    return _draw(seen, [[Window(0, _WIDTH, -foil, top + room)] * len(seen) for top in tops], _WIDTH)


def _close(films: Sections) -> Figure:
    """Draw the highest part of every section, or all of it."""
    foil, room = _FOIL * _CLOSE_WIDTH, _HEADROOM * _CLOSE_WIDTH
    windows = []
    for row in zip(*films.values(), strict=True):
        bottoms = [max(top_of_matter(section) + room - _CLOSE_HEIGHT, -foil) for _, section in row]
        windows.append([Window(0, _CLOSE_WIDTH, bottom, bottom + _CLOSE_HEIGHT) for bottom in bottoms])
    return _draw(films, windows, _CLOSE_WIDTH)


def _draw(seen: Sections, windows: list[list[Window]], width: float) -> Figure:
    """Draw windows by charge and electrode; a single electrode has its charges beside each other."""
    from matplotlib.figure import Figure

    names = [f"{charge / MAH_PER_CM2:g}\nmAh cm⁻²" for charge, _ in next(iter(seen.values()))]
    panels = [[found[k][1] for found in seen.values()] for k in range(len(names))]
    heads, sides = list(seen), names
    if len(seen) == 1:
        panels, windows, heads, sides = [[row[0] for row in panels]], [[row[0] for row in windows]], names, heads
        heads = [head.replace("\n", " ") for head in heads]
    inch = (_INCHES - 0.4) / max(len(heads), 3)
    ratios = [row[0].top - row[0].bottom for row in windows]
    columns = min(_COLUMNS, round(_DENSEST * inch))
    heads = [broken(head, _LETTERS) for head in heads]
    high = inch * sum(ratios) / width + 0.1 * len(ratios) + 0.15 + _LINE * lines_of(heads)
    figure = Figure(figsize=(inch * len(heads) + 0.4, high))
    axes = figure.subplots(len(sides), len(heads), squeeze=False, height_ratios=ratios)
    for row, sections in enumerate(panels):
        axes[row, 0].set_ylabel(broken(sides[row], _LETTERS), fontsize=8)
        for column, section in enumerate(sections):
            bar = nice_length(width) if column == len(heads) - 1 else None
            show(axes[row, column], section, windows[row][column], columns, bar)
    for column, head in enumerate(heads):
        axes[0, column].set_title(head, fontsize=8)
    if len(seen) > 1:
        for column, electrode in enumerate(seen):
            name_group(KEY, electrode, list(axes[:, column]))
    return figure
