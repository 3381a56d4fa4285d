"""A built film as the fixed surroundings of a lithium front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.cavities import Cavities, find_cavities
from nelumbo.deposition.growth.state import Box
from nelumbo.structure.result import Particles, Phase, VoxelImage
from nelumbo.transport.mixing import PartialVolumes

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
BELOW = 8
"""Planes kept below the surface of the collector, more than the front's band is wide."""


@dataclass(frozen=True)
class Surroundings:
    """A film above a flat collector on the grid of the front.

    Attributes:
        box: see `Box`; lithium begins on the collector, class 0. cavities: of the film. bottom, top: first
            plane of the film and first plane above it.
    """

    box: Box
    cavities: Cavities
    bottom: int
    top: int


def slice_of(image: VoxelImage, row: int) -> VoxelImage:
    """Return the plane y = ``row`` of an image as a two-dimensional one."""
    return VoxelImage(np.ascontiguousarray(image.fractions[:, :, row : row + 1, :]), image.voxel)


def surroundings(
    image: VoxelImage, interior: Mask, ratios: tuple[float, float], gap: int, above: int
) -> Surroundings:
    """Return the film over a collector.

    Lithium fills electrolyte, outside the film's particles and in their cavities; walls and binder stay.

    Args:
        image: the film. interior: cells inside particles, shape (z, y, x) of the image.
        ratios: diffusivity over that of the electrolyte in the pores of the walls and in the binder, 1.
        gap: free planes between collector and film. above: free planes on top.
    """
    open_share = image.fractions[Phase.ELECTROLYTE].astype(float)
    ratio = np.zeros(len(Phase))
    ratio[[Phase.ELECTROLYTE, Phase.SHELL, Phase.BINDER]] = 1.0, *ratios
    conduct = PartialVolumes().mix(image.fractions, ratio)
    below = BELOW + gap

    def boxed(values: Array) -> Array:
        free = np.ones((1, *values.shape[1:]))
        return np.concatenate([np.repeat(free, below, 0), values, np.repeat(free, above, 0)])

    cavities, inside = find_cavities(open_share, interior, below)
    room = boxed(np.where(inside, 0.0, open_share))
    planes, rows, columns = room.shape
    box = Box.empty((planes, rows, columns), BELOW)
    box.room[:], box.conduct[:] = room, boxed(conduct)
    return Surroundings(box, cavities, below, below + image.shape[0])


def interior_of(particles: Particles, shape: tuple[int, int, int], voxel: float) -> Mask:
    """Return the cells of an image, shape (z, y, x), whose centres lie inside a particle."""
    inside = np.zeros(shape, bool)
    along = [(np.arange(n) + 0.5) * voxel for n in shape]
    for (x, y, z), radius in zip(particles.centres, particles.radii, strict=True):
        dx, dy = (
            (a - c + particles.box / 2) % particles.box - particles.box / 2
            for a, c in zip(along[:0:-1], (x, y), strict=True)
        )
        k = np.flatnonzero(abs(along[0] - z) < radius)
        square = (along[0][k, None, None] - z) ** 2 + dy[:, None] ** 2 + dx**2
        inside[k] |= square < radius**2
    return inside
