"""Cyclic voltammograms."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.records import VoltammogramRecord
from nelumbo.report.curves import shared_legend
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import colour_of
from nelumbo.units import MA_PER_CM2

_CAPTION = """Sweep to lithium plating (negative current) and back to stripping (positive current). A peak
before the turning voltage means that the plated lithium was used up; else the interface alone sets the current."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw one figure per voltammetry experiment."""
    for experiment in experiments_of_kind(results, "cyclic_voltammetry"):
        figure, panels = new_figure(width=5.4, height=3.0)
        (panel,) = panels
        seen = dict(outcomes(results, experiment))
        for electrode, outcome in seen.items():
            for record in records_of(outcome, VoltammogramRecord).values():
                current = record.current / MA_PER_CM2
                line = panel.axes.plot(record.voltage, current, color=colour_of(results, electrode))
                panel.keep(line, Series(electrode, "sweep", record.voltage, current))
        panel.zero_line()
        panel.axes.set(xlabel="voltage against Li / V", ylabel="current density / mA cm⁻²")
        shared_legend(figure, results, seen, experiment)
        title = f"Cyclic voltammetry: {experiment}"
        yield Drawing(f"voltammetry_{experiment}", title, _CAPTION, table_of(panels), figure)
