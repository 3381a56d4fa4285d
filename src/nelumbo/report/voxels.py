"""Pictures of a film that is an image of voxels, by mixing the colours of the phases of every voxel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nelumbo.structure.result import Phase, VoxelImage

Array = NDArray[np.float64]
Colours = tuple[Array, Array]
"""Light of every phase, (phases, 3), and of the collector, (3,)."""


def section_of(image: VoxelImage, columns: Array, heights: Array, colours: Colours) -> Array:
    """Return the light, (heights, columns, 3), of the first row of voxels at x and z, m; the collector is below 0.

    I = Σ_p f_p c_p
    """
    phases, collector = colours
    row = _mixed(image.fractions[:, :, 0, :], phases)
    levels, _, width = image.shape
    ground = np.broadcast_to(phases[Phase.ELECTROLYTE], (1, width, 3))
    stack = np.concatenate([row, ground, np.broadcast_to(collector, (1, width, 3))])
    level = np.floor(heights / image.voxel).astype(int)
    level = np.where(level < 0, levels + 1, np.minimum(level, levels))
    section: Array = stack[level][:, _wrapped(columns, image.voxel, width)]
    return section


def top_of(image: VoxelImage, columns: Array, rows: Array, colours: Colours, lamp: Array) -> Array:
    """Return the light, (rows, columns, 3), of a film seen from above at x and y, m.

    I = (0.5 + 0.5 h/H) (0.5 + 0.5 max(0, n·l)) [Σ_z w Σ_p s_p c_p / s + (1 − Σ_z w) c_0],  w = s Π_above (1 − s)

    s is the share of a voxel that is no electrolyte, s_p that of one phase, h = Σ w z the height seen, H that of
    the film, n the normal of h, l the direction of the lamp, c_0 the collector.
    """
    phases, collector = colours
    shares = np.asarray(image.fractions[:, ::-1], float)
    solid = 1 - shares[Phase.ELECTROLYTE]
    through = np.cumprod(1 - solid, axis=0)
    before = np.concatenate([np.ones_like(solid[:1]), through[:-1]])
    seen = np.delete(shares, Phase.ELECTROLYTE, axis=0) * before
    mixed = (
        _mixed(seen.sum(axis=1), np.delete(phases, Phase.ELECTROLYTE, axis=0)) + through[-1][..., None] * collector
    )
    levels, _, width = image.shape
    height = np.einsum("zyx,z->yx", before * solid, np.arange(levels, 0.0, -1.0))
    slopes = [(np.roll(height, -1, axis) - np.roll(height, 1, axis)) / 2 for axis in (1, 0)]
    normal = np.stack([-slopes[0], -slopes[1], np.ones_like(height)], axis=-1)
    facing = normal @ lamp / np.linalg.norm(normal, axis=-1)
    light = (0.5 + 0.5 * height / levels) * (0.5 + 0.5 * np.maximum(facing, 0.0))
    picture: Array = light[..., None] * mixed
    across = _wrapped(columns, image.voxel, width)
    return picture[_wrapped(rows, image.voxel, image.shape[1])][:, across]


def _mixed(shares: Array | NDArray[np.float32], colours: Array) -> Array:
    mixed: Array = np.einsum("p...,pc->...c", np.asarray(shares, float), colours)
    return mixed


def _wrapped(lengths: Array, voxel: float, count: int) -> NDArray[np.int64]:
    """Index of the voxel at a length in a periodic row."""
    index: NDArray[np.int64] = np.floor(lengths / voxel).astype(np.int64) % count
    return index
