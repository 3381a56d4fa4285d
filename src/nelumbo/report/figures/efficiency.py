"""Coulombic efficiency of Li|Cu cells against cycle."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.records import CycleSummary, CyclingRecord
from nelumbo.report.curves import mark_measured, shared_legend
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import Picture, colour_of, new_figure
from nelumbo.units import HOUR

_CAPTION = """Left: stripped over plated charge in each cycle. Right: voltage while plating and stripping in the
first traced cycle (the cut-off lies outside the window shown)."""


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per half-cell experiment."""
    for experiment in experiments_of_kind(results, "half_cell"):
        figure, (left, right) = new_figure(2)
        for electrode, outcome in outcomes(results, experiment):
            colour = colour_of(results, electrode)
            for summary in records_of(outcome, CycleSummary).values():
                left.plot(summary.cycle, 100 * summary.efficiency, color=colour)
            for trace in list(records_of(outcome, CyclingRecord).values())[:1]:
                right.plot((trace.time - trace.time[0]) / HOUR, 1e3 * trace.voltage, color=colour)
        mark_measured(left, results, experiment, "coulombic_efficiency", "cycle", scale=100)
        left.set(xlabel="cycle", ylabel="Coulombic efficiency / %")
        right.set(xlabel="time / h", ylabel="voltage against Li / mV", ylim=(-150, 250))
        shared_legend(figure, results, experiment)
        yield Picture(f"efficiency_{experiment}", f"Coulombic efficiency: {experiment}", _CAPTION, figure)
