"""The whole growth model against known answers, a marker front, itself and its books."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from growth_cases import (
    ELECTROLYTE,
    KINETICS,
    SURFACE,
    amplitude_of,
    distance_to,
    film_of_share,
    growth,
    speed_of,
    wave_state,
)
from marker_reference import Markers

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.noise import Unevenness
from nelumbo.deposition.growth.outputs import filled_share, morphology
from nelumbo.deposition.growth.state import Box
from nelumbo.deposition.growth.surface import FilmedSurface, SurfaceClass
from nelumbo.deposition.growth.transfer import MarcusTransfer
from nelumbo.errors import StageError
from nelumbo.materials.marcus_hush_chidsey import MarcusHushChidsey
from nelumbo.numerics.front.shape import BAND, enclosed

MOSS = MovingFilm.of(0.99, 50.0, KINETICS.resistance(), healing=200.0, critical_stretch=0.1)


def mossy(seed=3, **settings):
    model = growth(0.1e-6, film=MOSS, cutoff=0.2e-6, margin=3e-6, capillary_length=4e-9, **settings)
    return model, model.init(80, unevenness=Unevenness(0.2, 1e-6, seed))


@pytest.mark.parametrize("depth", [1, 6])
@pytest.mark.parametrize("current", [10.0, 600.0])
def test_even_front(depth, current):
    model = growth(0.2e-6)
    state = model.init(6, depth)
    model.run(state, current, 1.3e4)
    height = 1.3e4 * LITHIUM_HEIGHT_PER_CHARGE
    found = morphology(state, model.voxel)
    assert found.dense == pytest.approx(height, rel=1e-3)  # begins with 1e-3 cells
    assert found.thickness == pytest.approx(height, rel=2e-3)
    assert found.roughness_sq < 1e-10
    assert state.time == pytest.approx(1.3e4 / current)
    model.motion(replace(state, since_solved=np.inf), current)
    free = model.electrolyte.reach + state.phi.shape[0] * model.voxel - found.mean
    u = 1 - current / model.electrolyte.limiting_current(free)
    surface = state.concentration.ravel()[state.shape.cells[state.shape.area > 0]]
    state.since_solved = np.inf
    model.motion(state, current)
    surface = state.concentration.ravel()[state.shape.cells[state.shape.area > 0]]
    assert surface == pytest.approx(u, abs=2e-4)
    assert state.overpotential == pytest.approx(float(KINETICS.overpotential(current, u)), rel=1e-3)


def test_current_beyond_the_limit_is_refused():
    model = growth(0.5e-6)
    with pytest.raises(StageError, match="exceeds what diffusion brings"):
        model.step(model.init(4), 4000.0)


def test_charge_is_kept_in_every_step_of_rough_growth():
    model, state = mossy()
    begin, current = enclosed(state.phi, state.shape, state.box.room), 10.0
    while state.charge < 1.4e4:
        model.step(state, current)
        grown = enclosed(state.phi, state.shape, state.box.room) - begin
        charge = grown / state.columns * model.voxel / LITHIUM_HEIGHT_PER_CHARGE
        assert charge == pytest.approx(current * state.time, rel=1e-6)
        assert state.charge == pytest.approx(current * state.time, rel=1e-12)
    assert morphology(state, model.voxel).overhang > 0


def test_current_of_every_solution_is_the_one_given():
    model, state = mossy(renewal=0.0)
    for _ in range(12):
        motion = model.motion(state, 10.0)
        flux = (motion.area * motion.speed).sum() / state.columns
        assert flux * model.voxel == pytest.approx(speed_of(10.0), rel=1e-9)
        model.step(state, 10.0)


def test_a_killed_run_resumes_to_the_same_bits():
    model, straight = mossy()
    for _ in range(40):
        model.step(straight, 10.0)
    _, first = mossy()
    for _ in range(20):
        model.step(first, 10.0)
    second = pickle.loads(pickle.dumps(first))
    for _ in range(20):
        model.step(second, 10.0)
    for name in ("phi", "density", "stretch", "rest", "concentration", "field"):
        assert np.array_equal(getattr(straight, name), getattr(second, name)), name
    assert (straight.time, straight.overpotential) == (second.time, second.overpotential)


def test_seeds_differ_and_repeat():
    grown = []
    for seed in (1, 1, 2):
        model, state = mossy(seed)
        for _ in range(15):
            model.step(state, 10.0)
        grown.append(state.phi)
    assert np.array_equal(grown[0], grown[1])
    assert not np.array_equal(grown[0], grown[2])


@pytest.mark.parametrize("healing", [np.inf, 600.0])
def test_film_wave_agrees_with_markers_beyond_linear_theory(healing):
    cells, wavelength, share, current = 64, 4e-6, 0.9, 10.0
    voxel = wavelength / cells
    model = growth(
        voxel,
        film=film_of_share(share, healing, current),
        margin=2e-6,
        cutoff=0.2e-6,
        electrolyte=replace(ELECTROLYTE, diffusivity=1e-6),
    )
    state = wave_state(model, cells, 1.6)
    n = 400
    x = np.arange(n) / n * wavelength
    markers = Markers(
        x, voxel * (6.3 + 1.6 * np.cos(2 * np.pi * x / wavelength)), wavelength, share, healing, 0.2e-6
    )
    start = np.ptp(markers.z)
    time = (0.55 if healing == np.inf else 1.0) * wavelength / speed_of(current) / 2
    while time - state.time > 1e-9:
        model.step(state, current, time - state.time)
    markers.grow(speed_of(current), time, 400)
    reference = markers.mean_height(cells) / voxel + 0.5
    heights = filled_share(state).sum(0)[0]
    assert np.ptp(reference) * voxel > 1.7 * start
    assert heights - heights.mean() == pytest.approx(reference - reference.mean(), abs=0.05 * np.ptp(reference))
    assert np.ptp(heights) == pytest.approx(np.ptp(reference), rel=0.04)


def test_film_of_a_growing_cylinder():
    """σ = R₀/R at constant V without healing, and the same current everywhere."""
    n, radius = 130, 15.0
    z, x = np.meshgrid(np.arange(n) - 64.4, np.arange(n) - 64.7, indexing="ij")
    phi = np.clip(np.hypot(z, x) - radius, -BAND, BAND)[:, None, :].copy()
    box = Box.empty(phi.shape)
    box.wall_distance[:] = 10.0  # a body of lithium of its own, no collector
    # A film of small share and a cut-off, lest the front's own instability decide the shape.
    model = growth(
        0.1e-6,
        film=film_of_share(0.1, np.inf),
        cutoff=0.3e-6,
        electrolyte=replace(ELECTROLYTE, diffusivity=1e-6),
        margin=0,
    )
    state = model.start(box, phi)
    while radius < 40:
        # The whole current over the box gives the circle V = I/(2πR).
        time = model.step(state, 10.0)
        radius = np.sqrt(radius**2 + time * speed_of(10.0) / model.voxel * n / np.pi)
    on_front = state.shape.cells[state.shape.area > 0]
    foot = state.shape.foot[state.shape.area > 0]
    assert np.hypot(foot[:, 0] - 64.4, foot[:, 2] - 64.7) == pytest.approx(radius, rel=2e-3)
    # The film is half a step ahead of the front.
    assert state.density.ravel()[on_front] == pytest.approx(15.0 / radius, rel=0.03)


def test_plate_then_strip_returns_to_the_start():
    """Even growth of a wavy front, whose troughs stay rounder than the way, is undone by even dissolution."""
    errors = []
    for cells in (32, 64):
        model = growth(4e-6 / cells, electrolyte=replace(ELECTROLYTE, diffusivity=1e-6), margin=2e-6)
        state = wave_state(model, cells, 0.05 * cells, base=0.3 * cells)
        before = filled_share(state).sum(0)[0]
        model.run(state, 10.0, 1e4)
        assert not np.allclose(filled_share(state).sum(0)[0], before, atol=1.0)
        model.run(state, -10.0, 1e4)
        errors.append(abs(filled_share(state).sum(0)[0] - before).max() / cells)
        assert state.charge == pytest.approx(0, abs=1e-6)
    assert errors[0] < 0.003
    assert errors[1] < 0.6 * errors[0]


def test_stripping_ends_when_the_lithium_does():
    model = growth(0.1e-6)
    state = model.init(8)
    model.run(state, 10.0, 5e3)
    with pytest.raises(StageError, match="no connected lithium"):
        model.run(state, -10.0, 6e3)
    assert state.charge == pytest.approx(0, abs=10.0)
    model.run(state, 10.0, 5e3)
    assert morphology(state, model.voxel).dense == pytest.approx(5e3 * LITHIUM_HEIGHT_PER_CHARGE, rel=0.01)


def test_a_head_on_a_thin_neck_is_cut_off_and_stays():
    n = 60
    z, x = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    head = np.hypot(z - 35, x - 30) - 10
    neck = np.maximum(abs(x - 30) - 2.0, z - 35)
    phi = np.clip(np.minimum(np.minimum(head, neck), z - 5.2), -BAND, BAND)[:, None, :].copy()
    model = growth(0.1e-6, margin=1e-6)
    state = model.start(Box.empty(phi.shape), phi)
    total = state.target
    while not state.dead.any():
        model.step(state, -10.0)
    dead = state.dead.sum()
    assert 100 < dead < 320
    for _ in range(3):
        model.step(state, -10.0)
    assert state.dead.sum() == dead, "detached lithium does not dissolve"
    assert enclosed(state.phi, state.shape, state.box.room) < total
    again = pickle.loads(pickle.dumps(state))
    model.run(state, 10.0, 4e4)  # buries it
    assert state.dead.sum() > 0.9 * dead, "what was dead stays so when lithium grows up to it"
    assert enclosed(state.phi, state.shape, state.box.room) == pytest.approx(state.target, rel=1e-9)
    replace(model, reconnects=True).run(again, 10.0, 4e4)
    assert not again.dead.any()


@pytest.mark.slow
def test_late_solutions_are_safe():
    """Re-solving every 0.3 µm against every step, at 10 and 66.7 A/m²."""
    for current in (10.0, 66.7):
        heights = []
        for renewal in (0.0, 0.3e-6):
            model = growth(0.1e-6, film=film_of_share(0.9, 600.0), cutoff=0.2e-6, margin=3e-6, renewal=renewal)
            state = model.init(80, unevenness=Unevenness(0.2, 1e-6, 3))
            model.run(state, current, 1.8e4)
            heights.append(morphology(state, model.voxel))
        often, seldom = heights
        assert seldom.thickness == pytest.approx(often.thickness, rel=0.02)
        assert seldom.roughness_sq == pytest.approx(often.roughness_sq, rel=0.06)


def test_electrolyte_is_solved_in_every_step_near_depletion():
    model = growth(0.2e-6, renewal=1.0)
    state = model.init(4)
    for _ in range(5):
        model.step(state, 10.0)
    assert state.solutions == 1
    for _ in range(5):
        model.step(state, 1800.0)
    assert state.solutions >= 5


def test_barrier_keeps_a_wall_bare_until_it_is_overcome():
    """Half of the collector needs 50 mV before lithium begins on it: it grows on the other half first."""
    model = growth(0.1e-6, walls=(SurfaceClass(), SurfaceClass(barrier=0.05)), margin=2e-6)
    state = model.init(40)
    state.box.wall_class[:, :, 20:] = 1
    for _ in range(6):
        model.step(state, 10.0)
    heights = filled_share(state).sum(0)[0]
    assert heights[5:15].min() > 2.5
    assert heights[25:35].max() < 0.01
    above = model.init(40)
    above.box.wall_class[:, :, 20:] = 1
    for _ in range(6):
        model.step(above, 400.0)  # needs 73 mV on lithium
    heights = filled_share(above).sum(0)[0]
    assert heights[25:35].min() > 0.3


def test_inert_wall_gets_no_lithium_beside_the_front():
    model = growth(0.1e-6, walls=(SurfaceClass(), SurfaceClass(exchange_ratio=0.0)), margin=2e-6)
    state = model.init(40)
    state.box.wall_class[:, :, 20:] = 1
    for _ in range(4):
        model.step(state, 10.0)
    heights = filled_share(state).sum(0)[0]
    assert heights[26:34].max() < 0.01
    assert heights[5:15].min() > 1.5


def test_three_dimensions_grow_as_two():
    flat = growth(0.2e-6, film=film_of_share(0.9, 600.0, 10.0), cutoff=0.4e-6, margin=2e-6)
    thin = wave_state(flat, 16, 0.5)
    phi = np.repeat(distance_to(6.3 + 0.5 * np.cos(2 * np.pi * np.arange(16) / 16), thin.phi.shape[0]), 8, 1)
    deep = flat.start(Box.empty(phi.shape), phi)
    for _ in range(12):
        flat.step(thin, 10.0)
        flat.step(deep, 10.0)
    assert filled_share(deep).sum(0) == pytest.approx(np.repeat(filled_share(thin).sum(0), 8, 0), abs=0.01)
    assert amplitude_of(thin) > 0.6


def test_marcus_kinetics_can_take_the_place_of_butler_volmer():
    law = MarcusHushChidsey(100.0, 0.25, 298.15)
    model = growth(0.2e-6, surface=FilmedSurface(MarcusTransfer(law)))
    state = model.init(4)
    model.step(state, 300.0)
    u = state.concentration.ravel()[state.shape.cells[state.shape.area > 0]].mean()
    expected = float(law.overpotential(300.0 / np.sqrt(u))) - 2 * law.thermal_voltage * np.log(u)
    assert state.overpotential == pytest.approx(expected, rel=2e-3)
    assert state.overpotential > SURFACE.transfer.thermal_voltage
