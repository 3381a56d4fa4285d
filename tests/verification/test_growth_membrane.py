"""Lithium in cavities, under and through a membrane."""

import pickle

import numpy as np
import pytest
from growth_cases import growth, speed_of

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.breach import Breach
from nelumbo.deposition.growth.cycle import PlateStrip
from nelumbo.deposition.growth.filling import SHARE, CavityFilling
from nelumbo.deposition.growth.lift import FloatingMembrane, height_from_below
from nelumbo.deposition.growth.loose import LooseLithium
from nelumbo.deposition.growth.membrane import BELOW, FilmSection, surroundings
from nelumbo.deposition.growth.outputs import location
from nelumbo.deposition.growth.surface import SurfaceClass
from nelumbo.errors import StageError
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.numerics.front.shape import BAND, enclosed
from nelumbo.structure.image import Region, voxelise
from nelumbo.structure.result import BinderPlacement, Particles, Phase, VoxelImage

VOXEL = 20e-9
NO_CONTACTS = np.zeros((0, 2), np.int64)
NO_PARTICLES = Particles.alike(np.zeros((0, 3)), [(1e-7, 0.0)], Phase.SOLID, 1e-6, NO_CONTACTS)


def hollow_ball(box, *walls, flat=False):
    """Hollow sphere of the given walls, (outer, inner) in cells, in the middle of a box; or a plane of it."""
    centre = np.array([[box / 2 + 0.3, box / 2 - 0.2, box / 2]]) * VOXEL
    ball = Particles.alike(
        centre, [(a * VOXEL, b * VOXEL) for a, b in walls], Phase.SHELL, box * VOXEL, NO_CONTACTS
    )
    image = voxelise(ball, BinderPlacement(), Region.film(ball, box * VOXEL), VOXEL)
    film = FilmSection.whole(image, ball)
    return film.plane(box // 2) if flat else film


def cavities_of(film):
    return surroundings(film, (0.05, 0.05), 1, 8).cavities


def slab(planes, width, hole):
    """Image of a solid plate with a slit of ``hole`` cells."""
    fractions = np.zeros((len(Phase), planes, 1, width), np.float32)
    fractions[Phase.SOLID, :, :, hole:] = 1
    fractions[Phase.ELECTROLYTE, :, :, :hole] = 1
    return FilmSection(VoxelImage(fractions, VOXEL), NO_PARTICLES, np.zeros(1))


def sheet(planes, width):
    """Image of a plate of binder, through which salt diffuses but no lithium grows."""
    fractions = np.zeros((len(Phase), planes, 1, width), np.float32)
    fractions[Phase.BINDER] = 1
    return FilmSection(VoxelImage(fractions, VOXEL), NO_PARTICLES, np.zeros(1))


def plated(film, *, gap=1, mechanisms=(), **settings):
    around = surroundings(film, (0.05, 0.05), gap, 40)
    if callable(mechanisms):
        mechanisms = mechanisms(around)
    model = growth(VOXEL, margin=0.6e-6, renewal=0.1e-6, mechanisms=mechanisms, **settings)
    height = np.arange(around.box.room.shape[0])[:, None, None] + 0.5 - around.box.base - 1e-3
    phi = np.clip(np.broadcast_to(height, around.box.room.shape), -BAND, BAND).copy()
    return model, model.start(around.box, phi, CavityFilling.of(around.cavities)), around


def dense(state):
    """Thickness of all lithium that the charge makes, m."""
    return state.charge * LITHIUM_HEIGHT_PER_CHARGE


@pytest.mark.parametrize("inner", [8.0, 14.0])
def test_hollow_sphere_is_full_after_r_over_v(inner):
    """t = r F/(Ωi): dV/dt = v A(V) integrated over the voxels of the cavity."""
    cavities = cavities_of(hollow_ball(40, (inner + 3, inner)))
    assert cavities.capacity == pytest.approx([4 / 3 * np.pi * inner**3], rel=0.01)
    assert cavities.area(cavities.capacity / 8)[0] == pytest.approx(
        4 * np.pi * inner**2 * (7 / 8) ** (2 / 3), rel=0.05
    )
    filled, time, step = np.zeros(1), 0.0, 0.02
    while filled[0] < (1 - 1e-4) * cavities.capacity[0]:
        filled = filled + cavities.area(filled) * step
        time += step
    # The last shell of the radius r (1e-4)^(1/3) is left out.
    assert time == pytest.approx(inner * (1 - 1e-4 ** (1 / 3)), rel=0.03)
    assert cavities.share.sum() == pytest.approx(1)


def test_nested_cavities_are_apart():
    cavities = cavities_of(hollow_ball(44, (18.0, 15.0), (10.0, 7.0)))
    exact = 4 / 3 * np.pi * np.array([15.0**3 - 10.0**3, 7.0**3])
    assert np.sort(cavities.capacity)[::-1] == pytest.approx(exact, rel=0.01)


def test_solid_spheres_have_no_cavity():
    assert cavities_of(hollow_ball(30, (10.0, 0.0))).capacity.size == 0


def test_cavity_fills_and_empties_with_the_charge():
    """Only the cavity reacts: its volume is the charge, u in it lower than outside, and stripping empties it."""
    film = hollow_ball(40, (15.0, 12.0), flat=True)
    inert = (SurfaceClass(exchange_ratio=0.0),)
    model, state, around = plated(film, walls=inert, inside=SurfaceClass(0.1))
    full = float(around.cavities.capacity.sum()) / state.columns * VOXEL / LITHIUM_HEIGHT_PER_CHARGE
    while state.charge < 0.9 * full:
        model.step(state, 10.0, 0.05 * full / 10.0)
        assert state.cavities.filled.sum() / state.columns * VOXEL == pytest.approx(dense(state), rel=1e-6)
    assert state.cavities.concentration.max() < 1 - 1e-4
    with pytest.raises(StageError, match="no surface takes the current"):
        model.run(state, 10.0, 0.2 * full)
    assert state.charge == pytest.approx(full, rel=1e-4)
    model.run(state, -10.0, 0.99 * full)
    assert state.cavities.filled[0] == pytest.approx(0.01 * around.cavities.capacity[0], rel=0.02)


def refused(filling, rates, time):
    """What cavities do not take, or do not hold, of ``rates`` in ``time``, one after another."""
    after = filling.filled + rates * time
    return float(np.maximum(after - filling.geometry.capacity, 0).sum() + np.maximum(-after, 0).sum())


def test_a_step_ends_before_cavities_refuse_more_than_the_front_may_take(monkeypatch):
    monkeypatch.setattr("nelumbo.deposition.growth.filling.SHARE", np.inf)
    walls = [(r, r - 3.0) for r in (15.0, 11.0, 7.0)]
    filling = CavityFilling.of(cavities_of(hollow_ball(40, *walls)))
    capacity = filling.geometry.capacity
    filling.filled = np.array([0.5, 0.2, 0.9]) * capacity
    for rates in (np.array([30.0, 40.0, 10.0]), np.array([30.0, 0.0, -10.0])):
        ends = np.where(rates > 0, capacity - filling.filled, filling.filled)[rates != 0]
        first = float((ends / abs(rates[rates != 0])).min())
        assert filling.longest(rates, 0.0) == pytest.approx(first)
        for spare in (0.1, 5.0, 15.0):
            time = filling.longest(rates, spare)
            assert time > first
            assert refused(filling, rates, time) == pytest.approx(spare * time)
        assert filling.longest(rates, 80.0) == np.inf


def test_a_step_fills_a_small_part_of_the_cavities():
    filling = CavityFilling.of(cavities_of(hollow_ball(40, (15.0, 12.0), (9.0, 6.0))))
    rates = np.array([3.0, 1.0])
    assert filling.longest(rates, 0.0) * rates.sum() == pytest.approx(SHARE * filling.geometry.capacity.sum())


def test_cavities_that_fill_within_a_step_pass_their_charge_on():
    """Many cavities of all sizes fill in few steps, and no charge is lost."""
    film = hollow_ball(40, *((r, r - 1.0) for r in (15.0, 12.0, 9.0, 6.0)))
    model, state, around = plated(film, mechanisms=lambda a: (FloatingMembrane(a.bottom),))
    capacity = around.cavities.capacity.sum() / state.columns * VOXEL / LITHIUM_HEIGHT_PER_CHARGE
    model.run(state, 10.0, 3 * capacity)
    assert state.cavities.filled == pytest.approx(around.cavities.capacity)
    found = location(state, VOXEL, around.bottom, around.top)
    total = found.inside + found.underneath + found.between
    assert total == pytest.approx(state.charge * LITHIUM_HEIGHT_PER_CHARGE, rel=1e-3)


def test_lithium_goes_beneath_when_the_cavities_are_full():
    film = hollow_ball(40, (15.0, 12.0), flat=True)
    model, state, around = plated(
        film, inside=SurfaceClass(0.1), mechanisms=lambda a: (FloatingMembrane(a.bottom),)
    )
    capacity = around.cavities.capacity.sum() / state.columns * VOXEL
    model.run(state, 10.0, 3 * capacity / LITHIUM_HEIGHT_PER_CHARGE)
    found = location(state, VOXEL, around.bottom, around.top)
    assert found.inside == pytest.approx(capacity, rel=1e-4)
    assert found.inside + found.underneath + found.between + found.on_top == pytest.approx(dense(state), rel=3e-3)
    assert found.on_top == 0
    assert found.underneath > 0.8 * (dense(state) - capacity)


@pytest.mark.parametrize("floating", [True, False])
def test_membrane_is_lifted_only_by_its_mechanism(floating):
    film = sheet(10, 40) if floating else slab(10, 40, 12)
    rules = (lambda a: (FloatingMembrane(a.bottom),)) if floating else ()
    model, state, around = plated(film, mechanisms=rules)
    model.run(state, 10.0, 0.9e-6 / LITHIUM_HEIGHT_PER_CHARGE)
    found = location(state, VOXEL, around.bottom, around.top)
    if floating:
        assert found.underneath > 0.85 * dense(state)
        assert found.total == pytest.approx(dense(state) + 10 * VOXEL + 40e-9, abs=2.5 * VOXEL)
        height = height_from_below(state).mean()
        assert around.bottom - 4 < height < around.bottom
    else:
        assert state.box.base == BELOW
        assert found.on_top > 0.5 * dense(state)


def test_floating_membrane_comes_back_when_stripped():
    film = sheet(10, 40)
    model, state, around = plated(film, mechanisms=lambda a: (FloatingMembrane(a.bottom),))
    before = location(state, VOXEL, around.bottom, around.top)
    model.run(state, 10.0, 0.6e-6 / LITHIUM_HEIGHT_PER_CHARGE)
    lifted = location(state, VOXEL, around.bottom, around.top)
    model.run(state, -10.0, 0.59e-6 / LITHIUM_HEIGHT_PER_CHARGE)
    after = location(state, VOXEL, around.bottom, around.top)
    assert lifted.total > before.total + 0.5e-6
    assert after.total == pytest.approx(before.total, abs=4 * VOXEL)
    left = after.inside + after.underneath + after.between + after.on_top
    assert left == pytest.approx(dense(state), abs=0.2 * VOXEL)


def test_cycles_of_a_membrane_with_a_cavity_keep_the_books():
    film = hollow_ball(40, (15.0, 12.0), flat=True)
    model, state, around = plated(
        film, inside=SurfaceClass(0.1), cutoff=60e-9, mechanisms=lambda a: (FloatingMembrane(a.bottom),)
    )
    capacity = around.cavities.capacity.sum() / state.columns * VOXEL / LITHIUM_HEIGHT_PER_CHARGE
    for _ in range(3):
        model.run(state, 10.0, 3 * capacity)
        full = location(state, VOXEL, around.bottom, around.top)
        assert full.inside * (1 + 1e-4) > capacity * LITHIUM_HEIGHT_PER_CHARGE
        model.run(state, -10.0, 2.95 * capacity)
        found = location(state, VOXEL, around.bottom, around.top)
        total = found.inside + found.underneath + found.between + found.on_top
        # A bare collector begins with 1e-3 cells.
        assert total == pytest.approx(dense(state) + 1e-3 * VOXEL, abs=0.01 * VOXEL)
        assert not state.dead.any()


def test_a_killed_run_with_a_membrane_resumes_to_the_same_bits():
    film = hollow_ball(40, (15.0, 12.0), flat=True)
    model, first, _ = plated(film, mechanisms=lambda a: (FloatingMembrane(a.bottom),))
    for _ in range(25):
        model.step(first, 10.0)
    second = pickle.loads(pickle.dumps(first))
    for state in (first, second):
        for _ in range(25):
            model.step(state, 10.0)
    assert first.box.base < BELOW, "it was lifted"
    assert np.array_equal(first.phi, second.phi)
    assert np.array_equal(first.cavities.filled, second.cavities.filled)
    assert (first.time, first.overpotential, first.target) == (second.time, second.overpotential, second.target)


def test_pores_that_leave_through_the_bottom_are_counted():
    """A deep groove in the lithium: lifting drops planes that are not dense, and the books still agree."""
    film = sheet(10, 40)
    model, state, around = plated(film)
    z, x = np.meshgrid(np.arange(state.phi.shape[0]), np.arange(40), indexing="ij")
    groove = np.maximum(z - around.bottom + 2.2, np.minimum(4.0 - abs(x - 20), z + 6.0))
    state = model.start(state.box, np.clip(groove, -BAND, BAND)[:, None, :].copy())
    begin = state.target
    for _ in range(3):
        state.sink(1)
        inside = enclosed(state.phi, state.shape, state.box.room)
        assert inside == pytest.approx(state.target, rel=1e-9)
        assert inside - state.columns * (state.box.base - BELOW) - state.void == pytest.approx(begin, rel=1e-6)
    assert state.void > 10


def test_pressure_on_contacts():
    rigid = Breach(8, 18, 1e5, 1e7, 0.1e-6, None)
    soft = Breach(8, 18, 1e9, 1e7, 0.1e-6, LithiumYield())
    touching = np.zeros((1, 40), bool)
    touching[0, 20:24] = True
    narrow = 4 * VOXEL / 0.2e-6  # the contact over the width of the tip
    assert rigid.pressure(touching, VOXEL) == pytest.approx(1e6 * narrow)
    assert soft.pressure(touching, VOXEL) == pytest.approx(105e6 * (0.08) ** -0.68 * narrow)
    touching[0, :20] = True
    assert rigid.pressure(touching, VOXEL) == pytest.approx(1e5 * 40 / 24)


def test_pressure_of_a_narrow_contact_does_not_depend_on_the_voxel():
    rigid = Breach(8, 18, 1e5, 1e7, 0.5e-6, None)
    found = []
    for cells in (1, 2):
        touching = np.zeros((1, 40 * cells), bool)
        touching[0, :cells] = True
        found.append(rigid.pressure(touching, VOXEL / cells))
    assert found[0] == pytest.approx(found[1])
    assert found[0] == pytest.approx(1e5 * 40 * VOXEL / 1e-6)


@pytest.mark.parametrize(("puncture", "open_"), [(1e4, True), (1e9, False)])
def test_weak_membrane_is_breached_and_lithium_grows_through(puncture, open_):
    film = sheet(10, 40)
    model, state, around = plated(
        film, mechanisms=lambda a: (Breach(a.bottom, a.top, 1e5, puncture, 0.1e-6, LithiumYield()),)
    )
    closed = state.box.room[around.bottom : around.top].sum()
    for _ in range(12):
        model.step(state, 10.0)
        if not open_ and height_from_below(state).mean() > around.bottom - 0.6:
            break
    opened = state.box.room[around.bottom : around.top].sum() - closed
    assert (opened > 0) == open_
    if open_:
        # Strips of 11 cells, one for every step in which the remaining contacts still break.
        assert opened % 10 == 0
        assert location(state, VOXEL, around.bottom, around.top).between > 0


def test_no_lithium_in_the_solid():
    film = slab(10, 40, 12)
    model, state, around = plated(film)
    model.run(state, 10.0, 0.5e-6 / LITHIUM_HEIGHT_PER_CHARGE)
    inside_solid = (state.phi < 0) & (state.box.room < 0.5)
    deep = inside_solid[around.bottom + 2 : around.top, 0, 15:37]
    assert not deep.any()
    assert speed_of(10.0) > 0


def test_membrane_comes_down_on_dead_lithium_and_not_through_it():
    """A detached block 5 cells high and half as wide as the box, through a cycle and once without."""
    high = {}
    for block in (True, False):
        film = sheet(10, 40)
        model, state, around = plated(
            film, gap=14, mechanisms=lambda a: (FloatingMembrane(a.bottom), LooseLithium())
        )
        z, x = np.meshgrid(np.arange(state.phi.shape[0]), np.arange(40), indexing="ij")
        front = z + 0.5 - BELOW - 1e-3
        if block:
            front = np.minimum(front, np.maximum(abs(z - BELOW - 6) - 2.5, abs(x - 20) - 10))
        state = model.start(state.box, np.clip(front, -BAND, BAND)[:, None, :].copy())
        for _ in range(20):  # it comes down one voxel in a step
            model.step(state, 10.0, 0.01 * VOXEL / speed_of(10.0))
        high[block] = around.bottom - state.box.base
        book = PlateStrip(0.6e-6 / LITHIUM_HEIGHT_PER_CHARGE, 10.0, 10.0).run(model, state)
        assert abs(book.imbalance) < 1e-6
        assert book.live < 0.05 * book.plated
        assert book.died + book.reconnected < 5e-3 * book.plated
        down = around.bottom - state.box.base
        if block:
            assert np.all(state.box.room - state.debris.share > -1e-9), "it has not passed through"
            assert np.flatnonzero(state.debris.share.any((1, 2))).max() == around.bottom - 1, "it lies on it"
            assert book.dead_before == pytest.approx(100 / 40 * VOXEL / LITHIUM_HEIGHT_PER_CHARGE, rel=0.02)
            assert book.dead == pytest.approx(book.dead_before, rel=0.1)
        assert down == pytest.approx(high[block], abs=3)
    assert high[True] >= high[False] + 4


def test_lithium_below_the_box_is_no_end_of_stripping():
    model = growth(VOXEL)
    state = model.init(8)
    state.box.base = 4.0
    state = model.start(state.box, state.box.wall_distance.clip(-BAND, BAND) - 20.0)
    for _ in range(30):
        state.sink(1)
    with pytest.raises(StageError, match="below the box") as found:
        model.step(state, -10.0)
    assert type(found.value) is StageError


def test_enclosed_electrolyte_carries_the_membrane():
    model = growth(VOXEL)
    state = model.init(20)
    z, x = np.meshgrid(np.arange(state.phi.shape[0]), np.arange(20), indexing="ij")
    pocket = np.maximum(z - 12.3, 3.0 - np.hypot(z - 7, x - 10))
    state = model.start(state.box, np.clip(pocket, -BAND, BAND)[:, None, :].copy())
    assert height_from_below(state) == pytest.approx(12.8, abs=0.01)
