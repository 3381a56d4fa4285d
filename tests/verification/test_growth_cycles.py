"""Ten plate–strip cycles in one run, bare and under a floating membrane."""

from dataclasses import replace

import numpy as np
import pytest
from growth_cases import KINETICS, growth, speed_of
from test_growth_membrane import VOXEL, hollow_ball, plated, sheet

import nelumbo.deposition.growth.model as growth_model
from nelumbo.deposition.growth.cycle import PlateStrip, lithium_charge
from nelumbo.deposition.growth.debris import Debris
from nelumbo.deposition.growth.ends import ExhaustedError
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.lift import FloatingMembrane
from nelumbo.deposition.growth.loose import LooseLithium
from nelumbo.deposition.growth.noise import Unevenness, correlated_noise
from nelumbo.deposition.growth.outputs import film_by_surface
from nelumbo.deposition.growth.state import Box
from nelumbo.deposition.growth.surface import SurfaceClass
from nelumbo.errors import StageError
from nelumbo.numerics.front.shape import BAND

MOSSY = MovingFilm.of(0.99, 50, KINETICS.resistance(), healing=100.0, critical_stretch=0.3)


def cycled(model, state, rule, count):
    """Books of some cycles; the charge has to be where the front says, and dead lithium where it was."""
    books, start = [], state.charge
    for _ in range(count):
        dead = state.dead[: state.phi.shape[0]].copy()
        books.append(rule.run(model, state))
        assert abs(books[-1].imbalance) < 1e-6
        assert books[-1].efficiency <= 1 + 1e-6
        if not model.reconnects and not model.mechanisms:
            assert state.dead[: dead.shape[0]][dead].all(), "dead lithium keeps its shape"
    passed = sum(b.plated - b.stripped for b in books)
    assert state.charge - start == pytest.approx(passed, abs=1e-6 * rule.charge)
    assert sum(lithium_charge(state, model.voxel)) == pytest.approx(
        passed + books[0].live_before, abs=1e-6 * rule.charge
    )
    return books


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "reconnects", "count"),
    [((LooseLithium(),), False, 10), ((), True, 10), ((), False, 3)],
    ids=["loose", "reconnecting", "hanging"],
)
def test_cycles_of_a_mossy_bare_collector(rule, reconnects, count):
    """Where dead lithium hangs in its place it closes the plane after some cycles; three are asked for."""
    model = growth(
        0.2e-6, film=MOSSY, cutoff=0.4e-6, capillary_length=4e-9, margin=3e-6,
        reconnects=reconnects, mechanisms=rule,
    )  # fmt: skip
    state = model.init(50, 1, Unevenness(0.1, 2e-6, 1))
    books = cycled(model, state, PlateStrip(36000.0, 10.0, 10.0), count)
    dead = np.array([b.dead for b in books])
    if reconnects:
        assert sum(b.reconnected for b in books) > 100
    else:
        # Cut cells that dead and live lithium share count as live: a few change hands without reconnecting.
        assert max(b.reconnected for b in books) < 1e-3 * 36000
        assert np.all(np.diff(dead) > -1e-6 * 36000), "what is dead stays"
    if rule:
        assert dead[-1] > 0.1 * 36000
        assert dead[-1] == pytest.approx(
            state.debris.share.sum() / state.columns / speed_of(1.0) * 0.2e-6, rel=1e-9
        )


@pytest.mark.slow
def test_ten_cycles_under_a_floating_membrane_with_a_cavity():
    film = hollow_ball(40, (15.0, 12.0), flat=True)
    model, state, around = plated(
        film, inside=SurfaceClass(0.1), cutoff=60e-9, mechanisms=lambda a: (FloatingMembrane(a.bottom),)
    )
    books = cycled(model, state, PlateStrip(5000.0, 10.0, 10.0), 10)
    assert min(b.efficiency for b in books[1:]) > 0.9
    assert state.cavities.filled.sum() < 1e-2 * around.cavities.capacity.sum()
    assert around.box.base * VOXEL == pytest.approx(around.bottom * VOXEL, abs=5 * VOXEL), "it has come down"


