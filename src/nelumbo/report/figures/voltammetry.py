"""Cyclic voltammograms."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.records import VoltammogramRecord
from nelumbo.report.curves import shared_legend
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import Picture, colour_of, new_figure
from nelumbo.units import MA_PER_CM2

_CAPTION = """Sweep to lithium plating (negative current) and back to stripping (positive current). A peak
before the turning voltage means that the plated lithium was used up; else the interface alone sets the current."""


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per voltammetry experiment."""
    for experiment in experiments_of_kind(results, "cyclic_voltammetry"):
        figure, (axes,) = new_figure(width=5.4, height=3.2)
        for electrode, outcome in outcomes(results, experiment):
            for record in records_of(outcome, VoltammogramRecord).values():
                axes.plot(record.voltage, record.current / MA_PER_CM2, color=colour_of(results, electrode))
        axes.axhline(0, color="0.7", linewidth=0.8)
        axes.set(xlabel="voltage against Li / V", ylabel="current / mA cm$^{-2}$")
        shared_legend(figure, results, experiment)
        yield Picture(f"voltammetry_{experiment}", f"Cyclic voltammetry: {experiment}", _CAPTION, figure)
