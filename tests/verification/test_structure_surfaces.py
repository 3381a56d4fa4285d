"""Areas by marching cubes on the signed distance: second order on spheres and shells, first where they touch."""

import math

import numpy as np
import pytest

from nelumbo.structure.image import Region
from nelumbo.structure.result import BinderPlacement, Particles, Phase
from nelumbo.structure.surfaces import gaps, level_area, signed_distance, surface_areas

SPHERE = 4 * math.pi
BARE = BinderPlacement(half_angle=0.0, neck_radius=0.0, neck_volume=0.0, coat=0.0)
RADII = np.array([8.0, 16.0, 32.0])
"""Of the outer sphere, in steps."""


def shells(radius: float) -> Particles:
    """Two shells of 0.1 and 0.2 R on the box's edge, so that the surfaces cross the periodic sides."""
    walls = [(radius, 0.9 * radius), (0.6 * radius, 0.4 * radius)]
    centre = np.array([[0.03, -0.17, 1.1]]) * radius
    return Particles.alike(centre, walls, Phase.SHELL, 2.5 * radius, np.zeros((0, 2), np.int64))


def test_areas_of_shells_are_of_second_order():
    found = []
    for radius in RADII:
        areas = surface_areas(shells(radius), BinderPlacement(0.0, 0.0, 0.0, 0.1 * radius), 1.0)
        unit = SPHERE * radius**2 / (2.5 * radius) ** 2
        faces = 0.9**2 + 0.6**2 + 0.4**2
        found.append([areas.outer / unit - 1, areas.inner / unit / faces - 1, areas.covered / unit / 1.1**2 - 1])
    errors = np.abs(found)
    slopes = -np.polyfit(np.log(RADII), np.log(errors), 1)[0]
    np.testing.assert_allclose(slopes, 2.0, atol=0.2)
    assert errors[-1].max() < 0.002


def touching(radius: float) -> Particles:
    axis = np.array([0.6, 0.0, 0.8])
    centres = (np.array([1.1, 1.3, 1.2]) + np.array([[0.0], [2.0]]) * axis) * radius
    walls = [(radius, 0.0)]
    return Particles.alike(centres, walls, Phase.SOLID, 4.0 * radius, np.array([[0, 1]]))


def test_touching_spheres_lose_an_area_of_first_order():
    """The gap narrower than a step is lost: 0.13 h/R of the area of two spheres for the contact between them."""
    losses = [1 - surface_areas(touching(r), BARE, 1.0).outer * 16 / (2 * SPHERE) for r in RADII]
    np.testing.assert_allclose(np.array(losses) * RADII, 0.13, atol=0.03)


def test_cover_of_a_neck_is_of_second_order():
    """Free surface of two spheres outside the neck and of the arc q − ρ cos t turned about the axis."""
    beta = 0.6
    rho, q = 1 / math.cos(beta) - 1, math.tan(beta)
    arc = 2 * math.pi * rho * (q * (math.pi - 2 * beta) - 2 * rho * math.cos(beta))
    exact = 2 * (SPHERE / 2) * (1 + math.cos(beta)) + arc
    placement = BinderPlacement(beta, 0.0, 0.0, 0.0)
    errors = np.array([abs(surface_areas(touching(r), placement, 1.0).covered * 16 / exact - 1) for r in RADII])
    assert -np.polyfit(np.log(RADII), np.log(errors), 1)[0] == pytest.approx(2.0, abs=0.3)
    assert errors[-1] < 0.002


def test_signed_distance_is_exact_and_negative_inside():
    particles = shells(8.0)
    region = Region((-3.0, 6.0), (0.0, 5.0), (2.0, 12.0))
    found = signed_distance(particles, particles.walls, region, 0.5, 2.0)
    assert found.shape == (21, 11, 19)
    z, y, x = np.meshgrid(*(np.arange(n) * 0.5 for n in found.shape), indexing="ij")
    x, y, z = x - 3.0 - particles.centres[0, 0], y - particles.centres[0, 1], z + 2.0 - particles.centres[0, 2]
    away = np.sqrt(x**2 + y**2 + z**2)
    exact = np.min([np.maximum(away - o, i - away) for o, i in particles.walls[0]], axis=0)
    near = exact < 2.0
    np.testing.assert_allclose(found[near], exact[near], atol=1e-5)
    assert found[~near].min() >= 1.99


def test_gaps_lie_between_the_walls():
    np.testing.assert_allclose(gaps(shells(10.0))[0], [[9.0, 6.0], [4.0, 0.0]])
    np.testing.assert_allclose(gaps(touching(10.0)), 0.0)


def test_without_a_surface_there_is_no_area():
    assert level_area(np.ones((4, 4, 4), np.float32), 1.0) == 0.0
    assert surface_areas(touching(8.0), BARE, 1.0).inner == 0.0
