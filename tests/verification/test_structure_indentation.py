"""A sphere pushed through networks whose force is known, and the formula for puncture."""

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from bonded_networks import bonded, random_film

from nelumbo.structure.network import frame
from nelumbo.structure.network.indentation import Indentation
from nelumbo.structure.network.puncture import Puncture
from nelumbo.structure.result import Particles, Phase

SMALL_TIP = Indentation(radius=0.1, span=1.0)


def spheres(centres, contacts, box: float, radius: float = 0.5) -> Particles:
    return Particles.alike(np.array(centres, float), [(radius, 0.0)], Phase.SOLID, box, np.array(contacts))


def ends(count: int, give: float, crush: float = math.inf) -> np.ndarray:
    """Equal contacts of all particles with the tip."""
    return np.tile([give, crush], (count, 1))


def cross(bodies: int) -> tuple[Particles, list, list]:
    """One sphere in the middle and four about it."""
    around = [(1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, -1.0, 0.0)][: bodies - 1]
    centres = np.add([(0.0, 0.0, 0.0), *around], [5.0, 5.0, 0.5])
    pairs = [(0, i) for i in range(1, bodies)]
    return spheres(centres, pairs, 10.0), pairs, around


def test_one_sphere_held_by_four_bonds_by_hand():
    """F = δ/(1/k + 1/(4 K_t)) up to 4 V_u, which is what the formula for puncture says."""
    particles, pairs, around = cross(5)
    bonds = bonded(pairs, around, normal=2.0, tangential=3.0, twisting=1.0, bending=1.0, shear=0.01)
    push = SMALL_TIP.push(particles, bonds, ends(5, 1 / 7.0, crush=0.1), np.array([5.0, 5.0]))
    assert push.force == pytest.approx(0.04, rel=1e-6)
    assert push.crushing == pytest.approx(0.4, rel=1e-6)
    assert push.rise == pytest.approx(0.04 * (1 / 7.0 + 1 / 12.0), rel=1e-6)
    assert push.breakthrough == pytest.approx(push.rise, rel=1e-4)
    assert push.broken[-1] == 4
    pressure = Puncture(sites=1).pressures(particles.centres, bonds, 10.0, SMALL_TIP.radius)
    assert pressure * math.pi * SMALL_TIP.radius**2 == pytest.approx(push.force)


def test_weak_bond_goes_first_and_the_rest_hold():
    """Three of four bonds bear F when the weakest has broken at V_u on it, and turn the sphere."""
    particles, pairs, around = cross(5)
    bonds = bonded(pairs, around, normal=2.0, tangential=3.0, twisting=1.0, bending=1.0)
    bonds = replace(bonds, shear=np.array([0.01, 0.015, 0.03, 0.03]))
    push = SMALL_TIP.push(particles, bonds, ends(5, 1 / 7.0), np.array([5.0, 5.0]))
    assert push.path[1, 1] == pytest.approx(0.04, rel=1e-6)
    assert push.path[2, 1] < push.path[1, 1]
    assert list(push.broken[:4]) == [0, 0, 1, 1]
    assert push.force > 0.04


def test_broken_bonds_press_and_do_not_pull():
    """A sphere below two clamped ones: after both bonds have sheared off, F = δ/(1/k + 1/(2 K_n n_z²))."""
    particles = spheres([(5.0, 5.0, 0.5), (5.6, 5.0, 1.3), (4.4, 5.0, 1.3)], [(0, 1), (0, 2)], 10.0)
    branches = [(0.6, 0.0, 0.8), (-0.6, 0.0, 0.8)]
    bonds = bonded([(0, 1), (0, 2)], branches, normal=2.0, tangential=3.0, twisting=1.0, bending=1.0, shear=1e-3)
    push = Indentation(radius=0.1, span=0.5).push(particles, bonds, ends(3, 0.1), np.array([5.0, 5.0]))
    assert push.broken[-1] == 2
    assert not push.pierced
    assert push.rise == pytest.approx(0.5)
    assert push.force == pytest.approx(0.5 / (0.1 + 1 / (2 * 2.0 * 0.8**2)), rel=1e-6)


