"""A vertical section through collector, lithium and membrane, as one would see it in an electron microscope."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.cavities import depth_in_cavities
from nelumbo.deposition.growth.membrane import FilmSection, Surroundings
from nelumbo.deposition.growth.outputs import filled_share
from nelumbo.deposition.growth.state import GrowthState
from nelumbo.deposition.result import NO_FILM, FilmView, Matter, Section
from nelumbo.structure.result import Phase

Array = NDArray[np.float64]
Labels = NDArray[np.uint8]
_FINE = 25e-9
"""Edge of a cell that shows a wall, m."""


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
    state: GrowthState,
    voxel: float,
    below: Below,
    film: tuple[FilmSection, Surroundings] | None,
    drawn: FilmSection | None = None,
) -> Section:
    """Return what is where in the first row of cells, from the collector upwards.

    Args:
        voxel: edge of a cell, m. below: what the box has lost. film: the membrane and where it is in the box.
            drawn: the same plane of it on the cells of its image, once.
    """
    share = filled_share(state)[:, 0]
    labels = np.where(share >= 0.5, Matter.LITHIUM, Matter.ELECTROLYTE).astype(np.uint8)
    labels[state.dead_cells[:, 0] & (labels == Matter.LITHIUM)] = Matter.DEAD
    view = None
    if film is not None and drawn is not None:
        reached = _reached(state, film[0])
        _put_membrane(labels, state, *film, reached)
        view = _view(state, *film, reached, drawn)
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
    labels: Labels, state: GrowthState, film: FilmSection, around: Surroundings, reached: Array
) -> None:
    """Draw walls and binder, and the lithium in cavities as layers on their walls."""
    fractions = film.image.fractions[:, :, 0]
    solid = fractions[Phase.SHELL] + fractions[Phase.SOLID]
    whole = state.box.room[around.bottom : around.top, 0] < 0.5
    within = labels[around.bottom : around.top]
    planes, _, columns = film.image.shape
    filled = _filled_cavities(film, reached, planes, columns, film.image.voxel)[1]
    within[filled] = Matter.LITHIUM
    within[whole & ~filled & (fractions[Phase.BINDER] > 0.5)] = Matter.BINDER
    within[whole & (solid > 0.3)] = Matter.WALL


def _view(
    state: GrowthState, film: FilmSection, around: Surroundings, reached: Array, drawn: FilmSection
) -> FilmView:
    """Return the membrane on cells that show its walls; a film that is known by its image only, on those of it."""
    voxel = film.image.voxel
    fine = int(np.ceil(voxel / _FINE))
    planes, columns = film.image.shape[0] * fine, film.image.shape[2] * fine
    heights, along = ((np.arange(n) + 0.5) * voxel / fine for n in (planes, columns))
    image = drawn.image
    rows = np.minimum((heights / image.voxel).astype(int), image.shape[0] - 1)
    fractions = image.fractions[:, :, 0][:, rows][:, :, (along / image.voxel).astype(int) % image.shape[2]]
    cavity, filled = _filled_cavities(film, reached, planes, columns, voxel / fine)
    walls = _walls(film, heights, np.asarray(along, float))
    if not len(film.particles.centres):
        walls = fractions[Phase.SHELL] + fractions[Phase.SOLID] > 0.5
    matter = np.full((planes, columns), NO_FILM, np.uint8)
    matter[fractions[Phase.BINDER] > 0.5] = Matter.BINDER
    matter[cavity] = Matter.ELECTROLYTE
    matter[filled] = Matter.LITHIUM
    matter[walls] = Matter.WALL
    is_open = ((state.box.room == 1) & (state.box.conduct == 1))[around.bottom : around.top, 0].all(0)
    matter[:, np.repeat(is_open, fine)] = NO_FILM
    return FilmView(matter, voxel / fine, (around.bottom - state.box.base) * voxel)


def _walls(film: FilmSection, heights: Array, along: Array) -> NDArray[np.bool_]:
    """Return the cells that lie in the wall of a particle."""
    particles = film.particles
    inside = np.zeros((heights.size, along.size), bool)
    for (x, y, z), walls in zip(particles.centres, particles.walls, strict=True):
        k = np.flatnonzero(abs(heights - z) < walls[0, 0])
        dx = (along - x + particles.box / 2) % particles.box - particles.box / 2
        dy = (film.rows[0] - y + particles.box / 2) % particles.box - particles.box / 2
        square = (heights[k, None] - z) ** 2 + dx**2 + dy**2
        for outer, inner in walls:
            inside[k] |= (square < outer**2) & (square >= inner**2)
    return inside


def _reached(state: GrowthState, film: FilmSection) -> Array:
    """Return how far from its walls lithium fills every cavity, m, at the cavity's number; 0 beyond the film."""
    geometry = state.cavities.geometry
    reached, known = np.zeros(film.particles.walls[:, :, 0].size + 1), ~geometry.outer
    reached[geometry.number[known]] = (geometry.depth(state.cavities.filled) * film.image.voxel)[known]
    return reached


def _filled_cavities(
    film: FilmSection, reached: Array, planes: int, columns: int, voxel: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the cells of cavities, and those of them that lithium fills which grows evenly from the walls.

    Args:
        reached: see `_reached`. planes, columns, voxel: of the picture.
    """
    along = np.asarray((np.arange(columns) + 0.5) * voxel, float)
    depth, number = depth_in_cavities(film.particles, planes, film.rows[:1], along, voxel)
    depth, far = depth[:, 0], reached[number[:, 0]]
    return (number[:, 0] >= 0) & (depth > -0.5), (far > 0) & (depth * voxel < far)
