"""What each membrane holds flat: wavelength against current, stiffness and thickness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.film_covered import membrane_layer
from nelumbo.deposition.plate import dispersion
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.materials.film_share import FilmShare
from nelumbo.pipeline import Results
from nelumbo.report.curves import shared_legend
from nelumbo.report.panel import Panel, Series, new_figure, table_of
from nelumbo.report.picture import Drawing
from nelumbo.report.style import colour_of, marker_of
from nelumbo.structure.result import Structure
from nelumbo.units import MA_PER_CM2, MAH_PER_CM2, MICROMETRE

Array = NDArray[np.float64]

_GIGAPASCAL = 1e9
_CURRENT, _CHARGE = 1 * MA_PER_CM2, 1 * MAH_PER_CM2
_CURRENTS = np.geomspace(0.05, 20, 79)
_MODULI = np.geomspace(0.01, 10, 61)
_THICKNESSES = np.geomspace(0.2, 5, 61)
_WAVELENGTHS = np.geomspace(0.1, 1000, 161)
_LABELLED = (0.2, 0.5, 1.0, 2.0, 5.0)
_TENFOLD = float(np.log(10))
_TINTED = 12
"""Electrodes at most whose regions are tinted; of more, tints say nothing."""
_WAVES = """Linear theory of a front under its film and a bonded membrane. Waves grow in the region (tinted)
right of or above the solid line of their electrode; all others decay, and the membrane holds them flat.
Within the dotted line they grow more than tenfold while 1 mAh cm⁻² is plated; an electrode without a dotted
line has no such waves. How much of the film lies on the lithium and not on the membrane (by its outer area)
moves the lines as much as stiffness does; that share and the film's healing time are assumptions."""
_MEMBRANES = """(b) and (c), at 1 mA cm⁻²: were the membrane as stiff or as thick as the axis says and all
else the same. The marker is the membrane that was built, at the top where it holds all waves shown. A bare
collector grows the same waves whatever the axis."""


@dataclass(frozen=True)
class _Front:
    """What decides the stability of one electrode's front."""

    lithium: Lithium
    electrolyte: Electrolyte
    membrane: ElasticLayer | None
    film_share: float

    def growth(self, current: float, membrane: ElasticLayer | None) -> Array:
        """Return ln of what every wave grows by while the charge is plated, shape of _WAVELENGTHS."""
        rate = dispersion(
            _WAVELENGTHS * MICROMETRE,
            current,
            self.lithium,
            self.electrolyte,
            membrane=membrane,
            film_share=self.film_share,
        )
        return np.asarray(rate * _CHARGE / current)


def pictures(results: Results) -> Iterator[Drawing]:
    """Draw one figure for every electrolyte in which the design plates."""
    films = {e: s for e in results.electrodes if (s := results[e].structure) is not None}
    used = {e.electrolyte for e in results.design.experiment if e.kind == "plating"}
    if not films or not used:
        return
    for name in sorted(used):
        yield _draw(results, films, name, "" if len(used) == 1 else f": {name}")


def _draw(results: Results, films: dict[str, Structure], electrolyte: str, words: str) -> Drawing:
    """Draw the lines of every electrode; a run without any membrane has nothing to make stiffer or thicker."""
    from matplotlib.ticker import NullFormatter

    covered = any(film.membrane_thickness > 0 for film in films.values())
    figure, panels = new_figure(3, height=3.0) if covered else new_figure(width=4.0, height=3.0)
    for electrode, film in films.items():
        front = _Front(
            results.design.lithium,
            results.design.electrolyte[electrolyte],
            membrane_layer(film),
            FilmShare.calibrated().share(film.outer_area),
        )
        style = _Style(
            electrode, colour_of(results, electrode), marker_of(results, electrode), len(films) <= _TINTED
        )
        own = film.membrane_thickness / MICROMETRE or 1.0  # of no membrane, any
        _currents(panels[0], style, front)
        if covered:
            _membranes(panels[1], panels[2], style, front, own)
    for panel in panels:
        panel.axes.set(xscale="log", yscale="log", ylim=(_WAVELENGTHS[0], _WAVELENGTHS[-1]))
        panel.axes.set_ylabel("wavelength / µm")
    panels[0].axes.set_xlabel("current density / mA cm⁻²")
    if covered:
        panels[1].axes.set_xlabel("in-plane modulus / GPa")
        panels[2].axes.set_xlabel("membrane thickness / µm")
        panels[2].axes.set_xticks(_LABELLED, [f"{tick:g}" for tick in _LABELLED])
        panels[2].axes.xaxis.set_minor_formatter(NullFormatter())
    shared_legend(figure, results, films)
    what = "What each membrane holds flat" if covered else "Which waves grow on the bare collector"
    caption = f"{_WAVES} (a) At other currents. {_MEMBRANES}" if covered else _WAVES
    return Drawing(f"stability_{electrolyte}", what + words, caption, table_of(panels), figure)


