"""Growth rates of small waves on a plate against (ω + C)(ω + 1/τ) = s v² k², and the rates behind them."""

from itertools import product

import numpy as np
import pytest
from plate_cases import BARE, BUTLER_VOLMER, LINEAR, SOFT, STIFF, phase, plate
from scipy.integrate import solve_ivp

from nelumbo.deposition.instability import FilmInstability
from nelumbo.deposition.plate.contact import Unilateral
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.materials.lithium_creep import LithiumCreep
from nelumbo.materials.viscous_layer import ViscousLayer

CELLS = {"1-D": ((1, 32), (0, 2)), "2-D": ((32, 32), (2, 1)), "2-D square": ((32, 32), (0, 3))}
WAVELENGTHS = (0.8e-6, 3e-6, 12e-6)
CURRENTS = (1.0, 10.0, 60.0)
MEMBRANES = {"bare": BARE, "soft": SOFT, "stiff": STIFF}


def exact(growth, k):
    """Both roots of the relation, from a law that is built anew."""
    law, layer = growth.linear, growth.membrane
    layers = law.layers if layer is None else (*law.layers, layer.layer)
    values = {name: getattr(law, name) for name in ("velocity", "film_share", "healing_time", "resistance")}
    whole = FilmInstability(**values, surface_energy=0.5, layers=layers, height_per_charge=law.height_per_charge)
    return [float(root) for root in whole.growth_rates(np.array(k))]


def small_wave(growth, waves, amplitude, film=0.0):
    """State with h = a cos(k·x) and λ = film cos(k·x)."""
    state = growth.init(amplitude * np.cos(phase(growth.grid, *waves)), np.zeros(growth.grid.cells))
    state.waves[1] = growth.grid.waves(film * np.cos(phase(growth.grid, *waves)))
    return state


def wave_of(growth, waves):
    """|k| of the m-th and n-th wave along y and x."""
    lengths = [n * growth.grid.spacing for n in growth.grid.cells]
    return 2 * np.pi * np.hypot(*(m / length for m, length in zip(waves, lengths, strict=True)))


def coefficient(growth, state, waves):
    """Amplitudes of cos(k·x) in h and λ."""
    wave = np.cos(phase(growth.grid, *waves))
    return [2 * float((growth.grid.field(field) * wave).mean()) for field in state.waves]


@pytest.mark.parametrize("dimension", CELLS)
@pytest.mark.parametrize("membrane", MEMBRANES)
@pytest.mark.parametrize("kinetics", [LINEAR, BUTLER_VOLMER], ids=["linear", "Butler-Volmer"])
def test_growth_rates(dimension, membrane, kinetics):
    """Within 2 % of the larger root, or of the rate at which film or height would relax alone."""
    cells, waves = CELLS[dimension]
    for wavelength, current in product(WAVELENGTHS, CURRENTS):
        spacing = wavelength * np.hypot(*waves) / cells[1]
        growth = plate(cells, spacing, membrane=MEMBRANES[membrane], current=current, kinetics=kinetics)
        k = wave_of(growth, waves)
        assert 2 * np.pi / k == pytest.approx(wavelength)
        larger, smaller = exact(growth, k)
        # In the direction of the growing mode: λ̂ = −v k² ĥ/(ω + 1/τ).
        start = 1e-4 / k
        state = small_wave(growth, waves, start, -growth.linear.velocity * k**2 * start / (larger + 1 / 300.0))
        before = coefficient(growth, state, waves)[0]
        time = 1 / max(abs(larger), -smaller / 20)
        growth.run(state, time)
        found = np.log(coefficient(growth, state, waves)[0] / before) / time
        assert found == pytest.approx(larger, rel=0.02, abs=0.02 * min(1 / 300.0, abs(smaller)))


@pytest.mark.parametrize("dimension", CELLS)
@pytest.mark.parametrize("membrane", MEMBRANES)
@pytest.mark.parametrize("kinetics", [LINEAR, BUTLER_VOLMER], ids=["linear", "Butler-Volmer"])
def test_the_rates_themselves_have_the_roots(dimension, membrane, kinetics):
    """The step integrates the linear part by theory; here the roots come from the nonlinear rates alone."""
    cells, waves = CELLS[dimension]
    for wavelength, current in product(WAVELENGTHS, CURRENTS):
        spacing = wavelength * np.hypot(*waves) / cells[1]
        growth = plate(cells, spacing, membrane=MEMBRANES[membrane], current=current, kinetics=kinetics)
        k, columns = wave_of(growth, waves), []
        for height, film in ((1e-5 / k, 0.0), (0.0, 1e-5)):
            state = small_wave(growth, waves, height, film)
            rates = growth.rates(state.waves, state, 0.0)
            wave = np.cos(phase(growth.grid, *waves))
            columns.append(
                [2 * float((growth.grid.field(rate) * wave).mean()) / (height + film) for rate in rates]
            )
        roots = sorted(np.linalg.eigvals(np.array(columns).T).real, reverse=True)
        larger, smaller = exact(growth, k)
        assert roots[1] == pytest.approx(smaller, rel=1e-3)
        assert roots[0] == pytest.approx(larger, rel=2e-3, abs=1e-4 * abs(smaller))


