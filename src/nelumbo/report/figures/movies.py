"""Moving pictures of experiments that are watched for a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from nelumbo.deposition.result import Section
from nelumbo.pipeline import Results
from nelumbo.report.micrograph import Window, micrograph, nice_length, show, top_of_matter
from nelumbo.report.select import outcomes
from nelumbo.report.style import Movie
from nelumbo.units import MAH_PER_CM2, MICROMETRE

_CAPTION = """Computed vertical sections while lithium is plated, all electrodes at one scale and one time: lithium
light grey, electrolyte black, membrane white, collector at the bottom. Lithium that was there before is flat. One
growth in two dimensions; a box narrower than the picture is repeated. An optical cell looks at the edge of an
electrode many times as wide and as deep as this."""
_WIDTH, _COLUMNS, _DOTS = 30 * MICROMETRE, 320, 100
_FOIL, _ROOM = 0.03, 0.08
_MOST = 4
"""Electrodes side by side."""

Frames = Mapping[str, Sequence[tuple[float, Section]]]


def pictures(results: Results) -> Iterator[Movie]:
    """Make a movie of every plating experiment that has a duration."""
    for experiment in results.design.experiment:
        if experiment.kind != "plating" or experiment.duration is None:
            continue
        seen = {
            electrode: [(d.charge, d.section) for d in outcome.course[0] if d.section is not None]
            for electrode, outcome in outcomes(results, experiment.id)
            if outcome.course
        }
        seen = {electrode: frames for electrode, frames in list(seen.items())[:_MOST] if frames}
        if seen:
            frames = list(_frames(seen, experiment.current_density))
            yield Movie(f"movie_{experiment.id}", f"In motion: {experiment.id}", _CAPTION, frames)


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
        place.set_title(electrode, loc="center", fontsize=9)
    for moment in zip(*seen.values(), strict=True):
        charge = moment[0][0]
        for place, (_, section) in zip(axes, moment, strict=True):
            place.images[0].set_data(micrograph(section, window, _COLUMNS))
        minutes, plated = charge / current / 60, charge / MAH_PER_CM2
        figure.suptitle(f"{minutes:.0f} min,  {plated:.2f} mAh cm$^{{-2}}$", fontsize=9)
        light, (width, height) = canvas.print_to_buffer()  # type: ignore[no-untyped-call]
        yield np.frombuffer(light, np.uint8).reshape(height, width, 4)[..., :3].copy()
