"""Growth rates of small waves against linear theory, over three decades of current and with the grid."""

import numpy as np
import pytest
from growth_cases import ELECTROLYTE, KINETICS, amplitude_of, film_of_share, growth, speed_of, wave_state

from nelumbo.constants import FARADAY, LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.surface import FilmedSurface
from nelumbo.deposition.growth.transfer import ExponentialTransfer
from nelumbo.materials.butler_volmer import ButlerVolmer

DIFFUSIVITY = ELECTROLYTE.diffusivity / (1 - ELECTROLYTE.transference)


def film_rate(share, healing, v, k, cutoff):
    """The growing root of ω(ω + 1/τ) = s v²k² e^(−k²ℓ²/2)."""
    return np.real(np.roots([1.0, 1 / healing, -share * (v * k) ** 2 * np.exp(-((k * cutoff) ** 2) / 2)])).max()


def measured_film_rate(cells, wavelength, current, share, healing, cutoff, growing=1.0):
    voxel, k, v = wavelength / cells, 2 * np.pi / wavelength, speed_of(current)
    # Butler–Volmer is not linear: s is that of the differential resistance at this current.
    model = growth(voxel, film=film_of_share(share, healing, current), cutoff=cutoff, margin=wavelength / 2)
    start = 0.003 * cells
    state = wave_state(model, cells, start)
    exact = film_rate(share, healing, v, k, cutoff)
    wave = np.cos(2 * np.pi * np.arange(cells) / cells)
    state.density += -v * k**2 * start * voxel / (exact + 1 / healing) * wave
    times, heights = [], []
    while state.time < growing / exact:
        model.step(state, current)
        times.append(state.time)
        heights.append(amplitude_of(state))
    skip = len(times) // 8  # the film starts half a step off
    return np.polyfit(times[skip:], np.log(heights[skip:]), 1)[0] / exact


@pytest.mark.parametrize("current", [1.0, 10.0, 100.0])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_film_instability_over_decades_of_current(current, share):
    ratio = measured_film_rate(32, 4e-6, current, share, 3000 / current, 0.25e-6)
    assert ratio == pytest.approx(1, abs=0.03)


def test_film_instability_without_healing_converges_with_the_grid():
    errors = [abs(measured_film_rate(n, 4e-6, 10.0, 0.9, np.inf, 0.25e-6) - 1) for n in (16, 32, 64)]
    assert errors[1] < 0.6 * errors[0]
    assert errors[2] < 0.6 * errors[1]
    assert errors[2] < 0.01


@pytest.mark.parametrize("cutoff", [0.25e-6, 0.4e-6, 0.6e-6])
def test_cutoff_damps_short_waves(cutoff):
    assert measured_film_rate(32, 4e-6, 10.0, 0.9, 1000.0, cutoff) == pytest.approx(1, abs=0.03)


def diffusion_rate(exchange, current, k, distance, capillary):
    """ω/(Ω/F) = [f_c i/(FD′) − f_e d₀k²]/(1 + f_c/(FD′k coth kL)); f_c = ∂i/∂c, f_e = ∂i/∂ê; A/m³."""
    u = 1 - current * distance / (FARADAY * DIFFUSIVITY * ELECTROLYTE.concentration)
    x = 2 * np.arcsinh(current / (2 * exchange * np.sqrt(u)))
    f_e = exchange * np.sqrt(u) * np.cosh(x / 2)
    f_c = (current / 2 + 2 * f_e) / u / ELECTROLYTE.concentration
    brake = 1 + f_c / (FARADAY * DIFFUSIVITY * k / np.tanh(k * distance))
    return (f_c * current / (FARADAY * DIFFUSIVITY) - f_e * capillary * k**2) / brake


def diffusion_case(cells, wavelength, exchange, capillary, amplitude, **settings):
    surface = FilmedSurface(ExponentialTransfer(ButlerVolmer(exchange, 298.15)))
    voxel = wavelength / cells
    model = growth(
        voxel, surface=surface, capillary_length=capillary, margin=1.5 * wavelength, renewal=0.0, **settings
    )
    state = wave_state(model, cells, amplitude)
    return model, state, model.electrolyte.reach + (state.phi.shape[0] - 0.5 - 6.3) * voxel


def momentary_rate(cells, wavelength, current, exchange, capillary=0.0):
    """∂V/∂h over Ω/F of a wave that does not have time to grow, and its exact value, A/m³."""
    model, state, distance = diffusion_case(cells, wavelength, exchange, capillary, 0.003 * cells)
    motion, shape = model.motion(state, current), state.shape
    wave = np.cos(2 * np.pi * shape.foot[:, 2] / cells) * motion.area
    height = (wave * (shape.foot[:, 0] - 6.3)).sum()
    even = speed_of(current) / model.voxel
    rate = (wave * (motion.speed - even)).sum() / height / LITHIUM_HEIGHT_PER_CHARGE
    return rate, diffusion_rate(exchange, current, 2 * np.pi / wavelength, distance, capillary)


# Currents in A/m², up to half of what diffusion brings; from R_ct ≫ to R_ct ≪ the resistance of the electrolyte.
@pytest.mark.parametrize("exchange", [30.0, 1e3, 1e5])
@pytest.mark.parametrize("current", [1.0, 10.0, 100.0, 700.0])
@pytest.mark.parametrize("wavelength", [3e-6, 10e-6])
def test_diffusion_instability_of_the_momentary_front(current, exchange, wavelength):
    found, exact = momentary_rate(32, wavelength, current, exchange)
    assert found == pytest.approx(exact, rel=0.03)


def test_surface_energy_smooths():
    found, exact = momentary_rate(48, 2e-6, 10.0, 100.0, 4e-9)
    assert exact < 0
    assert found == pytest.approx(exact, rel=0.03)


@pytest.mark.parametrize("current", [1.0, 30.0, 700.0])
def test_diffusion_instability_of_a_growing_wave(current):
    """A front drifts by itself with 3e-4 v k: growth that is slower than 0.01 v k is not resolved to 3 %."""
    cells, wavelength = 32, 10e-6
    # Where the electrolyte alone decides, a step is of first order in time: short steps.
    model, state, distance = diffusion_case(cells, wavelength, 1e5, 0.0, 0.003 * cells, courant=0.1)
    times, heights = [], []
    for _ in range(30):
        model.step(state, current)
        times.append(state.time)
        heights.append(amplitude_of(state))
    found = np.polyfit(times, np.log(heights), 1)[0] / LITHIUM_HEIGHT_PER_CHARGE
    exact = diffusion_rate(1e5, current, 2 * np.pi / wavelength, distance, 0.0)
    assert exact * LITHIUM_HEIGHT_PER_CHARGE > 0.3 * speed_of(current) * 2 * np.pi / wavelength
    assert found == pytest.approx(exact, rel=0.03)


def test_resistances_add_up():
    """At 10 A/m² the share of the film is that of the differential charge-transfer resistance to 1e-3."""
    assert KINETICS.resistance(10.0) == pytest.approx(KINETICS.resistance(0.0), rel=2e-3)
