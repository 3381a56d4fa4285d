"""A built film as the fixed surroundings of a lithium front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.cavities import Cavities, depth_in_cavities, tabulate, with_outer_faces
from nelumbo.deposition.growth.connection import near
from nelumbo.deposition.growth.state import Box
from nelumbo.structure.result import Particles, Phase, VoxelImage
from nelumbo.transport.mixing import PartialVolumes

Array = NDArray[np.float64]
BELOW = 8
"""Planes kept below the surface of the collector, more than the front's band is wide."""


@dataclass(frozen=True)
class Surroundings:
    """A film above a flat collector on the grid of the front.

    Attributes:
        box: see `Box`; lithium begins on the collector, class 0. cavities: of the film, and its outer faces that
            have no coat. bottom, top: first plane of the film and first plane above it.
    """

    box: Box
    cavities: Cavities
    bottom: int
    top: int


@dataclass(frozen=True)
class FilmSection:
    """A film as voxels, or one plane of it.

    Attributes:
        image: partial volumes; one row of cells along y makes it two-dimensional. particles: those of the film.
        rows: y of the centres of the rows, m.
    """

    image: VoxelImage
    particles: Particles
    rows: Array

    @classmethod
    def whole(cls, image: VoxelImage, particles: Particles) -> FilmSection:
        """Return all of a film."""
        return cls(image, particles, np.asarray((np.arange(image.shape[1]) + 0.5) * image.voxel, float))

    def plane(self, row: int) -> FilmSection:
        """Return the plane of the row of cells ``row``."""
        cut = np.ascontiguousarray(self.image.fractions[:, :, row : row + 1, :])
        return FilmSection(VoxelImage(cut, self.image.voxel), self.particles, self.rows[row : row + 1])


def surroundings(
    film: FilmSection, ratios: tuple[float, float], gap: int, above: int, uncoated: float = 0.0
) -> Surroundings:
    """Return the film over a collector.

    Lithium fills electrolyte, outside the film's particles and in their cavities; walls and binder stay. Where the
    coat has its defects is not known, so what lacks one is spread evenly over the cells along the particles.

    Args:
        film: the film. ratios: diffusivity over that of the electrolyte in the pores of the walls and in the
            binder, 1. gap: free planes between collector and film. above: free planes on top.
        uncoated: outer faces of the particles on which lithium can grow, m² per m² of electrode.
    """
    image = film.image
    planes, _, columns = image.shape
    ratio = np.zeros(len(Phase))
    ratio[[Phase.ELECTROLYTE, Phase.SHELL, Phase.BINDER]] = 1.0, *ratios
    conduct = PartialVolumes().mix(image.fractions, ratio)
    below = BELOW + gap

    def boxed(values: Array) -> Array:
        free = np.ones((1, *values.shape[1:]))
        return np.concatenate([np.repeat(free, below, 0), values, np.repeat(free, above, 0)])

    along = np.asarray((np.arange(columns) + 0.5) * image.voxel, float)
    depth, number = depth_in_cavities(film.particles, planes, film.rows, along, image.voxel)
    open_share = image.fractions[Phase.ELECTROLYTE].astype(float)
    pores = np.where(number >= 0, 0.0, open_share)
    room = boxed(pores)
    box = Box.empty((room.shape[0], room.shape[1], room.shape[2]), BELOW)
    box.room[:], box.conduct[:] = room, boxed(conduct)
    along_faces = np.flatnonzero((pores >= 0.5) & near(pores < 0.5)) + below * pores[0].size
    cavities = with_outer_faces(
        tabulate(depth, number, below), along_faces, uncoated * pores[0].size, float(pores.sum())
    )
    return Surroundings(box, cavities, below, below + planes)
