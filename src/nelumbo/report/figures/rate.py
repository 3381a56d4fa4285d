"""Rate tests: discharge capacity against C-rate."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.report.curves import plot_quantity, shared_legend
from nelumbo.report.select import experiments_of_kind
from nelumbo.report.style import PUBLISHED_CELLS, Picture, new_figure


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per rate experiment."""
    for experiment in experiments_of_kind(results, "rate"):
        figure, (axes,) = new_figure(width=5.4, height=3.2)
        plot_quantity(axes, results, experiment, "discharge_capacity", "c_rate")
        axes.set(
            xlabel="discharge rate / C", ylabel="discharge capacity / mAh g$^{-1}$", xscale="log", ylim=(0, None)
        )
        shared_legend(figure, results, experiment)
        caption = f"Discharge capacity per mass of cathode active material. {PUBLISHED_CELLS}"
        yield Picture(f"rate_{experiment}", f"Rate capability: {experiment}", caption, figure)
