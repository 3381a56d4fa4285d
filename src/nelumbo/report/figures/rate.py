"""Rate tests: discharge capacity against C-rate."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.report.curves import plain_decades, plot_quantity, shared_legend
from nelumbo.report.panel import new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, outcomes
from nelumbo.report.style import PUBLISHED_CELLS

_CAPTION = """Discharge capacity per mass of cathode active material: the later a curve bends down, the more of the
capacity is left at high rates."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw one figure per rate experiment."""
    for experiment in experiments_of_kind(results, "rate"):
        figure, panels = new_figure(width=5.4, height=3.0)
        (panel,) = panels
        plot_quantity(panel, results, experiment, "discharge_capacity", "c_rate")
        panel.axes.set(xlabel="discharge rate / C", ylabel="discharge capacity / mAh g⁻¹")
        plain_decades(panel.axes)
        panel.axes.set_ylim(bottom=0)
        shared_legend(figure, results, dict(outcomes(results, experiment)), experiment)
        caption, title = f"{_CAPTION} {PUBLISHED_CELLS}", f"Rate capability: {experiment}"
        yield Drawing(f"rate_{experiment}", title, caption, table_of(panels), figure)
