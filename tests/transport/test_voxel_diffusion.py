import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.design.electrode import Collector, Electrode
from nelumbo.design.membrane import Binder, DropAndRoll, Membrane
from nelumbo.design.particle import HollowMultishelled, SolidSphere
from nelumbo.design.solid import Solid
from nelumbo.errors import StageError
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Phase, Structure, VoxelImage
from nelumbo.transport.voxel_diffusion import VoxelDiffusion

COPPER = Solid.model_construct(density=8960.0)
COLLECTOR = Collector.model_construct(thickness=1e-5, exchange_current_ratio=1.0, nucleation_overpotential=0.03)
HOLLOW = HollowMultishelled.model_construct(
    shape="hollow_multishelled",
    shell_outer_radii=(4e-7,),
    shell_thickness=4e-8,
    shell_porosity=0.3,
    shell_diffusivity_ratio=0.05,
    material=COPPER,
    exchange_current_ratio=0.1,
)
SOLID = SolidSphere.model_construct(
    shape="solid_sphere", diameter=8e-8, material=COPPER, exchange_current_ratio=0.1
)
BARE = Electrode.model_construct(id="a", collector=COLLECTOR, membrane=None)


def electrode(particle: HollowMultishelled | SolidSphere, binder_diffusivity: float = 0.0) -> Electrode:
    binder = Binder.model_construct(
        mass_fraction=0.1,
        neck_share=0.3,
        coat_coverage=1.0,
        diffusivity_ratio=binder_diffusivity,
        material=COPPER,
    )
    membrane = Membrane.model_construct(
        particle=particle,
        packing=DropAndRoll.model_construct(method="drop_and_roll"),
        binder=binder,
        mass_loading=2e-3,
        same_loading_as=None,
        inner_share=0.5,
        surface_charge=-0.01,
    )
    return Electrode.model_construct(id="a", collector=COLLECTOR, membrane=membrane)


def film(fractions: np.ndarray, voxel: float = 2e-8) -> Structure:
    return replace(
        bare_structure(),
        membrane_thickness=fractions.shape[1] * voxel,
        outer_area=6.0,
        inner_area=10.0,
        image=VoxelImage(fractions.astype(np.float32), voxel),
    )


def layered(**planes: int) -> np.ndarray:
    """Layers along z: number of planes of each phase."""
    phases = np.repeat([Phase[name.upper()] for name in planes], list(planes.values()))
    fractions = np.zeros((len(Phase), len(phases), 6, 6))
    fractions[phases, np.arange(len(phases))] = 1
    return fractions


def test_a_bare_collector_is_the_limit():
    result = VoxelDiffusion().solve(BARE, bare_structure())
    assert (result.thickness, result.diffusivity_ratio, result.tortuosity_factor) == (0, 1, 1)
    assert (result.flux_variation, result.porosity, result.percolates) == (0, 1, True)
    assert result.resistance(1.0) == 0


def test_a_film_of_electrolyte_conducts_like_it():
    result = VoxelDiffusion().solve(electrode(HOLLOW), film(layered(electrolyte=5)))
    assert result.diffusivity_ratio == pytest.approx(1)
    assert result.tortuosity_factor == pytest.approx(1)
    assert result.resistance(2.0) == pytest.approx(5 * 2e-8 / 2)


def test_a_wall_is_in_series_and_its_pores_count():
    result = VoxelDiffusion().solve(electrode(HOLLOW), film(layered(electrolyte=8, shell=2)))
    assert result.diffusivity_ratio == pytest.approx(10 / (8 + 2 / 0.05))
    assert result.porosity == pytest.approx(0.8 + 0.2 * 0.3)
    assert result.tortuosity_factor == pytest.approx(result.porosity / result.diffusivity_ratio)
    assert result.surface_charge == -0.01
    assert result.wall_area == pytest.approx(16 / 2e-7)


@pytest.mark.parametrize("phase", ["solid", "binder"])
def test_metal_and_binder_let_nothing_through(phase):
    result = VoxelDiffusion().solve(electrode(SOLID), film(layered(electrolyte=3, **{phase: 1})))
    assert not result.percolates
    assert (result.diffusivity_ratio, result.tortuosity_factor) == (0, math.inf)
    assert result.reason == "plane 4 of 4 has no open cell"
    assert result.resistance(1.0) == math.inf


def test_a_swollen_binder_is_in_series():
    result = VoxelDiffusion().solve(electrode(SOLID, 0.1), film(layered(electrolyte=3, binder=1)))
    assert result.diffusivity_ratio == pytest.approx(4 / (3 + 1 / 0.1))
    assert result.porosity == pytest.approx(0.75)


def test_closed_cavities_are_no_pores():
    tight = HOLLOW.model_copy(update={"shell_diffusivity_ratio": 0.0})
    fractions = np.zeros((len(Phase), 7, 7, 7))
    fractions[Phase.ELECTROLYTE] = 1
    fractions[:, 2:5, 2:5, 2:5] = 0
    fractions[Phase.SHELL, 2:5, 2:5, 2:5] = 1
    fractions[:, 3, 3, 3] = 0
    fractions[Phase.ELECTROLYTE, 3, 3, 3] = 1
    result = VoxelDiffusion().solve(electrode(tight), film(fractions))
    assert result.porosity == pytest.approx(1 - 27 / 343)
    assert result.flux_map is not None
    assert result.flux_map.mean() == pytest.approx(1)


def test_large_images_are_averaged():
    structure = film(np.repeat(layered(electrolyte=8, shell=4), 2, axis=2))
    fine = VoxelDiffusion().solve(electrode(HOLLOW), structure)
    coarse = VoxelDiffusion(largest=120).solve(electrode(HOLLOW), structure)
    assert coarse.flux_map is not None
    assert coarse.flux_map.shape == (6, 3)
    assert coarse.voxel == pytest.approx(4e-8)
    assert coarse.diffusivity_ratio == pytest.approx(fine.diffusivity_ratio, rel=1e-4)


def test_a_film_without_a_membrane_is_refused():
    with pytest.raises(StageError, match="no membrane"):
        VoxelDiffusion().solve(BARE, film(layered(electrolyte=2)))
