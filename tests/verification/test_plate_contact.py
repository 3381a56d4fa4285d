"""Contact of a periodic elastic surface against known answers, and against a dense reference."""

import numpy as np
import pytest
from scipy.optimize import nnls

from nelumbo.deposition.growth.noise import correlated_noise
from nelumbo.deposition.plate.contact import Bonded, Seat, Unilateral
from nelumbo.deposition.plate.membrane import PlateMembrane
from nelumbo.errors import StageError
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.numerics.fourier import FourierGrid
from nelumbo.numerics.obstacle import ObstacleProblem

MODULUS = 1e9
"""E′ of the half-space, Pa."""
WAVELENGTH, AMPLITUDE = 2e-6, 5e-8
FULL = np.pi * MODULUS * AMPLITUDE / WAVELENGTH
"""Mean pressure that flattens a sinusoid, Pa."""


def half_space(cells, spacing):
    grid = FourierGrid(cells, spacing)
    return ObstacleProblem(grid, MODULUS * grid.wavenumber / 2)


def sinusoid(n):
    x = np.arange(n) / n
    return (AMPLITUDE * np.cos(2 * np.pi * x))[None], np.where(x < 0.5, x, x - 1) * WAVELENGTH


def conditions(problem, obstacle, touch, mean, lower=0.0):
    """How far the conditions are missed: p ≥ l, w ≥ h (over its range), complementarity, equilibrium, the mean."""
    gap, range_ = touch.surface - obstacle, np.ptp(obstacle)
    push = touch.pressure - lower
    shape, pressure = problem.grid.waves(touch.surface), problem.grid.waves(touch.pressure)
    shape[0, 0] = pressure[0, 0] = 0.0
    off = problem.grid.field(pressure / np.where(problem.stiffness > 0, problem.stiffness, 1.0) - shape)
    return (
        -push.min() / mean,
        -gap.min() / range_,
        np.abs(push * gap).max() / (np.abs(push).max() * range_),
        np.abs(off).max() / range_,
        abs(touch.pressure.mean() / mean - 1),
    )


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8])
def test_westergaard(share):
    """Wavy half-space: sin²(πa/λ) = p̄/p*; p(x) = 2p̄ cos(πx/λ)/sin²(πa/λ) √(sin²(πa/λ) − sin²(πx/λ))."""
    height, x = sinusoid(1024)
    problem = half_space((1, 1024), WAVELENGTH / 1024)
    touch = problem.solve(height, share * FULL)
    half_width = WAVELENGTH / np.pi * np.arcsin(np.sqrt(share))
    assert touch.touching.mean() * WAVELENGTH == pytest.approx(2 * half_width, abs=2 * WAVELENGTH / 1024)
    root = np.sqrt(np.maximum(share - np.sin(np.pi * x / WAVELENGTH) ** 2, 0.0))
    exact = np.where(np.abs(x) < half_width, 2 * FULL * np.cos(np.pi * x / WAVELENGTH) * root, 0.0)
    error = np.sqrt(np.mean((touch.pressure[0] - exact) ** 2)) / np.sqrt(np.mean(exact**2))
    assert error < 0.01
    assert max(conditions(problem, height, touch, share * FULL)) < 1e-6


def test_westergaard_converges():
    errors = []
    for n in (64, 128, 256, 512):
        height, x = sinusoid(n)
        touch = half_space((1, n), WAVELENGTH / n).solve(height, 0.3 * FULL)
        root = np.sqrt(np.maximum(0.3 - np.sin(np.pi * x / WAVELENGTH) ** 2, 0.0))
        exact = 2 * FULL * np.cos(np.pi * x / WAVELENGTH) * root
        errors.append(np.mean(np.abs(touch.pressure[0] - np.where(root > 0, exact, 0.0))) / (0.3 * FULL))
    slope = np.polyfit(np.log([64, 128, 256, 512]), np.log(errors), 1)[0]
    assert slope < -1.0


def test_full_contact_flattens_the_wave():
    height, _ = sinusoid(64)
    touch = half_space((1, 64), WAVELENGTH / 64).solve(height, 1.1 * FULL)
    assert touch.touching.all()
    np.testing.assert_allclose(touch.surface, height, atol=1e-6 * AMPLITUDE)
    np.testing.assert_allclose(touch.pressure, 1.1 * FULL + FULL * height / AMPLITUDE, rtol=1e-6)


@pytest.mark.parametrize("n", [64, 128])
def test_hertz(n):
    """A paraboloid on a half-space, small against the period: F = 4E′√R δ^(3/2)/3, a² = Rδ, p₀ = 3F/(2πa²)."""
    box, radius, contact = 1.0e-6, 5e-6, 0.1e-6
    force = 4 / 3 * MODULUS * contact**3 / radius
    line = (np.arange(n) / n - 0.5) * box
    paraboloid = -(line[:, None] ** 2 + line[None, :] ** 2) / (2 * radius)
    problem = half_space((n, n), box / n)
    touch = problem.solve(paraboloid, force / box**2)
    assert touch.touching.mean() * box**2 == pytest.approx(np.pi * contact**2, rel=0.05 * 64 / n)
    # Its periodic images, five diameters away, change the pressure by less than a per cent.
    assert touch.pressure.max() == pytest.approx(1.5 * force / (np.pi * contact**2), rel=0.02)


