"""Full cells: discharge capacity against cycle and voltage curves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nelumbo.pipeline import Results
from nelumbo.records import CyclingRecord
from nelumbo.report.curves import plot_quantity, shared_legend
from nelumbo.report.select import experiments_of_kind, outcomes, records_of
from nelumbo.report.style import PUBLISHED_CELLS, Picture, colour_of, new_figure
from nelumbo.units import MAH_PER_CM2

_CAPTION = """Left: discharge capacity per mass of cathode active material at the reported cycles. Right:
discharge curves of the first (solid) and last (dotted) traced cycle."""


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per full-cell experiment."""
    for experiment in experiments_of_kind(results, "full_cell"):
        figure, (left, right) = new_figure(2)
        plot_quantity(left, results, experiment, "discharge_capacity", "cycle")
        for electrode, outcome in outcomes(results, experiment):
            for trace, style in zip(records_of(outcome, CyclingRecord).values(), ("-", ":"), strict=False):
                discharging = trace.current < 0
                steps = np.diff(trace.time, prepend=trace.time[0]) * np.where(discharging, -trace.current, 0.0)
                charge = np.cumsum(steps)[discharging] / MAH_PER_CM2
                right.plot(
                    charge, trace.voltage[discharging], color=colour_of(results, electrode), linestyle=style
                )
        left.set(xlabel="cycle", ylabel="discharge capacity / mAh g$^{-1}$", ylim=(0, None))
        right.set(xlabel="discharged charge / mAh cm$^{-2}$", ylabel="voltage / V")
        shared_legend(figure, results, experiment)
        yield Picture(
            f"full_cell_{experiment}", f"Full cells: {experiment}", f"{_CAPTION} {PUBLISHED_CELLS}", figure
        )
