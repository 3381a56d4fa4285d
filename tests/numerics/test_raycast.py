import math

import numpy as np
import pytest
from numba import njit

from nelumbo.numerics.kernels import raycast
from nelumbo.numerics.kernels import solids as kernels
from nelumbo.numerics.kernels.raycast import Camera, Look, cast
from nelumbo.numerics.kernels.solids import (
    BRIDGE,
    COAT,
    FLOOR,
    NOTHING,
    WALL,
    Solids,
    fill_cells,
)
from nelumbo.report.views import _sky

first_hit = njit(kernels.first_hit.py_func)
openness = njit(raycast.openness.py_func)
BOX = 8.0
WHOLE = ((-9.0, -9.0, 0.0), (17.0, 17.0, 6.0))


def scene(centres, layers, block=WHOLE, notch=None, contacts=()):
    """Balls with the same layers; a contact is foot, axis and the bridge's profile."""
    centres, block = np.array(centres, float), np.array(block)
    each = np.broadcast_to(np.array(layers, float), (len(centres), len(layers), 2)).copy()
    feet, axes, profiles = (np.array([c[k] for c in contacts]).reshape(-1, n) for k, n in enumerate((3, 3, 4)))
    reach = np.full(len(feet), 1.0)
    grid = (BOX, 4, 6.0, 3)
    return Solids(
        balls=fill_cells(centres, each[:, 0, 0].copy(), *grid),
        layers=each,
        bridges=fill_cells(feet, reach, *grid),
        axes=axes,
        profiles=profiles,
        reach=reach,
        block=block,
        notch=np.full((2, 3), -99.0) if notch is None else np.array(notch),
        slab=np.column_stack([block[:, :2], [-0.2, 0.0]]),
    )


def look(shown, *, ambient=1.0, diffuse=0.0, reach=1e-6, light=(0.0, 0.0, 1.0), samples=4):
    """White where one kind is seen, black elsewhere."""
    colours = np.zeros((5, 3))
    colours[list(shown)] = 1.0
    lights = np.tile(np.array(light) / np.linalg.norm(light), (samples, 1))
    return Look(
        colours, colours, np.zeros(5), 1.0, ambient, diffuse, 0.0, 0.0, reach, lights, _sky(samples, 4)
    )  # fmt: skip


def picture(solids, light, corner, size, pixels=200, forward=(0.0, 0.0, -1.0), down=(0.0, -1.0, 0.0)):
    step = size / pixels
    points = np.array([(0.125, 0.375), (0.375, 0.875), (0.625, 0.125), (0.875, 0.625)])
    camera = Camera(
        np.array(corner), np.array([step, 0.0, 0.0]), step * np.array(down), np.array(forward), points
    )  # fmt: skip
    image = np.empty((pixels, pixels, 3))
    cast(solids, camera, light, image, 0, pixels)
    return image[..., 0]


def test_silhouette_of_a_sphere():
    solids = scene([(4.0, 4.0, 2.0)], [(1.0, 1.0), (1.0, 0.8)])
    image = picture(solids, look([WALL]), (2.5, 5.5, 20.0), 3.0)
    assert image.mean() * 3.0**2 == pytest.approx(math.pi, rel=2e-3)


@pytest.mark.parametrize("offset", [0.0, 0.3])
def test_a_cut_shows_the_rings_of_all_walls(offset):
    walls = [(1.0, 0.9), (0.65, 0.55), (0.3, 0.0)]
    block = ((-9.0, 4.0 + offset, 0.0), (17.0, 4.0 + offset + 1e-9, 6.0))
    solids = scene([(4.0, 4.0, 2.0)], [(1.1, 1.0), *walls], block)
    view = {"corner": (2.5, -20.0, 3.5), "size": 3.0, "forward": (0.0, 1.0, 0.0), "down": (0.0, 0.0, -1.0)}

    def ring(outer, inner):
        return math.pi * (max(outer**2 - offset**2, 0.0) - max(inner**2 - offset**2, 0.0))

    metal = picture(solids, look([WALL]), **view).mean() * 9.0
    assert metal == pytest.approx(sum(ring(*wall) for wall in walls), rel=0.01)
    coat = picture(solids, look([COAT]), **view).mean() * 9.0
    assert coat == pytest.approx(ring(1.1, 1.0), rel=0.01)


def test_cut_faces_and_cavities_lie_where_they_are():
    walls = [(1.0, 1.0), (1.0, 0.8), (0.4, 0.2)]
    solids = scene([(4.0, 4.0, 2.0)], walls, ((-9.0, 4.0, 0.0), (17.0, 17.0, 6.0)))
    ahead = (0.0, 1.0, 0.0)
    for x, distance, kind, cut in ((4.9, 14.0, WALL, True), (4.3, 14.0, WALL, True), (4.5, 0.0, WALL, False)):
        t, met, flat, normal = first_hit(solids, (x, -10.0, 2.0), ahead, math.inf, True)
        expected = distance or 14.0 + math.sqrt(0.8**2 - 0.5**2)
        assert (met, flat) == (kind, cut)
        assert t == pytest.approx(expected)
        inward = ((4.0 - x) / 0.8, (14.0 - t) / 0.8, 0)
        assert normal == pytest.approx((0, -1, 0) if cut else inward, abs=1e-9)