def _currents(panel: Panel, style: _Style, front: _Front) -> None:
    style.edges(panel, _CURRENTS, [front.growth(j * MA_PER_CM2, front.membrane) for j in _CURRENTS])
    if front.membrane is not None:
        style.mark(panel, _CURRENT / MA_PER_CM2, front.growth(_CURRENT, front.membrane))


def _membranes(stiff: Panel, thick: Panel, style: _Style, front: _Front, own: float) -> None:
    """Draw the lines were the membrane, ``own`` µm thick, stiffer or thicker; without one neither changes them."""
    layer = front.membrane
    style.edges(stiff, _MODULI, [front.growth(_CURRENT, _as_stiff(layer, e)) for e in _MODULI])
    style.edges(thick, _THICKNESSES, [front.growth(_CURRENT, _as_thick(layer, t / own)) for t in _THICKNESSES])
    if layer is not None:
        built = front.growth(_CURRENT, layer)
        style.mark(stiff, layer.youngs_modulus / _GIGAPASCAL, built)
        style.mark(thick, own, built)


@dataclass(frozen=True)
class _Style:
    """How the lines of one electrode look."""

    electrode: str
    colour: str
    marker: str
    tinted: bool

    def edges(self, panel: Panel, values: Array, growth: Sequence[Array]) -> None:
        """Draw where waves neither grow nor decay, and where they grow tenfold."""
        grown, axes = np.stack(growth, axis=1), panel.axes
        if self.tinted and grown.max() > 0:
            tint = axes.contourf(values, _WAVELENGTHS, grown, [0.0, np.inf], colors=self.colour, alpha=0.07)
            panel.belongs(tint, self.electrode)
        for name, level, line, width in (("edge of growth", 0.0, "-", 1.6), ("tenfold", _TENFOLD, ":", 1.2)):
            if grown.min() < level < grown.max():
                style: dict[str, Any] = {"linestyles": line, "linewidths": width}
                edge = axes.contour(values, _WAVELENGTHS, grown, [level], colors=self.colour, **style)
                x, y = np.vstack([path.vertices for path in edge.get_paths()]).T
                panel.keep(edge, Series(self.electrode, name, x, y))

    def mark(self, panel: Panel, value: float, grown: Array) -> None:
        """Mark the longest wave that decays on the membrane that was built."""
        flat = np.flatnonzero(grown < 0)
        if flat.size:
            edge = _WAVELENGTHS[flat[-1]]
            style: dict[str, Any] = {
                "color": self.colour,
                "marker": self.marker,
                "markersize": 5,
                "clip_on": False,
            }
            panel.keep(panel.axes.plot([value], [edge], **style), Series(self.electrode, "built", [value], [edge]))


def _as_stiff(layer: ElasticLayer | None, modulus: float) -> ElasticLayer | None:
    return None if layer is None else replace(layer, youngs_modulus=modulus * _GIGAPASCAL)


def _as_thick(layer: ElasticLayer | None, factor: float) -> ElasticLayer | None:
    return None if layer is None else replace(layer, thickness=factor * layer.thickness)
