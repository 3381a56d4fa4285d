"""What each mechanism of a film is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nelumbo.design.experiment import HalfCell, Symmetric
from nelumbo.pipeline import Results
from nelumbo.report.curves import shared_legend
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.style import colour_of
from nelumbo.report.words import in_print, label_of
from nelumbo.study.attribution import LAW, MECHANISMS, OUTCOMES, Attribution, attribute_all
from nelumbo.study.cycling_fit import Film

_SHOWN = ("efficiency", "life", "overpotential", "roughness")
_CAPTION = f"""Complete film minus the film without one mechanism, by the law {LAW}, which holds the most of them;
bars of 90 % from posterior and realisations. A bar at zero is a mechanism that this film would not miss. (a)
Efficiency of the last cycle. (b) Life of the symmetric cell, at most the test. (c) Overpotential of the fresh
symmetric cell. (d) Roughness of the first deposit; less is better in (c) and (d)."""
_GROUP = 0.8
"""Share of a mechanism's place that its bars fill."""
_THINNEST = 10.0
"""Width of the line of an interval over that of its bar, where bars are many; points."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw the worth of every mechanism alone, one group of bars per film, where the run has the cells for it."""
    kinds = {type(test) for test in results.design.experiment}
    found = attributions(results) if {HalfCell, Symmetric} <= kinds else []
    if not found:
        return
    figure, panels = new_figure(2, 2, height=4.9)
    width = _GROUP / len(found)
    for panel, outcome in zip(panels, _SHOWN, strict=True):
        for number, one in enumerate(found):
            worths = [one.worth(outcome, name) for name in MECHANISMS]
            place = np.arange(len(worths)) + (number - (len(found) - 1) / 2) * width
            middle = np.array([worth.median for worth in worths])
            low, high = np.array([worth.interval for worth in worths]).T
            colour, reach = colour_of(results, one.electrode), [middle - low, high - middle]
            bars = panel.axes.bar(place, middle, width, color=colour)
            line: dict[str, Any] = {"ecolor": "0.25", "elinewidth": min(0.8, _THINNEST * width)}
            spread = panel.axes.errorbar(place, middle, reach, fmt="none", **line)
            for name, artists, *numbers in zip(MECHANISMS, bars.patches, middle, low, high, strict=True):
                panel.keep(artists, Series(one.electrode, name, None, *numbers))
            panel.belongs(spread, one.electrode)
        panel.zero_line()
        names = [name.replace(" ", "\n") for name in MECHANISMS]
        panel.fix()
        panel.axes.set_xticks(range(len(MECHANISMS)), names, fontsize=7)
        panel.axes.set_ylabel(f"change of {label_of(outcome, OUTCOMES[outcome])}")
    shared_legend(figure, results, [one.electrode for one in found])
    told = {one.electrode: in_print(one.in_words()) for one in found}
    title = "What each mechanism is worth"
    yield Drawing("attribution", title, _CAPTION, table_of(panels), figure, findings=told)


def attributions(results: Results) -> list[Attribution]:
    """Return the worth of the mechanisms of every film that the run built."""
    samples = [results[name].sample for name in results.electrodes]
    built = [s for s in samples if s.electrode.membrane is not None and s.structures and s.transports]
    return attribute_all(results.design, [(s.electrode, Film(s.structures, s.transports)) for s in built])
