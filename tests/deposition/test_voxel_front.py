"""The front as a deposition model, against the first level where both must agree."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from nelumbo.constants import FARADAY, GAS_CONSTANT, LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.growth.cavities import cavity_of_planes
from nelumbo.deposition.growth.membrane import BELOW, FilmSection
from nelumbo.deposition.growth.outputs import location
from nelumbo.deposition.growth.rules import Rules
from nelumbo.deposition.growth.scene import coarser, repeated
from nelumbo.deposition.result import Matter, State
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.design.load import load
from nelumbo.errors import StageError
from nelumbo.numerics.front.shape import enclosed
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
    _, early, late = front
    assert early.inside > 0
    assert early.inside / early.charge > late.inside / late.charge
    assert late.underneath > 0.9 * exact[-1].underneath
    assert late.on_top == 0
    assert late.total_thickness == pytest.approx(exact[-1].total_thickness, abs=3 * VOXEL)
    drawn = lithium_of(late.section)
    assert drawn == pytest.approx(late.charge * LITHIUM_HEIGHT_PER_CHARGE, abs=1.5 * VOXEL)


@pytest.mark.parametrize("charge", [0.05, 0.4])
def test_the_lithium_that_is_seen_is_the_charge(charge):
    """A `Deposit` takes what is underneath as the rest of the charge; here its volume is counted."""
    growth, scene = FRONT.begin(FILM_ELECTRODE, film(), DESIGN.lithium, ETHER)
    scene = scene.grow(growth, 10.0, charge * MAH_PER_CM2)
    around = scene.film[1]
    seen = location(scene.state, scene.voxel, around.bottom, around.top)
    volume = seen.inside + seen.underneath + seen.between + seen.on_top
    assert volume == pytest.approx(charge * MAH_PER_CM2 * LITHIUM_HEIGHT_PER_CHARGE, rel=3e-3)


def with_barriers(collector, walls):
    """The electrode with a film, whose collector and walls have these overpotentials of nucleation, V."""
    membrane = FILM_ELECTRODE.membrane
    particle = membrane.particle.model_copy(update={"nucleation_overpotential": walls})
    foil = FILM_ELECTRODE.collector.model_copy(update={"nucleation_overpotential": collector})
    return FILM_ELECTRODE.model_copy(
        update={"collector": foil, "membrane": membrane.model_copy(update={"particle": particle})}
    )


def test_barriers_of_the_design_decide_where_lithium_begins():
    """Below the barrier of one surface all goes to the other; equal ones only shift the first overpotential."""
    charges = [0, 0.004, 0.01]
    clean = ETHER.model_copy(update={"sei_resistance": 0.0})
    none, inside, beneath, alike, stated = (
        plate(FRONT, with_barriers(*barriers), film(), charges, electrolyte=clean)
        for barriers in ((0.0, 0.0), (0.05, 0.0), (0.0, 0.05), (0.05, None), (0.05, 0.05))
    )
    assert inside[1].inside == pytest.approx(inside[1].charge, rel=1e-3)
    assert beneath[1].inside == 0
    assert 0 < alike[1].inside < alike[1].charge
    assert alike[1].inside == pytest.approx(none[1].inside, rel=1e-6)
    assert alike[0].overpotential == pytest.approx(none[0].overpotential + 0.05, abs=1e-4)
    assert alike[2].overpotential == pytest.approx(none[2].overpotential, rel=1e-6)
    assert [d.inside for d in alike] == [d.inside for d in stated]


@pytest.mark.parametrize("coverage", [1.0, 0.8])
def test_defects_of_the_coat_are_one_input_of_both_levels(coverage):
    """Without film and with one i₀ everywhere lithium on the uncoated faces is their share of the area."""
    whole = film()
    defective = replace(whole, coated_area=coverage * whole.outer_area, cavity_volume=0.0, wall_exchange_ratio=1.0)
    solid = replace(defective, particles=replace(whole.particles, walls=whole.particles.walls * [1, 0]))
    clean = ETHER.model_copy(update={"sei_resistance": 0.0})
    (front,), (exact,) = (
        plate(model, FILM_ELECTRODE, solid, [0.1], electrolyte=clean) for model in (FRONT, ChargeExactFilling())
    )
    assert front.on_top == pytest.approx(exact.on_top, rel=0.05)
    assert (front.on_top > 0) == (coverage < 1)


def test_in_three_dimensions_under_a_membrane_the_books_close():
    """Lithium of the charge = what the front encloses + what has left the box below + what is in the cavity."""
    structure, charge = film(), 0.2 * MAH_PER_CM2
    fine = replace(FRONT, dimensions=3, membrane_voxel=0.0, width=2e-6)
    growth, scene = fine.begin(FILM_ELECTRODE, structure, DESIGN.lithium, ETHER)
    state, errors, bases = scene.state, [], [scene.state.box.base]

    def check():
        if state.box.base == bases[-1]:  # walls that pass lithium change what it fills until the next step
            held = enclosed(state.phi, state.shape, state.box.room) - state.void + state.cavities.filled.sum()
            thickness = (held / state.columns - state.box.base) * scene.voxel
            dense = state.charge * LITHIUM_HEIGHT_PER_CHARGE + 1e-3 * scene.voxel
            errors.append(abs(thickness / dense - 1))
        bases.append(state.box.base)

    seen = scene.grow(growth, 10.0, charge, check)
    state = seen.state
    assert max(errors) < 1e-6
    assert len(errors) > 8
    assert bases[-1] < BELOW, "it was lifted"
    cavity = state.cavities.filled.sum() / state.columns * scene.voxel
    assert cavity == pytest.approx(structure.cavity_volume, rel=0.01)
    assert seen.look().section.matter.shape[1] == structure.image.shape[2]


def test_a_bare_collector_in_three_dimensions_is_a_square():
    flat, solid = (
        plate(replace(FRONT, width=4e-6, dimensions=n), BARE_ELECTRODE, bare_structure(), [0.2])[0] for n in (2, 3)
    )
    assert solid.lithium_thickness == pytest.approx(flat.lithium_thickness, rel=0.2)
    assert 0 < solid.roughness_sq != flat.roughness_sq
    with pytest.raises(ValueError, match="2 or 3, got 1"):
        VoxelFront(dimensions=1)


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


def test_a_wide_box_repeats_the_film_and_coarse_cells_keep_its_amounts():
    plane = FilmSection.whole(film().image, film().particles).plane(20)
    coarse = coarser(plane, 0.1e-6)
    wide = repeated(coarse, 5.8e-6)
    assert coarse.image.voxel == pytest.approx(0.1e-6, rel=0.05)
    assert wide.image.shape[2] == 3 * coarse.image.shape[2]
    walls = [part.image.fractions[Phase.SHELL].sum() * part.image.voxel**2 for part in (plane, coarse)]
    assert walls[1] == pytest.approx(walls[0], rel=0.05)


def test_a_whole_film_is_repeated_over_both_sides():
    whole = FilmSection.whole(film().image, film().particles)
    coarse = coarser(whole, 0.1e-6)
    wide = repeated(coarse, 4e-6)
    planes, rows, columns = coarse.image.shape
    assert wide.image.shape == (planes, 2 * rows, 2 * columns)
    assert wide.rows.size == 2 * rows
    walls = [part.image.fractions[Phase.SHELL].sum() * part.image.voxel**3 for part in (whole, coarse, wide)]
    assert walls[1] == pytest.approx(walls[0], rel=1e-5)
    assert walls[2] == pytest.approx(4 * walls[1], rel=1e-5)


def test_cavities_cut_by_planes_add_up_to_their_volume():
    rows = (np.arange(2000) + 0.5) * 1e-9
    area = cavity_of_planes(film().particles, rows)
    assert area.mean() / 2e-6 == pytest.approx(film().particles.cavity_volume, rel=1e-5)


@pytest.mark.parametrize(
    ("rules", "kinds"),
    [
        (Rules(), {"FloatingMembrane", "Breach", "PressedContacts"}),
        (Rules(floating=False), {"Breach", "PressedContacts"}),
        (Rules(breach=False), {"FloatingMembrane", "PressedContacts"}),
        (Rules(pressing=False), {"FloatingMembrane", "Breach"}),
    ],
)
def test_rules_switch_mechanisms_off(rules, kinds):
    mechanics = SimpleNamespace(puncture_pressure=1e6, puncture_radius=0.5e-6)
    found = rules.mechanisms(SimpleNamespace(bottom=1, top=2), 1e5, mechanics, "strength")
    assert {type(mechanism).__name__ for mechanism in found} == kinds
    rigid = replace(rules, creep=False).mechanisms(SimpleNamespace(bottom=1, top=2), 1e5, mechanics, "strength")
    assert all(getattr(mechanism, "lithium", None) is None for mechanism in rigid)


def test_relocation_and_film_can_be_switched_off():
    chosen = (Rules(), Rules(relocation=False), Rules(film=False))
    shares = [replace(FRONT, rules=rules).share_of_film(film()) for rules in chosen]
    assert 0 < shares[0] < 0.5
    assert shares[1:] == [1.0, 0.0]


def test_a_section_shows_walls_on_finer_cells():
    (early,) = plate(FRONT, FILM_ELECTRODE, film(), [0.02])
    view = early.section.film
    ring = np.pi * (0.4e-6**2 - 0.36e-6**2)
    drawn = float((view.matter == Matter.WALL).sum()) * view.voxel**2
    copies = view.matter.shape[1] * view.voxel / 2e-6
    assert drawn == pytest.approx(copies * ring, rel=0.15)
    assert early.section.share.shape == early.section.matter.shape


@pytest.mark.parametrize("filmed", [False, True], ids=["bare", "membrane"])
def test_what_is_looked_at_changes_no_growth(filmed):
    """Steps of time do not end at a look: the deposit at a charge has the same bits whatever else is looked at."""
    where = (FILM_ELECTRODE, film()) if filmed else (BARE_ELECTRODE, bare_structure())
    few, many = (plate(FRONT, *where, charges) for charges in ([0.1, 0.3], [0, 0.07, 0.1, 0.13, 0.2, 0.3]))
    for charge in (0.1, 0.3):
        one, other = (next(d for d in deposits if d.charge == charge * MAH_PER_CM2) for deposits in (few, many))
        for name in ("roughness_sq", "lithium_thickness", "inside", "overpotential", "tip_height"):
            assert getattr(one, name) == getattr(other, name), name
        assert np.array_equal(one.section.share, other.section.share)
