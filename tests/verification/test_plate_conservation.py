"""What the plate must keep: charge, film, energy; and how fast it converges."""

from dataclasses import replace

import numpy as np
import pytest
from plate_cases import BARE, BUTLER_VOLMER, HEALING, LINEAR, SOFT, STIFF, phase, plate

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.noise import correlated_noise
from nelumbo.deposition.plate.contact import Bonded, Unilateral
from nelumbo.deposition.plate.film import PlateFilm
from nelumbo.errors import StageError
from nelumbo.materials.lithium_creep import LithiumCreep
from nelumbo.numerics.exponential import ExponentialStep

NOISY = PlateFilm(0.1, HEALING)
CASES = {
    "bare": {},
    "cracks": {"film": PlateFilm(0.1, HEALING, critical_stretch=0.1, fresh=0.1)},
    "linear": {"kinetics": LINEAR},
    "bonded": {"membrane": STIFF},
    "failing": {"membrane": STIFF, "failure_strain": 0.005},
    "creep": {"membrane": STIFF, "creep": LithiumCreep(66e6)},
    "resting": {"membrane": SOFT, "contact": Unilateral(1e5)},
    "sticking": {"membrane": STIFF, "contact": Unilateral(1e5, 1e6, 5e-9)},
}


def rough(cells=48, spacing=0.25e-6, seed=1, **settings):
    """A plate with the unevenness of a fresh deposit, and its state."""
    growth = plate((cells, cells), spacing, **{"film": NOISY, **settings})
    height, film = (correlated_noise((cells, cells), 2e-6 / spacing, seed + n) for n in (0, 1))
    return growth, growth.init(20e-9 * height, film)


@pytest.mark.parametrize("case", CASES)
def test_lithium_is_conserved(case):
    """All charge is lithium: ⟨h⟩ = (Ω/F) Q to rounding, whatever grows, fails or flows."""
    growth, state = rough(**CASES[case])
    for charge in (0.05, 0.2, 0.5):
        growth.run(state, 3600 * charge - state.time, steepest=1.0)
        dense = LITHIUM_HEIGHT_PER_CHARGE * 10.0 * state.time
        assert growth.height(state).mean() == pytest.approx(dense, rel=1e-12)
    assert state.time > 900
    uneven = growth.height(state).std()
    assert uneven > 20e-9
    mean = (LITHIUM_HEIGHT_PER_CHARGE * state.current).mean()
    assert mean < growth.linear.velocity  # V is on the longer, sloping surface


def test_a_film_that_does_not_heal_is_conserved():
    """⟨σ√g⟩ changes by nothing but healing; on a grid, by the error of the products."""
    drifts = []
    for cells in (32, 64, 128):
        spacing = 4e-6 / cells
        growth = plate((1, cells), spacing, tolerance=1e-5)
        growth = replace(growth, linear=replace(growth.linear, healing_time=1e12), film=PlateFilm(0.0, 1e12))
        state = growth.init(0.15e-6 * np.cos(phase(growth.grid, 0, 1)), np.zeros((1, cells)))

        def film(state, growth=growth):
            y, x = growth.grid.gradient(state.waves[0])
            return float((np.exp(growth.grid.field(state.waves[1])) * np.sqrt(1 + y**2 + x**2)).mean())

        before = film(state)
        growth.run(state, 250.0)
        drifts.append(abs(film(state) / before - 1))
    assert growth.slope(state) > 0.15
    assert drifts[-1] < 1e-5


def test_the_energy_of_a_failing_membrane_is_accounted_for():
    """Work of the lithium = stored + set free; better with shorter steps."""
    misses = []
    for tolerance in (1e-3, 1e-5):
        growth, state = rough(membrane=STIFF, failure_strain=0.004, tolerance=tolerance)
        integrity = state.seat.integrity

        def missing(growth=growth, state=state, integrity=integrity):
            return integrity.work - growth.membrane.energy(state.seat.shape, integrity) - integrity.released

        laid = missing()  # the first layer bends the membrane at once
        growth.run(state, 1500.0, steepest=0.5)
        assert integrity.released > 0.01 * integrity.work
        assert integrity.intact.min() < 0.5
        misses.append(abs(missing() - laid) / integrity.work)
    assert misses[0] < 0.01
    assert misses[1] < misses[0] / 3


def test_pressure_is_the_derivative_of_energy():
    growth, state = rough(membrane=STIFF)
    grid, seat = growth.grid, state.seat
    shape = 10 * state.waves[0] * (grid.wavenumber > 0)
    membrane = replace(growth.membrane, failure_strain=float(growth.membrane.strain(shape).max()) / 1.5)
    membrane.fail(shape, seat.integrity)
    assert 0.01 < seat.integrity.intact.min() < 0.9
    direction = grid.waves(correlated_noise(grid.cells, 6.0, 9)) * 1e-9
    pressure = membrane.pressure(shape, seat.integrity)
    up, down = (membrane.energy(shape + sign * direction, seat.integrity) for sign in (1, -1))
    assert (up - down) / 2 == pytest.approx(grid.mean_product(pressure, direction), rel=1e-6)


def test_a_membrane_fails_at_its_bending_strain():
    """A thin strip bent to a wave of amplitude a has the strain a k² t/2 at its crests, and that of its slope."""
    growth = plate((1, 64), 40e-6 / 64, membrane=SOFT, failure_strain=1e-3)
    k, t = 2 * np.pi / 40e-6, SOFT.thickness
    amplitude = 0.3e-6
    strain = growth.membrane.strain(growth.grid.waves(amplitude * np.cos(phase(growth.grid, 0, 1))))
    assert strain.max() == pytest.approx(amplitude * k**2 * t / 2 + (amplitude * k) ** 2 / 4, rel=2e-3)


