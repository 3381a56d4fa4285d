"""From a membrane's design to the film that forms: particles, areas, volumes, voxels, strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nelumbo.lazy import lazily

if TYPE_CHECKING:
    from nelumbo.structure.export import save_image
    from nelumbo.structure.films import Films
    from nelumbo.structure.image import Region, voxelise
    from nelumbo.structure.imaged import ImagedFilm
    from nelumbo.structure.packed import PackedSpheres
    from nelumbo.structure.result import Mechanics, Particles, Phase, Structure, VoxelImage
    from nelumbo.structure.surfaces import SurfaceAreas, surface_areas

__all__ = [
    "Films",
    "ImagedFilm",
    "Mechanics",
    "PackedSpheres",
    "Particles",
    "Phase",
    "Region",
    "Structure",
    "SurfaceAreas",
    "VoxelImage",
    "save_image",
    "surface_areas",
    "voxelise",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "Films": "nelumbo.structure.films",
        "ImagedFilm": "nelumbo.structure.imaged",
        "Mechanics": "nelumbo.structure.result",
        "PackedSpheres": "nelumbo.structure.packed",
        "Particles": "nelumbo.structure.result",
        "Phase": "nelumbo.structure.result",
        "Region": "nelumbo.structure.image",
        "Structure": "nelumbo.structure.result",
        "SurfaceAreas": "nelumbo.structure.surfaces",
        "VoxelImage": "nelumbo.structure.result",
        "save_image": "nelumbo.structure.export",
        "surface_areas": "nelumbo.structure.surfaces",
        "voxelise": "nelumbo.structure.image",
    },
)
