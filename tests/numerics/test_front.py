import numpy as np
import pytest

from nelumbo.errors import StageError
from nelumbo.numerics.front.faces import open_faces
from nelumbo.numerics.front.motion import advance, meet_volume
from nelumbo.numerics.front.shape import BAND, carry, enclosed, sampled, shape_of_front, smooth


def ball(n, radius, depth):
    """Signed distance to a disc or ball in the middle of a box, a little off the grid, and its centre."""
    shape = (n, n if depth else 1, n)
    centre = np.array([(m - 1) / 2 for m in shape]) + np.array([0.13, 0.07 if depth else 0.0, -0.21])
    axes = np.meshgrid(*(np.arange(m) for m in shape), indexing="ij")
    distance = np.sqrt(sum((a - c) ** 2 for a, c in zip(axes, centre, strict=True))) - radius
    return np.clip(distance, -BAND, BAND), centre


def size(radius, depth):
    """Area and volume of the ball."""
    return (4 * np.pi * radius**2, 4 / 3 * np.pi * radius**3) if depth else (2 * np.pi * radius, np.pi * radius**2)


@pytest.mark.parametrize("depth", [False, True], ids=["disc", "ball"])
def test_geometry_converges_in_second_order(depth):
    errors = []
    for radius in (8, 16):
        phi, _ = ball(int(3 * radius), radius, depth)
        shape = shape_of_front(phi)
        cut = shape.area > 0
        area, volume = size(radius, depth)
        errors.append(
            [
                abs(enclosed(phi, shape, np.ones(phi.shape)) / volume - 1),
                abs(shape.curvature[cut] * radius / (2 if depth else 1) - 1).max(),
            ]
        )
        assert shape.area.sum() == pytest.approx(area, rel=0.03)
        assert open_faces(phi).area[1:].sum() == pytest.approx(area, rel=0.03)
    orders = np.log2(np.array(errors[0]) / np.array(errors[1]))
    assert orders.min() > 1.7, errors


@pytest.mark.parametrize("depth", [False, True], ids=["disc", "ball"])
def test_growing_ball_stays_round(depth):
    start, end = (12.0, 24.0) if depth else (15.0, 45.0)
    phi, centre = ball(int(2.6 * end), start, depth)
    room, everywhere = np.ones(phi.shape), np.ones(phi.shape)
    shape, radius, drift = shape_of_front(phi), start, 0.0
    offset = enclosed(phi, shape, room) / size(start, depth)[1]
    while radius < end:
        advance(phi, shape, np.full(shape.cells.size, 0.4))
        radius += 0.4
        volume = size(radius, depth)[1] * offset
        drift += abs(volume - enclosed(phi, shape_of_front(phi), room)) / size(radius, depth)[0]
        shape = meet_volume(phi, room, everywhere, volume, 1e-9 * volume)
        assert enclosed(phi, shape, room) == pytest.approx(volume, rel=1e-9)
    radii = np.linalg.norm(shape.foot[shape.area > 0] - centre, axis=1)
    assert np.ptp(radii) < 0.03
    assert radii.mean() == pytest.approx(radius, abs=0.05)
    assert drift < 0.02 * (end - start)  # of the way has to be put right by the volume


def test_sharp_corner_moves_at_the_speed_of_its_faces():
    n, half, way = 120, 20.0, 16.0
    z, x = np.meshgrid(np.arange(n) - n / 2, np.arange(n) - n / 2, indexing="ij")
    outside = np.hypot(np.maximum(abs(z) - half, 0), np.maximum(abs(x) - half, 0))
    distance = np.where(outside > 0, outside, np.maximum(abs(z), abs(x)) - half)
    phi = np.clip(distance, -BAND, BAND)[:, None, :].copy()
    for _ in range(40):
        shape = shape_of_front(phi)
        advance(phi, shape, np.full(shape.cells.size, way / 40))
    front = shape_of_front(phi)
    foot = front.foot[front.area > 0][:, [0, 2]] - n / 2
    exact = np.hypot(np.maximum(abs(foot[:, 0]) - half, 0), np.maximum(abs(foot[:, 1]) - half, 0))
    assert abs(exact - way).max() < 0.25, "Huygens: every point moves by the way"
    assert abs(foot).max() < half + way + 0.1, "no needle grows from a corner"


