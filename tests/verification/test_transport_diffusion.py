"""Known answers, conservation and orders of steady diffusion on voxel images."""

import math

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import spsolve

from nelumbo.numerics.grid import Ends, Sides
from nelumbo.transport.image import effective_diffusivity
from nelumbo.transport.mixing import PartialVolumes
from nelumbo.transport.steady_diffusion import SteadyDiffusion

RADIUS = 0.35
"""Of the spheres in a periodic cell of edge 1: a filling of 0.18."""


def ball(cells: int, radius: float, offset: float = 0.0, samples: int = 4) -> np.ndarray:
    """Partial volumes of a ball in the middle of a unit cell, shifted by ``offset`` voxels."""
    fine = cells * samples
    squared = ((np.arange(fine) + 0.5) / fine - 0.5 - offset / cells) ** 2
    inside = squared[:, None, None] + squared[:, None] + squared < radius**2
    return inside.reshape(cells, samples, cells, samples, cells, samples).mean(axis=(1, 3, 5))


def cubic_array(filling: float, conductivity: float) -> float:
    """Simple-cubic array of spheres (Rayleigh 1892; coefficient of Runge 1925), error of order f^(17/3).

    For k = 0 it is 1 − 3f/(2 + f − 0.392 f^(10/3)).
    """
    k = conductivity
    return 1 + 3 * filling / ((k + 2) / (k - 1) - filling - 1.569 * (k - 1) / (3 * k + 4) * filling ** (10 / 3))


def coated(core: float, coat: float, share: float) -> float:
    """Conductivity of the homogeneous sphere that replaces a coated one; core over whole volume is ``share``."""
    return coat * (1 + 3 * share / ((core + 2 * coat) / (core - coat) - share)) if core != coat else coat


def octant(cells: int, radius: float, samples: int = 4) -> np.ndarray:
    """Partial volumes of the ball about the corner of a cube that is an eighth of the unit cell."""
    fine = cells * samples
    squared = ((np.arange(fine) + 0.5) / fine / 2) ** 2
    inside = squared[:, None, None] + squared[:, None] + squared < radius**2
    return inside.reshape(cells, samples, cells, samples, cells, samples).mean(axis=(1, 3, 5))


def direct(ratio: np.ndarray) -> float:
    """D_eff with periodic sides by an assembled matrix and its factors, independent of the package's solver."""
    number = np.where(ratio > 0, np.cumsum(ratio.ravel() > 0).reshape(ratio.shape) - 1, -1)
    n, matrix = number.max() + 1, []
    for axis in range(3):
        other, there = np.roll(number, -1, axis), np.roll(ratio, -1, axis)
        faces = (number >= 0) & (other >= 0)
        if axis == 0:
            faces[-1] = False
        weight = 2 * ratio[faces] * there[faces] / (ratio[faces] + there[faces])
        for i, j in ((number[faces], other[faces]), (other[faces], number[faces])):
            matrix.append(
                sparse.csc_matrix((weight, (i, i)), (n, n)) - sparse.csc_matrix((weight, (i, j)), (n, n))
            )
    held = np.zeros(n)
    first = number[0] >= 0
    held[number[0][first]] = 2 * ratio[0][first]
    last = number[-1] >= 0
    ends = held.copy()
    ends[number[-1][last]] += 2 * ratio[-1][last]
    c = spsolve(sum(matrix) + sparse.diags(ends, format="csc"), held)
    return float((held * (1 - c)).sum()) * len(ratio) / ratio[0].size


def pair(share: np.ndarray) -> np.ndarray:
    return np.stack([1 - share, share])


# ------------------------------------------------------------------ exact


@pytest.mark.parametrize("ends", Ends)
@pytest.mark.parametrize("sides", Sides)
def test_uniform_block_is_free_electrolyte(ends, sides):
    result = effective_diffusivity(np.zeros((7, 6, 5), int), {0: 3e-10}, sides=sides, ends=ends)
    assert result.ratio == pytest.approx(1, abs=1e-12)
    assert result.tortuosity_factor == pytest.approx(1, abs=1e-12)
    assert result.flux_variation == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("contrast", [0.5, 1e-3, 1e-6])
