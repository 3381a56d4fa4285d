"""Lithium growth: how high, how rough, where the lithium and its film are, and what drives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from nelumbo.deposition.result import Deposit
from nelumbo.pipeline import Results
from nelumbo.report.curves import from_zero, plot_quantity, shared_legend, whole_decades
from nelumbo.report.select import experiments_of_kind, outcomes
from nelumbo.report.style import Picture, colour_of, new_figure
from nelumbo.units import MAH_PER_CM2, MICROMETRE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHTS = """Left: height from the collector to the top of membrane or lithium. Middle: rms roughness of the
highest lithium of every column of the computed front, drawn from 1 nm. Right: where the plated charge is at the
last look. Bars on points are the spread over growths, bands span them; stars are measured. The roughness of a
deposit that overhangs is less than its depth, and waves longer than the box are missing."""
_COURSE = """While lithium is plated; bands span the growths. Left: charge in the cavities (full lines) and above
the membrane (dashed). Middle: overpotential of the interface and of the electrolyte up to 20 µm beyond the box.
Right: where the film is at the last look, area times film. How the film divides itself
over lithium and outer faces is one declared rule of all electrodes (FilmShare), and no measurement of this run."""

_PLACES = (
    ("inside", "inside", "#0072B2"),
    ("underneath", "on the foil", "#9ecae1"),
    ("on_top", "on top", "#D55E00"),
)
_FILMS = (("outer", "outer faces", "#5b6570"), ("inner", "cavities", "#56B4E9"), ("lithium", "lithium", "#E69F00"))


def pictures(results: Results) -> Iterator[Picture]:
    """Draw two figures per plating experiment: what came out, and how it came."""
    for experiment in experiments_of_kind(results, "plating"):
        figure, (height, roughness, place) = new_figure(3)
        plot_quantity(height, results, experiment, "total_thickness", "capacity_mAh_cm2", "none")
        plot_quantity(roughness, results, experiment, "roughness_sq", "capacity_mAh_cm2", "none")
        _course(height, results, experiment, lambda d: d.total_thickness / MICROMETRE, "-")
        _course(roughness, results, experiment, lambda d: max(d.roughness_sq / MICROMETRE, 1e-3), "-")
        for axes, label in ((height, "total thickness / µm"), (roughness, "roughness $S_q$ / µm")):
            axes.set(xlabel="plated charge / mAh cm$^{-2}$", ylabel=label)
        whole_decades(roughness)
        for axes in (height, roughness):
            from_zero(axes)
        deposits = {electrode: outcome.deposits[-1] for electrode, outcome in outcomes(results, experiment)}
        charges = {e: [getattr(d, part) / MAH_PER_CM2 for part, *_ in _PLACES] for e, d in deposits.items()}
        _bars(place, charges, _PLACES, "lithium / mAh cm$^{-2}$")
        shared_legend(figure, results, experiment)
        yield Picture(f"growth_{experiment}", f"Lithium growth: {experiment}", _HEIGHTS, figure)
        films = {e: d.film for e, d in deposits.items() if d.film is not None and d.film.total > 0}
        if films:
            figure, (inside, drive, location) = new_figure(3)
            _course(inside, results, experiment, lambda d: d.inside / MAH_PER_CM2, "-")
            _course(inside, results, experiment, lambda d: d.on_top / MAH_PER_CM2, "--")
            _course(drive, results, experiment, lambda d: 1e3 * d.overpotential, "-")
            inside.set(ylabel="inside, on top / mAh cm$^{-2}$")
            drive.set(ylabel="overpotential / mV")
            for axes in (inside, drive):
                axes.set(xlabel="plated charge / mAh cm$^{-2}$")
                from_zero(axes)
            shares = {e: [f.outer, f.inner, f.lithium + f.dead] for e, f in films.items()}
            _bars(location, shares, _FILMS, "film, over that of bare lithium")
            shared_legend(figure, results, experiment)
            yield Picture(f"course_{experiment}", f"While it grows: {experiment}", _COURSE, figure)


def _course(axes: Axes, results: Results, experiment: str, value: Callable[[Deposit], float], style: str) -> None:
    """Draw a value of the deposit against the charge: the mean of the growths, and a band that spans them."""
    for electrode, outcome in outcomes(results, experiment):
        charge = np.array([deposit.charge for deposit in outcome.course[0]]) / MAH_PER_CM2
        values = np.array([[value(deposit) for deposit in deposits] for deposits in outcome.course])
        colour = colour_of(results, electrode)
        axes.plot(charge, values.mean(0), style, color=colour)
        axes.fill_between(charge, values.min(0), values.max(0), color=colour, alpha=0.25, linewidth=0)


def _bars(axes: Axes, shares: dict[str, list[float]], parts: tuple[tuple[str, str, str], ...], label: str) -> None:
    """Stack the parts of every electrode."""
    ids, bottom = list(shares), np.zeros(len(shares))
    for k, (_, name, colour) in enumerate(parts):
        height = np.array([share[k] for share in shares.values()])
        axes.bar(ids, height, bottom=bottom, color=colour, label=name, width=0.65)
        bottom += height
    axes.set(ylabel=label, xlim=(-0.6, max(len(ids), 4) - 0.4), ylim=(0, 1.2 * bottom.max()))
    axes.tick_params(axis="x", rotation=35)
    axes.legend(loc="upper center", ncols=3, columnspacing=0.8, handlelength=1.0, fontsize=7)
