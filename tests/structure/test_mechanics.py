import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.structure.bond import Bonds, body_centres
from nelumbo.structure.mechanics import FilmMechanics
from nelumbo.structure.network.indentation import Indentation
from nelumbo.structure.network.laminate import Laminate
from nelumbo.structure.packed import PackedSpheres
from nelumbo.structure.result import BinderPlacement

THREE = ("400 nm", "260 nm", "120 nm")
NECKS = BinderPlacement(half_angle=0.68, neck_radius=2.1e-7, neck_volume=9e-21, coat=0.0)
THICKNESS = 1.46e-6
STILL = FilmMechanics(sites=0)


@pytest.fixture(scope="module")
def packed():
    """Particles of one film, kept for all tests of it."""
    return {}


@pytest.fixture
def film(electrode, packed):
    membrane = electrode(*THREE).membrane
    if "film" not in packed:
        small = PackedSpheres(fewest_particles=100, smallest_box=1e-6)
        packed["film"] = small.pack(membrane, np.random.default_rng(5))
    return membrane, packed["film"]


def test_film_of_shells(film):
    membrane, particles = film
    made = FilmMechanics(sites=3).evaluate(particles, membrane, NECKS, THICKNESS)
    bonds = Bonds.between(particles, membrane, NECKS)
    plate = Laminate.of(bonds, body_centres(particles)[:, 2], particles.area)
    assert 0 < made.modulus < plate.bound[0, 0] / THICKNESS
    assert 0 < made.poisson_ratio < 0.5
    assert 0 < made.strength < made.plastic_strength
    assert made.failure_strain == pytest.approx(made.strength / made.modulus, rel=0.3)
    assert made.bonds_broken >= 1
    flat = made.modulus * THICKNESS**3 / (12 * (1 - made.poisson_ratio**2))
    assert 0.2 * flat < made.bending_stiffness < flat
    pressures = [p.mean for p in made.punctures]
    assert made.puncture_pressure == pressures[1]
    assert pressures == sorted(pressures, reverse=True)
    assert all(p.minimum <= p.fifth_percentile < p.mean for p in made.punctures)
    pushed = made.indentation
    assert 0 < pushed.minimum <= pushed.mean < made.puncture_pressure
    assert pushed.rise < 0.2 * particles.largest_radius
    assert pushed.rise <= pushed.breakthrough
    assert pushed.bonds_broken >= 1


def test_plastic_strength_closes_on_its_isotropic_estimate(film):
    """T_cut ≈ contacts per area · d · F/3; flat films have more of their contacts in the plane."""
    membrane, particles = film
    made = STILL.evaluate(particles, membrane, NECKS, THICKNESS)
    force = Bonds.between(particles, membrane, NECKS).tension.mean()
    estimate = particles.contacts_per_area * 2 * particles.largest_radius * force / 3 / THICKNESS
    assert made.plastic_strength == pytest.approx(estimate, rel=0.25)


def test_network_stays_below_the_mean_field_of_isotropic_contacts(film):
    """N d² contacts per volume (Walton 1987): E from K = N d² K_n/9 and G = N d² (2 K_n + 3 K_t)/30."""
    membrane, particles = film
    bonds = Bonds.between(particles, membrane, NECKS)
    scale = particles.contacts_per_area / THICKNESS * (2 * particles.largest_radius) ** 2
    normal, tangential = bonds.normal.mean(), bonds.tangential.mean()
    bulk, shear = scale * normal / 9, scale * (2 * normal + 3 * tangential) / 30
    bound = 9 * bulk * shear / (3 * bulk + shear)
    assert 0.02 * bound < STILL.evaluate(particles, membrane, NECKS, THICKNESS).modulus < bound


def test_place_in_the_periodic_box_does_not_matter(film):
    membrane, particles = film
    centres = np.add(particles.centres, [1.3e-6, -2.9e-6, 0.0])
    centres[:, :2] %= particles.box
    moved = STILL.evaluate(replace(particles, centres=centres), membrane, NECKS, THICKNESS)
    still = STILL.evaluate(particles, membrane, NECKS, THICKNESS)
    for name in ("modulus", "bending_stiffness", "strength", "failure_strain", "puncture_pressure"):
        assert getattr(moved, name) / getattr(still, name) == pytest.approx(1.0, rel=1e-6)


def test_nothing_holds_without_binder_or_across_gaps(film, electrode):
    membrane, particles = film
    none = STILL.evaluate(particles, membrane, replace(NECKS, half_angle=0.0), THICKNESS)
    thin = particles.centres[:, 0] < 0.8 * particles.box
    kept = thin[particles.contacts].all(axis=1)
    strip = replace(particles, contacts=particles.contacts[kept])
    cut = FilmMechanics(sites=2).evaluate(strip, membrane, NECKS, THICKNESS)
    for film_in_pieces in (none, cut):
        assert film_in_pieces.modulus == film_in_pieces.strength == film_in_pieces.puncture_pressure == 0.0
        assert film_in_pieces.puncture_radius == STILL.puncture_radius
        assert [tip.radius for tip in film_in_pieces.punctures] == list(STILL.radii)
        assert {tip.mean for tip in film_in_pieces.punctures} == {0.0}
    assert none.indentation is None
    assert cut.indentation.mean == cut.indentation.minimum == cut.indentation.pierced == 0.0


def test_loose_particles_add_nothing(film):
    """Particles thrown into the air, one by one and as a pair."""
    membrane, particles = film
    count = len(particles.centres)
    air = np.array([[1e-6, 1e-6, 9e-6], [1e-6, 1.8e-6, 9e-6], [4e-6, 4e-6, 9e-6]])
    more = replace(
        particles,
        centres=np.concatenate([particles.centres, air]),
        walls=np.concatenate([particles.walls, particles.walls[:3]]),
        bodies=np.arange(count + 3),
        contacts=np.concatenate([particles.contacts, [[count, count + 1]]]),
    )
    one, two = (STILL.evaluate(p, membrane, NECKS, THICKNESS) for p in (particles, more))
    assert two.modulus == pytest.approx(one.modulus, rel=1e-6)
    assert two.bending_stiffness / one.bending_stiffness == pytest.approx(1.0, rel=1e-6)
    assert two.strength == pytest.approx(one.strength, rel=1e-6)


def test_rim_shrinks_for_small_particles_and_small_boxes():
    tip = Indentation(span=2e-6, largest_span=0.45, most_bodies=600)
    assert tip.clamped_beyond(200, 8e-6) == 2e-6
    assert tip.clamped_beyond(10, 2e-6) == pytest.approx(0.9e-6)
    crowded = tip.clamped_beyond(3500, 2e-6)
    assert math.pi * crowded**2 * 3500 / 2e-6**2 == pytest.approx(600)
