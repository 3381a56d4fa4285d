"""Curves and bars that several figures share: one quantity against a key of the condition, parts of a whole."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from nelumbo.pipeline import Results
from nelumbo.report.panel import KEY, Panel, Series, name_group
from nelumbo.report.select import key_of, outcomes, rows
from nelumbo.report.style import colour_of, marker_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


_LEGEND_ROW = 0.19
"""Height of a row of a legend, inches."""
_LETTER, _KEY = 0.068, 0.52
"""Width of a letter of a legend and of what stands before and after its words, inches."""
_BAR, _FRAME, _FEWEST = 0.19, 0.75, 2
"""Height of a lying bar with its name and of what is around all of them, inches; room is made for so many."""
_STAR: dict[str, Any] = {"marker": "*", "markerfacecolor": "white", "linestyle": "none"}
"""What was measured: a hollow star, the same in every figure."""


def star(axes: Axes, x: float, y: float, colour: str) -> list[Line2D]:
    """Draw the star of a measured value."""
    edge: dict[str, Any] = {"markeredgecolor": colour, "markersize": 13, "markeredgewidth": 1.4}
    return axes.plot([x], [y], zorder=5, clip_on=False, **edge, **_STAR)


def plot_measured(panel: Panel, electrode: str, x: float, y: float, colour: str) -> None:
    """Mark a measured value; NaN draws nothing."""
    if np.isfinite(x) and np.isfinite(y):
        panel.keep(star(panel.axes, x, y, colour), Series(electrode, "measured", [x], [y]))


def plot_quantity(
    panel: Panel, results: Results, experiment: str, quantity: str, key: str, line: str = "-"
) -> None:
    """Draw ``quantity`` of every electrode against the number behind ``key=`` in its condition."""
    for electrode, _ in outcomes(results, experiment):
        table = rows(results, experiment, quantity, electrode)
        x = np.array([key_of(condition, key) for condition in table["condition"]])
        y, spread = table["value"].to_numpy(), table["sd"].to_numpy()
        colour = colour_of(results, electrode)
        style: dict[str, Any] = {"color": colour, "marker": marker_of(results, electrode), "markersize": 4}
        drawn = panel.axes.errorbar(x, y, yerr=np.nan_to_num(spread), linestyle=line, **style)
        panel.keep(drawn, Series(electrode, quantity.replace("_", " "), x, y, y - spread, y + spread))
        for place, measured in zip(x, table["measured"], strict=True):
            plot_measured(panel, electrode, place, measured, colour)


def mark_measured(
    panel: Panel, results: Results, experiment: str, quantity: str, key: str, scale: float = 1.0
) -> None:
    """Mark only the measured values of ``quantity``, times ``scale``, on a curve that is drawn already."""
    for electrode, _ in outcomes(results, experiment):
        table = rows(results, experiment, quantity, electrode)
        colour = colour_of(results, electrode)
        for condition, measured in zip(table["condition"], table["measured"], strict=True):
            plot_measured(panel, electrode, key_of(condition, key), scale * measured, colour)


def bars_height(count: int) -> float:
    """Return the height of a figure of so many lying bars, inches."""
    return _FRAME + _BAR * max(count, _FEWEST)


def name_bars(panel: Panel, electrodes: Sequence[str]) -> None:
    """Write the names of electrodes beside lying bars, the first on top."""
    panel.fix()
    axes = panel.axes
    axes.set_yticks(range(len(electrodes)), electrodes, fontsize=8)
    axes.tick_params(axis="y", length=0)
    for electrode, label in zip(electrodes, axes.get_yticklabels(), strict=True):
        name_group(KEY, electrode, label)
    axes.set_ylim(max(len(electrodes), _FEWEST) - 0.4, -0.6)


def stack(panel: Panel, parts: Mapping[str, str], values: Mapping[str, Sequence[float]]) -> list[Patch]:
    """Stack the parts of every electrode into a lying bar and return a key for each part.

    Args:
        parts: name to colour, from the left. values: of the parts, by electrode.
    """
    for place, (electrode, widths) in enumerate(values.items()):
        left = 0.0
        for (part, colour), width in zip(parts.items(), widths, strict=True):
            bar = panel.axes.barh([place], [width], left=[left], height=0.7, color=colour)
            panel.keep(bar.patches, Series(electrode, part, [width]))
            left += width
    name_bars(panel, list(values))
    panel.axes.set_xlim(0, 1.03 * max(map(sum, values.values())))
    panel.axes.xaxis.set_major_locator(MaxNLocator(5))
    return [Patch(color=colour, label=part) for part, colour in parts.items()]


def from_zero(axes: Axes) -> None:
    """Start linear axes at zero and leave room for markers at the top."""
    axes.set_xlim(0, 1.03 * axes.get_xlim()[1])
    if axes.get_yscale() == "linear":
        axes.set_ylim(0, 1.03 * axes.get_ylim()[1])


def whole_decades(axes: Axes) -> None:
    """Give a logarithmic y axis whole decades, so that its labels stay readable."""
    axes.set_yscale("log", nonpositive="mask")
    axes.margins(y=0)
    low, high = axes.get_ylim()
    axes.set_ylim(10 ** np.floor(np.log10(low) + 1e-6), 10 ** np.ceil(np.log10(high) - 1e-6))


def plain_decades(axes: Axes) -> None:
    """Give a logarithmic x axis round numbers that are written out."""
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def shared_legend(
    figure: Figure, results: Results, electrodes: Iterable[str], experiment: str | None = None
) -> None:
    """Put one legend above all panels: the electrodes, and the star where something of the test was measured."""
    handles = {
        electrode: Line2D(
            [],
            [],
            color=colour_of(results, electrode),
            marker=marker_of(results, electrode),
            markersize=4,
            label=electrode,
        )
        for electrode in electrodes
    }
    measured = False
    if experiment is not None:
        table = results.observables
        measured = bool(table[table["experiment"] == experiment]["measured"].notna().any())
    star = [Line2D([], [], label="measured", markersize=11, markeredgecolor="0.3", **_STAR)] if measured else []
    legend_above(figure, [*handles.values(), *star], list(handles))


def legend_above(figure: Figure, handles: Sequence[Any], electrodes: Sequence[str] = ()) -> None:
    """Put a legend above all panels, whose size stays; its first entries are those of electrodes."""
    longest = max(len(str(handle.get_label())) for handle in handles)
    fit = int(figure.get_figwidth() / (_KEY + _LETTER * longest))
    rows = math.ceil(len(handles) / max(fit, 1))
    columns = math.ceil(len(handles) / rows)
    figure.set_figheight(figure.get_figheight() + _LEGEND_ROW * rows)
    legend = figure.legend(handles=list(handles), loc="outside upper center", ncols=columns)
    for electrode, *entry in zip(electrodes, legend.legend_handles, legend.get_texts(), strict=False):
        name_group(KEY, electrode, entry)
