"""From a membrane's design to the film that forms: particles, areas, volumes, voxels, strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nelumbo.lazy import lazily

if TYPE_CHECKING:
    from nelumbo.structure.packed import PackedSpheres
    from nelumbo.structure.result import Mechanics, Particles, Phase, Structure, VoxelImage

__all__ = ["Mechanics", "PackedSpheres", "Particles", "Phase", "Structure", "VoxelImage"]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "Mechanics": "nelumbo.structure.result",
        "PackedSpheres": "nelumbo.structure.packed",
        "Particles": "nelumbo.structure.result",
        "Phase": "nelumbo.structure.result",
        "Structure": "nelumbo.structure.result",
        "VoxelImage": "nelumbo.structure.result",
    },
)
