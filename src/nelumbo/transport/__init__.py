"""Steady diffusion of salt through a film and what it means for the cell.

`effective_diffusivity` and `diffusivity_tensor` work on any segmented image, without a design.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nelumbo.lazy import lazily

if TYPE_CHECKING:
    from nelumbo.numerics.grid import Ends, Sides
    from nelumbo.transport.flux_spectrum import FluxSpectrum
    from nelumbo.transport.image import DiffusivityTensor, diffusivity_tensor, effective_diffusivity
    from nelumbo.transport.path_length import PathLengths
    from nelumbo.transport.result import Transport
    from nelumbo.transport.steady_diffusion import EffectiveDiffusivity, SteadyDiffusion
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

__all__ = [
    "DiffusivityTensor",
    "EffectiveDiffusivity",
    "Ends",
    "FluxSpectrum",
    "PathLengths",
    "Sides",
    "SteadyDiffusion",
    "Transport",
    "VoxelDiffusion",
    "diffusivity_tensor",
    "effective_diffusivity",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "DiffusivityTensor": "nelumbo.transport.image",
        "EffectiveDiffusivity": "nelumbo.transport.steady_diffusion",
        "Ends": "nelumbo.numerics.grid",
        "Sides": "nelumbo.numerics.grid",
        "FluxSpectrum": "nelumbo.transport.flux_spectrum",
        "PathLengths": "nelumbo.transport.path_length",
        "SteadyDiffusion": "nelumbo.transport.steady_diffusion",
        "Transport": "nelumbo.transport.result",
        "VoxelDiffusion": "nelumbo.transport.voxel_diffusion",
        "diffusivity_tensor": "nelumbo.transport.image",
        "effective_diffusivity": "nelumbo.transport.image",
    },
)