@pytest.mark.slow
def test_cycles_of_moss_under_a_floating_membrane():
    """Dead lithium gathers beneath the membrane, which comes down on it after every strip."""
    model, state, around = plated(
        sheet(10, 60), cutoff=60e-9, capillary_length=4e-9,
        mechanisms=lambda a: (FloatingMembrane(a.bottom), LooseLithium()),
    )  # fmt: skip
    model = replace(model, film=MOSSY)
    state.rest[:] = np.maximum(1 + 0.1 * correlated_noise((1, 60), 10.0, 1), 0.05)
    state.density[:] = state.rest
    books = cycled(model, state, PlateStrip(5000.0, 10.0, 10.0), 3)
    assert np.all(np.diff([b.dead for b in books]) > 0)
    assert books[-1].dead > 0.01 * 5000
    assert max(b.live for b in books) < 0.01 * 5000
    assert np.all(state.room > -1e-9), "nothing has passed through the membrane"
    # As far down as one voxel of electrolyte and the highest dead lithium let it.
    assert around.bottom - state.box.base < 12


def test_a_front_on_the_collector_grows_in_few_steps():
    """Cells at the edge of the band that miss the front must not set the step: half a cell each."""
    model = growth(0.2e-6, film=replace(MOSSY, critical_stretch=np.inf))
    state = model.init(20, 1, Unevenness(0.1, 2e-6, 1))
    model.run(state, 10.0, 6000.0)  # four cells
    assert state.steps < 15


def test_stripping_ends_where_the_collector_is_bare():
    model = growth(0.1e-6)
    state = model.init(8)
    model.run(state, 10.0, 2e3)
    with pytest.raises(ExhaustedError):
        model.run(state, -10.0, 3e3)
    assert lithium_charge(state, model.voxel)[0] < 2e-3 * model.voxel / speed_of(1.0)


@pytest.mark.parametrize(("cells", "end"), [(0.8, ExhaustedError), (1.4, StageError)])
def test_a_front_that_cannot_move_is_a_failure_if_it_leaves_a_full_cell(monkeypatch, cells, end):
    model = growth(0.1e-6)
    state = model.init(8)
    model.run(state, 10.0, cells * model.voxel / speed_of(1.0))

    def stuck(*_):
        raise StageError("the front cannot enclose its volume.", "shorten the step.")

    monkeypatch.setattr(growth_model, "meet_volume", stuck)
    with pytest.raises(StageError) as found:
        model.step(state, -10.0, 10.0)
    assert type(found.value) is end
    assert lithium_charge(state, model.voxel)[0] * speed_of(1.0) == pytest.approx(cells * model.voxel, rel=2e-3)


def test_what_takes_more_than_ten_volts_to_strip_is_told():
    model = growth(0.1e-6, film=MovingFilm(5.0, np.inf))
    state = model.init(8)
    model.run(state, 1.0, 2e3)
    with pytest.raises(ExhaustedError, match="10 V"):
        model.step(state, -10.0)


def pillar(model, height, gap, width=40):
    """A flat live front at 6.3 cells and, ``gap`` cells above it, a detached block of 8 × ``height`` cells."""
    z, x = np.meshgrid(np.arange(60), np.arange(width), indexing="ij")
    low = 6.3 + gap
    block = np.maximum(abs(z - low - height / 2) - height / 2, abs(x - width / 2) - 4)
    phi = np.clip(np.minimum(z - 6.3, block), -BAND, BAND)[:, None, :].copy()
    return model.start(Box.empty(phi.shape, 4.0), phi)


