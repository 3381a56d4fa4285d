"""Pouch cells: where the mass goes and what energy density is left."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.pipeline import Results
from nelumbo.report.curves import bars_height, legend_above, stack
from nelumbo.report.panel import Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, outcomes, rows
from nelumbo.report.style import PUBLISHED_CELLS
from nelumbo.units import MG_PER_CM2

_SHADES = (
    "#0072B2",
    "#56B4E9",
    "#999999",
    "#D55E00",
    "#E69F00",
    "#8c5a2b",
    "#dddddd",
    "#009E73",
    "#444444",
    "#CC79A7",
)
_CAPTION = """Mass of each part of the stack per cathode area, and beside each bar the energy density: what is not
active material of the cathode is ballast."""


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw one figure per pouch experiment."""
    for experiment in experiments_of_kind(results, "pouch"):
        made = {e: o.breakdown for e, o in outcomes(results, experiment) if o.breakdown}
        if not made:
            continue
        figure, panels = new_figure(height=bars_height(len(made)) + 0.3)
        (panel,) = panels
        names = list(next(iter(made.values())))
        parts = {part.replace("_", " "): shade for part, shade in zip(names, _SHADES, strict=False)}
        masses = {e: [breakdown[part] / MG_PER_CM2 for part in names] for e, breakdown in made.items()}
        legend_above(figure, stack(panel, parts, masses))
        longest = max(map(sum, masses.values()))
        for place, (electrode, widths) in enumerate(masses.items()):
            for value in rows(results, experiment, "energy_density", electrode)["value"]:
                words = panel.axes.text(sum(widths) + 0.01 * longest, place, f"{value:.0f} Wh kg⁻¹", va="center")
                panel.keep(words, Series(electrode, f"energy density {value:.4g} Wh/kg", [sum(widths)]))
        panel.axes.set(xlabel="mass per cathode area / mg cm⁻²", xlim=(0, 1.2 * longest))
        caption, title = f"{_CAPTION} {PUBLISHED_CELLS}", f"Pouch cell: {experiment}"
        yield Drawing(f"pouch_{experiment}", title, caption, table_of(panels), figure)
