"""Full cells: discharge capacity against cycle and voltage curves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nelumbo.pipeline import Results
from nelumbo.records import CyclingRecord
from nelumbo.report.curves import plot_quantity, shared_legend
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import PUBLISHED_CELLS, colour_of
from nelumbo.units import MAH_PER_CM2

_CAPTION = """(a) Discharge capacity per mass of cathode active material at the reported cycles; the slope is
what a cycle costs. (b) Discharge curves of the first (solid) and last (dotted) traced cycle: a curve that lies
lower has more resistance, one that ends earlier less lithium."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw one figure per full-cell experiment."""
    for experiment in experiments_of_kind(results, "full_cell"):
        figure, panels = new_figure(2)
        left, right = panels
        plot_quantity(left, results, experiment, "discharge_capacity", "cycle")
        seen = dict(outcomes(results, experiment))
        for electrode, outcome in seen.items():
            colour = colour_of(results, electrode)
            for (name, trace), style in zip(records_of(outcome, CyclingRecord).items(), ("-", ":"), strict=False):
                charge, voltage = _discharge(trace)
                line = right.axes.plot(charge, voltage, color=colour, linestyle=style)
                right.keep(line, Series(electrode, name.replace("_", " "), charge, voltage))
        left.axes.set(xlabel="cycle", ylabel="discharge capacity / mAh g⁻¹")
        left.axes.set_ylim(bottom=0)
        right.axes.set(xlabel="discharged charge / mAh cm⁻²", ylabel="voltage / V")
        shared_legend(figure, results, seen, experiment)
        caption, title = f"{_CAPTION} {PUBLISHED_CELLS}", f"Full cells: {experiment}"
        yield Drawing(f"full_cell_{experiment}", title, caption, table_of(panels), figure)


def _discharge(trace: CyclingRecord) -> tuple[np.ndarray, np.ndarray]:
    """Return discharged charge, mAh/cm², and voltage, V, while the cell is discharged."""
    discharging = trace.current < 0
    steps = np.diff(trace.time, prepend=trace.time[0]) * np.where(discharging, -trace.current, 0.0)
    return np.cumsum(steps)[discharging] / MAH_PER_CM2, trace.voltage[discharging]