def test_layers_across_the_flux_are_in_series(contrast):
    layers = np.zeros((12, 5, 4), int)
    layers[3:5] = 1
    result = effective_diffusivity(layers, {0: 1.0, 1: contrast}, tolerance=1e-9)
    assert result.ratio == pytest.approx(12 / (10 + 2 / contrast), rel=1e-8)


@pytest.mark.parametrize("contrast", [0.5, 1e-3, 1e-6])
@pytest.mark.parametrize("axis", [1, 2])
def test_layers_along_the_flux_are_in_parallel(contrast, axis):
    layers = np.zeros((5, 12, 12), int)
    np.moveaxis(layers, axis, 0)[3:5] = 1
    result = effective_diffusivity(layers, {0: 1.0, 1: contrast})
    assert result.ratio == pytest.approx((10 + 2 * contrast) / 12, rel=1e-12)
    assert result.flux_map.mean() == pytest.approx(1)


def test_values_held_outside_add_a_layer_of_the_end_cells():
    """One voxel outside: N + 1 spacings between the end values, the first and last in the end cells."""
    layers = np.zeros((8, 3, 3), int)
    layers[3:6] = 1
    result = effective_diffusivity(layers, {0: 1.0, 1: 0.1}, ends=Ends.OUTSIDE, tolerance=1e-9)
    assert result.ratio == pytest.approx(9 / (6 + 3 / 0.1), rel=1e-8)


def test_a_sudden_turn_by_hand():
    """Two cells wide, two high, one of the lower cells closed."""
    image = np.array([[0, 0], [0, 1]])[:, None, :]
    result = effective_diffusivity(image, {0: 1.0, 1: 0.0}, sides=Sides.NO_FLUX, tolerance=1e-12)
    # Entry 2 into either upper cell, 1 between them, 1 down, exit 2: 1/(2 + 2·1/3) + 1 + 1/2 = 15/8 in series.
    assert result.ratio == pytest.approx(8 / 15)


def test_dead_ends_change_porosity_but_not_flux():
    straight = np.ones((12, 9, 9), int)
    straight[:, 2:5, 2:5] = 0
    plain = effective_diffusivity(straight, {0: 1.0, 1: 0.0})
    assert plain.ratio == pytest.approx(1 / 9)
    assert plain.tortuosity_factor == pytest.approx(1)
    pocket = straight.copy()
    pocket[6, 5:8, 3] = 0  # a side arm one cell high: no flux enters, none bends
    pocket[9, 8, 8] = 0  # an island
    dead = effective_diffusivity(pocket, {0: 1.0, 1: 0.0}, tolerance=1e-10)
    assert dead.ratio >= plain.ratio * (1 - 1e-10)
    assert dead.ratio == pytest.approx(plain.ratio, rel=1e-2)
    assert dead.porosity == pytest.approx(plain.porosity + 4 / 972)
    assert not dead.through[9, 8, 8]
    assert dead.through[6, 7, 3]


def test_a_path_that_only_touches_edges_is_no_path():
    stairs = np.ones((4, 4, 4), int)
    for step in range(4):
        stairs[step, step, 1] = 0
    result = effective_diffusivity(stairs, {0: 1.0, 1: 0.0})
    assert not result.percolates
    assert result.tortuosity_factor == math.inf
    assert "end at plane 1 of 4" in result.reason


def test_a_path_through_the_side_needs_periodic_sides():
    image = np.ones((6, 6, 6), int)
    image[:3, 0] = image[2:, 5] = 0
    assert effective_diffusivity(image, {0: 1.0, 1: 0.0}).percolates
    assert not effective_diffusivity(image, {0: 1.0, 1: 0.0}, sides=Sides.NO_FLUX).percolates


