"""Moving pictures of experiments that are watched for a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
import pandas as pd

from nelumbo.deposition.result import Deposit, Section
from nelumbo.pipeline import Results
from nelumbo.report.micrograph import Window, micrograph, nice_length, show, top_of_matter
from nelumbo.report.picture import Movie
from nelumbo.report.select import outcomes
from nelumbo.report.words import broken
from nelumbo.units import MAH_PER_CM2, MICROMETRE

_CAPTION = """Computed vertical sections while lithium is plated, all electrodes at one scale and one time: lithium
light grey, electrolyte black, membrane white, collector at the bottom. Lithium that was there before is flat. One
growth in two dimensions; a box narrower than the picture is repeated. An optical cell looks at the edge of an
electrode many times as wide and as deep as this. Its last picture stands two seconds."""
_WIDTH, _COLUMNS, _DOTS = 30 * MICROMETRE, 320, 100
_FOIL, _ROOM = 0.03, 0.08
_MOST, _LETTERS = 4, 40
"""Electrodes side by side, and letters of a name that fit over one."""

Frames = Mapping[str, Sequence[tuple[Deposit, Section]]]


def pictures(results: Results) -> Iterator[Movie]:
    """Make a movie of every plating experiment that has a duration."""
    for experiment in results.design.experiment:
        if experiment.kind != "plating" or experiment.duration is None:
            continue
        seen = {
            electrode: [(deposit, deposit.section) for deposit in outcome.course[0] if deposit.section is not None]
            for electrode, outcome in outcomes(results, experiment.id)
            if outcome.course
        }
        seen = {electrode: frames for electrode, frames in seen.items() if frames}
        if seen:
            shown = dict(islice(seen.items(), _MOST))
            left_out = f" The first {len(shown)} of {len(seen)} electrodes." if len(seen) > len(shown) else ""
            numbers, frames = (
                _course(seen, experiment.current_density),
                list(_frames(shown, experiment.current_density)),
            )
            title = f"In motion: {experiment.id}"
            yield Movie(f"movie_{experiment.id}", title, _CAPTION + left_out, numbers, frames)


def _course(seen: Frames, current: float) -> pd.DataFrame:
    """Return what is seen at every moment as numbers."""
    return pd.DataFrame(
        {
            "electrode": electrode,
            "time / min": deposit.charge / current / 60,
            "plated charge / mAh cm⁻²": deposit.charge / MAH_PER_CM2,
            "total thickness / µm": deposit.total_thickness / MICROMETRE,
            "rms roughness Sq / µm": deposit.roughness_sq / MICROMETRE,
            "overpotential / mV": 1e3 * deposit.overpotential,
        }
        for electrode, deposits in seen.items()
        for deposit, _ in deposits
    )


def _frames(seen: Frames, current: float) -> Iterator[np.ndarray]:
    """Yield one picture per moment, (rows, columns, 3), uint8."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    tallest = max(top_of_matter(section) for frames in seen.values() for _, section in frames)
    window = Window(0, _WIDTH, -_FOIL * _WIDTH, tallest + _ROOM * _WIDTH)
    inch = _COLUMNS / _DOTS
    size = (inch * len(seen), inch * (window.top - window.bottom) / _WIDTH + 0.5)
    figure = Figure(figsize=size, dpi=_DOTS)
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots(1, len(seen), squeeze=False)[0]
    for place, (electrode, frames) in zip(axes, seen.items(), strict=True):
        show(place, frames[0][1], window, _COLUMNS, nice_length(_WIDTH) if place is axes[-1] else None)
        place.set_title(broken(electrode, _LETTERS), fontsize=9)
    for moment in zip(*seen.values(), strict=True):
        charge = moment[0][0].charge
        for place, (_, section) in zip(axes, moment, strict=True):
            place.images[0].set_data(micrograph(section, window, _COLUMNS))
        minutes, plated = charge / current / 60, charge / MAH_PER_CM2
        figure.suptitle(f"{minutes:.0f} min,  {plated:.2f} mAh cm⁻²", fontsize=9)
        light, (width, height) = canvas.print_to_buffer()  # type: ignore[no-untyped-call]
        yield np.frombuffer(light, np.uint8).reshape(height, width, 4)[..., :3].copy()
