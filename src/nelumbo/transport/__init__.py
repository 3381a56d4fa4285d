"""Steady diffusion of salt through a film and what it means for the cell.

`effective_diffusivity` works on any segmented image, without a design.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nelumbo.lazy import lazily

if TYPE_CHECKING:
    from nelumbo.numerics.grid import Ends, Sides
    from nelumbo.transport.result import Transport
    from nelumbo.transport.steady_diffusion import EffectiveDiffusivity, SteadyDiffusion, effective_diffusivity
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

__all__ = [
    "EffectiveDiffusivity",
    "Ends",
    "Sides",
    "SteadyDiffusion",
    "Transport",
    "VoxelDiffusion",
    "effective_diffusivity",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "EffectiveDiffusivity": "nelumbo.transport.steady_diffusion",
        "Ends": "nelumbo.numerics.grid",
        "Sides": "nelumbo.numerics.grid",
        "SteadyDiffusion": "nelumbo.transport.steady_diffusion",
        "Transport": "nelumbo.transport.result",
        "VoxelDiffusion": "nelumbo.transport.voxel_diffusion",
        "effective_diffusivity": "nelumbo.transport.steady_diffusion",
    },
)
