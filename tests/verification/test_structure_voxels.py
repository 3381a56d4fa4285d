"""Partial volumes: exact cuts of a cube, order of the sphere's volume, dense packing, the neck's volume."""

import itertools
import math

import numpy as np
import pytest

from nelumbo.numerics.kernels.voxels import cut_cube, fill_balls, fill_bridges
from nelumbo.structure.neck import PendularNeck

OFFSETS = np.random.default_rng(0).random((40, 3))


def corner_volume(normal: np.ndarray, depth: float) -> float:
    """Cube behind a plane by inclusion and exclusion of its corners: Σ ± (depth − n·corner)₊³/(6 n₁ n₂ n₃)."""
    terms = (
        (-1) ** sum(corner) * max(depth - float(normal @ corner), 0.0) ** 3
        for corner in itertools.product((0, 1), repeat=3)
    )
    return sum(terms) / (6 * math.prod(normal))


def test_cut_cube_is_exact():
    rng = np.random.default_rng(1)
    for _ in range(300):
        normal = rng.uniform(0.05, 1.0, 3)
        normal /= np.linalg.norm(normal)
        distance = rng.uniform(-0.9, 0.9)
        exact = corner_volume(normal, normal.sum() / 2 - distance)
        signs = rng.choice([-1.0, 1.0], 3)
        assert cut_cube(*(normal * signs), distance) == pytest.approx(exact, abs=1e-10)


def test_cut_cube_by_planes_along_the_axes():
    for distance in np.linspace(-0.7, 0.7, 15):
        exact = min(1.0, max(0.0, 0.5 - distance))
        assert cut_cube(0.0, 1.0, 0.0, distance) == pytest.approx(exact, abs=1e-5)
    assert cut_cube(0.6, 0.8, 0.0, 0.0) == pytest.approx(0.5, abs=1e-5)


def ball_errors(radius: float) -> float:
    """Root mean square relative error of a ball's volume over random places on the grid."""
    size = math.ceil(2 * radius) + 4
    errors = []
    for offset in OFFSETS:
        field = np.zeros((size, size, size))
        fill_balls(field, size / 2 + offset[None, :], radius, 1.0)
        errors.append(field.sum() / (4 / 3 * math.pi * radius**3) - 1)
    return float(np.sqrt(np.mean(np.square(errors))))


def test_ball_volume_is_at_least_of_second_order():
    radii = np.array([2.0, 4.0, 8.0, 16.0])
    errors = np.array([ball_errors(r) for r in radii])
    slope = -np.polyfit(np.log(radii), np.log(errors), 1)[0]
    assert slope > 2
    assert errors[0] < 0.01


def test_ball_wraps_round_the_periodic_sides():
    field = np.zeros((12, 12, 12))
    fill_balls(field, np.array([[0.2, 11.7, 6.0]]), 3.0, 1.0)
    assert field.sum() == pytest.approx(4 / 3 * math.pi * 27, rel=5e-3)
    assert field[6, 11, 0] == field[6, 0, 0] == field[6, 11, 11] == 1.0


@pytest.mark.parametrize(("cells", "tolerance"), [(8, 2e-2), (16, 4e-3), (32, 1e-3)])
def test_face_centred_cubic_packing(cells, tolerance):
    """Two cubic cells side by side; the middle one of three in z is counted, voxels not aligned with them."""
    corner = np.array(list(itertools.product(range(2), range(2), range(4))), float)
    basis = np.array([[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    centres = (corner[:, None, :] + basis).reshape(-1, 3) * cells + 0.3
    field = np.zeros((3 * cells, 2 * cells, 2 * cells))
    fill_balls(field, centres, cells / math.sqrt(8), 1.0)
    middle = field[cells : 2 * cells]
    assert middle.mean() == pytest.approx(math.pi / math.sqrt(18), rel=tolerance)
    assert field.max() < 1 + 0.1


@pytest.mark.parametrize("half_angle", [0.4, math.pi / 4])
def test_bridge_holds_the_volume_of_the_neck(half_angle):
    radius, axis = 30.0, np.array([2.0, 1.0, 2.0]) / 3
    size = 140
    middle = np.array([[70.3, 69.8, 70.1]])
    balls, bridge = np.zeros((size,) * 3), np.zeros((size,) * 3)
    fill_balls(balls, np.concatenate([middle - radius * axis, middle + radius * axis]), radius, 1.0)
    fill_bridges(bridge, middle, axis[None, :], radius, half_angle)
    volume = np.clip(bridge - balls, 0.0, 1.0).sum()
    assert volume == pytest.approx(PendularNeck().volume(half_angle, radius), rel=0.05)