@pytest.mark.parametrize("axis", [0, 1])
def test_clamped_chain_is_a_beam_to_second_order(axis):
    """A load in the middle: w = PL³/(192 EI) + PL/(4 GA)."""
    flexural, shear, length = 2.0, 30.0, 8.0
    exact = length**3 / (192 * flexural) + length / (4 * shear)
    errors = []
    for half in (4, 8, 16):
        step = length / (2 * half)
        places = np.arange(-half, half + 1) * step
        centres = np.full((len(places), 3), 10.0)
        centres[:, axis] += places
        direction = np.eye(3)[axis] * step
        pairs = [(i, i + 1) for i in range(2 * half)]
        given = {"bending": flexural / step, "tangential": shear / step, "normal": 1.0, "twisting": 1.0}
        bonds = bonded(pairs, [direction] * len(pairs), tension=1e30, **given)
        particles = spheres(centres, pairs, 20.0, radius=step / 2)
        tip = Indentation(radius=0.1 * step, span=length / 2 - step / 2)
        push = tip.push(particles, bonds, ends(len(places), 1e-9), np.array([10.0, 10.0]))
        errors.append(abs(push.path[-1, 0] / push.path[-1, 1] - exact))
    assert errors[-1] < 5e-3 * exact
    assert np.log2(np.array(errors[:-1]) / errors[1:]) == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("half", [4, 8, 16, 24])
def test_clamped_lattice_is_a_plate_to_first_order(half):
    """w = P c²/(16 π B) for a disc of radius c; the staircase of its rim is uncertain by less than a spacing."""
    ratio = plate_deflection(half) * 16 * math.pi / (half + 0.5) ** 2
    assert ratio == pytest.approx(1.0, abs=0.8 / half)


def plate_deflection(half: int) -> float:
    """Rise per force of a square lattice of unit spacing with B = 1 and ν = 0, held beyond half + ½."""
    cells = 2 * half + 5
    box = 2.5 * cells
    y, x = np.divmod(np.arange(cells**2), cells)
    centres = np.stack([x - half - 2 + box / 2, y - half - 2 + box / 2, np.full(cells**2, 0.5)], axis=1)
    index = np.arange(cells**2).reshape(cells, cells)
    along = np.stack([index[:, :-1].ravel(), index[:, 1:].ravel()], axis=1)
    across = np.stack([index[:-1].ravel(), index[1:].ravel()], axis=1)
    pairs = np.concatenate([along, across])
    branches = [(1.0, 0.0, 0.0)] * len(along) + [(0.0, 1.0, 0.0)] * len(across)
    bonds = bonded(pairs, branches, normal=1.0, tangential=1e4, twisting=1.0, bending=1.0)
    tip = Indentation(radius=0.1, span=half + 0.5, most_bodies=10**6)
    push = tip.push(spheres(centres, pairs, box), bonds, ends(cells**2, 1e-9), np.full(2, box / 2))
    return float(push.path[-1, 0] / push.path[-1, 1])


def test_contacts_press_or_part():
    """At every rise no contact pulls and none is deeper than its force says; forces balance."""
    particles, bonds = random_film(40, 4.5)
    weak = replace(bonds, tension=0.1 * bonds.tension, shear=0.1 * bonds.shear, moment=0.1 * bonds.moment)
    tip = Indentation(radius=1.0, span=2.0)
    network, upward, _ = tip.network(particles, weak, ends(40, 0.05), np.array([2.0, 2.0]))
    some = 0
    for rise in np.linspace(0.02, 0.6, 12):
        network.settle(rise)
        force = network.forces[-len(upward) :] @ [1.0, rise]
        depth = network.deformation[-len(upward) :] @ [1.0, rise]
        assert force.max() <= 1e-12
        assert force == pytest.approx(np.where(depth < 0, depth / 0.05, 0.0), abs=1e-9)
        some = max(some, np.count_nonzero(force))
        used = network.utilisation(rise)
        network.break_bonds(np.flatnonzero(used >= max(1.0, used.max())))
        network.settle(rise)
        shape = (len(network.bonds), frame.PARTS, 2)
        broken = network.deformation[: -len(upward)].reshape(shape)[~network.whole, 0] @ [1.0, rise]
        pull = network.forces[: -len(upward)].reshape(shape)[~network.whole] @ [1.0, rise]
        assert np.all(pull[:, 0] <= 1e-12)
        assert not pull[:, 1:].any()
        assert not pull[broken > 1e-9, 0].any()
    assert some > 1
    assert network.broken > 0


