"""Lithium growth: how high, how rough, where the lithium and its film are, and what drives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nelumbo.deposition.result import Deposit, FilmBySurface
from nelumbo.experiments.result import Outcome
from nelumbo.pipeline import Results
from nelumbo.report.curves import (
    bars_height,
    from_zero,
    plot_quantity,
    shared_legend,
    stack,
    whole_decades,
)
from nelumbo.report.panel import Panel, Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.select import experiments_of_kind, outcomes
from nelumbo.report.style import colour_of
from nelumbo.units import MAH_PER_CM2, MICROMETRE

_HEIGHTS = """(a) Height from the collector to the top of membrane or lithium: the lower, the denser the
lithium. (b) Rms roughness of the highest lithium of every column of the computed front, drawn from 1 nm. Bars
on points are the spread over growths, bands span them; stars are measured. A deposit that overhangs is deeper
than it is rough, and waves longer than the box are missing."""
_COURSE = "While lithium is plated; bands span the growths."
_CHARGE = """Charge in the cavities (full lines) and above the membrane (dashed): where a full line levels off, the
cavities are full."""
_DRIVE = "Overpotential of the interface and of the electrolyte up to 20 µm beyond the box."
_PLACES = """(a) Where the plated charge is at the last look: in cavities, on the foil under the membrane, or on
top of it."""
_FILMS = """(b) Where the film on the lithium is, area times film, over that of bare flat lithium. How the film
divides itself over lithium and outer faces is one declared rule of all electrodes (FilmShare), and no measurement
of this run."""

_CHARGES = {"inside": "#0072B2", "underneath": "#9ecae1", "on_top": "#D55E00"}
_CHARGE_NAMES = {"inside": "in cavities", "underneath": "on the foil", "on_top": "on top"}
_FILM_COLOURS = {"on outer faces": "#5b6570", "in cavities": "#56B4E9", "on lithium": "#E69F00"}
_DENSE: dict[str, Any] = {"fontsize": 7, "columnspacing": 0.9, "handlelength": 1.0, "borderaxespad": 0.2}

Seen = Mapping[str, Outcome]


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw three figures per plating experiment: what came out, how it came, and where everything is."""
    for experiment in experiments_of_kind(results, "plating"):
        seen = dict(outcomes(results, experiment))
        resolved = any(outcome.deposits[-1].film for outcome in seen.values())
        yield _heights(results, experiment, seen)
        if resolved:
            yield _while_it_grows(results, experiment, seen)
        yield _location(experiment, seen)


def _heights(results: Results, experiment: str, seen: Seen) -> Drawing:
    figure, panels = new_figure(2)
    height, roughness = panels
    plot_quantity(height, results, experiment, "total_thickness", "capacity_mAh_cm2", "none")
    plot_quantity(roughness, results, experiment, "roughness_sq", "capacity_mAh_cm2", "none")
    _course(height, results, seen, ("course", "-"), lambda d: d.total_thickness / MICROMETRE)
    _course(roughness, results, seen, ("course", "-"), lambda d: max(d.roughness_sq / MICROMETRE, 1e-3))
    for panel, label in ((height, "total thickness / µm"), (roughness, "rms roughness Sq / µm")):
        panel.axes.set(xlabel="plated charge / mAh cm⁻²", ylabel=label)
    whole_decades(roughness.axes)
    for panel in panels:
        from_zero(panel.axes)
    shared_legend(figure, results, seen, experiment)
    title = f"Lithium growth: {experiment}"
    return Drawing(f"growth_{experiment}", title, _HEIGHTS, table_of(panels), figure)


def _while_it_grows(results: Results, experiment: str, seen: Seen) -> Drawing:
    covered = any(results[electrode].electrode.membrane is not None for electrode in seen)
    figure, panels = new_figure(2) if covered else new_figure(width=5.4)
    drive = panels[-1]
    _course(drive, results, seen, ("course", "-"), lambda d: 1e3 * d.overpotential)
    drive.axes.set(ylabel="overpotential / mV")
    if covered:
        inside = panels[0]
        _course(inside, results, seen, ("in cavities", "-"), lambda d: d.inside / MAH_PER_CM2)
        _course(inside, results, seen, ("on top", "--"), lambda d: d.on_top / MAH_PER_CM2)
        inside.axes.set(ylabel="charge of lithium / mAh cm⁻²")
    for panel in panels:
        panel.axes.set(xlabel="plated charge / mAh cm⁻²")
        from_zero(panel.axes)
    shared_legend(figure, results, seen)
    title = f"While it grows: {experiment}"
    caption = f"{_COURSE} (a) {_CHARGE} (b) {_DRIVE}" if covered else f"{_COURSE} {_DRIVE}"
    return Drawing(f"course_{experiment}", title, caption, table_of(panels), figure)


def _location(experiment: str, seen: Seen) -> Drawing:
    """Draw where the lithium is and, where the model resolves it, its film."""
    last = {electrode: outcome.deposits[-1] for electrode, outcome in seen.items()}
    films = {e: d.film for e, d in last.items() if d.film is not None and d.film.total > 0}
    figure, panels = new_figure(2 if films else 1, height=bars_height(len(seen)) + 0.3)
    charges = {e: [getattr(d, part) / MAH_PER_CM2 for part in _CHARGES] for e, d in last.items()}
    parts = {_CHARGE_NAMES[part]: colour for part, colour in _CHARGES.items()}
    keys = [stack(panels[0], parts, charges)]
    panels[0].axes.set(xlabel="lithium / mAh cm⁻²")
    if films:
        film = {e: _divided(films.get(e)) for e in seen}
        keys.append(stack(panels[1], _FILM_COLOURS, film))
        panels[1].axes.set(yticks=[], xlabel="film, over that of bare flat lithium")
    for panel, key in zip(panels, keys, strict=True):
        panel.axes.set_title(panel.letter, loc="left", fontweight="bold", pad=16)  # above the legend
        panel.axes.legend(handles=key, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, **_DENSE)
    title = f"Where the lithium {'and its film are' if films else 'is'}: {experiment}"
    caption = f"{_PLACES} {_FILMS}" if films else _PLACES.removeprefix("(a) ")
    return Drawing(f"location_{experiment}", title, caption, table_of(panels), figure)


def _divided(film: FilmBySurface | None) -> list[float]:
    """Return how much film is on outer faces, in cavities and on lithium."""
    return [film.outer, film.inner, film.lithium + film.dead] if film else [0.0, 0.0, 0.0]


def _course(
    panel: Panel, results: Results, seen: Seen, named: tuple[str, str], value: Callable[[Deposit], float]
) -> None:
    """Draw a value of the deposit against the charge: the mean of the growths, and a band that spans them.

    Args:
        named: name and style of the line.
    """
    name, style = named
    for electrode, outcome in seen.items():
        charge = np.array([deposit.charge for deposit in outcome.course[0]]) / MAH_PER_CM2
        values = np.array([[value(deposit) for deposit in deposits] for deposits in outcome.course])
        colour, low, high = colour_of(results, electrode), values.min(0), values.max(0)
        line = panel.axes.plot(charge, values.mean(0), style, color=colour)
        band = panel.axes.fill_between(charge, low, high, color=colour, alpha=0.25, linewidth=0)
        panel.keep([line, band], Series(electrode, name, charge, values.mean(0), low, high))
