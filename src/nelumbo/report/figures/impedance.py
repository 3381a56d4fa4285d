"""Nyquist plots, fresh and cycled."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.records import ImpedanceRecord
from nelumbo.report.curves import shared_legend
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import Picture, colour_of, new_figure
from nelumbo.units import OHM_CM2

_CAPTION = """Nyquist plots per electrode area on equal axes, one panel per age of the cell. High frequencies lie
on the left."""


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per impedance experiment, one panel per spectrum name."""
    for experiment in experiments_of_kind(results, "eis"):
        spectra = {
            electrode: records_of(outcome, ImpedanceRecord) for electrode, outcome in outcomes(results, experiment)
        }
        names = list(dict.fromkeys(name for records in spectra.values() for name in records))
        figure, axes = new_figure(len(names), height=3.2)
        for axis, name in zip(axes, names, strict=True):
            for electrode, records in spectra.items():
                if name in records:
                    real, imaginary = records[name].real / OHM_CM2, -records[name].imaginary / OHM_CM2
                    axis.plot(real, imaginary, ".-", markersize=4, color=colour_of(results, electrode))
            axis.set(xlabel="Re Z / Ω cm²", ylabel="−Im Z / Ω cm²", title=name.replace("_", " "))
            axis.set_aspect("equal", adjustable="datalim")
        shared_legend(figure, results, experiment)
        yield Picture(f"impedance_{experiment}", f"Impedance: {experiment}", _CAPTION, figure)
