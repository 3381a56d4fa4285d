"""How every figure looks: colours that survive colour blindness and print, one line style per electrode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

if TYPE_CHECKING:
    from nelumbo.pipeline import Results

# Okabe and Ito (2008), darkest first; yellow is left out because it vanishes on white.
_COLOURS = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7")
_MARKERS = ("o", "s", "^", "v", "D", "P", "X")

_RC: Any = {
    "backend": "agg",
    "font.size": 8.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 8.5,
    "axes.titleweight": "normal",
    "axes.titlelocation": "center",
    "axes.titley": 1.0,  # else every pass measures all ticks again to keep clear of those above the axes
    "axes.formatter.useoffset": False,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "lines.linewidth": 1.6,
    "figure.constrained_layout.use": True,
    "svg.hashsalt": "nelumbo",
    "svg.fonttype": "path",
}

PUBLISHED_CELLS = """Where a published cell's first capacity is known, that one cell is scaled to it (utilisation);
the others are not, so compare electrodes by the shape of their curves and not by a constant difference."""
"""What a reader must know wherever capacities per gram of different electrodes stand side by side."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw off screen in the house style."""
    with mpl.rc_context({**_RC}):
        yield


def colour_of(results: Results, electrode: str) -> str:
    """Colour of an electrode, by its place in the design."""
    return _COLOURS[_place(results, electrode) % len(_COLOURS)]


def marker_of(results: Results, electrode: str) -> str:
    """Marker of an electrode, by its place in the design; after each round of colours the next one joins it."""
    place = _place(results, electrode)
    return _MARKERS[(place + place // len(_COLOURS)) % len(_MARKERS)]


def _place(results: Results, electrode: str) -> int:
    return [e.id for e in results.design.electrode].index(electrode)
