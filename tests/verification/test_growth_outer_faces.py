"""Lithium on the outer faces of a membrane where its coat has defects."""

import pytest
from growth_cases import growth
from test_growth_membrane import VOXEL, dense, hollow_ball

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.cavity import ShellCavities
from nelumbo.deposition.growth.cycle import PlateStrip, lithium_charge
from nelumbo.deposition.growth.filling import CavityFilling
from nelumbo.deposition.growth.lift import FloatingMembrane
from nelumbo.deposition.growth.membrane import surroundings
from nelumbo.deposition.growth.outputs import film_by_surface, location
from nelumbo.deposition.growth.state import Box
from nelumbo.deposition.growth.surface import SurfaceClass
from nelumbo.deposition.split import UniformOverpotential

FULL = 0.4e-6 / LITHIUM_HEIGHT_PER_CHARGE


def with_defects(uncoated, walls=((15.0, 0.0),), **classes):
    """A particle, solid or hollow, over a collector, with an uncoated area per area of the electrode."""
    around = surroundings(hollow_ball(40, *walls, flat=True), (0.05, 0.05), 1, 40, uncoated)
    model = growth(VOXEL, margin=0.6e-6, renewal=0.1e-6, mechanisms=(FloatingMembrane(around.bottom),), **classes)
    phi = model.start(Box.empty(around.box.room.shape, around.box.base), around.box.wall_distance.clip(-4, 4)).phi
    return model, model.start(around.box, phi - 1e-3, CavityFilling.of(around.cavities)), around


def places(state, around):
    found = location(state, VOXEL, around.bottom, around.top)
    return found, found.inside + found.underneath + found.between + found.on_top


@pytest.mark.parametrize("uncoated", [0.0, 0.1, 1.0])
def test_charge_divides_itself_as_one_overpotential_says(uncoated):
    """At 1 A/m² all surfaces have one η: on top/underneath is the area, as in the first level of the stage."""
    model, state, around = with_defects(uncoated)
    model.run(state, 1.0, FULL)
    found, total = places(state, around)
    split = UniformOverpotential(ShellCavities((), 0.0), 1.0, uncoated, 1.0, layer=1.0).at(FULL)
    assert found.on_top == pytest.approx(split.on_top * LITHIUM_HEIGHT_PER_CHARGE, rel=0.01, abs=1e-15)
    assert total == pytest.approx(dense(state) + 1e-3 * VOXEL, rel=2e-3)
    assert found.inside == 0


def test_books_with_cavity_and_defects_through_a_cycle():
    model, state, around = with_defects(0.2, ((15.0, 12.0),), inside=SurfaceClass(0.1), outside=SurfaceClass(0.5))
    before = sum(lithium_charge(state, VOXEL))
    model.run(state, 10.0, FULL)
    found, total = places(state, around)
    assert min(found.inside, found.underneath, found.on_top) > 1e-9
    assert total == pytest.approx(dense(state), rel=2e-3)
    assert sum(lithium_charge(state, VOXEL)) == pytest.approx(before + FULL, rel=1e-6)
    book = PlateStrip(0.2 * FULL, 10.0, 10.0).run(model, state)
    assert abs(book.imbalance) < 1e-6
    assert state.cavities.on_faces < 1e-3 * around.cavities.capacity[-1]


def test_inert_faces_and_their_film():
    """An inert class leaves the faces bare; they are no part of the film in the cavities."""
    bare, state, around = with_defects(0.5, ((15.0, 12.0),), outside=SurfaceClass(0.0))
    coated, other, _ = with_defects(0.0, ((15.0, 12.0),))
    for model, grown in ((bare, state), (coated, other)):
        model.run(grown, 10.0, 0.5 * FULL)
    assert state.cavities.on_faces == 0
    assert state.cavities.inside == pytest.approx(other.cavities.inside, rel=1e-6)
    assert film_by_surface(state, 1.0).inner == pytest.approx(film_by_surface(other, 1.0).inner, rel=1e-6)
    assert around.cavities.outer.tolist() == [False, True]


def test_faces_that_lithium_has_covered_take_no_more():
    model, state, around = with_defects(0.5)
    model.motion(state, 10.0)
    state.cavities.reached[:] = False
    state.since_solved = 0.0
    motion = model.motion(state, 10.0)
    assert motion.filling == pytest.approx([0.0], abs=0)
    assert (motion.area * motion.speed).sum() == pytest.approx(
        10.0 * state.columns * LITHIUM_HEIGHT_PER_CHARGE / VOXEL, rel=1e-9
    )
    assert around.cavities.area(state.cavities.filled)[0] == pytest.approx(0.5 * state.columns)
