"""How finely a run resolves: the same equations on other grids and with other numbers of realisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.errors import NelumboError
from nelumbo.experiments.model import Instrument
from nelumbo.structure.model import StructureModel
from nelumbo.transport.model import TransportModel


@dataclass(frozen=True)
class Fidelity:
    """Everything that computes, with its numerical settings.

    Attributes:
        name: for the report. structure, transport: the stage models.
        law: how a film changes what a cycle costs. bare: what it costs without one.
        instruments: by kind of experiment, and ``structure``. realisations: films built per electrode.
    """

    name: str
    structure: StructureModel
    transport: TransportModel
    law: StructureLaw
    bare: CycleLaws
    instruments: Mapping[str, Instrument]
    realisations: int


NAMES = ("quick", "standard", "full")


def fidelity_named(name: str) -> Fidelity:
    """Return the fidelity ``quick``, ``standard`` or ``full``; they differ in grids and numbers of realisations.

    Raises:
        NelumboError: another name.
    """
    if name not in NAMES:
        raise NelumboError(f"unknown fidelity {name!r}; there are: {', '.join(NAMES)}")
    from nelumbo.cycling.calibrated import bare_laws, default_law
    from nelumbo.cycling.front_roughness import coarse_front
    from nelumbo.deposition.voxel_front import VoxelFront
    from nelumbo.experiments import instruments
    from nelumbo.experiments.growth_controls import GrowthControls
    from nelumbo.experiments.plating import Plating
    from nelumbo.experiments.structure_sensitivity import StructureSensitivity
    from nelumbo.structure.films import Films
    from nelumbo.structure.mechanics import FilmMechanics
    from nelumbo.structure.network.tearing import Tearing
    from nelumbo.structure.packed import PackedSpheres
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

    voxels = {"quick": 1_000_000, "standard": 4_000_000, "full": 8_000_000}[name]
    films = {
        "quick": PackedSpheres(mechanics=FilmMechanics(tearing=Tearing(fallen=0.7), sites=4)),
        "standard": PackedSpheres(
            fewest_particles=300, smallest_box=3e-6, most_particles=10_000, voxel=20e-9, largest_image=voxels
        ),
        "full": PackedSpheres(
            fewest_particles=600, smallest_box=4e-6, most_particles=20_000, voxel=20e-9, largest_image=voxels
        ),
    }
    variants = {"quick": 1, "standard": 3, "full": 6}[name]
    # One width of the box for bare collectors and membranes (docs/decisions/0016).
    fronts = {
        "quick": coarse_front(),
        "standard": VoxelFront(width=60e-6, voxel=0.2e-6, courant=0.9),
        "full": VoxelFront(width=30e-6, voxel=0.3e-6, membrane_voxel=0.15e-6, courant=0.9, dimensions=3),
    }
    growths = {"quick": 1, "standard": 3, "full": 3}[name]
    return Fidelity(
        name=name,
        structure=Films(films[name]),
        transport=VoxelDiffusion(largest=voxels),
        law=default_law(),
        bare=bare_laws(),
        instruments=instruments(through=name != "quick")
        | {
            "structure_sensitivity": StructureSensitivity(realisations=variants),
            "plating": Plating(fronts[name], growths=growths),
            "growth_controls": GrowthControls(fronts["quick" if name == "quick" else "standard"], growths=growths),
        },
        realisations={"quick": 2, "standard": 5, "full": 10}[name],
    )