def test_slanted_plane_is_exact():
    slope = 3 / 4
    z, x = np.meshgrid(np.arange(40), np.arange(4), indexing="ij")
    phi = np.clip((z - 15.2 - slope * x) / np.hypot(1, slope), -BAND, BAND)[:, None, :]
    inner = np.s_[:, :, 1:3]  # periodicity breaks the plane at the sides
    area = open_faces(phi).area[inner].sum()
    assert area == pytest.approx(2 * np.hypot(1, slope), rel=1e-5)


def test_two_fronts_merge_without_losing_volume():
    n = 90
    z, x = np.meshgrid(np.arange(n), np.arange(n), indexing="ij")
    discs = [np.hypot(z - 45, x - c) - 12 for c in (28.3, 61.1)]
    phi = np.clip(np.minimum(*discs), -BAND, BAND)[:, None, :].copy()
    room = np.ones(phi.shape)
    shape = shape_of_front(phi)
    volume = enclosed(phi, shape, room)
    for _ in range(30):
        flux = shape.area.sum() * 0.3
        weight = np.ones(phi.shape)
        advance(phi, shape, np.full(shape.cells.size, 0.3))
        volume += flux
        shape = meet_volume(phi, room, weight, volume, 1e-8)
    radius = 12 + 9.0
    half = 16.4
    lens = 2 * (radius**2 * np.arccos(half / radius) - half * np.sqrt(radius**2 - half**2))
    assert volume == pytest.approx(2 * np.pi * radius**2 - lens, rel=0.01)
    assert phi[45, 0, 44] < 0


@pytest.mark.parametrize("gap", [0.6, 1.3, 2.0, 3.7, 6.5])
def test_thin_gap_closes(gap):
    z = np.arange(30.0)[:, None, None] * np.ones((1, 1, 8))
    phi = np.clip(abs(z - 14.3) - gap / 2, -BAND, BAND) * 1.0
    shape = shape_of_front(phi)
    inward = shape.normal[:, 0] * np.sign(shape.foot[:, 0] - 14.3) > 0
    assert inward.any()
    phi = -phi  # lithium on both sides of the gap
    for _ in range(int(gap / 2 / 0.2) + 2):
        shape = shape_of_front(phi)
        advance(phi, shape, np.full(shape.cells.size, 0.2))
    assert (phi < 0).all()


def test_carried_field_keeps_its_waves():
    phi, centre = ball(120, 20.0, False)
    z, x = np.meshgrid(np.arange(120) - centre[0], np.arange(120) - centre[2], indexing="ij")
    field = np.cos(3 * np.arctan2(x, z))[:, None, :].copy()
    radius = 20.0
    for _ in range(60):
        shape = shape_of_front(phi)
        carry(field, shape)
        advance(phi, shape, np.full(shape.cells.size, 0.4))
        radius += 0.4
    shape = shape_of_front(phi)
    cut = shape.area > 0
    foot = shape.foot[cut]
    exact = np.cos(3 * np.arctan2(foot[:, 2] - centre[2], foot[:, 0] - centre[0]))
    assert abs(sampled(field, foot) - exact).max() < 0.03


def test_smoothing_damps_a_wave_as_a_gaussian():
    n, length = 64, 3.0
    phi = np.clip(np.arange(20.0)[:, None, None] - 8.3 + np.zeros((1, 1, n)), -BAND, BAND)
    shape = shape_of_front(phi)
    k = 2 * np.pi * 2 / n
    wave = np.cos(k * shape.foot[:, 2])
    smoothed = smooth(wave, shape.area, shape, phi.shape, length)
    inner = abs(shape.distance) < 3.5  # the outermost cells of the band do not know their feet well
    assert smoothed[inner] == pytest.approx(wave[inner] * np.exp(-((k * length) ** 2) / 2), abs=0.005)


def test_smoothing_does_not_reach_the_other_face_of_a_finger():
    phi = np.clip(abs(np.arange(24.0)[:, None, None] - 11.4) - 1.7 + np.zeros((1, 1, 8)), -BAND, BAND)
    shape = shape_of_front(phi)
    above = shape.normal[:, 0] > 0
    smoothed = smooth(np.where(above, 1.0, 5.0), shape.area, shape, phi.shape, 2.0)
    assert smoothed[above] == pytest.approx(1.0)
    assert smoothed[~above] == pytest.approx(5.0)


def test_volume_that_cannot_be_met_is_refused():
    phi, _ = ball(40, 10.0, False)
    with pytest.raises(StageError, match="cells are missing"):
        meet_volume(phi, np.ones(phi.shape), np.zeros(phi.shape), 500.0, 1e-6)
