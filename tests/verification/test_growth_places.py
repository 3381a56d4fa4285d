"""Where lithium begins: barriers to nucleation, the resistance of walls, two laws of charge transfer."""

import numpy as np
import pytest
from growth_cases import ELECTROLYTE, KINETICS, growth, speed_of
from test_growth_membrane import VOXEL, hollow_ball, plated

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.lift import FloatingMembrane
from nelumbo.deposition.growth.outputs import column_heights, location
from nelumbo.deposition.growth.surface import FilmedSurface, SurfaceClass
from nelumbo.deposition.growth.transfer import ExponentialTransfer, MarcusTransfer
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.marcus_hush_chidsey import MarcusHushChidsey

BARRIER = 0.05


def under_a_shell(**classes):
    """A hollow particle over a collector, at a current whose overpotential on either surface is about 3 mV."""
    film = hollow_ball(40, (15.0, 12.0), flat=True)
    return plated(film, mechanisms=lambda a: (FloatingMembrane(a.bottom),), **classes)


def test_a_barrier_on_the_walls_keeps_lithium_out_of_them():
    model, state, around = under_a_shell(inside=SurfaceClass(barrier=BARRIER))
    capacity = around.cavities.capacity.sum() / state.columns * VOXEL
    model.run(state, 10.0, 2 * capacity / LITHIUM_HEIGHT_PER_CHARGE)
    assert state.overpotential < BARRIER
    found = location(state, VOXEL, around.bottom, around.top)
    assert found.inside == 0
    assert found.underneath > 0.95 * 2 * capacity


def test_a_barrier_on_the_collector_fills_the_walls_first():
    """η stays below the barrier while there is room inside, exceeds it once, and falls for good."""
    model, state, around = under_a_shell(walls=(SurfaceClass(barrier=BARRIER),))
    capacity = around.cavities.capacity.sum() / state.columns * VOXEL
    eta, inside, underneath = [], [], []
    while state.charge * LITHIUM_HEIGHT_PER_CHARGE < 2 * capacity:
        model.step(state, 10.0)
        found = location(state, VOXEL, around.bottom, around.top)
        eta.append(state.overpotential)
        inside.append(found.inside)
        underneath.append(found.underneath)
    over = np.array(eta) > BARRIER
    assert np.diff(over.astype(int)).tolist().count(1) == 1, "the barrier is met once"
    assert not over[-1]
    assert inside[-1] == pytest.approx(capacity, rel=1e-3)
    first = int(np.argmax(over))
    assert inside[first - 1] > 0.9 * capacity
    assert underneath[first - 1] < 0.01 * capacity
    assert underneath[-1] == pytest.approx(2 * capacity - inside[-1], rel=0.05)


def test_nuclei_of_unequal_surfaces_all_go_on_growing():
    """i₀ differs fivefold: both halves nucleate at once, and the slower one goes on below its barrier."""
    model = growth(0.1e-6, walls=(SurfaceClass(1.0, BARRIER), SurfaceClass(0.2, BARRIER)))
    state = model.init(40)
    state.box.wall_class[:, :, 20:] = 1
    model.step(state, 10.0, 0.05 * model.voxel / speed_of(10.0))
    thin = column_heights(state)[0, 28:32].mean()
    assert state.overpotential > BARRIER
    assert 0 < thin < 0.9 * column_heights(state)[0, 8:12].mean()
    model.step(state, 10.0, 0.05 * model.voxel / speed_of(10.0))
    assert state.overpotential < BARRIER
    assert column_heights(state)[0, 28:32].mean() > 1.5 * thin


def test_nothing_nucleates_beside_lithium_below_the_barrier():
    """One half has a barrier that the other's overpotential does not reach."""
    model = growth(0.1e-6, walls=(SurfaceClass(), SurfaceClass(barrier=BARRIER)))
    state = model.init(40)
    state.box.wall_class[:, :, 20:] = 1
    model.run(state, 10.0, model.voxel / speed_of(1.0))
    heights = column_heights(state)[0]
    assert heights[25:35] == pytest.approx(1e-3, abs=1e-3)
    assert heights[5:15].mean() > 1.5


def test_salt_in_a_cavity_has_passed_the_wall():
    """c_o − c_i = I (1/r_i − 1/r_o)/(4π F D′ ε_w) through a porous spherical wall, in three dimensions."""
    box, outer, inner, wall = 32, 12.0, 8.0, 0.05
    film = hollow_ball(box, (outer, inner))
    model, state, around = plated(film, walls=(SurfaceClass(0.0),), inside=SurfaceClass(1.0))
    model.motion(state, 10.0)
    z, y, x = np.indices(state.phi.shape)
    centre = np.array([around.bottom + box / 2 - 0.5, box / 2 - 0.7, box / 2 - 0.2])
    r = np.sqrt((z - centre[0]) ** 2 + (y - centre[1]) ** 2 + (x - centre[2]) ** 2)

    def mean(radius):
        return float(state.field[abs(r - radius) < 0.5].mean())

    current = 10.0 * state.columns  # A/m² times faces of cells: all of it enters the cavity
    unit = ELECTROLYTE.limiting_current(1.0) / VOXEL
    exact = current / (4 * np.pi * unit * wall)
    # Within the wall, away from its cut faces: the drop between two radii is exact for a sphere.
    assert mean(11.0) - mean(9.0) == pytest.approx(exact * (1 / 9 - 1 / 11), rel=0.03)
    # From outside to the wall inside: its cut faces make it 0.4 voxels of its 4 thinner.
    drop = mean(outer + 1.5) - float(state.cavities.concentration.mean())
    free = current / (4 * np.pi * unit) * (1 / outer - 1 / (outer + 1.5))
    assert drop - free == pytest.approx(0.9 * exact * (1 / inner - 1 / outer), rel=0.03)


@pytest.mark.parametrize(("current", "apart"), [(1.0, 2e-4), (1500.0, 0.05)])
def test_marcus_and_butler_volmer_agree_at_small_overpotential(current, apart):
    """λ = 0.3 eV: g(x) of both is x at x ≪ 1, and Marcus needs more where F η is no longer small beside λ."""
    found = []
    for law in (MarcusTransfer(MarcusHushChidsey(100.0, 0.3, 298.15)), ExponentialTransfer(KINETICS)):
        model = growth(0.1e-6, surface=FilmedSurface(law))
        state = model.init(8)
        model.run(state, current, 2e3)
        assert column_heights(state)[0].mean() * model.voxel == pytest.approx(
            speed_of(2e3) + 1e-3 * model.voxel, rel=1e-6
        )
        found.append(state.overpotential)
    marcus, butler = found
    if apart < 1e-2:
        assert marcus == pytest.approx(butler, rel=apart)
    else:
        assert marcus > butler * (1 + apart)
    assert isinstance(KINETICS, ButlerVolmer)