@pytest.mark.parametrize("reconnects", [True, False])
def test_books_of_live_dead_and_reconnected_lithium(reconnects):
    """A block of known size, two cells above the front, that five cells of new lithium reach."""
    model = growth(0.1e-6, reconnects=reconnects, margin=1e-6)
    state = pillar(model, 8, 2.0)
    block = 64 / state.columns * model.voxel / speed_of(1.0)
    state.dead = (state.phi < 0) & (np.arange(60) > 7)[:, None, None]
    live, dead = lithium_charge(state, model.voxel)
    assert dead == pytest.approx(block, rel=0.03)
    assert live * speed_of(1.0) == pytest.approx((6.3 + 0.5 - 4) * model.voxel, rel=0.01)
    book = PlateStrip(5 * model.voxel / speed_of(1.0), 10.0, 10.0).run(model, state)
    assert abs(book.imbalance) < 1e-6
    assert (book.live_before, book.dead_before) == (live, dead)
    if reconnects:
        assert book.reconnected == pytest.approx(dead, rel=0.02)
        assert book.stripped == pytest.approx(live + book.plated + book.reconnected - book.died, rel=0.02)
    else:
        # Cells that both touch are the live lithium's.
        assert book.dead == pytest.approx(dead, rel=0.1)
        assert book.reconnected < 0.15 * dead
        assert book.stripped == pytest.approx(live + book.plated, rel=0.02)


def test_loose_lithium_settles_and_is_lifted_in_its_shape():
    model = growth(0.1e-6, margin=1e-6, mechanisms=(LooseLithium(),))
    state = pillar(model, 8, 20.0)
    before = sum(lithium_charge(state, model.voxel))
    model.step(state, 10.0, 1.0)
    share = state.debris.share[:, 0]
    assert not state.dead.any()
    assert (state.phi[12:] > 0).all(), "the front has forgotten it"
    assert share.sum() == pytest.approx(64, rel=0.02)
    assert np.flatnonzero(share.any(1))[0] == 8, "a voxel above the front at 6.3"
    assert film_by_surface(state, 1.0).dead == pytest.approx(32 / 40, rel=0.05)
    model.run(state, 10.0, 5 * model.voxel / speed_of(1.0))
    lifted = state.debris.share[:, 0]
    rise = np.flatnonzero(lifted.any(1))[0] - 8
    assert rise == pytest.approx(5, abs=1)
    assert np.array_equal(lifted[8 + rise : 20 + rise], share[8:20])
    live, dead = lithium_charge(state, model.voxel)
    assert live + dead == pytest.approx(before + state.charge, rel=1e-8)
    assert dead == pytest.approx(share.sum() / 40 * model.voxel / speed_of(1.0), rel=1e-12)
    with pytest.raises(ExhaustedError):
        model.run(state, -10.0, 2 * live)
    assert np.flatnonzero(state.debris.share.any((1, 2)))[0] == pytest.approx(5, abs=1), "on the collector at 4"


def test_salt_passes_a_closed_layer_of_loose_lithium_as_its_permeability_says():
    """u₀ − u = i t/(F D′ c₀ ε_d) over a layer of the thickness t, as layers in series."""
    drops = {}
    for permeability in (1.0, 0.1):
        model = growth(0.1e-6, margin=1e-6)
        state = model.init(8)
        layer = np.zeros(state.phi.shape)
        layer[6:11] = 1.0
        state.debris = Debris(layer, permeability)
        model.motion(state, 10.0)
        drops[permeability] = 1 - float(state.concentration[0].mean())
    extra = 10.0 / model.electrolyte.limiting_current(5 * model.voxel) * (1 / 0.1 - 1)
    assert drops[0.1] - drops[1.0] == pytest.approx(extra, rel=1e-3)
    state.debris = Debris(layer, 0.0)
    with pytest.raises(StageError, match="sealed"):
        model.motion(state, 10.0)


def test_planes_below_the_box_come_back_as_they_were():
    model = growth(0.1e-6)
    state = model.init(8)
    state.box.base = 2.0
    model.run(state, 10.0, 1e4)
    state.dead[0, 0, 3] = True
    before = [state.phi.copy(), state.density.copy(), state.dead.copy(), state.target, state.void]
    state.sink(1)
    assert state.dead_below() == 1
    state.sink(-1)
    after = [state.phi, state.density, state.dead, state.target, state.void]
    for old, new in zip(before, after, strict=True):
        assert new == pytest.approx(old, rel=1e-12)
