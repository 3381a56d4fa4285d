"""Two runs side by side as one HTML page that opens offline."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nelumbo.design.changes import Change
from nelumbo.files import write_whole
from nelumbo.observables import shown
from nelumbo.pipeline import Results
from nelumbo.report.panel import new_figure
from nelumbo.report.style import house_style
from nelumbo.study.differences import Difference, alone

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_BARS = 30
_COLOURS = {True: "#0072B2", False: "#D55E00"}  # as in the other figures: blue for more, vermilion for less


def write_comparison(
    first: Results,
    second: Results,
    found: Sequence[Difference],
    edits: Sequence[Change],
    verdicts: Sequence[str],
    path: Path,
) -> Path:
    """Write table and figure of the differences to ``path`` and return it.

    Args:
        edits: of the design. verdicts: sentences on what the second run is better and worse in.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nelumbo.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    shared = [difference for difference in found if not difference.missing]
    changed = [difference for difference in shared if not difference.equal]
    page = environment.get_template("compare.html.j2").render(
        first=first,
        second=second,
        rows=changed,
        edits=edits,
        verdicts=verdicts,
        same=len(shared) - len(changed),
        alone=alone(found),
        figure=_embedded(changed),
        shown=shown,
    )
    write_whole(path, page)
    return path


def changes(found: Sequence[Difference]) -> Figure:
    """Draw the largest relative changes, a bar each; the axis is linear up to 1 % and logarithmic above."""
    measurable = [(d.relative, d) for d in found if d.relative]
    largest = sorted(measurable, key=lambda item: -abs(item[0]))[:_BARS]
    figure, (panel,) = new_figure(height=0.6 + 0.22 * max(len(largest), 4))
    axes = panel.axes
    labels = [_label(difference) for _, difference in largest]
    percent = [100 * relative for relative, _ in largest]
    axes.barh(range(len(largest)), percent, color=[_COLOURS[value > 0] for value in percent], height=0.7)
    axes.set_yticks(range(len(largest)), labels, fontsize=7)
    axes.set_xscale("symlog", linthresh=1.0)
    axes.axvline(0, color="0.3", linewidth=0.8)
    axes.invert_yaxis()
    axes.set(xlabel="change from the first run to the second / %")
    return figure


def _label(difference: Difference) -> str:
    where = difference.condition.split("; ")[-1]
    parts = [difference.electrode, difference.experiment, difference.quantity.replace("_", " "), where]
    return ", ".join(part for part in parts if part)


def _embedded(found: Sequence[Difference]) -> str:
    """Return the figure as a data URI, empty when nothing that can be drawn differs."""
    if not any(difference.relative for difference in found):
        return ""
    buffer = io.StringIO()
    with house_style():
        changes(found).savefig(buffer, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(buffer.getvalue().encode()).decode()