@pytest.mark.parametrize("share", [1e-10, 1e-8])
def test_ground_does_not_matter(share, monkeypatch):
    particles, bonds = random_film(40, 4.5)
    weak = replace(bonds, tension=0.1 * bonds.tension, shear=0.1 * bonds.shear, moment=0.1 * bonds.moment)
    tip = Indentation(radius=1.0, span=2.0)
    one = tip.push(particles, weak, ends(40, 0.05), np.array([2.0, 2.0]))
    monkeypatch.setattr(frame, "ground", functools.partial(frame.ground, share=share))
    two = tip.push(particles, weak, ends(40, 0.05), np.array([2.0, 2.0]))
    assert two.force == pytest.approx(one.force, rel=1e-5)
    assert two.rise == pytest.approx(one.rise, rel=1e-5)
    assert one.broken[-1] > 2


def test_place_number_and_direction_do_not_matter():
    """The film moved across the periodic sides, renumbered and turned by a quarter."""
    particles, bonds = random_film(40, 4.5)
    weak = replace(bonds, tension=0.1 * bonds.tension, shear=0.1 * bonds.shear, moment=0.1 * bonds.moment)
    order = np.random.default_rng(1).permutation(40)
    turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    shift, site = np.array([3.1, -1.7, 0.0]), np.array([2.0, 2.0])
    centres, walls = np.empty((40, 3)), np.empty_like(particles.walls)
    contact = np.stack([np.linspace(0.02, 0.08, 40), np.ones(40)], axis=1)
    centres[order] = particles.centres @ turn.T + shift
    centres[:, :2] %= 4.5
    walls[order] = particles.walls
    moved = replace(particles, centres=centres, walls=walls, contacts=order[particles.contacts])
    joined = replace(weak, bodies=order[weak.bodies], levers=weak.levers @ turn.T, normals=weak.normals @ turn.T)
    given = np.empty((40, 2))
    given[order] = contact
    tip = Indentation(radius=1.0, span=2.0)
    one = tip.push(particles, weak, contact, site)
    two = tip.push(moved, joined, given, (turn[:2, :2] @ site + shift[:2]) % 4.5)
    assert two.force == pytest.approx(one.force, rel=1e-6)
    assert two.breakthrough == pytest.approx(one.breakthrough, rel=1e-5)
    assert two.broken[-1] == one.broken[-1]


def test_tip_beside_the_film_meets_nothing():
    particles, pairs, around = cross(5)
    bonds = bonded(pairs, around, normal=2.0, tangential=3.0)
    push = SMALL_TIP.push(particles, bonds, ends(5, 1.0), np.array([0.0, 0.0]))
    assert (push.force, push.pierced) == (0.0, False)


# ---------------------------------------------------------------- formula


@pytest.mark.parametrize("radius", [0.4, 1.5, 3.0])
def test_mean_puncture_is_that_of_many_places(radius):
    """Also for a tip wider than the box, whose cylinder meets images of the film."""
    particles, bonds = random_film(40, 4.5)
    exact = Puncture().mean(bonds, 4.5, radius)
    many = Puncture(sites=60).pressures(particles.centres, bonds, 4.5, radius)
    assert many.mean() == pytest.approx(exact, rel=0.01)


def test_puncture_counts_each_bond_at_its_strength():
    particles, pairs, around = cross(5)
    bonds = bonded(pairs, around, shear=[1.0, 2.0, 3.0, 4.0])
    film = Puncture(sites=1).over_sites(particles.centres, bonds, 10.0, 0.3)
    assert film.minimum == film.fifth_percentile == pytest.approx(10.0 / (math.pi * 0.09))
    assert Puncture(sites=1).pressures(particles.centres, bonds, 10.0, 1.1) == 0.0
