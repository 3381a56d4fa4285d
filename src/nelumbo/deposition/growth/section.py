"""A vertical section through collector, lithium and membrane, as one would see it in an electron microscope."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.membrane import FilmSection, Surroundings
from nelumbo.deposition.growth.outputs import filled_share
from nelumbo.deposition.growth.picture import FilmPicture
from nelumbo.deposition.growth.state import GrowthState
from nelumbo.deposition.result import NO_FILM, FilmView, Matter, Section

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
    state: GrowthState, voxel: float, below: Below, film: tuple[FilmPicture, Surroundings] | None
) -> Section:
    """Return what is where in the first row of cells, from the collector upwards.

    Args:
        voxel: edge of a cell, m. below: what the box has lost. film: the membrane and where it is in the box.
    """
    share = filled_share(state)[:, 0]
    labels = np.where(share >= 0.5, Matter.LITHIUM, Matter.ELECTROLYTE).astype(np.uint8)
    labels[state.dead_cells[:, 0] & (labels == Matter.LITHIUM)] = Matter.DEAD
    view = None
    if film is not None:
        reached = _reached(state, film[0].film)
        _put_membrane(labels, state, *film, reached)
        view = _view(state, *film, reached)
    base = round(state.box.base)
    # The lowest planes below the collector, of which the box holds a few at the start, are no part of the picture.
    lost = [plane[0] for plane in below.planes[len(below.planes) + min(base, 0) :]] if base < 0 else []
    under = np.array(lost).reshape(-1, labels.shape[1])
    matter = np.where(under >= 0.5, Matter.LITHIUM, Matter.ELECTROLYTE).astype(np.uint8)
    return Section(
        np.concatenate([matter, labels[max(base, 0) :]]),
        voxel,
        np.round(255 * np.concatenate([under, share[max(base, 0) :]])).astype(np.uint8),
        view,
    )


def _put_membrane(
    labels: Labels, state: GrowthState, picture: FilmPicture, around: Surroundings, reached: Array
) -> None:
    """Draw walls and binder, and the lithium in cavities as layers on their walls."""
    whole = state.box.room[around.bottom : around.top, 0] < 0.5
    within = labels[around.bottom : around.top]
    filled = picture.cavities.filled(reached)
    within[filled] = Matter.LITHIUM
    within[whole & ~filled & picture.binder] = Matter.BINDER
    within[whole & picture.solid] = Matter.WALL


def _view(state: GrowthState, picture: FilmPicture, around: Surroundings, reached: Array) -> FilmView:
    """Return the membrane on cells that show its walls; a film that is known by its image only, on those of it."""
    matter = picture.fine_matter.copy()
    matter[picture.fine_cavities.filled(reached)] = Matter.LITHIUM
    is_open = ((state.box.room == 1) & (state.box.conduct == 1))[around.bottom : around.top, 0].all(0)
    matter[:, np.repeat(is_open, picture.fine)] = NO_FILM
    voxel = picture.film.image.voxel
    return FilmView(matter, voxel / picture.fine, (around.bottom - state.box.base) * voxel)


def _reached(state: GrowthState, film: FilmSection) -> Array:
    """Return how far from its walls lithium fills every cavity, m, at the cavity's number."""
    geometry = state.cavities.geometry
    reached, known = np.zeros(film.particles.walls[:, :, 0].size + 1), ~geometry.outer
    reached[geometry.number[known]] = (geometry.depth(state.cavities.filled) * film.image.voxel)[known]
    return reached
