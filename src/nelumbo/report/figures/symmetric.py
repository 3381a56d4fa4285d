"""Symmetric cells: overpotential in time and how long they live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nelumbo.design.experiment import Symmetric
from nelumbo.experiments.result import Outcome
from nelumbo.pipeline import Results
from nelumbo.records import CyclingRecord
from nelumbo.report.curves import bars_height, name_bars, plain_decades, plot_quantity, shared_legend, star
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import outcomes, records_of, rows
from nelumbo.report.style import colour_of
from nelumbo.units import HOUR

_TRACES = """(a) Overpotential at the reported times: a steady curve is a healthy cell, a rise is lithium or
electrolyte that runs out, and a curve ends where the cell failed. (b) Voltage in the first (solid) and last
(dotted) half cycle looked at: the level is the resistance of the cell, a rise within the half cycle a want of
lithium."""
_LIVES = """Onset of the voltage rise (light) and failure (dark); an arrow means that it did not happen within the
test, which ends at the edge of the figure."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw two figures per symmetric-cell experiment: its traces and how long the cells live."""
    for experiment in results.design.experiment:
        seen = dict(outcomes(results, experiment.id))
        if isinstance(experiment, Symmetric) and seen:
            yield _traces(results, experiment.id, seen)
            yield _lives(results, experiment, seen)


def _traces(results: Results, experiment: str, seen: Mapping[str, Outcome]) -> Drawing:
    figure, panels = new_figure(2)
    left, right = panels
    plot_quantity(left, results, experiment, "overpotential", "hour")
    for electrode, outcome in seen.items():
        records = list(records_of(outcome, CyclingRecord).items())
        ends = (records[0], records[-1]) if records else ()
        for (name, trace), style in zip(ends, ("-", ":"), strict=False):
            hours, millivolts = (trace.time - trace.time[0]) / HOUR, 1e3 * abs(trace.voltage)
            line = right.axes.plot(hours, millivolts, color=colour_of(results, electrode), linestyle=style)
            right.keep(line, Series(electrode, name.replace("_", " "), hours, millivolts))
    left.axes.set(xlabel="time / h", ylabel="overpotential / mV")
    plain_decades(left.axes)
    right.axes.set(xlabel="time in the half cycle / h", ylabel="|cell voltage| / mV")
    for panel in panels:
        panel.axes.set_ylim(bottom=0)
    shared_legend(figure, results, seen, experiment)
    title = f"Symmetric cells: {experiment}"
    return Drawing(f"symmetric_{experiment}", title, _TRACES, table_of(panels), figure)


def _lives(results: Results, experiment: Symmetric, seen: Mapping[str, Outcome]) -> Drawing:
    test = experiment.duration / HOUR
    figure, panels = new_figure(height=bars_height(len(seen)))
    (panel,) = panels
    for place, electrode in enumerate(seen):
        colour = colour_of(results, electrode)
        for quantity, alpha, offset in (("onset_of_rise", 0.45, -0.2), ("failure", 1.0, 0.2)):
            table, height = rows(results, experiment.id, quantity, electrode), place + offset
            name = quantity.replace("_", " ")
            for value, measured in zip(table["value"], table["measured"], strict=True):
                bar = panel.axes.barh(height, min(value, test), height=0.36, color=colour, alpha=alpha).patches
                arrow = [] if np.isfinite(value) else [(test, height)]
                outlived = [panel.axes.plot(*end, marker=">", color=colour, clip_on=False) for end in arrow]
                panel.keep([bar, outlived], Series(electrode, name, [value]))
                if np.isfinite(measured):
                    panel.keep(
                        star(panel.axes, measured, height, colour),
                        Series(electrode, f"{name}, measured", [measured]),
                    )
    name_bars(panel, list(seen))
    panel.axes.set(xlabel="time / h", xlim=(0, test * 1.02))
    title = f"How long symmetric cells live: {experiment.id}"
    return Drawing(f"life_{experiment.id}", title, _LIVES, table_of(panels), figure)
