"""The voxel image of a film: particles, coat and necks as partial volumes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nelumbo.structure.binder import BinderPlacement
from nelumbo.structure.result import Particles, Phase, VoxelImage

Array = NDArray[np.float64]


def grid_cells(box: float, thickness: float, voxel: float, largest: int) -> int:
    """Return how many voxels make the box: none longer than ``voxel``, but at most ``largest`` in the image."""
    cells = math.ceil(box / voxel)
    while cells > 1 and cells**2 * math.ceil(thickness * cells / box) > largest:
        cells -= 1
    return cells


def voxelise(particles: Particles, placement: BinderPlacement, thickness: float, cells: int) -> VoxelImage:
    """Return the image from the collector to ``thickness`` rounded up to whole voxels; what stands out is cut off.

    Walls of shells, with their pores, are ``SHELL``; solid particles are ``SOLID``; coat and necks are ``BINDER``
    outside the particles; the rest, cavities included, is ``ELECTROLYTE``.
    """
    from nelumbo.numerics.kernels.voxels import fill_balls, fill_bridges

    voxel = particles.box / cells
    shape = (math.ceil(thickness / voxel * (1 - 1e-12)), cells, cells)
    centres = particles.centres / voxel

    def balls(radii: Array) -> Array:
        field = np.zeros(shape)
        for radius in np.unique(radii[radii > 0]):
            fill_balls(field, centres[radii == radius], radius / voxel, 1.0)
        return field

    walls = np.zeros(shape)
    for outer, inner in particles.walls.transpose(1, 2, 0):
        walls += balls(outer) - balls(inner)
    whole = balls(particles.radii)
    coat = balls(particles.radii + placement.coat) - whole if placement.coat > 0 else np.zeros(shape)
    bridges = np.zeros(shape)
    if placement.half_angle > 0 and len(particles.contacts):
        branches = particles.branches
        middles = (particles.centres[particles.contacts[:, 0]] + branches / 2) / voxel
        axes = branches / np.linalg.norm(branches, axis=1)[:, None]
        fill_bridges(bridges, middles, axes, particles.largest_radius / voxel, placement.half_angle)
    void = np.clip(1.0 - whole, 0.0, 1.0)
    binder = np.clip(np.maximum(coat, bridges - whole), 0.0, void)
    return VoxelImage(_phases(np.clip(walls, 0.0, 1.0), binder, particles.wall_phase), voxel)


def _phases(metal: Array, binder: Array, phase: Phase) -> NDArray[np.float32]:
    fractions = np.zeros((len(Phase), *metal.shape), np.float32)
    fractions[phase] = metal
    fractions[Phase.BINDER] = binder
    fractions[Phase.ELECTROLYTE] = 1.0 - metal - binder
    return fractions
