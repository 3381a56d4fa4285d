"""Symmetric cells: overpotential in time and how long they live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nelumbo.design.experiment import Symmetric
from nelumbo.pipeline import Results
from nelumbo.records import CyclingRecord
from nelumbo.report.curves import plot_measured, plot_quantity, shared_legend
from nelumbo.report.select import outcomes, records_of, rows
from nelumbo.report.style import Picture, colour_of, new_figure
from nelumbo.units import HOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CAPTION = """Left: overpotential at the reported times (a curve ends where the cell failed). Middle: voltage in
the first (solid) and last (dotted) half cycle looked at. Right: onset of the voltage rise (light) and failure
(dark); an arrow means that it did not happen within the test."""


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per symmetric-cell experiment."""
    for experiment in results.design.experiment:
        if not isinstance(experiment, Symmetric) or not list(outcomes(results, experiment.id)):
            continue
        figure, (left, middle, right) = new_figure(3)
        plot_quantity(left, results, experiment.id, "overpotential", "hour")
        for electrode, outcome in outcomes(results, experiment.id):
            traces = list(records_of(outcome, CyclingRecord).values())
            for trace, style in zip((traces[0], traces[-1]) if traces else (), ("-", ":"), strict=False):
                hours = (trace.time - trace.time[0]) / HOUR
                middle.plot(hours, 1e3 * abs(trace.voltage), color=colour_of(results, electrode), linestyle=style)
        left.set(xlabel="time / h", ylabel="overpotential / mV", xscale="log", ylim=(0, None))
        middle.set(xlabel="time / h", ylabel="|cell voltage| / mV", title="half cycles", ylim=(0, None))
        _lifetimes(right, results, experiment)
        shared_legend(figure, results, experiment.id)
        yield Picture(f"symmetric_{experiment.id}", f"Symmetric cells: {experiment.id}", _CAPTION, figure)


def _lifetimes(axes: Axes, results: Results, experiment: Symmetric) -> None:
    test = experiment.duration / HOUR
    for place, (electrode, _) in enumerate(outcomes(results, experiment.id)):
        colour = colour_of(results, electrode)
        for quantity, alpha, offset in (("onset_of_rise", 0.45, 0.2), ("failure", 1.0, -0.2)):
            table = rows(results, experiment.id, quantity, electrode)
            for value, measured in zip(table["value"], table["measured"], strict=True):
                axes.barh(place + offset, min(value, test), height=0.36, color=colour, alpha=alpha)
                if not np.isfinite(value):
                    axes.plot([test], [place + offset], marker=">", color=colour, clip_on=False)
                plot_measured(axes, measured, place + offset, colour)
    axes.invert_yaxis()
    axes.set(xlabel="time / h", title="lifetime", xlim=(0, test * 1.02), yticks=[])
