"""Particles before they are packed: sizes, masses, shapes and orientations."""

import math

import numpy as np
import pytest
from scipy.stats import kstest

from nelumbo.design.particle.sizes import TRUNCATION, LogNormalSizes
from nelumbo.structure.bodies import bodies_of_mass, scales

LOADING = {"mass_loading": "0.2 mg/cm^2"}


@pytest.mark.parametrize("variation", [0.05, 0.1, 0.3, 0.8])
def test_sizes_have_mean_one_and_stay_within_the_truncation(variation):
    sizes = LogNormalSizes(variation)
    drawn = scales(sizes, (np.arange(200_000) + 0.5) / 200_000)
    assert drawn.mean() == pytest.approx(1, abs=1e-5)
    assert drawn.min() == pytest.approx(sizes.smallest, rel=0.01)
    assert drawn.max() == pytest.approx(sizes.largest, rel=0.01)
    assert np.log(drawn).std() == pytest.approx(0.9866 * sizes.sigma, rel=1e-3)
    assert sizes.largest / sizes.smallest == pytest.approx(math.exp(2 * TRUNCATION * sizes.sigma))
    for power in (1, 2, 3):
        assert sizes.mean(lambda s, p=power: s**p) == pytest.approx((drawn**power).mean(), rel=2e-3)


def test_variation_is_the_coefficient_of_variation():
    for variation, kept in ((0.1, 0.985), (0.3, 0.9816)):
        drawn = scales(LogNormalSizes(variation), (np.arange(100_000) + 0.5) / 100_000)
        assert drawn.std() == pytest.approx(kept * variation, rel=0.005)


def test_particles_without_variation_are_equal():
    assert LogNormalSizes(0.0).smallest == LogNormalSizes(0.0).largest == 1.0
    assert np.all(scales(LogNormalSizes(0.0), np.array([0.01, 0.99])) == 1.0)


def test_masses_of_shells_of_all_sizes_add_up(membrane, shapes):
    """Walls keep their thickness: the mass of every particle is that of its own shells."""
    kind = membrane(
        {**shapes.shells("400 nm", "260 nm"), "size_variation": 0.2}, shapes.rolling, **LOADING
    ).particle
    bodies = bodies_of_mass(kind, 400 * kind.mass, np.random.default_rng(0))
    assert np.allclose(bodies.walls[..., 0] - bodies.walls[..., 1], 40e-9)
    assert bodies.walls[:, 1, 0] / bodies.walls[:, 0, 0] == pytest.approx(260 / 400)
    masses = bodies.masses(kind)
    by_hand = [sum(4 / 3 * math.pi * (o**3 - i**3) for o, i in walls) * 0.7 * 8960 for walls in bodies.walls]
    assert masses == pytest.approx(by_hand)
    assert masses.mean() == pytest.approx(kind.mean_mass, rel=4 * masses.std() / kind.mean_mass / 20)
    assert masses.sum() >= 400 * kind.mass > masses[:-1].sum()


@pytest.mark.parametrize("particle", ["sphere", "aggregate"])
def test_more_mass_adds_bodies_and_keeps_the_first(particle, membrane, shapes):
    shape = {"sphere": {**shapes.sphere, "size_variation": 0.2}, "aggregate": shapes.aggregate("200 nm")}[particle]
    kind = membrane(shape, shapes.sticking, **LOADING).particle
    few, many = (bodies_of_mass(kind, n * kind.primary.mass, np.random.default_rng(1)) for n in (100, 300))
    assert np.array_equal(many.leading(few.count).offsets, few.offsets)
    assert np.array_equal(many.leading(few.count).walls, few.walls)
    assert many.count > few.count


def test_aggregates_have_the_size_that_was_asked_for(membrane, shapes):
    primary = {**shapes.sphere, "size_variation": 0.1}
    shape = shapes.aggregate("400 nm", primary, size_variation=0.1)
    kind = membrane(shape, shapes.sticking, **LOADING).particle
    bodies = bodies_of_mass(kind, 3000 * kind.primary.mass, np.random.default_rng(2))
    found = []
    for start, stop in zip(bodies.first, bodies.first[1:], strict=False):
        centres, radii = bodies.offsets[start:stop], bodies.radii[start:stop]
        weights = radii**3 / (radii**3).sum()
        assert weights @ centres == pytest.approx([0, 0, 0], abs=1e-16)
        found.append(2 * math.sqrt(5 / 3 * weights @ ((centres**2).sum(axis=1) + 0.6 * radii**2)))
    assert np.mean(found) == pytest.approx(400e-9, rel=4 * 0.1 / math.sqrt(len(found)))
    assert np.std(found) == pytest.approx(40e-9, rel=0.4)
    assert np.all(np.diff(bodies.first) > 1)


def test_aggregates_are_turned_every_way(membrane, shapes):
    """The height of the axis of a pair is uniform on [−1, 1], and so is its azimuth on the circle."""
    kind = membrane(shapes.aggregate("100 nm"), shapes.sticking, **LOADING).particle
    bodies = bodies_of_mass(kind, 1500 * kind.primary.mass, np.random.default_rng(5))
    assert np.all(np.diff(bodies.first) == 2)
    axes = bodies.offsets[1::2] - bodies.offsets[::2]
    axes /= np.linalg.norm(axes, axis=1)[:, None]
    assert kstest(axes[:, 2], "uniform", args=(-1, 2)).pvalue > 0.01
    assert kstest(np.arctan2(axes[:, 1], axes[:, 0]), "uniform", args=(-math.pi, 2 * math.pi)).pvalue > 0.01
