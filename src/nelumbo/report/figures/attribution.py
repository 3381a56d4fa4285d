"""What each mechanism of a film is worth."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nelumbo.design.experiment import HalfCell, Symmetric
from nelumbo.pipeline import Results
from nelumbo.report.style import Picture, colour_of, new_figure
from nelumbo.study.attribution import LAW, MECHANISMS, OUTCOMES, Attribution, attribute
from nelumbo.study.cycling_fit import Film

_SHOWN = ("efficiency", "life", "overpotential", "roughness")


def pictures(results: Results) -> Iterator[Picture]:
    """Draw the worth of every mechanism alone, one group of bars per film, where the run has the cells for it."""
    kinds = {type(test) for test in results.design.experiment}
    found = list(attributions(results)) if {HalfCell, Symmetric} <= kinds else []
    if not found:
        return
    figure, axes = new_figure(2, 2, width=7.2, height=5.2)
    width = 0.8 / len(found)
    for panel, outcome in zip(axes, _SHOWN, strict=True):
        for number, one in enumerate(found):
            worths = [one.worth(outcome, name) for name in MECHANISMS]
            place = np.arange(len(worths)) + (number - (len(found) - 1) / 2) * width
            middle = np.array([worth.median for worth in worths])
            reach = np.abs(np.array([worth.interval for worth in worths]).T - middle)
            panel.bar(
                place,
                middle,
                width,
                color=colour_of(results, one.electrode),
                yerr=reach,
                error_kw={"lw": 0.8},
                label=one.electrode,
            )
        panel.axhline(0, color="black", lw=0.6)
        panel.set_xticks(range(len(MECHANISMS)), [name.replace(" ", "\n") for name in MECHANISMS], fontsize=7)
        panel.set_ylabel(f"{outcome} / {OUTCOMES[outcome].replace('um', 'µm')}")
    axes[0].legend()
    caption = (
        f"Complete film minus the film without one mechanism, by the law {LAW}, which holds the most of them; "
        "bars of 90 % from posterior and realisations. Efficiency of the last cycle, life of the symmetric cell "
        "(at most the test), overpotential of the fresh symmetric cell, roughness of the first deposit. "
    )
    yield Picture(
        "attribution",
        "What each mechanism is worth",
        caption + " ".join(one.in_words() for one in found),
        figure,
    )


def attributions(results: Results) -> Iterator[Attribution]:
    """Yield the worth of the mechanisms of every film that the run built."""
    for name in results.electrodes:
        sample = results[name].sample
        if sample.electrode.membrane is not None and sample.structures and sample.transports:
            film = Film(sample.structures, sample.transports)
            yield attribute(results.design, sample.electrode, film)
