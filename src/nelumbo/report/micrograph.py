"""Sections of a deposit drawn in grey, as in a scanning electron microscope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray
from scipy import ndimage

from nelumbo.deposition.result import NO_FILM, FilmView, Matter, Section
from nelumbo.units import MICROMETRE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = NDArray[np.float64]
Labels = NDArray[np.uint8]

GREYS = {Matter.ELECTROLYTE: 0.07, Matter.LITHIUM: 0.62, Matter.DEAD: 0.62, Matter.WALL: 0.93, Matter.BINDER: 0.33}
"""Light of what is cut, 0 to 1."""
COLLECTOR = 0.80
DEAD_TINT = np.array([1.0, 0.55, 0.30])
"""Dead lithium is the only thing with a colour."""
_EDGE, _GLOW = 0.25, 2.5
"""How much brighter the edge of lithium is, and how deep, pixels: secondary electrons leave edges easily."""


@dataclass(frozen=True)
class Window:
    """The part of a section that is shown, m: heights are from the collector, the section repeats along x.

    Attributes:
        left, width: along x. bottom, top: heights; below zero is collector.
    """

    left: float
    width: float
    bottom: float
    top: float

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top, µm."""
        return 0.0, self.width / MICROMETRE, self.bottom / MICROMETRE, self.top / MICROMETRE


def micrograph(section: Section, window: Window, columns: int) -> Array:
    """Return the light, (rows, columns, 3), 0 to 1, of a window on a section, lowest row first.

    The outline of lithium is where its share of the cells, interpolated, is one half.

    Args:
        columns: of the picture.
    """
    step = window.width / columns
    rows = max(round((window.top - window.bottom) / step), 1)
    z = np.asarray(window.bottom + (np.arange(rows) + 0.5) * step, float)
    x = np.asarray(window.left + (np.arange(columns) + 0.5) * step, float)
    matter = _lithium(section, z, x)
    if section.film is not None:
        film = _film(section.film, z, x)
        matter = np.where(film == NO_FILM, matter, film)
    greys = np.zeros(len(Matter))
    greys[list(GREYS)] = list(GREYS.values())
    grey, ground = greys[matter], (z < 0)[:, None]
    lithium, dark = np.isin(matter, (Matter.LITHIUM, Matter.DEAD)), (matter == Matter.ELECTROLYTE) & ~ground
    if dark.any():
        depth = ndimage.distance_transform_edt(~dark)
        grey = np.where(lithium, grey + _EDGE * np.exp(-depth / _GLOW), grey)
    grey = np.where(ground, COLLECTOR, grey)
    tint = np.where(((matter == Matter.DEAD) & ~ground)[..., None], DEAD_TINT, 1.0)
    light: Array = np.clip(grey[..., None] * tint, 0, 1)
    return light


def _lithium(section: Section, z: Array, x: Array) -> Labels:
    """Return what is at heights z and places x, m, as far as the cells of the growth tell."""
    planes, width = section.matter.shape
    row = np.clip((z / section.voxel).astype(int), 0, planes - 1)
    column = (x / section.voxel).astype(int) % width
    label = section.matter[row[:, None], column]
    share = _interpolated(section.share / 255, z / section.voxel, x / section.voxel)
    label = np.where(label == Matter.LITHIUM, Matter.ELECTROLYTE, label)
    label = np.where((share >= 0.5) & (label == Matter.ELECTROLYTE), Matter.LITHIUM, label)
    if section.film is not None:  # it is drawn on finer cells
        label = np.where(np.isin(label, (Matter.WALL, Matter.BINDER)), Matter.ELECTROLYTE, label)
    above = z > planes * section.voxel
    label[above] = Matter.ELECTROLYTE
    return label


def _film(view: FilmView, z: Array, x: Array) -> Labels:
    """Return what a membrane holds at heights z and places x, m."""
    kinds = np.array([NO_FILM, Matter.ELECTROLYTE, Matter.LITHIUM, Matter.WALL, Matter.BINDER], np.uint8)
    rows = (z - view.bottom) / view.voxel
    within = (rows >= 0) & (rows < view.matter.shape[0])
    film = np.full((z.size, x.size), NO_FILM, np.uint8)
    if within.any():
        shares = [_interpolated(view.matter == kind, rows[within], x / view.voxel) for kind in kinds]
        film[within] = kinds[np.argmax(shares, axis=0)]
    return film


def _interpolated(values: NDArray[Any], row: Array, column: Array) -> Array:
    """Return cell values at rows and columns counted from the lower left corner; x is periodic, z ends."""
    planes, width = values.shape
    padded = np.pad(values.astype(float), ((0, 0), (1, 1)), mode="wrap")
    places = np.meshgrid(np.clip(row - 0.5, 0, planes - 1), column % width + 0.5, indexing="ij")
    found: Array = ndimage.map_coordinates(padded, places, order=1, mode="nearest")
    return found


def show(axes: Axes, section: Section, window: Window, columns: int, bar: float | None = None) -> None:
    """Draw a window on a section into axes, true to scale, with a bar of ``bar``, m."""
    axes.imshow(
        micrograph(section, window, columns), origin="lower", extent=window.extent, interpolation="nearest"
    )
    axes.set(xticks=[], yticks=[], aspect="equal")
    for spine in axes.spines.values():
        spine.set_visible(False)
    if bar is not None:
        scale_bar(axes, window, bar)


def scale_bar(axes: Axes, window: Window, length: float) -> None:
    """Draw a white bar with its length at the upper right, where there is electrolyte."""
    left, right, bottom, top = window.extent
    size, high = length / MICROMETRE, top - bottom
    edge = [withStroke(linewidth=4.0, foreground=str(GREYS[Matter.ELECTROLYTE]))]
    end, level = right - 0.05 * (right - left), top - 0.06 * (right - left)
    axes.plot(
        [end - size, end], [level, level], color="white", linewidth=2.0, solid_capstyle="butt", path_effects=edge
    )
    axes.text(
        end - size / 2,
        level - 0.03 * (right - left),
        f"{size:g} µm",
        color="white",
        ha="center",
        va="top",
        fontsize=7,
        bbox={"facecolor": str(GREYS[Matter.ELECTROLYTE]), "edgecolor": "none", "alpha": 0.75, "pad": 1.0},
    )
    axes.set(xlim=(left, right), ylim=(bottom, bottom + high))


def top_of_matter(section: Section) -> float:
    """Return the height of the highest cell that is no electrolyte, m; 0 for none."""
    rows = np.flatnonzero((section.matter != Matter.ELECTROLYTE).any(axis=1))
    return float(rows[-1] + 1) * section.voxel if rows.size else 0.0


def nice_length(width: float) -> float:
    """Return 1, 2 or 5 times a power of ten, m, at most 0.3 of ``width``."""
    most = 0.3 * width
    decade = 10.0 ** np.floor(np.log10(most))
    return float(max(k * decade for k in (1, 2, 5) if k * decade <= most * (1 + 1e-9)))
