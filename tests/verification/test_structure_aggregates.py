"""Rigid aggregates: how they grow, fall, settle and are pressed. Lengths in radii of a primary."""

import math
from itertools import pairwise

import numpy as np
import pytest
from numba import njit
from scipy.optimize import nnls
from scipy.spatial.transform import Rotation

from nelumbo.design.membrane import StickingDrop
from nelumbo.numerics.kernels import rigid
from nelumbo.numerics.kernels.cluster import grow
from nelumbo.numerics.kernels.rigid import deposit_clusters
from nelumbo.structure.bodies import Bodies
from nelumbo.structure.drying import DryingLid
from nelumbo.structure.packing import deposit, draw_slips, gaps, near_pairs

BOX = 30.0
descend, turn = njit(rigid.descend.py_func), njit(rigid.turn.py_func)


def rays(rng, count: int) -> np.ndarray:
    vectors = rng.standard_normal((count, 3))
    return vectors / np.linalg.norm(vectors, axis=1)[:, None]


def diameter(centres, radii) -> float:
    """Of a ball with the same radius of gyration, every sphere with its own extent."""
    volume = radii**3
    mean = volume @ centres / volume.sum()
    square = volume @ (((centres - mean) ** 2).sum(axis=1) + 0.6 * radii**2) / volume.sum()
    return 2 * math.sqrt(5 / 3 * square)