def test_a_membrane_that_fails_lets_lithium_grow_rougher():
    roughness = []
    for strain in (np.inf, 0.004):
        growth, state = rough(membrane=STIFF, failure_strain=strain)
        growth.run(state, 1500.0, steepest=0.8)
        roughness.append(growth.height(state).std())
    assert roughness[1] > 1.5 * roughness[0]


@pytest.mark.parametrize("contact", [Bonded(), Unilateral(1e5)], ids=["bonded", "resting"])
def test_a_symmetric_front_stays_symmetric(contact):
    """No direction is preferred: a front of x and its mirror image of y."""
    growth = plate((32, 32), 0.25e-6, membrane=SOFT, contact=contact)
    noise = correlated_noise((32, 32), 6.0, 2)
    found = []
    for field in (noise, noise.T.copy()):
        state = growth.init(40e-9 * field, np.zeros((32, 32)))
        growth.run(state, 600.0)
        found.append(growth.height(state))
    np.testing.assert_allclose(found[1].T, found[0], atol=1e-4 * found[0].std())


@pytest.mark.parametrize("membrane", [BARE, SOFT], ids=["bare", "soft"])
def test_third_order_in_time(membrane):
    """Fixed steps on a steep smooth front against steps a sixteenth as long."""
    growth = plate((1, 32), 4e-6 / 32, membrane=membrane, kinetics=BUTLER_VOLMER)
    heights, time = [], 480.0
    for steps in (6, 12, 24, 48, 384):
        state = growth.init(0.12e-6 * np.cos(phase(growth.grid, 0, 1)), np.zeros((1, 32)))
        step = ExponentialStep(growth.operator(state), time / steps)

        def remainder(waves, share, state=state, step=step):
            rates = growth.rates(waves, state, state.time + share * step.time)
            return (rates - step.operator.apply(waves)) * growth.grid.resolved

        for _ in range(steps):
            state.waves, _ = step.take(state.waves, remainder(state.waves, 0.0), remainder)
            state.time += step.time
        heights.append(growth.height(state))
    errors = [np.abs(height - heights[-1]).max() for height in heights[:-1]]
    slope = -np.polyfit(np.log([6, 12, 24, 48]), np.log(errors), 1)[0]
    assert slope == pytest.approx(3.0, abs=0.35)


def test_roughness_converges_with_the_grid():
    """The same noise on finer grids, seen through its waves: differences shrink to a per cent."""
    found = []
    coarse, box = 64, 16e-6
    waves = [np.fft.rfft2(correlated_noise((coarse, coarse), 2e-6 / (box / coarse), seed)) for seed in (1, 2)]
    for cells in (64, 96, 128):
        growth = plate((cells, cells), box / cells, film=NOISY)
        fields = []
        for wave in waves:
            fine = np.zeros((cells, cells // 2 + 1), complex)
            half = coarse // 2
            fine[:half, :half], fine[-half:, :half] = wave[:half, :half], wave[-half:, :half]
            fields.append(np.fft.irfft2(fine, s=(cells, cells)) * (cells / coarse) ** 2)
        state = growth.init(20e-9 * fields[0], fields[1])
        growth.run(state, 1000.0)
        found.append(growth.height(state).std())
    assert growth.slope(state) > 0.15
    assert found[1] == pytest.approx(found[2], rel=0.01)
    assert found[0] == pytest.approx(found[2], rel=0.03)


def test_the_film_keeps_or_forgets_its_noise():
    """On a flat rigid front (no current through the film's unevenness matters): λ follows its own relaxation."""
    noise = correlated_noise((1, 64), 8.0, 5)
    for persistent, initial in ((1.0, 0.0), (0.0, 1.0), (0.5, 1.0)):
        film = PlateFilm(0.1, HEALING, persistent, initial)
        growth = plate((1, 64), 1e-3, film=film, current=1e-3)  # so slow and so wide that the front stays flat
        state = growth.init(np.zeros((1, 64)), noise)
        growth.run(state, 450.0)
        unstretched = 1 + 0.1 * noise * (persistent + (initial - persistent) * np.exp(-450.0 / HEALING))
        np.testing.assert_allclose(np.exp(growth.grid.field(state.waves[1])), unstretched, atol=2e-4)


def test_cracks_open_where_the_film_was_stretched_too_far():
    film = PlateFilm(0.0, HEALING, critical_stretch=0.2, fresh=0.1, width=0.5)
    one = np.ones(5)
    density = np.exp(-np.array([0.0, 0.19, 0.25, 0.3, 1.0]))
    resisting = film.resisting(density, one, one, 100.0)
    np.testing.assert_allclose(resisting[[0, 1]], density[[0, 1]])
    assert resisting[2] == pytest.approx((density[2] + 0.1) / 2)
    np.testing.assert_allclose(resisting[3:], 0.1)
    assert film.resisting(np.array([0.05]), one[:1], one[:1], 100.0) == pytest.approx(0.05)  # thinner than a crack


def test_a_front_too_steep_for_its_grid_is_refused():
    growth, state = rough(cells=16, spacing=1e-6, tolerance=1e-30)  # no step is good enough
    with pytest.raises(StageError, match="cells smaller than"):
        growth.run(state, 3600.0)


def test_a_trial_that_has_no_solution_is_taken_back():
    """A first step that is far too long ends where short ones end."""
    found = []
    for first in (1.0, 900.0):
        growth, state = rough(cells=32)
        state.step = first
        with np.errstate(all="ignore"):
            growth.run(state, 1200.0, steepest=1.0)
        found.append(growth.height(state).std())
    assert found[1] == pytest.approx(found[0], rel=5e-3)
