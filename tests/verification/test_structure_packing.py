"""Known answers of sequential deposition: Visscher & Bolsterli 1972, Meakin & Jullien 1987."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from nelumbo.design.membrane import DropAndRoll, StickingDrop
from nelumbo.structure.drying import DryingLid
from nelumbo.structure.packing import deposit_spheres, pinhole_fraction, touching_pairs, volume_below

ROLL = DropAndRoll(method="drop_and_roll")


def stick(probability: float) -> StickingDrop:
    return StickingDrop(method="sticking_drop", sticking_probability=probability)


def bulk(packing, count: int, box: float, seed: int = 0) -> tuple[float, float, float]:
    """Packing fraction, coordination in the middle of a deep bed, and smallest gap; lengths in radii."""
    centres = deposit_spheres(packing, count, 1.0, box, np.random.default_rng(seed))
    low, high = np.quantile(centres[:, 2], [0.3, 0.7])
    volume = volume_below(high, centres, 1.0) - volume_below(low, centres, 1.0)
    pairs = touching_pairs(centres, 1.0, box, 1e-6)
    inside = (centres[:, 2] > low) & (centres[:, 2] < high)
    degree = np.bincount(pairs.ravel(), minlength=count)[inside].mean()
    nearest = cKDTree(centres, boxsize=[box, box, 0.0]).query(centres, k=2)[0][:, 1].min()
    return volume / (box**2 * (high - low)), float(degree), float(nearest) - 2


def test_ballistic_deposit():
    """The rain model without restructuring packs to 0.147; one bed of this size scatters by 0.005."""
    beds = [bulk(stick(1.0), 30_000, 60.0, seed) for seed in range(6)]
    fraction, coordination, _ = np.mean(beds, axis=0)
    assert fraction == pytest.approx(0.147, abs=0.005)
    assert coordination == pytest.approx(2.0, abs=0.005)
    assert min(gap for *_, gap in beds) > -1e-9


def test_every_ballistic_sphere_has_one_support():
    centres = deposit_spheres(stick(1.0), 3000, 1.0, 20.0, np.random.default_rng(2))
    on_floor = np.count_nonzero(centres[:, 2] < 1 + 1e-9)
    assert len(touching_pairs(centres, 1.0, 20.0, 1e-6)) + on_floor == 3000


def test_drop_and_roll_bed():
    fraction, coordination, gap = bulk(ROLL, 5000, 20.0)
    assert 0.55 < fraction < 0.59
    assert coordination == pytest.approx(6.0, abs=0.03)
    assert gap > -1e-6


def test_every_rolled_sphere_rests_on_three_or_on_the_floor():
    centres = deposit_spheres(ROLL, 3000, 1.0, 20.0, np.random.default_rng(3))
    pairs = touching_pairs(centres, 1.0, 20.0, 1e-6)
    supports = np.bincount(pairs.max(axis=1), minlength=3000)
    assert np.all(supports[centres[:, 2] > 1 + 1e-6] >= 3)


def test_sticking_goes_from_rolling_to_ballistic():
    fractions = [bulk(stick(p), 3000, 20.0)[0] for p in (0.0, 0.2, 0.5, 1.0)]
    assert np.all(np.diff(fractions) < -0.03)
    assert fractions[0] == bulk(ROLL, 3000, 20.0)[0]


def test_packing_does_not_know_where_the_box_begins():
    centres = deposit_spheres(ROLL, 400, 1.0, 12.0, np.random.default_rng(5))
    shifted = centres + np.array([5.3, 9.1, 0.0])
    shifted[:, :2] %= 12.0
    pairs, moved = (touching_pairs(c, 1.0, 12.0, 1e-6) for c in (centres, shifted))
    assert np.array_equal(pairs, moved)
    shadow = pinhole_fraction(centres, 1.0, 12.0)
    assert pinhole_fraction(shifted, 1.0, 12.0) == pytest.approx(shadow, abs=2e-3)


def test_pinhole_of_one_disc():
    free = pinhole_fraction(np.array([[0.1, 0.2, 1.0]]), 1.0, 4.0)
    assert free == pytest.approx(1 - np.pi / 16, abs=1e-3)


def test_lid_presses_hard_spheres_flat():
    spheres = deposit_spheres(ROLL, 60, 1.0, 13.0, np.random.default_rng(0))
    pressed = DryingLid().press(spheres, 1.0, 13.0)
    lattice = cKDTree(pressed, boxsize=[13.0, 13.0, 0.0]).query(pressed, k=2)[0][:, 1]
    assert lattice.min() > 2 * 0.98
    assert pressed[:, 2].min() > 0.98
    assert pressed[:, 2].max() < spheres[:, 2].max()


def test_lid_leaves_a_monolayer_alone():
    x, y = np.meshgrid(np.arange(1.0, 12.0, 2.5), np.arange(1.0, 12.0, 2.5))
    spheres = np.stack([x.ravel(), y.ravel(), np.ones(x.size)], axis=1)
    assert DryingLid().press(spheres, 1.0, 12.5) == pytest.approx(spheres, abs=1e-2)
