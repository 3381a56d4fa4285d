"""The figure of a page of the validation book: measured, computed and foretold numbers side by side."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nelumbo.pipeline import Results
from nelumbo.report.foretold import Foretold
from nelumbo.report.style import house_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MEASURED, _COMPUTED, _FORETOLD, _RIVAL = "#D55E00", "#000000", "#0072B2", "#9DB7C9"
_ROW = 0.25
"""Height of a line of a panel, inches."""


@dataclass(frozen=True)
class _Line:
    """A number with its interval, of no width where none is known; what has one label is drawn together."""

    label: str
    value: float
    low: float
    high: float
    colour: str
    marker: str


def book_figure(results: Results, test: str, answers: Sequence[Foretold]) -> bytes | None:
    """Return an SVG with a panel per quantity and a line per number of a test, ``None`` where it has no numbers.

    Words, orders and lives that outlast the test are left to the tables.
    """
    panels = _panels(results, test, answers)
    if not panels:
        return None
    from matplotlib.figure import Figure

    with house_style():
        heights = [len({line.label for line in lines}) + 3 for lines in panels.values()]
        figure = Figure(figsize=(7.2, _ROW * sum(heights) + 0.3))
        axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
        for (quantity, unit), axis in zip(panels, axes, strict=True):
            _draw(axis, panels[quantity, unit])
            axis.set_xlabel(f"{quantity.replace('_', ' ')}{f' / {unit}' if unit not in ('', '1') else ''}")
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()


def _panels(results: Results, test: str, answers: Sequence[Foretold]) -> dict[tuple[str, str], list[_Line]]:
    found: dict[tuple[str, str], list[_Line]] = {}
    table = results.observables
    met = table[(table["experiment"] == test) & (table["measured_id"].fillna("") != "")]
    for row in met.to_dict("records"):
        ours, theirs = _number(row["value"]), _number(row["measured"])
        if ours is None or theirs is None:
            continue
        lines = found.setdefault((row["quantity"], row["unit"] or ""), [])
        label = f"{row['measured_id']} {row['electrode']} {row['condition'] or ''}"
        lines.append(_Line(f"{label}, measured", theirs, theirs, theirs, _MEASURED, "D"))
        reach = 1.645 * (_number(row["sd"]) or 0.0)
        lines.append(_Line(f"{label}, {row['origin']}", ours, ours - reach, ours + reach, _COMPUTED, "o"))
    for answer in answers:
        value = _number(answer.value)
        if value is None or len(answer.question.electrodes) > 1:
            continue
        low, high = _number(answer.low), _number(answer.high)
        ends = (low, high) if low is not None and high is not None else (value, value)
        label = f"{answer.question.electrodes[0]} {answer.question.condition}, foretold"
        lines = found.setdefault((answer.question.quantity, answer.question.unit), [])
        colour, marker = (_FORETOLD, "s") if answer.in_use else (_RIVAL, "o")
        lines.append(_Line(label, value, *ends, colour, marker))
    return found


def _draw(axes: Axes, lines: Sequence[_Line]) -> None:
    labels = list(dict.fromkeys(line.label for line in lines))
    for row, label in enumerate(labels):
        mine = [line for line in lines if line.label == label]
        for k, line in enumerate(mine):
            height = row + 0.8 * ((k + 0.5) / len(mine) - 0.5)
            axes.plot([line.low, line.high], [height, height], color=line.colour, linewidth=1.2)
            axes.plot(line.value, height, line.marker, color=line.colour, markersize=4 if len(mine) == 1 else 2.5)
    axes.set_yticks(range(len(labels)), [label.replace(" ,", ",") for label in labels], fontsize=6.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.margins(x=0.08)


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
