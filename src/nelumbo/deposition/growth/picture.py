"""The plane of a membrane that sections show: what of it stays the same while lithium grows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.cavities import apart, depth_in_cavities, near_planes
from nelumbo.deposition.growth.membrane import FilmSection
from nelumbo.deposition.result import NO_FILM, Matter
from nelumbo.structure.result import Phase

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_FINE = 25e-9
"""Edge of a cell that shows a wall, m."""


@dataclass(frozen=True)
class CavityCells:
    """The cells of a picture that lie in cavities.

    Attributes:
        shape: of the picture, (z, x). cells: flat indices, (n,). depth: distance to the nearest wall, m. number:
            of the cavity, as `depth_in_cavities` counts.
    """

    shape: tuple[int, int]
    cells: Ints
    depth: Array
    number: Ints

    def filled(self, reached: Array) -> Mask:
        """Return the cells that lithium fills which grows evenly from the walls, shape (z, x).

        Args:
            reached: how far lithium reaches from the walls, m, at the number of every cavity.
        """
        far = reached[self.number]
        filled = np.zeros(self.shape, bool)
        filled.ravel()[self.cells[(far > 0) & (self.depth < far)]] = True
        return filled

    def outside(self, cells: Mask) -> CavityCells:
        """Return those that are none of ``cells``, shape (z, x)."""
        kept = ~cells.ravel()[self.cells]
        return CavityCells(self.shape, self.cells[kept], self.depth[kept], self.number[kept])


@dataclass(frozen=True)
class FilmPicture:
    """A vertical plane of a film, on the cells of the front and on finer ones that show its walls.

    What follows from the film is computed at the first look and is not pickled.

    Attributes:
        film: on the cells of the front. drawn: the same plane on the cells of its image, once.
    """

    film: FilmSection
    drawn: FilmSection

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def fine(self) -> int:
        """Number of fine cells along a cell of the front."""
        return int(np.ceil(self.film.image.voxel / _FINE))

    @cached_property
    def binder(self) -> Mask:
        """Cells of binder, shape (z, x)."""
        return np.asarray(self.film.image.fractions[Phase.BINDER, :, 0] > 0.5)

    @cached_property
    def solid(self) -> Mask:
        """Cells of walls, shape (z, x)."""
        fractions = self.film.image.fractions[:, :, 0]
        return np.asarray(fractions[Phase.SHELL] + fractions[Phase.SOLID] > 0.3)

    @cached_property
    def cavities(self) -> CavityCells:
        """Cavities on the cells of the front."""
        return self._cavities(1)

    @property
    def fine_matter(self) -> NDArray[np.uint8]:
        """Walls, binder and empty cavities on the fine cells, see `FilmView`."""
        return self._fine_cells[0]

    @property
    def fine_cavities(self) -> CavityCells:
        """Cavities on the fine cells, as far as no wall shows there."""
        return self._fine_cells[1]

    @cached_property
    def _fine_cells(self) -> tuple[NDArray[np.uint8], CavityCells]:
        image, cavities = self.drawn.image, self._cavities(self.fine)
        heights, along = self._places(self.fine)
        rows = np.minimum((heights / image.voxel).astype(int), image.shape[0] - 1)
        cells = np.ix_(rows, (along / image.voxel).astype(int) % image.shape[2])
        shell, solid, binder = (
            image.fractions[phase, :, 0][cells] for phase in (Phase.SHELL, Phase.SOLID, Phase.BINDER)
        )
        known = len(self.film.particles.centres) > 0
        walls = self._walls(heights, along) if known else shell + solid > 0.5
        matter = np.full(walls.shape, NO_FILM, np.uint8)
        matter[binder > 0.5] = Matter.BINDER
        matter.ravel()[cavities.cells] = Matter.ELECTROLYTE
        matter[walls] = Matter.WALL
        return matter, cavities.outside(walls)

    def _places(self, fine: int) -> tuple[Array, Array]:
        """Return z and x of the centres of cells that are so many times finer than those of the front, m."""
        image = self.film.image
        heights, along = ((np.arange(n * fine) + 0.5) * image.voxel / fine for n in image.shape[::2])
        return np.asarray(heights, float), np.asarray(along, float)

    def _cavities(self, fine: int) -> CavityCells:
        """Return the cavities on cells that are so many times finer than those of the front."""
        image = self.film.image
        shape, voxel = (image.shape[0] * fine, image.shape[2] * fine), image.voxel / fine
        along = np.asarray((np.arange(shape[1]) + 0.5) * voxel, float)
        depth, number = depth_in_cavities(self.film.particles, shape[0], self.film.rows[:1], along, voxel)
        cells = np.flatnonzero((number >= 0) & (depth > -0.5))
        return CavityCells(shape, cells, depth.ravel()[cells] * voxel, number.ravel()[cells])

    def _walls(self, heights: Array, along: Array) -> Mask:
        """Return the cells that lie in the wall of a particle."""
        particles, row = self.film.particles, self.film.rows[:1]
        inside = np.zeros((heights.size, along.size), bool)
        for body in near_planes(particles, row, particles.walls[:, :, 0].max(1, initial=0.0)):
            (x, y, z), walls = particles.centres[body], particles.walls[body]
            k = np.flatnonzero(abs(heights - z) < walls[0, 0])
            dx = apart(along, x, particles.box)
            i = np.flatnonzero(abs(dx) < walls[:, 0].max())
            square = (heights[k, None] - z) ** 2 + dx[i] ** 2 + apart(row, y, particles.box) ** 2
            cells = k[:, None] * along.size + i
            for outer, inner in walls:
                inside.ravel()[cells[(square < outer**2) & (square >= inner**2)]] = True
        return inside
