"""Curves that several figures share: one quantity against one key of the condition, with measured stars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nelumbo.pipeline import Results
from nelumbo.report.select import key_of, outcomes, rows
from nelumbo.report.style import colour_of, marker_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


_LEGEND_ROW = 0.19
"""Height of a row of a legend, inches."""


def plot_measured(axes: Axes, x: float, y: float, colour: str) -> None:
    """Mark a measured value: a hollow star, the same in every figure; NaN draws nothing."""
    if np.isfinite(x) and np.isfinite(y):
        style: dict[str, Any] = {
            "marker": "*",
            "markersize": 13,
            "markerfacecolor": "white",
            "markeredgewidth": 1.4,
        }
        axes.plot([x], [y], markeredgecolor=colour, linestyle="none", zorder=5, clip_on=False, **style)


def plot_quantity(axes: Axes, results: Results, experiment: str, quantity: str, key: str, line: str = "-") -> None:
    """Draw ``quantity`` of every electrode against the number behind ``key=`` in its condition."""
    for electrode, _ in outcomes(results, experiment):
        table = rows(results, experiment, quantity, electrode)
        x = np.array([key_of(condition, key) for condition in table["condition"]])
        colour = colour_of(results, electrode)
        style: dict[str, Any] = {"color": colour, "marker": marker_of(results, electrode), "markersize": 4}
        style["linestyle"] = line
        axes.errorbar(x, table["value"], yerr=table["sd"].fillna(0.0), label=electrode, **style)
        for place, measured in zip(x, table["measured"], strict=True):
            plot_measured(axes, place, measured, colour)


def mark_measured(
    axes: Axes, results: Results, experiment: str, quantity: str, key: str, scale: float = 1.0
) -> None:
    """Mark only the measured values of ``quantity``, times ``scale``, on a curve that is drawn already."""
    for electrode, _ in outcomes(results, experiment):
        table = rows(results, experiment, quantity, electrode)
        for condition, measured in zip(table["condition"], table["measured"], strict=True):
            plot_measured(axes, key_of(condition, key), scale * measured, colour_of(results, electrode))


def from_zero(axes: Axes) -> None:
    """Start linear axes at zero and leave room for markers at the top."""
    axes.set_xlim(0, 1.03 * axes.get_xlim()[1])
    if axes.get_yscale() == "linear":
        axes.set_ylim(0, 1.03 * axes.get_ylim()[1])


def whole_decades(axes: Axes) -> None:
    """Give a logarithmic y axis whole decades, so that its labels stay readable."""
    axes.set_yscale("log", nonpositive="mask")
    low, high = axes.get_ylim()
    axes.set_ylim(10 ** np.floor(np.log10(low)), 10 ** np.ceil(np.log10(high)))


def shared_legend(figure: Figure, results: Results, experiment: str) -> None:
    """Put one legend above all panels: the electrodes, and the star where something was measured."""
    from matplotlib.lines import Line2D

    ids = [electrode for electrode, _ in outcomes(results, experiment)]
    handles = [
        Line2D([], [], color=colour_of(results, e), marker=marker_of(results, e), markersize=4, label=e)
        for e in ids
    ]
    table = results.observables
    if table[table["experiment"] == experiment]["measured"].notna().any():
        star: dict[str, Any] = {
            "marker": "*",
            "markersize": 11,
            "markerfacecolor": "white",
            "markeredgecolor": "0.3",
        }
        handles.append(Line2D([], [], linestyle="none", label="measured", **star))
    columns = min(len(handles), int(figure.get_figwidth()))
    rows = -(-len(handles) // columns)
    figure.set_figheight(figure.get_figheight() + _LEGEND_ROW * (rows - 1))  # the panels keep their size
    figure.legend(handles=handles, loc="outside upper center", ncols=columns)
