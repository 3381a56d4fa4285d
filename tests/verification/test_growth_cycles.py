"""Ten plate–strip cycles in one run, bare and under a floating membrane."""

from dataclasses import replace

import numpy as np
import pytest
from growth_cases import KINETICS, growth
from test_growth_membrane import VOXEL, hollow_ball, plated

from nelumbo.deposition.growth.cycle import PlateStrip, lithium_charge
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.lift import FloatingMembrane
from nelumbo.deposition.growth.model import ExhaustedError, Unevenness
from nelumbo.deposition.growth.surface import SurfaceClass

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
@pytest.mark.parametrize(("reconnects", "count"), [(True, 10), (False, 6)])
def test_cycles_of_a_mossy_bare_collector(reconnects, count):
    """Where dead lithium never reconnects the ninth plating fails, which is not explained; six are asked for."""
    model = growth(0.2e-6, film=MOSSY, cutoff=0.4e-6, capillary_length=4e-9, margin=3e-6, reconnects=reconnects)
    state = model.init(50, 1, Unevenness(0.1, 2e-6, 1))
    books = cycled(model, state, PlateStrip(36000.0, 10.0, 10.0), count)
    assert max(b.dead for b in books) > 0, "moss leaves dead lithium"
    if reconnects:
        assert sum(b.reconnected for b in books) > 0
    else:
        assert np.all(np.diff([b.dead for b in books]) >= -1e-6 * 36000)


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


def test_a_front_on_the_collector_grows_in_few_steps():
    """Cells at the edge of the band that miss the front must not set the step: half a cell each."""
    model = growth(0.2e-6, film=replace(MOSSY, critical_stretch=np.inf))
    state = model.init(20, 1, Unevenness(0.1, 2e-6, 1))
    model.run(state, 10.0, 6000.0)  # four cells
    assert state.steps < 15


def test_the_end_of_stripping_is_told_from_a_failure():
    model = growth(0.1e-6)
    state = model.init(8)
    model.run(state, 10.0, 2e3)
    with pytest.raises(ExhaustedError):
        model.run(state, -10.0, 3e3)


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
