"""The front as a deposition model, against the first level where both must agree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nelumbo.constants import FARADAY, GAS_CONSTANT, LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.result import Matter, State
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.design.load import load
from nelumbo.errors import StageError
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.image import Region, voxelise
from nelumbo.structure.result import BinderPlacement, Particles, Phase
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2

DESIGN = load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
BARE_ELECTRODE, FILM_ELECTRODE = DESIGN.electrode[0], DESIGN.electrode[-1]
ETHER = DESIGN.electrolyte["ether"]
VOXEL = 50e-9
FRONT = VoxelFront(width=12e-6, voxel=0.4e-6, courant=0.9)


def film():
    """A hollow ball every two micrometres, as a built film."""
    centre = np.array([[1e-6, 1e-6, 0.42e-6]])
    ball = Particles.alike(centre, [(0.4e-6, 0.36e-6)], Phase.SHELL, 2e-6, np.zeros((0, 2), np.int64))
    image = voxelise(ball, BinderPlacement(), Region.film(ball, 0.85e-6), VOXEL)
    return replace(
        bare_structure(),
        membrane_thickness=0.82e-6,
        outer_area=ball.outer_area,
        coated_area=ball.outer_area,
        cavity_volume=ball.cavity_volume,
        wall_exchange_ratio=0.1,
        particles=ball,
        image=image,
    )


def plate(model, electrode, structure, charges, lithium=DESIGN.lithium, electrolyte=ETHER):
    charges = [q * MAH_PER_CM2 for q in charges]
    return model.plate(electrode, structure, bare_transport(), lithium, electrolyte, 10.0, charges)


def lithium_of(section):
    """Thickness of the lithium that a section shows, m."""
    return float((section.matter == Matter.LITHIUM).sum()) / section.matter.shape[1] * section.voxel


def test_planar_without_film():
    clean = ETHER.model_copy(update={"sei_resistance": 0.0})
    (front,) = plate(FRONT, BARE_ELECTRODE, bare_structure(), [1], electrolyte=clean)
    dense = MAH_PER_CM2 * LITHIUM_HEIGHT_PER_CHARGE
    assert front.lithium_thickness == pytest.approx(dense, rel=1e-3)
    assert front.roughness_sq < 1e-9
    assert front.state is State.SMOOTH
    (exact,) = plate(ChargeExactFilling(), BARE_ELECTRODE, bare_structure(), [1], electrolyte=clean)
    # The front also sees the salt that diffuses over the reach and the few micrometres of its box.
    volt, apparent = (
        GAS_CONSTANT * ETHER.temperature / FARADAY,
        ETHER.diffusivity / (1 - ETHER.transference_number),
    )
    per_length = 2 * volt * 10.0 / (FARADAY * apparent * ETHER.salt_concentration)
    more = front.overpotential - exact.overpotential
    assert per_length * FRONT.reach < more < per_length * (FRONT.reach + 6e-6)


def test_film_that_cracks_makes_a_bare_collector_rough():
    (front,) = plate(FRONT, BARE_ELECTRODE, bare_structure(), [1])
    whole = DESIGN.lithium.film.model_copy(update={"critical_stretch": None})
    (calm,) = plate(
        FRONT, BARE_ELECTRODE, bare_structure(), [1], DESIGN.lithium.model_copy(update={"film": whole})
    )
    assert front.roughness_sq > 2 * calm.roughness_sq
    assert front.deposit_porosity > 0.2


def test_seeds_differ_and_repeat():
    first, again, other = (
        plate(model, BARE_ELECTRODE, bare_structure(), [0.5])[0]
        for model in (FRONT.seeded(0), FRONT.seeded(0), FRONT.seeded(1))
    )
    assert first.roughness_sq == again.roughness_sq != other.roughness_sq


def test_under_a_membrane_both_levels_agree():
    structure = film()
    charges = [0, 0.05, 0.4]
    clean = ETHER.model_copy(update={"sei_resistance": 0.0})
    front, exact = (
        plate(model, FILM_ELECTRODE, structure, charges, electrolyte=clean)
        for model in (FRONT, ChargeExactFilling())
    )
    for ours, theirs in zip(front, exact, strict=True):
        assert ours.inside + ours.underneath + ours.on_top == pytest.approx(theirs.charge, rel=1e-12)
    _, early, late = front
    assert early.inside > 0
    assert early.inside / early.charge > late.inside / late.charge
    assert late.underneath > 0.9 * exact[-1].underneath
    assert late.on_top == 0
    assert late.total_thickness == pytest.approx(exact[-1].total_thickness, abs=3 * VOXEL)
    drawn = lithium_of(late.section)
    assert drawn == pytest.approx(late.charge * LITHIUM_HEIGHT_PER_CHARGE, abs=1.5 * VOXEL)


def test_cavities_of_an_image_are_refused():
    with pytest.raises(StageError, match="known by its image only"):
        plate(FRONT, FILM_ELECTRODE, replace(film(), particles=None), [0.1])


def test_image_without_cavities_is_plated():
    (found,) = plate(FRONT, FILM_ELECTRODE, replace(film(), particles=None, cavity_volume=0.0), [0.1])
    assert found.underneath == pytest.approx(found.charge, rel=1e-12)
    assert found.total_thickness > 0.82e-6


def test_sealed_film_is_refused():
    sealed = replace(bare_transport(), percolates=False, reason="sealed")
    with pytest.raises(StageError, match="lets no salt through"):
        FRONT.plate(FILM_ELECTRODE, film(), sealed, DESIGN.lithium, ETHER, 10.0, [1.0])
