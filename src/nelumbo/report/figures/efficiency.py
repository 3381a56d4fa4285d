"""Coulombic efficiency of Li|Cu cells against cycle."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.records import CycleSummary, CyclingRecord
from nelumbo.report.curves import mark_measured, shared_legend
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import colour_of
from nelumbo.units import HOUR

_CAPTION = """(a) Stripped over plated charge in each cycle: what is missing to 100 % is lost to film and dead
lithium. (b) Voltage while plating (below zero) and stripping (above) in the first traced cycle; the cut-off at
which the cell is empty lies outside the window shown."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw one figure per half-cell experiment."""
    for experiment in experiments_of_kind(results, "half_cell"):
        figure, panels = new_figure(2)
        left, right = panels
        seen = dict(outcomes(results, experiment))
        for electrode, outcome in seen.items():
            colour = colour_of(results, electrode)
            for summary in records_of(outcome, CycleSummary).values():
                percent = 100 * summary.efficiency
                line = left.axes.plot(summary.cycle, percent, color=colour)
                left.keep(line, Series(electrode, "efficiency", summary.cycle, percent))
            for trace in list(records_of(outcome, CyclingRecord).values())[:1]:
                hours, millivolts = (trace.time - trace.time[0]) / HOUR, 1e3 * trace.voltage
                line = right.axes.plot(hours, millivolts, color=colour)
                right.keep(line, Series(electrode, "voltage", hours, millivolts))
        mark_measured(left, results, experiment, "coulombic_efficiency", "cycle", scale=100)
        left.axes.set(xlabel="cycle", ylabel="Coulombic efficiency / %")
        right.axes.set(xlabel="time / h", ylabel="voltage against Li / mV", ylim=(-150, 250))
        shared_legend(figure, results, seen, experiment)
        title = f"Coulombic efficiency: {experiment}"
        yield Drawing(f"efficiency_{experiment}", title, _CAPTION, table_of(panels), figure)
