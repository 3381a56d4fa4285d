"""How every figure looks: colours that survive colour blindness and print, one line style per electrode."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nelumbo.pipeline import Results

# Okabe and Ito (2008), darkest first; yellow is left out because it vanishes on white.
_COLOURS = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7")
_MARKERS = ("o", "s", "^", "v", "D", "P", "X")

_RC: Any = {
    "backend": "agg",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
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


_FRAME, _LAST = 150, 2000
"""How long a movie shows a frame and its last one, ms."""


@dataclass(frozen=True)
class Picture:
    """A figure with what a reader needs to understand it.

    Attributes:
        name: file name without ending. title: one line. caption: what to see, with units and origin.
        figure: the drawing.
    """

    name: str
    title: str
    caption: str
    figure: Figure

    kind: ClassVar[tuple[str, str]] = ("svg", "image/svg+xml")

    @property
    def width(self) -> float:
        """Width, inches."""
        return float(self.figure.get_figwidth())

    def content(self) -> bytes:
        """Return the drawing as SVG, the same bytes for the same data."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="svg", metadata={"Date": None})
        return buffer.getvalue()


@dataclass(frozen=True)
class Movie:
    """Moving pictures with what a reader needs to understand them.

    Attributes:
        name, title, caption: as of a `Picture`. frames: (rows, columns, 3) each, uint8.
    """

    name: str
    title: str
    caption: str
    frames: Sequence[NDArray[np.uint8]]

    kind: ClassVar[tuple[str, str]] = ("gif", "image/gif")

    @property
    def width(self) -> float:
        """Width, inches, at 100 dots each."""
        return float(self.frames[0].shape[1]) / 100

    def content(self) -> bytes:
        """Return the movie as GIF in 64 colours, without an end; the last frame stays a while."""
        from PIL import Image

        first, *rest = (Image.fromarray(frame).quantize(64, dither=Image.Dither.NONE) for frame in self.frames)
        times = [_FRAME] * len(rest) + [_LAST]
        buffer = io.BytesIO()
        first.save(buffer, "gif", save_all=True, append_images=rest, duration=times, loop=0, optimize=True)
        return buffer.getvalue()


@contextmanager
def house_style() -> Iterator[None]:
    """Draw off screen in the house style."""
    with mpl.rc_context({**_RC}):
        yield


def new_figure(
    columns: int = 1, rows: int = 1, *, width: float = 7.2, height: float = 2.9
) -> tuple[Figure, list[Axes]]:
    """Return a figure of ``width`` x ``height`` inches and its axes, row by row."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    axes = figure.subplots(rows, columns, squeeze=False)
    return figure, list(axes.flat)


def colour_of(results: Results, electrode: str) -> str:
    """Colour of an electrode, by its place in the design."""
    return _COLOURS[_place(results, electrode) % len(_COLOURS)]


def marker_of(results: Results, electrode: str) -> str:
    """Marker of an electrode, by its place in the design; after each round of colours the next one joins it."""
    place = _place(results, electrode)
    return _MARKERS[(place + place // len(_COLOURS)) % len(_MARKERS)]


def _place(results: Results, electrode: str) -> int:
    return [e.id for e in results.design.electrode].index(electrode)
