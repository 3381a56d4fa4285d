"""Nyquist plots, fresh and cycled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nelumbo.pipeline import Results
from nelumbo.records import ImpedanceRecord
from nelumbo.report.curves import shared_legend
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import colour_of
from nelumbo.units import OHM_CM2

_CAPTION = """Nyquist plots per electrode area on equal axes, one panel per age of the cell; high frequencies lie
on the left. The first crossing of the axis is the resistance of the electrolyte, the width of the arcs that of the
lithium's film and of the charge transfer; the last arc or tail is transport."""

Spectra = Mapping[str, Mapping[str, ImpedanceRecord]]


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw one figure per impedance experiment, one panel per spectrum name."""
    for experiment in experiments_of_kind(results, "eis"):
        spectra = {
            electrode: records_of(outcome, ImpedanceRecord) for electrode, outcome in outcomes(results, experiment)
        }
        names = list(dict.fromkeys(name for records in spectra.values() for name in records))
        right, top = _reach(spectra)
        tall = 6.4 * min(top / right, 1.0) + 0.75
        figure, panels = new_figure(1, len(names), height=tall * len(names))
        for panel, name in zip(panels, names, strict=True):
            for electrode, records in spectra.items():
                if name in records:
                    real, imaginary = records[name].real / OHM_CM2, -records[name].imaginary / OHM_CM2
                    line = panel.axes.plot(
                        real, imaginary, ".-", markersize=4, color=colour_of(results, electrode)
                    )
                    panel.keep(line, Series(electrode, name.replace("_", " "), real, imaginary))
            panel.axes.set(xlabel="Re Z / Ω cm²", ylabel="−Im Z / Ω cm²", title=name.replace("_", " "))
            panel.axes.set(xlim=(0, right), ylim=(0, top), aspect="equal")
        shared_legend(figure, results, spectra, experiment)
        title = f"Impedance: {experiment}"
        yield Drawing(f"impedance_{experiment}", title, _CAPTION, table_of(panels), figure)


def _reach(spectra: Spectra) -> tuple[float, float]:
    """Return how far the axes of all panels reach, Ω cm²."""
    found = [record for records in spectra.values() for record in records.values()]
    real = max(float(record.real.max()) for record in found) / OHM_CM2
    imaginary = max(float((-record.imaginary).max()) for record in found) / OHM_CM2
    return 1.04 * real, 1.1 * max(imaginary, 0.2 * real)
