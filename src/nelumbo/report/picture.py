"""Figures with what a reader needs to understand them, and the files that each becomes."""

from __future__ import annotations

import base64
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.report.markup import inline, marked

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from PIL import Image

_DOTS = 200
"""Of a bitmap, per inch."""
_EFFORT = 3
"""To make a bitmap small, 0 to 9: more takes longer and gains little."""
_COLOURS, _EVERY = 64, 3
"""Colours that all frames of a movie share, taken from every third row and column of pixels."""
_FRAME, _LAST = 150, 2000
"""How long a movie shows a frame and its last one, ms."""


@dataclass(frozen=True)
class Picture(ABC):
    """What is seen, and the numbers behind it.

    Attributes:
        name: file name without ending. title: one line. caption: what to see, with units and origin.
        table: the numbers behind it, columns named with their units.
        findings: what it says about each electrode, in words.
    """

    name: str
    title: str
    caption: str
    table: pd.DataFrame
    findings: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    @property
    @abstractmethod
    def width(self) -> float:
        """Width, inches."""

    @abstractmethod
    def views(self) -> Iterator[tuple[str, bytes]]:
        """Yield the ending and the content of every picture file; the first is the one of the report."""

    @abstractmethod
    def markup(self, content: bytes, key: str) -> str:
        """Return the HTML that shows the first view; ``key`` tells it from other pictures of the page."""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the ending and the content of every file: the views, then the numbers as CSV.

        The CSV starts with a byte order mark, without which spreadsheets read its units wrongly.
        """
        yield from self.views()
        yield "csv", self.table.to_csv(index=False, float_format="%.7g").encode("utf-8-sig")


@dataclass(frozen=True)
class Drawing(Picture):
    """A figure that stands still.

    Attributes:
        figure: the drawing.
    """

    figure: Figure

    @property
    def width(self) -> float:
        """Width, inches."""
        return float(self.figure.get_figwidth())

    def views(self) -> Iterator[tuple[str, bytes]]:
        """Yield SVG and PNG, the same bytes for the same data."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        # The canvases print at once; `Figure.savefig` would walk through all artists once more before each file.
        buffer, bitmap = io.StringIO(), io.BytesIO()
        svg: Any = FigureCanvasSVG(self.figure)
        svg.print_svg(buffer, metadata={"Date": None, "Title": self.title})
        yield "svg", marked(buffer.getvalue(), self.figure).encode()
        self.figure.set_layout_engine("none")  # what was laid out for the first file stands for the second
        self.figure.set_dpi(_DOTS)
        agg: Any = FigureCanvasAgg(self.figure)
        agg.print_png(bitmap, metadata={"Software": None}, pil_kwargs={"compress_level": _EFFORT})
        yield "png", bitmap.getvalue()

    def markup(self, content: bytes, key: str) -> str:
        """Return the SVG as part of a page."""
        return inline(content.decode(), key, self.title)


@dataclass(frozen=True)
class Movie(Picture):
    """Moving pictures.

    Attributes:
        frames: (rows, columns, 3) each, uint8.
    """

    frames: Sequence[NDArray[np.uint8]]

    @property
    def width(self) -> float:
        """Width, inches, at 100 dots each."""
        return float(self.frames[0].shape[1]) / 100

    def views(self) -> Iterator[tuple[str, bytes]]:
        """Yield a GIF in 64 colours, without an end, whose last frame stays a while, and that frame as PNG."""
        from PIL import Image

        plain = Image.Dither.NONE
        palette = _palette(np.concatenate([frame[::_EVERY, ::_EVERY] for frame in self.frames]))
        shared = (Image.fromarray(frame).quantize(palette=palette, dither=plain) for frame in self.frames)
        first, *rest = shared
        times = [_FRAME] * len(rest) + [_LAST]
        buffer = io.BytesIO()
        first.save(buffer, "gif", save_all=True, append_images=rest, duration=times, loop=0, optimize=True)
        yield "gif", buffer.getvalue()
        still = io.BytesIO()
        Image.fromarray(self.frames[-1]).save(still, "png")
        yield "png", still.getvalue()

    def markup(self, content: bytes, key: str) -> str:
        """Return the GIF as part of a page."""
        return f'<img alt="{escape(self.title)}" src="data:image/gif;base64,{base64.b64encode(content).decode()}">'


def _palette(pixels: NDArray[np.uint8]) -> Image.Image:
    """Return an image whose palette holds, of all colours that a quantisation lumps, the commonest as it is.

    Means would turn a white ground next to white.
    """
    from PIL import Image

    palette = Image.fromarray(pixels).quantize(_COLOURS, dither=Image.Dither.NONE)
    colours, often = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    place = np.asarray(Image.fromarray(colours[None]).quantize(palette=palette, dither=Image.Dither.NONE))[0]
    entries = np.array(palette.getpalette(), np.uint8).reshape(-1, 3)
    for n in np.argsort(often, kind="stable"):  # the commonest comes last and stays
        entries[place[n]] = colours[n]
    palette.putpalette(entries.ravel().tolist())
    return palette