@pytest.mark.parametrize("excess", [-0.02, 0.02])
def test_near_neutral_waves(excess):
    """ω is a twentieth of what drive and damping are each: still within 2 %."""
    growth = plate((1, 32), 3e-6 / 32, membrane=SOFT, current=10.0)
    k = wave_of(growth, (0, 1))
    damping = growth.linear.mobility * float(
        growth.linear.restoring_pressure(np.array(k)) + SOFT.stiffness(np.array(k))
    )
    drive = growth.linear.film_share * (growth.linear.velocity * k) ** 2 * 300.0
    # Such a modulus of the membrane that C = (1 − excess) s v²k²τ.
    own = growth.linear.mobility * float(SOFT.stiffness(np.array(k)))
    factor = ((1 - excess) * drive - (damping - own)) / own
    tuned = ElasticLayer(SOFT.youngs_modulus * factor, 0.2, SOFT.thickness)
    growth = plate((1, 32), 3e-6 / 32, membrane=tuned, current=10.0)
    larger, _ = exact(growth, k)
    assert np.sign(larger) == np.sign(excess)
    assert abs(larger) < 0.03 / 300.0
    start = 1e-4 / k
    state = small_wave(growth, (0, 1), start, -growth.linear.velocity * k**2 * start / (larger + 1 / 300.0))
    before = coefficient(growth, state, (0, 1))[0]
    growth.run(state, 0.5 / abs(larger))
    assert np.log(coefficient(growth, state, (0, 1))[0] / before) * abs(larger) / 0.5 == pytest.approx(
        larger, rel=0.02
    )


def test_the_step_agrees_with_a_general_integrator_of_the_rates():
    """Steep waves, where nothing is known exactly: the same rates by an explicit eighth-order method."""
    growth = plate((1, 32), 4e-6 / 32, membrane=SOFT, tolerance=1e-5)
    state = small_wave(growth, (0, 1), 0.1e-6)
    start, scale = state.waves.copy(), np.array([1e-6, 1.0])[:, None, None]
    growth.run(state, 900.0)

    def rates(time, packed):
        waves = (packed * scale.repeat(17, 2).ravel()).reshape(start.shape)
        found = growth.rates(waves, state, time) * growth.grid.resolved
        return (found / scale).ravel()

    solved = solve_ivp(rates, (0, 900.0), (start / scale).ravel(), method="DOP853", rtol=1e-9, atol=1e-12)
    other = solved.y[:, -1].reshape(start.shape) * scale
    assert growth.slope(state) > 0.15
    reference = np.abs(other[0, 0, 1:]).max()
    np.testing.assert_allclose(state.waves[0, 0, 1:11], other[0, 0, 1:11], atol=2e-3 * reference)


def test_creep_levels_a_wave_as_orchard_says():
    """No film, so that ω = −(M + Y)P; creep of exponent one is a Newtonian layer."""
    creep = LithiumCreep(strength=3.0, rate=1e-9, exponent=1.0)
    growth = plate((1, 32), 3e-6 / 32, membrane=STIFF, film_resistance=1e-9, creep=creep)
    k, state = wave_of(growth, (0, 1)), small_wave(growth, (0, 1), 1e-9)
    state.waves[0, 0, 0] = 4e-6  # thick lithium
    thickness = 4e-6
    pressure = float(growth.linear.restoring_pressure(np.array(k)) + STIFF.stiffness(np.array(k)))
    flow = float(ViscousLayer(creep.viscosity(1.0), thickness).levelling(np.array(k)))
    assert flow > growth.linear.mobility
    rate = -(growth.linear.mobility + flow) * pressure
    growth.run(state, 0.5 / -rate)
    assert np.log(coefficient(growth, state, (0, 1))[0] / 1e-9) == pytest.approx(-0.5, rel=0.02)


def test_a_resting_membrane_that_touches_everywhere_is_a_bonded_one():
    """Small waves under a pressure that no valley lifts off."""
    bonded = plate((32, 32), 0.2e-6, membrane=STIFF)
    resting = plate((32, 32), 0.2e-6, membrane=STIFF, contact=Unilateral(stack_pressure=1e6))
    heights = []
    for growth in (bonded, resting):
        state = small_wave(growth, (2, 1), 1e-12)
        growth.run(state, 100.0)
        heights.append(coefficient(growth, state, (2, 1))[0])
    assert heights[1] == pytest.approx(heights[0], rel=1e-4)
