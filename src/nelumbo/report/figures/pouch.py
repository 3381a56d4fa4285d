"""Pouch cells: where the mass goes and what energy density is left."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nelumbo.pipeline import Results
from nelumbo.report.select import experiments_of_kind, outcomes, rows
from nelumbo.report.style import PUBLISHED_CELLS, Picture, new_figure
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


def pictures(results: Results) -> Iterator[Picture]:
    """Draw one figure per pouch experiment."""
    for experiment in experiments_of_kind(results, "pouch"):
        made = {e: o.breakdown for e, o in outcomes(results, experiment) if o.breakdown}
        if not made:
            continue
        figure, (axes,) = new_figure(height=3.2)
        left = np.zeros(len(made))
        for part, shade in zip(next(iter(made.values())), _SHADES, strict=False):
            width = np.array([breakdown[part] for breakdown in made.values()]) / MG_PER_CM2
            axes.barh(list(made), width, left=left, color=shade, label=part.replace("_", " "), height=0.62)
            left += width
        for place, electrode in enumerate(made):
            for value in rows(results, experiment, "energy_density", electrode)["value"]:
                axes.text(left[place] * 1.01, place, f"{value:.0f} Wh/kg", va="center")
        axes.invert_yaxis()
        axes.set(xlabel="mass per cathode area / mg cm$^{-2}$", xlim=(0, float(left.max()) * 1.17))
        figure.legend(loc="outside upper center", ncols=5)
        yield Picture(
            f"pouch_{experiment}",
            f"Pouch cell: {experiment}",
            f"Mass of each part of the stack per cathode area and the energy density. {PUBLISHED_CELLS}",
            figure,
        )