def test_a_notch_is_empty():
    notch = ((3.0, 3.0, 1.8), (5.0, 5.0, 9.0))
    solids = scene([(4.0, 4.0, 2.0)], [(1.0, 1.0), (1.0, 0.0)], notch=notch)
    t, kind, cut, normal = first_hit(solids, (4.2, 4.1, 10.0), (0.0, 0.0, -1.0), math.inf, True)
    assert (t, kind, cut, normal) == (pytest.approx(8.2), WALL, True, (0.0, 0.0, 1.0))


def test_waist_of_a_bridge():
    half_angle = math.radians(30)
    profile = (1.0, 1.0, math.tan(half_angle), 1 / math.cos(half_angle) - 1)
    contact = ((4.0, 4.0, 2.0), (1.0, 0.0, 0.0), profile)
    solids = scene([(3.0, 4.0, 2.0), (5.0, 4.0, 2.0)], [(1.0, 1.0), (1.0, 0.9)], contacts=[contact])
    t, kind, cut, normal = first_hit(solids, (4.0, 4.0, 6.0), (0.0, 0.0, -1.0), math.inf, True)
    assert (kind, cut) == (BRIDGE, False)
    assert 4.0 - t == pytest.approx(1 + math.tan(half_angle) - 1 / math.cos(half_angle), abs=2e-5)
    assert normal == pytest.approx((0, 0, 1), abs=1e-4)
    edge = 4.0 - (1 - math.cos(half_angle)) - 1e-3
    assert first_hit(solids, (edge, 4.0, 6.0), (0.0, 0.0, -1.0), math.inf, True)[1] == WALL
    beside = (4.0, 4.3, 6.0)
    kinds = [first_hit(solids, beside, (0.0, 0.0, -1.0), math.inf, bridged)[1] for bridged in (True, False)]
    assert kinds == [BRIDGE, FLOOR]


def test_binder_stays_out_of_the_cavities():
    """The coat of one ball reaches through the thin wall of the next, yet is not seen inside."""
    block = ((-9.0, 4.0, 0.0), (17.0, 17.0, 6.0))
    solids = scene([(3.0, 4.0, 2.0), (5.0, 4.0, 2.0)], [(1.3, 1.0), (1.0, 0.95)], block)
    for x, kind in ((4.1, WALL), (4.03, WALL), (3.97, WALL)):
        t, met, cut, _ = first_hit(solids, (x, -5.0, 2.0), (0.0, 1.0, 0.0), math.inf, True)
        assert met == kind
        assert cut == (abs(x - 4.0) < 0.05)
        assert t > 9.0 or cut


def test_openness_under_a_sphere_is_one_minus_its_form_factor():
    """F = R² cos θ/d² for every periodic image; what is far away closes all the same if the reach is endless."""
    solids = scene([(4.0, 4.0, 3.0)], [(1.0, 1.0), (1.0, 0.5)])
    sky = _sky(1, 20_000)[0]
    squares = [9 + (BOX * i) ** 2 + (BOX * j) ** 2 for i in (-1, 0, 1) for j in (-1, 0, 1)]
    open_share = 1 - sum(3 / square**1.5 for square in squares)
    assert openness(solids, (4.0, 4.0, 1e-9), (0.0, 0.0, 1.0), sky, 1e9) == pytest.approx(open_share, abs=1e-3)
    assert openness(solids, (4.0, 4.0, 1e-9), (0.0, 0.0, 1.0), sky, 1.0) == 1.0


def test_shadow_lies_away_from_the_light():
    solids = scene([(4.0, 4.0, 1.0)], [(1.0, 1.0), (1.0, 0.5)])
    light = look([FLOOR], ambient=0.2, diffuse=0.8, light=(-1.0, 0.0, 1.0))
    image = picture(solids, light, (0.0, 8.0, 20.0), 8.0, pixels=80)
    assert image[40, 55] == pytest.approx(0.2)  # at x = 5.55, 1.55 right of the centre
    assert image[40, 24] == pytest.approx(0.2 + 0.8 / math.sqrt(2), abs=1e-6)


def test_the_picture_repeats_with_the_box():
    rng = np.random.default_rng(0)
    centres = rng.random((12, 3)) * (BOX, BOX, 2.0) + (0, 0, 1)
    solids = scene(centres, [(0.9, 0.8), (0.8, 0.6)])
    light = look([WALL, COAT, FLOOR], ambient=0.5, diffuse=0.5, reach=2.0, light=(1.0, 1.0, 2.0))
    here, there = (picture(solids, light, (x, 7.0, 20.0), 4.0, pixels=60) for x in (-2.0, -2.0 + BOX))
    assert np.abs(here - there).max() < 1e-6
    assert here.std() > 0.05
    assert 0 <= here.min() <= here.max() <= 1


def test_a_ray_that_meets_nothing():
    solids = scene([(4.0, 4.0, 2.0)], [(1.0, 1.0), (1.0, 0.5)])
    assert first_hit(solids, (4.0, 4.0, 10.0), (0.0, 0.0, 1.0), 7.0, True)[:2] == (7.0, NOTHING)
