"""A vertical section through collector, lithium and membrane, as one would see it in an electron microscope."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.cavities import depth_in_cavities
from nelumbo.deposition.growth.membrane import FilmSection, Surroundings
from nelumbo.deposition.growth.outputs import filled_share
from nelumbo.deposition.growth.state import GrowthState
from nelumbo.deposition.result import Matter, Section
from nelumbo.structure.result import Phase

Array = NDArray[np.float64]
Labels = NDArray[np.uint8]


@dataclass
class Below:
    """Lithium that a rising membrane has left beneath the box, from the collector upwards.

    Attributes:
        planes: share of lithium in every cell of a plane, shape (y, x) each.
    """

    planes: list[Array] = field(default_factory=list)

    def follow(self, lowest: Array, risen: float) -> None:
        """Keep what a step has moved out of the box.

        Args:
            lowest: share of lithium in the box's lowest plane before the step. risen: planes by which the
                membrane rose.
        """
        if risen > 0:
            self.planes.append(lowest)
        elif risen < 0 and self.planes:
            self.planes.pop()


def lowest_plane(state: GrowthState) -> Array:
    """Return the share of lithium in the lowest plane of the box, shape (y, x)."""
    share: Array = (state.phi[0] < 0).astype(float)
    edge = state.shape.cells < state.columns
    share.ravel()[state.shape.cells[edge]] = state.shape.volume[edge]
    return share


def section(
    state: GrowthState, voxel: float, below: Below, film: tuple[FilmSection, Surroundings] | None
) -> Section:
    """Return what is where in the first row of cells, from the collector upwards.

    Args:
        voxel: edge of a cell, m. below: what the box has lost. film: the membrane and where it is in the box.
    """
    labels = np.where(filled_share(state)[:, 0] >= 0.5, Matter.LITHIUM, Matter.ELECTROLYTE).astype(np.uint8)
    labels[state.dead[:, 0] & (labels == Matter.LITHIUM)] = Matter.DEAD
    if film is not None:
        _put_membrane(labels, state, *film)
    base = round(state.box.base)
    # The lowest planes below the collector, of which the box holds a few at the start, are no part of the picture.
    lost = [plane[0] >= 0.5 for plane in below.planes[len(below.planes) + min(base, 0) :]] if base < 0 else []
    under = np.where(np.array(lost).reshape(-1, labels.shape[1]), Matter.LITHIUM, Matter.ELECTROLYTE)
    return Section(np.concatenate([under.astype(np.uint8), labels[max(base, 0) :]]), voxel)


def _put_membrane(labels: Labels, state: GrowthState, film: FilmSection, around: Surroundings) -> None:
    """Draw walls and binder, and the lithium in cavities as layers on their walls."""
    fractions = film.image.fractions[:, :, 0]
    solid = fractions[Phase.SHELL] + fractions[Phase.SOLID]
    whole = state.box.room[around.bottom : around.top, 0] < 0.5
    within = labels[around.bottom : around.top]
    filled = _filled_cavities(state, film)
    within[filled] = Matter.LITHIUM
    within[whole & ~filled & (fractions[Phase.BINDER] > 0.5)] = Matter.BINDER
    within[whole & (solid > 0.3)] = Matter.WALL


def _filled_cavities(state: GrowthState, film: FilmSection) -> NDArray[np.bool_]:
    """Return the cells of cavities that lithium reaches which has grown to an even depth from the walls."""
    planes, _, columns = film.image.shape
    along = np.asarray((np.arange(columns) + 0.5) * film.image.voxel, float)
    depth, number = depth_in_cavities(film.particles, planes, film.rows, along, film.image.voxel)
    filled = np.zeros((planes, columns), bool)
    geometry = state.cavities.geometry
    numbers = np.unique(number[(number >= 0) & (depth > -0.5)])
    for cavity, (name, volume) in enumerate(zip(numbers, state.cavities.filled, strict=True)):
        own = (number == name)[:, 0]
        deepest = max(float(depth[:, 0][own].max()), 0.0) + 0.5
        levels = np.linspace(0, deepest, geometry.volumes.shape[1])
        reached = float(np.interp(volume, geometry.volumes[cavity], levels))
        filled |= own & (depth[:, 0] < reached) & (volume > 0)
    return filled
