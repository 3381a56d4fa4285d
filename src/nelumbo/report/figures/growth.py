"""Lithium growth: how high, how rough, and where the lithium is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nelumbo.pipeline import Results
from nelumbo.report.curves import from_zero, plot_quantity, shared_legend, whole_decades
from nelumbo.report.select import experiments_of_kind, outcomes
from nelumbo.report.style import Picture, new_figure
from nelumbo.units import MAH_PER_CM2

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CAPTION = """Left: height from the collector to the top of membrane or lithium. Middle: rms roughness of the
lithium by linear stability theory of the film-covered front; amplitudes stop where theory ends, at
slope one, so a large value says unstable, not how tall. Right: where the plated charge is at the
last look. Bars on points are the spread over realisations."""

_PLACES = (
    ("inside", "inside", "#0072B2"),
    ("underneath", "on the foil", "#9ecae1"),
    ("on_top", "on top", "#D55E00"),
)


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per plating experiment."""
    for experiment in experiments_of_kind(results, "plating"):
        figure, (height, roughness, place) = new_figure(3)
        plot_quantity(height, results, experiment, "total_thickness", "capacity_mAh_cm2")
        plot_quantity(roughness, results, experiment, "roughness_sq", "capacity_mAh_cm2")
        for axes, label in ((height, "total thickness / µm"), (roughness, "roughness $S_q$ / µm")):
            axes.set(xlabel="plated charge / mAh cm$^{-2}$", ylabel=label)
        whole_decades(roughness)
        for axes in (height, roughness):
            from_zero(axes)
        _where(place, results, experiment)
        shared_legend(figure, results, experiment)
        yield Picture(f"growth_{experiment}", f"Lithium growth: {experiment}", _CAPTION, figure)


def _where(axes: Axes, results: Results, experiment: str) -> None:
    ids = [electrode for electrode, _ in outcomes(results, experiment)]
    deposits = [outcome.deposits[-1] for _, outcome in outcomes(results, experiment)]
    bottom = np.zeros(len(ids))
    for part, label, colour in _PLACES:
        height = np.array([getattr(deposit, part) for deposit in deposits]) / MAH_PER_CM2
        axes.bar(ids, height, bottom=bottom, color=colour, label=label, width=0.65)
        bottom += height
    axes.set(ylabel="lithium / mAh cm$^{-2}$", xlim=(-0.6, max(len(ids), 4) - 0.4), ylim=(0, 1.2 * bottom.max()))
    axes.tick_params(axis="x", rotation=35)
    axes.legend(loc="upper center", ncols=3, columnspacing=0.8, handlelength=1.0, fontsize=7)
