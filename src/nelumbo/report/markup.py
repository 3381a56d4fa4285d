"""Drawings as SVG that a page can act on: marks say to which electrode they belong, panels what they span."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from nelumbo.report.panel import KEY, MARK, PANEL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_POINTS = 72  # of an SVG by matplotlib, per inch
_COUNTED = re.compile(r'<g id="(xtick|ytick|text|axes|legend)_\d+">')
_UNUSED = re.compile(r'<g id="[A-Za-z0-9.]+_\d+">')
_NAMED = re.compile(rf'id="({MARK}|{KEY}|{PANEL}):(\w*)"')
_REFERENCE = re.compile(r'(\bid="|\burl\(#)|\bxlink:(href="#)')
_PLACES = re.compile(r' d="[^"]*"| [xy]="[^"]*"|translate\([^)]*\)')
_DECIMALS = re.compile(r"(\.\d\d)\d+")
"""Beyond a hundredth of a point nothing is seen."""
_PREAMBLE = re.compile(r"^.*?(?=<svg )", re.DOTALL)
_NOT_SEEN = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|(?<=\n) +", re.DOTALL)
_SIZE = re.compile(r'(<svg [^>]*?)width="[\d.]+pt" height="[\d.]+pt"')


def marked(svg: str, figure: Figure) -> str:
    """Turn the names of groups into classes and data that a style sheet or a program can look for.

    A mark becomes ``class="mark" data-electrode="…"``. A panel also says where it lies in the drawing
    (``data-box``: left, top, right, bottom) and what it spans there (``data-x``, ``data-y``: from, to, scale).

    Args:
        figure: as it was when it was saved.
    """
    spans = {str(axes.get_gid()): _span(axes, figure) for axes in figure.axes}

    def data(found: re.Match[str]) -> str:
        kind, of = found.groups()
        if kind == PANEL:
            return f'class="{kind}" {spans[f"{kind}:{of}"]}'
        return f'class="{kind}"' + (f' data-electrode="{of}"' if of else "")

    svg = _PLACES.sub(lambda found: _DECIMALS.sub(r"\1", found[0]), _NAMED.sub(data, svg))
    svg = _COUNTED.sub(r'<g class="\1">', svg)
    return _UNUSED.sub("<g>", svg)


def inline(svg: str, key: str, title: str) -> str:
    """Return an SVG as part of a page among others: without preamble and size, its references its own.

    Args:
        key: that starts all of its ids; short, because every letter refers to one.
    """
    svg = _NOT_SEEN.sub("", _PREAMBLE.sub("", svg))
    svg = _SIZE.sub(rf'\1role="img" aria-label="{escape(title)}"', svg, count=1)
    return _REFERENCE.sub(rf"\1\2{key}-", svg)


def _span(axes: Axes, figure: Figure) -> str:
    width, height = figure.get_size_inches() * _POINTS
    place = axes.get_position()
    box = (place.x0 * width, (1 - place.y1) * height, place.x1 * width, (1 - place.y0) * height)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return (
        f'data-box="{" ".join(f"{edge:.3f}" for edge in box)}" '
        f'data-x="{left:.9g} {right:.9g} {axes.get_xscale()}" data-y="{bottom:.9g} {top:.9g} {axes.get_yscale()}"'
    )