def test_sides_agree_on_a_mirrored_image():
    """Mirror images side by side exchange nothing, so periodic sides are then no-flux sides."""
    quarter = (np.random.default_rng(5).random((8, 7, 6)) < 0.3).astype(int)
    half = np.concatenate([quarter, quarter[:, ::-1]], axis=1)
    whole = np.concatenate([half, half[:, :, ::-1]], axis=2)
    d = {0: 1.0, 1: 0.01}
    closed = effective_diffusivity(quarter, d, sides=Sides.NO_FLUX, tolerance=1e-9).ratio
    assert effective_diffusivity(whole, d, tolerance=1e-9).ratio == pytest.approx(closed, rel=1e-8)
    assert effective_diffusivity(quarter, d, tolerance=1e-9).ratio > closed * 1.001


# ------------------------------------------------------------------ conservation and robustness


@pytest.mark.parametrize("contrast", [1.0, 1e-3, 1e-6, 0.0])
def test_flux_is_conserved_and_that_of_a_direct_solution(contrast):
    """Hollow spheres with closed specks."""
    wall = ball(16, 0.42) - ball(16, 0.33)
    specks = np.random.default_rng(0).random(wall.shape) < 0.1
    ratio = PartialVolumes().mix(pair(wall), np.array([1.0, contrast])) * ~specks
    result = SteadyDiffusion().solve(ratio, 1.0)
    assert result.imbalance <= 1e-6
    assert result.ratio == pytest.approx(direct(np.where(result.through, ratio, 0.0)), rel=1e-9)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4])
def test_what_is_dissipated_errs_by_the_square_of_the_error_and_never_below(tolerance):
    """The Dirichlet principle: at a loose tolerance D_eff is an upper bound, and a sharp one."""
    field = np.random.default_rng(6).random((20, 18, 16)) + 0.01
    exact = SteadyDiffusion(tolerance=1e-10).solve(field, 1.0).ratio
    loose = SteadyDiffusion(tolerance=tolerance).solve(field, 1.0)
    assert -1e-12 < loose.ratio / exact - 1 < tolerance**2


@pytest.mark.parametrize("shape", [(7, 11, 13), (1, 5, 3), (31, 17, 2), (2, 1, 1)])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_any_odd_or_prime_grid_along_any_axis(shape, axis):
    field = np.random.default_rng(11).integers(0, 3, shape)
    d = {0: 1.0, 1: 1e-3, 2: 1e-6}
    result = effective_diffusivity(field, d, axis=axis, tolerance=1e-8)
    ratio = np.moveaxis(np.vectorize(d.get)(field), axis, 0)
    if min(ratio.shape[1:]) > 2:  # two cells that meet twice are for the textbook's loops in tests/numerics
        assert result.ratio == pytest.approx(direct(ratio), rel=1e-9)
    assert 1 / np.mean(1 / ratio) * (1 - 1e-9) <= result.ratio <= ratio.mean() * (1 + 1e-9)


def test_reversing_the_flux_changes_nothing():
    noise = np.random.default_rng(8).random((14, 12, 10))
    up, down = (SteadyDiffusion(tolerance=1e-9).solve(field, 1.0).ratio for field in (noise, noise[::-1].copy()))
    assert up == pytest.approx(down, rel=1e-8)


def test_wiener_bounds_hold():
    noise = np.random.default_rng(9).random((14, 12, 10))
    ratio = SteadyDiffusion().solve(noise, 1.0).ratio
    assert 1 / np.mean(1 / noise) < ratio < noise.mean()


# ------------------------------------------------------------------ spheres


@pytest.mark.parametrize("conductivity", [0.0, 0.1, 10.0])
def test_dilute_spheres_follow_maxwell_garnett(conductivity):
    """At a filling of 1.4 % the neglected interaction is 1e-6; the voxels, 6 per radius, set the error."""
    share = ball(40, 0.15)
    f, k = 4 / 3 * math.pi * 0.15**3, conductivity
    exact = 1 + 3 * f * (k - 1) / (k + 2 - f * (k - 1))
    ratio = effective_diffusivity(pair(share), {0: 1.0, 1: k}).ratio * max(1, k)
    assert ratio - 1 == pytest.approx(exact - 1, rel=0.15)


