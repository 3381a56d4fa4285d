"""Areas of interfaces in binary images, against spheres, shells and planes."""

import math

import numpy as np
import pytest

from nelumbo.numerics.interface_area import directions, interface_area

OFFSETS = np.random.default_rng(0).random((10, 3)) - 0.5


def ball(radius: float, offset: np.ndarray) -> np.ndarray:
    """Distances from the centre of a ball in a box with room around it, in voxels."""
    size = 2 * math.ceil(radius) + 6
    axes = (np.arange(size) + 0.5 - size / 2 - shift for shift in offset)
    z, y, x = np.meshgrid(*axes, indexing="ij")
    return np.sqrt(x**2 + y**2 + z**2)


def test_directions_share_the_sphere():
    weights = dict(directions())
    assert len(weights) == 13
    assert sum(weights.values()) == pytest.approx(1.0, abs=1e-12)
    assert weights[0, 0, 1] == pytest.approx(2 * 0.0457779, abs=1e-6)  # Ohser & Mücklich's table
    assert weights[0, 1, 1] == pytest.approx(2 * 0.0369806, abs=1e-6)
    assert weights[1, 1, 1] == pytest.approx(2 * 0.0351956, abs=1e-6)


@pytest.mark.parametrize(
    ("radius", "tolerance"), [(3, 0.03), (4, 0.025), (6, 0.01), (8, 0.005), (12, 0.004), (20, 0.002)]
)
def test_sphere(radius, tolerance):
    found = []
    for offset in OFFSETS:
        inside = ball(radius, offset) < radius
        found.append(interface_area(inside, ~inside) / (4 * math.pi * radius**2))
    assert np.mean(found) == pytest.approx(1.0, abs=tolerance)


def test_shell_of_two_voxels_shows_both_faces():
    away = [ball(8.0, offset) for offset in OFFSETS]
    found = [interface_area((d < 8) & (d > 6), (d >= 8) | (d <= 6)) for d in away]
    assert np.mean(found) == pytest.approx(4 * math.pi * (8**2 + 6**2), rel=0.01)


def test_planes_depend_on_their_orientation():
    """7 % too small along the axes, 2 % too large at most; over all orientations the error averages out."""
    level = np.arange(24)[:, None, None] * np.ones((1, 24, 24)) < 12
    assert interface_area(level, ~level) / 24**2 == pytest.approx(0.9266, abs=1e-4)
    normals = np.random.default_rng(0).normal(size=(20_000, 3))
    normals /= np.linalg.norm(normals, axis=1)[:, None]
    found = sum(2 * w * np.abs(normals @ np.array(d)) / np.linalg.norm(d) for d, w in directions())
    assert found.min() == pytest.approx(0.927, abs=0.004)
    assert found.max() == pytest.approx(1.023, abs=0.004)
    assert found.mean() == pytest.approx(1.0, abs=0.001)


def test_sides_are_periodic_and_ends_are_none():
    slab = np.zeros((6, 10, 10), bool)
    slab[:, 3:7] = True
    across = interface_area(slab, ~slab)
    np.testing.assert_allclose(interface_area(np.roll(slab, 5, 1), ~np.roll(slab, 5, 1)), across)
    assert interface_area(np.ones_like(slab), np.zeros_like(slab)) == 0.0


def test_only_the_interface_of_the_two_sets_counts():
    """A ball half covered: its two interfaces sum to its surface."""
    away = ball(10.0, OFFSETS[0])
    inside = away < 10
    cover = ~inside & (np.indices(away.shape)[0] < len(away) // 2)
    parts = interface_area(inside, cover), interface_area(inside, ~inside & ~cover)
    assert sum(parts) == pytest.approx(interface_area(inside, ~inside), rel=1e-12)
    assert parts[0] == pytest.approx(parts[1], rel=0.1)