def test_a_thin_strip_on_a_ridge_bends_as_a_plate():
    """A plate on a ridge of every period carries p̄λ as a line: B w⁗ = −p̄ between, w(0) − w(λ/2) = p̄λ⁴/(384B)."""
    n, period, mean = 256, 100e-6, 10.0
    layer = ElasticLayer(1e9, 0.3, 0.2e-6)
    grid = FourierGrid((1, n), period / n)
    ridge = np.full((1, n), -2e-5)
    ridge[0, 0] = 0.0
    touch = ObstacleProblem(grid, layer.stiffness(grid.wavenumber)).solve(ridge, mean)
    assert touch.touching.sum() == 1
    sag = touch.surface[0, 0] - touch.surface[0, n // 2]
    assert sag == pytest.approx(mean * period**4 / (384 * layer.bending_stiffness), rel=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_dense_reference(seed):
    """Non-negative least squares knows the same optimum without sets and transforms."""
    n, mean = 8, 2e6
    grid = FourierGrid((n, n), 0.4e-6)
    layer = ElasticLayer(0.8e9, 0.2, 1.2e-6)
    problem = ObstacleProblem(grid, layer.stiffness(grid.wavenumber))
    height = 0.2e-6 * correlated_noise((n, n), 2.0, seed)
    touch = problem.solve(height, mean)
    stiffness = problem.stiffness.copy()
    stiffness[0, 0] = np.inf
    unit = np.eye(n * n).reshape(-1, n, n)
    compliance = grid.field(grid.waves(unit) / stiffness).reshape(n * n, n * n)
    # min ½pᵀKp − pᵀh with ⟨p⟩ = p̄, by a heavy weight on the mean; K = LLᵀ makes it least squares.
    shift = np.trace(compliance) / n**2
    full = compliance + shift * np.ones((n * n, n * n)) / n**2
    factor = np.linalg.cholesky(full)
    weight = 1e6 * np.sqrt(shift)
    matrix = np.vstack([factor.T, weight * np.ones((1, n * n)) / n])
    target = np.concatenate([np.linalg.solve(factor, height.ravel()), [weight * n * mean]])
    reference, _ = nnls(matrix, target, maxiter=10000)
    np.testing.assert_allclose(touch.pressure.ravel(), reference, atol=1e-4 * reference.max())


@pytest.mark.parametrize("mean", [1e5, 1e6, 1e7])
@pytest.mark.parametrize("thickness", [0.3e-6, 1.2e-6, 8e-6])
def test_rough_surfaces_meet_all_conditions(mean, thickness):
    n = 48
    grid = FourierGrid((n, n), 24e-6 / n)
    problem = ObstacleProblem(grid, ElasticLayer(0.5e9, 0.2, thickness).stiffness(grid.wavenumber))
    height = 0.3e-6 * correlated_noise((n, n), 4.0, 1)
    touch = problem.solve(height, mean)
    assert max(conditions(problem, height, touch, mean)) < 1e-5
    again = problem.solve(1.01 * height, mean, guess=touch.pressure)
    assert again.sets < touch.sets or touch.sets == 1
    cold = problem.solve(1.01 * height, mean)
    np.testing.assert_allclose(again.pressure, cold.pressure, atol=1e-3 * cold.pressure.max())


def test_sticking_everywhere_is_a_shift_of_the_pressure():
    """p ≥ −σ with unlimited reach: the same contact as without, under a mean pressure that is larger by σ."""
    n = 32
    problem = half_space((n, n), 0.2e-6)
    height = 0.05e-6 * correlated_noise((n, n), 5.0, 3)
    sticking = problem.solve(height, 2e6, lower=-3e6)
    loose = problem.solve(height, 5e6)
    np.testing.assert_allclose(sticking.pressure + 3e6, loose.pressure, rtol=1e-6, atol=10)
    np.testing.assert_array_equal(sticking.touching, loose.touching)


def test_a_surface_that_is_torn_off_is_refused():
    with pytest.raises(StageError, match="tears a surface"):
        half_space((1, 16), 1e-7).solve(np.zeros((1, 16)), -2e6, lower=-1e6)


def test_peeling_takes_the_energy_of_adhesion():
    """Griffith's edge (Johnson 1995): p̄ = p* sin²(πa/λ) − √[(2E′Γ/λ) tan(πa/λ)], Γ = σ_t δ_c."""
    n, strength, energy = 1024, 60e6, 0.12
    grid = FourierGrid((1, n), WAVELENGTH / n)
    membrane = PlateMembrane(ElasticLayer(MODULUS, 0.0, 50 * WAVELENGTH), np.inf, grid)  # thick against the wave
    height, _ = sinusoid(n)
    seat = Seat.on(membrane)
    for share in (1.2, 0.12, 0.08, 0.04, 0.0):  # pressed flat, then let go; in pieces of 5 MPa from 0.12 p*
        Unilateral(share * FULL, strength, energy / strength).settle(membrane, grid.waves(height), seat)
        if share < 1:
            a = np.pi * seat.touching.mean() / 2
            pulled = FULL * np.sin(a) ** 2 - np.sqrt(2 * MODULUS * energy / WAVELENGTH * np.tan(a))
            assert pulled / FULL == pytest.approx(share, abs=0.012)
    loose = half_space((1, n), WAVELENGTH / n).solve(height, 0.04 * FULL)
    assert seat.touching.mean() > 1.2 * loose.touching.mean()


def test_a_strong_bond_holds_as_a_weld():
    """What sticks with more than the valleys pull with never opens."""
    grid = FourierGrid((1, 64), WAVELENGTH / 64)
    membrane = PlateMembrane(ElasticLayer(MODULUS, 0.2, 1e-6), np.inf, grid)
    height, _ = sinusoid(64)
    waves, seat = grid.waves(height), Seat.on(membrane)
    bonded = Bonded().press(membrane, waves, seat)
    loosely = Unilateral(1e5, 1e9).press(membrane, waves, seat)
    np.testing.assert_allclose(grid.field(loosely) - 1e5, grid.field(bonded), rtol=1e-4, atol=1e3)