@pytest.mark.parametrize(
    ("conductivity", "order", "last"), [(0.0, 0.5, 0.009), (0.1, 0.8, 0.017), (10.0, 0.5, 0.013)]
)
def test_cubic_array_converges_to_rayleigh(conductivity, order, last):
    """Partial volumes with harmonic faces: first order or a little less, towards the series solution."""
    exact = cubic_array(4 / 3 * math.pi * RADIUS**3, conductivity)
    cells = np.array([12, 16, 24, 36])
    errors = []
    for n in cells:
        ratios = [
            effective_diffusivity(pair(ball(n, RADIUS, shift)), {0: 1.0, 1: conductivity}).ratio
            * max(1, conductivity)
            for shift in (0.0, 0.25, 0.5)
        ]
        errors.append(abs(np.mean(ratios) / exact - 1))
    slope = -np.polyfit(np.log(cells), np.log(errors), 1)[0]
    assert slope > order
    assert errors[-1] < last


def extrapolated(conductivity: float, cells: tuple[int, ...]) -> float:
    """D_eff of the cubic array from an eighth of its cell, D(n) = D + b/n fitted."""
    ratios = [
        effective_diffusivity(pair(octant(n, RADIUS)), {0: 1.0, 1: conductivity}, sides=Sides.NO_FLUX).ratio
        for n in cells
    ]
    return float(np.polyfit(1 / np.array(cells), ratios, 1)[1]) * max(1, conductivity)


@pytest.mark.parametrize("conductivity", [0.0, 0.1])
def test_cubic_array_is_rayleighs_to_a_thousandth(conductivity):
    exact = cubic_array(4 / 3 * math.pi * RADIUS**3, conductivity)
    assert extrapolated(conductivity, (24, 32, 48, 64)) == pytest.approx(exact, rel=1e-3)


@pytest.mark.slow
def test_cubic_array_of_conductors_is_rayleighs_to_a_thousandth():
    exact = cubic_array(4 / 3 * math.pi * RADIUS**3, 10.0)
    assert extrapolated(10.0, (48, 64, 96, 128)) == pytest.approx(exact, rel=1e-3)


@pytest.mark.parametrize("voxels_per_wall", [0.5, 1.0, 1.5])
def test_hollow_multishelled_spheres_follow_the_multipole_solution(voxels_per_wall):
    """Three walls of D = 0.05, each replaced from inside out by the sphere that disturbs the field as it does."""
    wall, conductivity = RADIUS / 10, 0.05
    radii = (0.3 * RADIUS, 0.65 * RADIUS, RADIUS)
    sphere, outer = 1.0, radii[0]
    for radius in radii:
        if radius != radii[0]:
            sphere = coated(sphere, 1.0, (outer / (radius - wall)) ** 3)
        sphere, outer = coated(sphere, conductivity, ((radius - wall) / radius) ** 3), radius
    exact = cubic_array(4 / 3 * math.pi * RADIUS**3, sphere)
    cells = round(voxels_per_wall / wall)
    walls = sum(ball(cells, radius, 0.3) - ball(cells, radius - wall, 0.3) for radius in radii)
    result = effective_diffusivity(pair(np.clip(walls, 0, 1)), {0: 1.0, 1: conductivity})
    assert result.ratio == pytest.approx(exact, rel=0.01)


@pytest.mark.slow
def test_a_membrane_of_six_hundred_thousand_voxels_takes_few_iterations():
    """Each iteration visits every voxel a fixed number of times, so that their number is the time."""
    wall = np.tile(sum(ball(43, r, 0.3) - ball(43, r - 0.048, 0.3) for r in (0.48, 0.31, 0.14)), (2, 2, 2))
    result = effective_diffusivity(pair(np.clip(wall, 0, 1)), {0: 1.0, 1: 0.05})
    assert result.imbalance <= 1e-6
    assert result.iterations <= 20
