"""Known answers of sequential deposition: Visscher & Bolsterli 1972, Meakin & Jullien 1987."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from nelumbo.design.membrane import DropAndRoll, StickingDrop
from nelumbo.structure.bodies import Bodies
from nelumbo.structure.descriptors import pinhole_fraction, volume_below
from nelumbo.structure.drying import DryingLid
from nelumbo.structure.packing import deposit, draw_slips, gaps, near_pairs, touching_pairs
from nelumbo.structure.result import Particles, Phase

ROLL = DropAndRoll(method="drop_and_roll")


def stick(probability: float) -> StickingDrop:
    return StickingDrop(method="sticking_drop", sticking_probability=probability)


def drop(packing, radii, box: float, rng) -> np.ndarray:
    """Deposit spheres; lengths in any unit."""
    radii = np.asarray(radii, float)
    count = len(radii)
    walls = np.stack([radii, np.zeros(count)], axis=1)[:, None, :]
    bodies = Bodies(np.zeros((count, 3)), walls, np.arange(count + 1))
    return deposit(packing, bodies, box, rng.random((count, 2)), draw_slips(packing, count, rng))


def particles(centres, radii, box: float) -> Particles:
    walls = np.stack([radii, np.zeros(len(radii))], axis=1)[:, None, :]
    return Particles(centres, walls, Phase.SOLID, np.arange(len(radii)), box, np.empty((0, 2), np.int64))


def bulk(packing, count: int, box: float, seed: int = 0) -> tuple[float, float, float]:
    """Packing fraction, coordination in the middle of a deep bed, and smallest gap; lengths in radii."""
    radii = np.ones(count)
    centres = drop(packing, radii, box, np.random.default_rng(seed))
    low, high = np.quantile(centres[:, 2], [0.3, 0.7])
    volume = volume_below(high, centres, radii) - volume_below(low, centres, radii)
    pairs = touching_pairs(centres, radii, box, 1e-6)
    inside = (centres[:, 2] > low) & (centres[:, 2] < high)
    degree = np.bincount(pairs.ravel(), minlength=count)[inside].mean()
    nearest = cKDTree(centres, boxsize=[box, box, 0.0]).query(centres, k=2)[0][:, 1].min()
    return volume / (box**2 * (high - low)), float(degree), float(nearest) - 2


def binary(ratio: float, count: int, rng) -> np.ndarray:
    """Large and small spheres, half of each, the mean radius one."""
    radii = np.where(rng.random(count) < 0.5, 1.0, 1 / ratio)
    return radii / radii.mean()


def test_ballistic_deposit():
    """The rain model without restructuring packs to 0.147; one bed of this size scatters by 0.005."""
    beds = [bulk(stick(1.0), 30_000, 60.0, seed) for seed in range(6)]
    fraction, coordination, _ = np.mean(beds, axis=0)
    assert fraction == pytest.approx(0.147, abs=0.005)
    assert coordination == pytest.approx(2.0, abs=0.005)
    assert min(gap for *_, gap in beds) > -1e-9


@pytest.mark.parametrize("ratio", [1.0, 2.0, 5.0])
def test_every_ballistic_sphere_has_one_support(ratio):
    """Each sphere adds one contact, with the floor or another: the coordination tends to 2 for any sizes."""
    rng = np.random.default_rng(2)
    radii = binary(ratio, 3000, rng)
    centres = drop(stick(1.0), radii, 20.0, rng)
    on_floor = np.count_nonzero(centres[:, 2] < radii * (1 + 1e-9))
    assert len(touching_pairs(centres, radii, 20.0, 1e-6)) + on_floor == 3000


def test_drop_and_roll_bed():
    fraction, coordination, gap = bulk(ROLL, 5000, 20.0)
    assert 0.55 < fraction < 0.59
    assert coordination == pytest.approx(6.0, abs=0.03)
    assert gap > -1e-6


@pytest.mark.parametrize("ratio", [1.0, 1.3, 2.0, 3.0, 6.0])
def test_every_rolled_sphere_rests_on_three_or_on_the_floor(ratio):
    """Ratios of whole numbers also make towers in the grooves between large spheres, which must fall over."""
    rng = np.random.default_rng(3)
    radii = binary(ratio, 3000, rng)
    centres = drop(ROLL, radii, 22.0, rng)
    assert gaps(near_pairs(centres, radii, 22.0, 0.1), centres, radii, 22.0).min() > -1e-6
    pairs = touching_pairs(centres, radii, 22.0, 2e-6)
    supports = np.bincount(pairs.max(axis=1), minlength=3000)
    off_floor = centres[:, 2] > radii * (1 + 1e-6)
    assert np.all(supports[off_floor] >= 3)
    assert centres[:, 2].min() >= radii.min() - 1e-9


def test_rolled_spheres_of_two_sizes_are_carried():
    """The weight of every sphere lies in the cone of the pushes of its supports: nothing is left to roll down."""
    rng = np.random.default_rng(4)
    radii = binary(2.5, 1500, rng)
    centres = drop(ROLL, radii, 20.0, rng)
    pairs = touching_pairs(centres, radii, 20.0, 2e-6)
    earlier, later = pairs.min(axis=1), pairs.max(axis=1)
    apart = centres[later] - centres[earlier]
    apart[:, :2] -= 20.0 * np.round(apart[:, :2] / 20.0)
    normals = apart / np.linalg.norm(apart, axis=1)[:, None]
    for sphere in np.flatnonzero(centres[:, 2] > radii * (1 + 1e-6)):
        held = normals[later == sphere]
        # no direction sinks while it leaves every support: sample the unit sphere densely
        ways = rng.standard_normal((300, 3))
        ways /= np.linalg.norm(ways, axis=1)[:, None]
        open_ways = ways[(ways @ held.T >= 0).all(axis=1)]
        assert not len(open_ways) or open_ways[:, 2].min() > -1e-3


def test_sticking_goes_from_rolling_to_ballistic():
    fractions = [bulk(stick(p), 3000, 20.0)[0] for p in (0.0, 0.2, 0.5, 1.0)]
    assert np.all(np.diff(fractions) < -0.03)
    assert fractions[0] == bulk(ROLL, 3000, 20.0)[0]


def test_unit_of_length_does_not_matter():
    radii = binary(2.0, 300, np.random.default_rng(0))
    large = drop(ROLL, radii, 20.0, np.random.default_rng(1))
    small = drop(ROLL, 3e-8 * radii, 6e-7, np.random.default_rng(1))
    assert small / 3e-8 == pytest.approx(large, abs=1e-6)


def test_packing_does_not_know_where_the_box_begins():
    radii = np.ones(400)
    centres = drop(ROLL, radii, 12.0, np.random.default_rng(5))
    shifted = centres + np.array([5.3, 9.1, 0.0])
    shifted[:, :2] %= 12.0
    pairs, moved = (touching_pairs(c, radii, 12.0, 1e-6) for c in (centres, shifted))
    assert np.array_equal(pairs, moved)
    shadow = pinhole_fraction(particles(centres, radii, 12.0))
    assert pinhole_fraction(particles(shifted, radii, 12.0)) == pytest.approx(shadow, abs=2e-3)


def test_touching_is_measured_between_surfaces():
    centres = np.array([[0.1, 1.0, 1.0], [3.105, 1.0, 1.0], [3.105, 2.2, 1.0]])
    radii = np.array([1.0, 2.0, 0.5])
    assert np.array_equal(touching_pairs(centres, radii, 12.0, 0.01), [[0, 1], [1, 2]])
    assert np.array_equal(touching_pairs(centres, radii, 12.0, 0.003), [[1, 2]])
    assert np.array_equal(near_pairs(centres, radii, 12.0, 1.8), [[0, 1], [0, 2], [1, 2]])
    across = centres + np.array([10.0, 0.0, 0.0])
    assert gaps(np.array([[0, 1]]), across % 12.0, radii, 12.0) == pytest.approx(0.005)


def test_pinhole_of_two_discs():
    pair = particles(np.array([[0.1, 0.2, 1.0], [2.2, 2.1, 1.0]]), np.array([1.0, 0.5]), 4.0)
    assert pinhole_fraction(pair) == pytest.approx(1 - 1.25 * np.pi / 16, abs=1e-3)


def test_volume_below_adds_balls_and_caps():
    centres, radii = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 5.0], [0.0, 0.0, 3.0]]), np.array([1.0, 2.0, 0.5])
    assert volume_below(5.0, centres, radii) == pytest.approx(4 / 3 * np.pi * (1 + 4 + 0.125))


def press(lid: DryingLid, spheres, box: float, radii=None) -> np.ndarray:
    count = len(spheres)
    return lid.press(spheres, np.ones(count) if radii is None else radii, np.arange(count), box)


def test_lid_presses_hard_spheres_flat():
    spheres = drop(ROLL, np.ones(60), 13.0, np.random.default_rng(0))
    pressed = press(DryingLid(), spheres, 13.0)
    lattice = cKDTree(pressed, boxsize=[13.0, 13.0, 0.0]).query(pressed, k=2)[0][:, 1]
    assert lattice.min() > 2 * 0.98
    assert pressed[:, 2].min() > 0.98
    assert pressed[:, 2].max() < spheres[:, 2].max()


def test_lid_presses_spheres_of_two_sizes():
    rng = np.random.default_rng(1)
    radii = binary(2.0, 120, rng)
    spheres = drop(ROLL, radii, 13.5, rng)
    pressed = press(DryingLid(), spheres, 13.5, radii)
    assert gaps(near_pairs(pressed, radii, 13.5, 0.1), pressed, radii, 13.5).min() > -0.01
    assert (pressed[:, 2] - radii).min() > -0.01
    assert np.quantile(pressed[:, 2] + radii, 0.98) < np.quantile(spheres[:, 2] + radii, 0.98)


def test_lid_leaves_a_monolayer_alone():
    x, y = np.meshgrid(np.arange(1.0, 12.0, 2.5), np.arange(1.0, 12.0, 2.5))
    spheres = np.stack([x.ravel(), y.ravel(), np.ones(x.size)], axis=1)
    assert press(DryingLid(), spheres, 12.5) == pytest.approx(spheres, abs=1e-2)


def test_layer_that_is_too_full_buckles_when_the_lid_leaves():
    """36 spheres on a square lattice of spacing 1.9: pressed into a plane they would stay overlapped for ever."""
    x, y = np.meshgrid(np.arange(6) * 1.9, np.arange(6) * 1.9)
    spheres = np.stack([x.ravel(), y.ravel(), np.ones(x.size)], axis=1)
    freed = press(DryingLid(loads=(0.001,), steps=500, last_steps=20_000), spheres, 6 * 1.9)
    assert freed[:, 2].max() > 1.1
    assert gaps(near_pairs(freed, np.ones(36), 11.4, 0.1), freed, np.ones(36), 11.4).min() > -1e-3


def test_load_of_the_lid_is_carried_by_the_floor():
    """One sphere between floor and lid: the overlap with each is the load, and the lid stands at 2 − 2q."""
    from nelumbo.numerics.kernels.lid import press as kernel

    spheres = (np.array([[5.0, 5.0, 1.0]]), np.ones(1), np.array([0, 1]))
    lid, *_ = kernel(spheres, np.empty((0, 2), np.int64), 10.0, 2.0, 0.05, 500, 0.12, 1.0)
    assert lid == pytest.approx(2 - 2 * 0.05, abs=1e-9)
    assert spheres[0][0, 2] == pytest.approx(1 - 0.05, abs=1e-9)
