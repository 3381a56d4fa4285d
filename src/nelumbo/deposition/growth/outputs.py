"""What a voxel front looks like: thickness, roughness, pores, exposed area."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.connection import at_feet, beside, near, open_to_bulk
from nelumbo.deposition.growth.state import GrowthState
from nelumbo.deposition.result import FilmBySurface

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Morphology:
    """A deposit on the collector, from the highest lithium of every column of cells.

    Attributes:
        charge: net plated, C/m². overpotential: η, V. dense: thickness of the lithium without pores, m.
        thickness: height below which 98 % of the columns end, m. mean: of the columns' heights, m.
        roughness_sq: rms deviation from the mean, m. roughness_sz: highest minus lowest, m.
        tip: highest above the mean, m. porosity: share of the volume up to ``thickness`` that is not lithium.
        exposed_area: surface of lithium that reaches electrolyte connected to the bulk, m²/m².
        overhang: share of the columns that hold electrolyte below lithium. dead: detached lithium, C/m² over
        F/Ω: m.
    """

    charge: float
    overpotential: float
    dense: float
    thickness: float
    mean: float
    roughness_sq: float
    roughness_sz: float
    tip: float
    porosity: float
    exposed_area: float
    overhang: float
    dead: float


def morphology(state: GrowthState, voxel: float) -> Morphology:
    """Return the description of the lithium above the collector.

    Args:
        voxel: edge of a cell, m.
    """
    filled = filled_share(state)
    heights = column_heights(state)
    dense = float(filled.sum()) / state.columns + _below(state)
    top = float(np.quantile(heights, 0.98))
    base = state.box.base
    solid = state.phi < 0
    covered = np.flip(np.logical_or.accumulate(np.flip(solid, 0), 0), 0)
    shape = state.shape
    open_cells = near(open_to_bulk(state.phi, state.conduct))
    exposed = float(shape.area[at_feet(open_cells, shape.foot)].sum()) / state.columns
    inside = np.clip(top + base - np.arange(filled.shape[0]), 0, 1)[:, None, None]
    below = float((filled * inside).sum()) / state.columns + _below(state)
    return Morphology(
        state.charge,
        state.overpotential,
        dense * voxel,
        top * voxel,
        float(heights.mean()) * voxel,
        float(heights.std()) * voxel,
        float(np.ptp(heights)) * voxel,
        float(heights.max() - heights.mean()) * voxel,
        1 - below / top if top > 0 else 0.0,
        exposed,
        float((covered & ~solid).any(0).mean()),
        float(state.dead_cells.sum()) / state.columns * voxel,
    )


def _below(state: GrowthState) -> float:
    """Return the thickness of the lithium below the box without its pores, cells."""
    return max(-state.box.base, 0.0) - state.void / state.columns


def filled_share(state: GrowthState) -> Array:
    """Return the share of lithium outside the cavities in every cell, shape (z, y, x)."""
    filled = (state.phi < 0).astype(float)
    filled.ravel()[state.shape.cells] = state.shape.volume
    base = state.box.base
    full, cut = math.floor(max(base, 0.0)), max(base, 0.0) % 1.0
    filled[:full] = 0.0
    filled[full] = np.maximum(filled[full] - cut, 0.0)
    filled *= state.room
    return filled if state.debris is None else filled + state.debris.share


def column_heights(state: GrowthState) -> Array:
    """Return the height of the highest lithium of every column above the collector, shape (y, x), cells.

    Linear interpolation of φ between the highest cell behind the front and the one above it.
    """
    phi = state.phi if state.debris is None else np.minimum(state.phi, 0.5 - state.debris.share)
    planes = phi.shape[0]
    behind = phi < 0
    k = planes - 1 - np.argmax(np.flip(behind, 0), 0)
    below = np.take_along_axis(phi, k[None], 0)[0]
    above = np.take_along_axis(phi, np.minimum(k + 1, planes - 1)[None], 0)[0]
    share = np.clip(-below / np.where(above > below, above - below, 1.0), 0.0, 1.0)
    # A column without a cell behind the front ends in the lowest one.
    heights: Array = np.where(behind.any(0), k + 0.5 + share, np.clip(0.5 - phi[0], 0.0, 0.5))
    return heights - state.box.base


@dataclass(frozen=True)
class Location:
    """Where the lithium under and in a membrane is; thickness of dense lithium, m.

    Attributes:
        inside: in cavities. underneath: between collector and membrane. between: among the particles. on_top:
            above the membrane and on outer faces that have no coat. total: from the collector to the top of
            membrane or lithium (98 % of the columns), m.
    """

    inside: float
    underneath: float
    between: float
    on_top: float
    total: float


def location(state: GrowthState, voxel: float, bottom: int, top: int) -> Location:
    """Return where lithium is.

    Args:
        voxel: edge of a cell, m. bottom, top: first plane of the membrane and first above it.
    """
    planes = filled_share(state).sum((1, 2)) / state.columns
    beneath = float(planes[:bottom].sum()) + _below(state)
    heights = column_heights(state)
    return Location(
        float(state.cavities.inside.sum()) / state.columns * voxel,
        beneath * voxel,
        float(planes[bottom:top].sum()) * voxel,
        (float(planes[top:].sum()) + state.cavities.on_faces / state.columns) * voxel,
        max(float(np.quantile(heights, 0.98)), top - state.box.base) * voxel,
    )


def film_by_surface(state: GrowthState, share: float) -> FilmBySurface:
    """Return where the film is.

    lithium = f ∫ min(σ, σ_q) dA;  inner = f A_i;  outer = βA/(1 + βA) = 1 − f                  (see `FilmShare`)

    f is counted on a flat electrode and does not follow the lithium's area as it roughens. The film that a full
    cavity has buried is not counted.

    Args:
        share: f, of the film that is left on moving lithium, 1 without a membrane.
    """
    shape = state.shape
    # Valleys close over their film and gather it without limit: more than the film at rest is buried there.
    density = np.minimum(state.density, state.rest).ravel()[shape.cells]
    film = shape.area * state.room.ravel()[shape.cells] * density
    detached = beside(state.dead, shape.foot, shape.normal)
    loose = 0.0 if state.debris is None else state.debris.film
    pools = state.cavities
    within = pools.area(plating=True)[~pools.geometry.outer[pools.geometry.owner]]
    lithium, dead, inner = (
        share * float(part) / state.columns
        for part in (film[~detached].sum(), film[detached].sum() + loose, within.sum())
    )
    return FilmBySurface(lithium, dead, inner, 1 - share)