def grown(rng, size: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Randomly turned clusters of unit spheres: offsets, and the first sphere of each."""
    most = math.ceil(size**3)
    clusters = [grow(np.ones(most), rays(rng, 4 * most), size) for _ in range(count)]
    turns = [Rotation.from_quat(rng.standard_normal(4)) for _ in range(count)]
    offsets = np.concatenate([turn.apply(cluster) for turn, cluster in zip(turns, clusters, strict=True)])
    return offsets, np.concatenate([[0], np.cumsum([len(cluster) for cluster in clusters])])


def bed(size: float, count: int, sticking: float, seed: int = 0) -> tuple[np.ndarray, Bodies, np.ndarray]:
    """Centres, the bodies as dropped, and the number of the body of every sphere."""
    rng = np.random.default_rng(seed)
    offsets, first = grown(rng, size, count)
    walls = np.tile([[1.0, 0.0]], (len(offsets), 1, 1))
    bodies = Bodies(offsets, walls, first)
    packing = StickingDrop(method="sticking_drop", sticking_probability=sticking)
    drops, slips = rng.random((count, 2)), draw_slips(packing, count, rng)
    return deposit(packing, bodies, BOX, drops, slips), bodies, bodies.numbers


def whole(centres, first) -> list[np.ndarray]:
    """The spheres of each body, put together over the sides of the box."""
    parts = []
    for start, stop in pairwise(first):
        apart = centres[start:stop] - centres[start]
        apart[:, :2] -= BOX * np.round(apart[:, :2] / BOX)
        parts.append(centres[start] + apart)
    return parts


def distances(points) -> np.ndarray:
    return np.linalg.norm(points[:, None] - points[None], axis=2)


def smallest_gap(centres, numbers) -> float:
    radii = np.ones(len(centres))
    pairs = near_pairs(centres, radii, BOX, 0.05)
    pairs = pairs[numbers[pairs[:, 0]] != numbers[pairs[:, 1]]]
    return float(gaps(pairs, centres, radii, BOX).min())


@pytest.mark.parametrize("size", [2.5, 4.0, 6.0, 10.0])
def test_cluster_grows_to_its_size_with_real_contacts(size):
    rng = np.random.default_rng(1)
    for _ in range(5):
        most = math.ceil(size**3)
        centres = grow(np.ones(most), rays(rng, 4 * most), size)
        count = len(centres)
        assert diameter(centres, np.ones(count)) >= size * (1 - 1e-8)
        before = centres[:-1]
        assert diameter(before, np.ones(count - 1)) < size
        apart = distances(centres)[np.triu_indices(count, 1)]
        assert apart.min() == pytest.approx(2.0, abs=1e-9)
        contacts = np.count_nonzero(apart < 2 + 1e-9)
        assert contacts >= (3 * count - 6 if count > 2 else count - 1)
        assert 0.4 < count * 8 / size**3 < 1.05
        assert apart.max() + 2 <= size + 4
        assert centres.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-9)


def test_cluster_of_unequal_spheres_touches_and_does_not_overlap():
    rng = np.random.default_rng(2)
    radii = rng.uniform(0.6, 1.4, 400)
    centres = grow(radii, rays(rng, 1600), 8.0)
    used = radii[: len(centres)]
    upper = np.triu_indices(len(centres), 1)
    gap = (distances(centres) - used[:, None] - used[None])[upper]
    assert gap.min() > -1e-8
    assert np.count_nonzero(gap < 1e-8) == 3 * len(centres) - 6
    assert diameter(centres[:-1], used[:-1]) < 8.0 <= diameter(centres, used)


def test_one_sphere_is_a_cluster_of_its_own_diameter():
    assert len(grow(np.ones(9), rays(np.random.default_rng(0), 9), 2.0)) == 1


@pytest.mark.parametrize(("size", "count"), [(2.5, 150), (5.0, 80), (8.0, 25)])
@pytest.mark.parametrize("sticking", [0.0, 0.35])
def test_settled_bodies_stay_rigid_and_apart(size, count, sticking):
    centres, bodies, numbers = bed(size, count, sticking)
    starts = zip(whole(centres, bodies.first), bodies.first, bodies.first[1:], strict=False)
    for points, start, stop in starts:
        assert distances(points) == pytest.approx(distances(bodies.offsets[start:stop]), abs=1e-9)
    assert smallest_gap(centres, numbers) > -1e-6
    assert centres[:, 2].min() > 1 - 1e-6


def contact_wrenches(points, others) -> np.ndarray:
    """Unit forces of all contacts of one body and their torques about its centre, (m, 6)."""
    centre, found = points.mean(axis=0), []
    for point in points:
        apart = point - others
        apart[:, :2] -= BOX * np.round(apart[:, :2] / BOX)
        length = np.linalg.norm(apart, axis=1)
        normals = [a / d for a, d in zip(apart, length, strict=True) if d < 2 + 1e-5]
        if point[2] < 1 + 1e-5:
            normals.append(np.array([0.0, 0.0, 1.0]))
        found += [np.concatenate([n, np.cross(point - centre, n)]) for n in normals]
    return np.array(found)


@pytest.mark.parametrize(("size", "count", "fewest"), [(2.5, 100, 2), (5.0, 50, 3)])
def test_settled_bodies_are_in_equilibrium_on_their_supports(size, count, fewest):
    """The weight is a sum of pushes of the contacts, forces and torques: to first order no move lowers a body."""
    centres, bodies, _ = bed(size, count, sticking=0.0)
    weight = np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    left_over, supports = [], []
    for number, points in enumerate(whole(centres, bodies.first)):
        wrenches = contact_wrenches(points, centres[: bodies.first[number]])
        loads, residual = nnls(wrenches.T, weight)
        left_over.append(residual)
        supports.append(np.count_nonzero(loads > 1e-6))
    assert np.quantile(left_over, 0.95) < 0.02
    assert max(left_over) < 0.1
    assert min(supports) >= fewest


def test_rest_is_a_minimum_of_the_height():
    """Small random moves that keep the body off its supports do not lower it by more than their second order."""
    centres, bodies, _ = bed(5.0, 30, sticking=0.0, seed=3)
    rng = np.random.default_rng(0)
    size = 1e-4
    for number, points in enumerate(whole(centres, bodies.first)):
        rows = contact_wrenches(points, centres[: bodies.first[number]])
        for _ in range(20):
            move = size * rng.standard_normal(6)
            descend(move, rows, np.zeros(len(rows)), np.zeros(len(rows)), len(rows))
            assert move[2] > -0.1 * size


def test_body_falls_to_its_exact_first_contact():
    """A dumb-bell that lies along x over a sphere on the floor, its left end above: z = 1 + √(4 − Δx²)."""
    offsets = np.array([[0.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    first, drops = np.array([0, 1, 3]), np.array([[10.0, 10.0], [11.4, 10.0]])
    centres = deposit_clusters(offsets, np.ones(3), first, drops, np.array([True, True]), BOX)
    assert centres[0] == pytest.approx([10.0, 10.0, 1.0])
    assert centres[1] == pytest.approx([10.4, 10.0, 1 + math.sqrt(4 - 0.4**2)])
    assert centres[2] == pytest.approx([12.4, 10.0, 1 + math.sqrt(4 - 0.4**2)])


def test_tilted_body_lies_down_on_the_floor():
    """A dumb-bell, a triangle and a tetrahedron end with two, three and three spheres on the floor."""
    tetrahedron = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / math.sqrt(2)
    shapes = [np.array([[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]), tetrahedron[:3], tetrahedron]
    for number, shape in enumerate(shapes):
        tilted = Rotation.from_euler("xyz", [0.4, 0.9, 0.3]).apply(shape - shape.mean(axis=0)).copy("C")
        drops = np.array([[3.0, 29.0]])
        first = np.array([0, len(shape)])
        centres = deposit_clusters(tilted, np.ones(len(shape)), first, drops, np.array([False]), BOX)
        assert np.count_nonzero(centres[:, 2] < 1 + 1e-5) == (2, 3, 3)[number]
    assert centres[:, 2].max() == pytest.approx(1 + 2 * math.sqrt(2 / 3), abs=1e-4)


def test_turning_keeps_distances_and_follows_the_right_hand():
    points = np.array([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 3.0]])
    turn(points, np.zeros(3), np.array([0.0, 0.0, math.pi / 2]))
    assert points == pytest.approx(np.array([[0.0, 1.0, 0.0], [-2.0, 0.0, 0.0], [0.0, 0.0, 3.0]]), abs=1e-12)


def test_lid_keeps_bodies_rigid_and_resolves_their_overlaps():
    centres, bodies, numbers = bed(5.0, 60, sticking=0.0)
    pressed = DryingLid().press(centres, np.ones(len(centres)), numbers, BOX)
    starts = zip(whole(pressed, bodies.first), bodies.first, bodies.first[1:], strict=False)
    for points, start, stop in starts:
        assert distances(points) == pytest.approx(distances(bodies.offsets[start:stop]), abs=1e-9)
    assert smallest_gap(pressed, numbers) > -1e-3
    assert pressed[:, 2].min() > 1 - 1e-3
    assert np.quantile(pressed[:, 2], 0.98) < np.quantile(centres[:, 2], 0.98)
