"""A panel of a figure: marks that know their electrode, and the numbers that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARK, KEY, PANEL = "mark", "key", "panel"
"""What the name of a group in the drawing starts with: a mark in the space of its axes, a word or key outside of
it, the axes themselves."""

_ROOM = 9.0
"""Between a vertical axis and its name, points: numbers get longer where a reader looks closer."""


def name_group(kind: str, of: str, artists: Any) -> None:
    """Name what is drawn, so that it can be found in the drawing by kind and electrode (or panel)."""
    for artist in _flat(artists):
        artist.set_gid(f"{kind}:{of}")


def _flat(artists: Any) -> Iterator[Artist]:
    if isinstance(artists, Artist):
        yield artists
    elif isinstance(artists, Iterable):
        for artist in artists:
            yield from _flat(artist)


@dataclass(frozen=True)
class Series:
    """The numbers behind one mark; arrays are of one length, or absent where an axis counts nothing.

    Attributes:
        electrode: its id. name: what is shown. x, y: as on the axes. low, high: interval of the quantity that has
            one: of y, or of x where there is no y.
    """

    electrode: str
    name: str
    x: ArrayLike | None = None
    y: ArrayLike | None = None
    low: ArrayLike | None = None
    high: ArrayLike | None = None


@dataclass(frozen=True)
class Panel:
    """Axes, and what is drawn in them.

    Attributes:
        axes: to draw in. letter: that the caption speaks of, empty for a figure of one panel. series: so far.
    """

    axes: Axes
    letter: str = ""
    series: list[Series] = field(default_factory=list)

    def keep(self, artists: Any, series: Series) -> None:
        """Let what was drawn belong to an electrode, and keep the numbers behind it."""
        self.belongs(artists, series.electrode)
        self.series.append(series)

    def belongs(self, artists: Any, electrode: str) -> None:
        """Let what was drawn belong to an electrode."""
        name_group(MARK, electrode, artists)

    def fix(self) -> None:
        """Offer no zoom: along an axis stand names."""
        self.axes.set_gid(None)

    def zero_line(self) -> None:
        """Draw the line of zero, which belongs to no electrode."""
        name_group(MARK, "", self.axes.axhline(0, color="0.7", linewidth=0.8))

    def table(self) -> pd.DataFrame:
        """Return the numbers, one row per point, a column per axis and its interval, named as the axis is."""
        x, y = self.axes.get_xlabel(), self.axes.get_ylabel()
        parts = []
        for one in self.series:
            ranged = y if one.y is not None else x
            columns = {x: one.x, y: one.y, f"{ranged}, low": one.low, f"{ranged}, high": one.high}
            given = {name: np.atleast_1d(values) for name, values in columns.items() if values is not None}
            first = {"panel": self.letter, "electrode": one.electrode, "series": one.name}
            parts.append(pd.DataFrame({**first, **given}))
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def new_figure(
    columns: int = 1, rows: int = 1, *, width: float = 7.2, height: float = 2.9
) -> tuple[Figure, list[Panel]]:
    """Return a figure of ``width`` x ``height`` inches and its panels, row by row, with letters if several."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    several = columns * rows > 1
    panels = []
    for axes, letter in zip(figure.subplots(rows, columns, squeeze=False).flat, ascii_lowercase, strict=False):
        axes.set_gid(f"{PANEL}:{letter}")
        axes.yaxis.labelpad = _ROOM
        if several:
            axes.set_title(letter, loc="left", fontweight="bold")
        panels.append(Panel(axes, letter if several else ""))
    return figure, panels


def table_of(panels: Sequence[Panel]) -> pd.DataFrame:
    """Return the numbers of all panels below each other; panels with other axes have other columns."""
    table = pd.concat([panel.table() for panel in panels], ignore_index=True)
    return table if len(panels) > 1 else table.drop(columns="panel", errors="ignore")
