"""Partial volumes: exact cuts of a cube, order of volumes, dense packing, necks, windows onto the periodic box."""

import itertools
import math

import numpy as np
import pytest
from numba import njit
from threadpoolctl import threadpool_limits

from nelumbo.numerics.kernels import voxels
from nelumbo.structure.image import Region, voxelise
from nelumbo.structure.neck import PendularNeck
from nelumbo.structure.result import BinderPlacement, Particles, Phase

cut_cube = njit(voxels.cut_cube.py_func)
OFFSETS = np.random.default_rng(0).random((40, 3))
BALL = 4 / 3 * math.pi
NO_CONTACT = np.zeros((0, 2), np.int64)
BARE = BinderPlacement(half_angle=0.0, neck_radius=0.0, neck_volume=0.0, coat=0.0)


def corner_volume(normal: np.ndarray, depth: float) -> float:
    """Cube behind a plane by inclusion and exclusion of its corners: Σ ± (depth − n·corner)₊³/(6 n₁ n₂ n₃)."""
    terms = (
        (-1) ** sum(corner) * max(depth - float(normal @ corner), 0.0) ** 3
        for corner in itertools.product((0, 1), repeat=3)
    )
    return sum(terms) / (6 * math.prod(normal))


def test_cut_cube_is_exact():
    rng = np.random.default_rng(1)
    for _ in range(300):
        normal = rng.uniform(0.05, 1.0, 3)
        normal /= np.linalg.norm(normal)
        distance = rng.uniform(-0.9, 0.9)
        exact = corner_volume(normal, normal.sum() / 2 - distance)
        signs = rng.choice([-1.0, 1.0], 3)
        assert cut_cube(*(normal * signs), distance) == pytest.approx(exact, abs=1e-10)


def test_cut_cube_by_planes_along_the_axes():
    for distance in np.linspace(-0.7, 0.7, 15):
        exact = min(1.0, max(0.0, 0.5 - distance))
        assert cut_cube(0.0, 1.0, 0.0, distance) == pytest.approx(exact, abs=1e-5)
    assert cut_cube(0.6, 0.8, 0.0, 0.0) == pytest.approx(0.5, abs=1e-5)


def volumes(particles: Particles, placement: BinderPlacement = BARE) -> np.ndarray:
    """Volume of every phase in a box with room above and below, on voxels of 1 m."""
    side = (0.0, particles.box)
    return voxelise(particles, placement, Region(side, side, side), 1.0).fractions.sum(axis=(1, 2, 3), dtype=float)


def one_shell(radius: float, thickness: float, coat: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Errors of the volumes of shell and coat, relative, at random places on the grid."""
    box = math.ceil(2 * (radius + coat)) + 4.0
    placement = BinderPlacement(0.0, 0.0, 0.0, coat)
    found = [
        volumes(
            Particles.alike(
                box / 2 + offset[None, :], [(radius, radius - thickness)], Phase.SHELL, box, NO_CONTACT
            ),
            placement,
        )
        for offset in OFFSETS
    ]
    shell, skin = (np.array([v[phase] for v in found]) for phase in (Phase.SHELL, Phase.BINDER))
    exact = BALL * (radius**3 - (radius - thickness) ** 3), BALL * ((radius + coat) ** 3 - radius**3)
    return shell / exact[0] - 1, skin / exact[1] - 1 if coat else skin


def rms(errors: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def order(radii: list[float], errors: list[float]) -> float:
    return -float(np.polyfit(np.log(radii), np.log(errors), 1)[0])


def test_ball_volume_is_at_least_of_second_order():
    radii = [2.0, 4.0, 8.0, 16.0]
    errors = [rms(one_shell(r, r)[0]) for r in radii]
    assert order(radii, errors) > 2.5
    assert errors[0] < 3e-3


@pytest.mark.parametrize("radius", [0.3, 0.5, 0.75, 1.0, 1.5])
def test_balls_smaller_than_two_voxels_keep_their_volume(radius):
    assert rms(one_shell(radius, radius)[0]) < 4e-3


def test_shell_and_coat_volumes_are_at_least_of_second_order():
    """Walls of a tenth and coats of a twentieth of the radius, thinner than a voxel on the coarser grids."""
    radii = [2.0, 4.0, 8.0, 16.0]
    shells, coats = zip(*([rms(e) for e in one_shell(r, 0.1 * r, 0.05 * r)] for r in radii), strict=True)
    assert order(radii, shells) > 2
    assert order(radii, coats) > 2
    assert shells[0] < 0.015
    assert coats[0] < 0.02


def test_concentric_shells_of_particles_of_two_sizes():
    walls = np.array([[[12.0, 10.0], [7.0, 5.5], [3.0, 1.5]], [[8.0, 6.0], [5.0, 3.5], [2.0, 0.0]]])
    centres = np.array([[15.2, 14.7, 15.1], [35.6, 36.1, 34.8]])
    shells = Particles(centres, walls, Phase.SHELL, np.arange(2), 50.0, NO_CONTACT)
    exact = BALL * float((walls[..., 0] ** 3 - walls[..., 1] ** 3).sum())
    assert volumes(shells)[Phase.SHELL] == pytest.approx(exact, rel=1e-3)
    solid = Particles(centres, walls[:, :1] * [1.0, 0.0], Phase.SOLID, np.arange(2), 50.0, NO_CONTACT)
    found = volumes(solid)
    assert found[Phase.SOLID] == pytest.approx(BALL * (12**3 + 8**3), rel=2e-4)
    assert found[Phase.SHELL] == 0


@pytest.mark.parametrize(("cells", "tolerance"), [(8, 1e-2), (16, 2e-3), (32, 5e-4)])
def test_face_centred_cubic_packing(cells, tolerance):
    """Two cubic cells side by side; the middle one of three in z is counted, voxels not aligned with them.

    Four times as many cells across and the error falls by more than sixteen.
    """
    corner = np.array(list(itertools.product(range(2), range(2), range(4))), float)
    basis = np.array([[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    centres = (corner[:, None, :] + basis).reshape(-1, 3) * cells + 0.3
    balls = Particles.alike(centres, [(cells / math.sqrt(8), 0.0)], Phase.SOLID, 2.0 * cells, NO_CONTACT)
    side = (0.0, 2.0 * cells)
    middle = voxelise(balls, BARE, Region(side, side, (1.0 * cells, 2.0 * cells)), 1.0).fractions
    assert middle[Phase.SOLID].mean(dtype=float) == pytest.approx(math.pi / math.sqrt(18), rel=tolerance)


def pair(radii: tuple[float, float], axis: np.ndarray) -> Particles:
    """Two touching solid spheres in the middle of a box."""
    box = math.ceil(4 * max(radii)) + 8.0
    centres = np.array([box / 2 - radii[0] * axis, box / 2 + radii[1] * axis]) + 0.3
    walls = np.array([[[r, 0.0]] for r in radii])
    return Particles(centres, walls, Phase.SOLID, np.arange(2), box, np.array([[0, 1]]))


AXES = np.array([[2.0, 1.0, 2.0], [-1.0, 2.0, 2.0], [4.0, 0.0, 3.0], [6.0, -3.0, 2.0]])


def neck_errors(radii: tuple[float, float], half_angle: float) -> np.ndarray:
    placement = BinderPlacement(half_angle, 0.0, 0.0, 0.0)
    pairs = [pair(radii, axis / np.linalg.norm(axis)) for axis in AXES]
    exact = PendularNeck().volume(half_angle, 2 * radii[0] * radii[1] / sum(radii))
    return np.array([volumes(p, placement)[Phase.BINDER] / exact - 1 for p in pairs])


@pytest.mark.parametrize(("half_angle", "tolerance"), [(0.3, 0.02), (0.4, 0.01), (math.pi / 4, 0.004)])
def test_bridge_holds_the_volume_of_the_neck(half_angle, tolerance):
    """Eight voxels across a radius; the neck's waist is then 0.8 to 3.5 voxels from the gap's middle."""
    assert rms(neck_errors((8.0, 8.0), half_angle)) < tolerance
    assert rms(neck_errors((32.0, 32.0), half_angle)) < 2e-3


def test_bridge_of_unequal_spheres_holds_the_volume_of_equal_ones_with_the_same_gap():
    """The bridge that touches both spheres holds 0.2 % more than v(β) R_c³ at radii 2 : 1 and 0.5 % at 4 : 1."""
    assert neck_errors((24.0, 12.0), 0.4).mean() == pytest.approx(0.0016, abs=0.003)
    assert neck_errors((48.0, 12.0), 0.4).mean() == pytest.approx(0.0051, abs=0.003)
    assert neck_errors((12.0, 24.0), 0.4).mean() == pytest.approx(0.0016, abs=0.003)


@pytest.fixture(scope="module")
def chain() -> tuple[Particles, BinderPlacement]:
    """Touching shells across the sides of a box of 20 m, one over its corner."""
    steps = 9.6 * np.array([[0.8, 0.0, 0.6], [-0.6, 0.8, 0.0], [0.28, 0.0, 0.96]])
    first = np.array([0.3, 19.5, 5.2])
    centres = np.array([first, first + steps[0], first + steps[1], first + steps[1] + steps[2]])
    contacts = np.array([[0, 1], [0, 2], [2, 3]])
    particles = Particles.alike(centres, [(4.8, 4.0), (3.0, 2.2)], Phase.SHELL, 20.0, contacts)
    return particles, BinderPlacement(0.4, 0.0, 0.0, 0.4)


def test_box_is_periodic(chain):
    """Moved by part of the box along x and y, the film's image is the same, rolled; nothing is lost at a side."""
    particles, placement = chain
    side = (0.0, 20.0)
    image = voxelise(particles, placement, Region(side, side, (0.0, 20.0)), 0.5)
    moved = voxelise(particles, placement, Region((3.5, 23.5), (-7.0, 13.0), (0.0, 20.0)), 0.5)
    np.testing.assert_allclose(np.roll(image.fractions, (14, -7), (2, 3)), moved.fractions, atol=2e-6)
    shell = 4 * BALL * (4.8**3 - 4**3 + 3**3 - 2.2**3)
    assert image.fractions[Phase.SHELL].sum(dtype=float) / 8 == pytest.approx(shell, rel=2e-3)


def test_any_crop_shows_that_part_of_the_whole(chain):
    particles, placement = chain
    whole = voxelise(particles, placement, Region((0.0, 20.0), (0.0, 20.0), (0.0, 20.0)), 0.5)
    crop = voxelise(particles, placement, Region((2.0, 9.0), (15.0, 20.0), (3.0, 8.0)), 0.5)
    np.testing.assert_allclose(crop.fractions, whole.fractions[:, 6:16, 30:40, 4:18], atol=2e-6)
    wide = voxelise(particles, placement, Region((-20.0, 40.0), (0.0, 20.0), (5.0, 6.0)), 0.5)
    np.testing.assert_allclose(wide.fractions, np.tile(whole.fractions[:, 10:12], (1, 1, 1, 3)), atol=2e-6)


def test_any_voxel_size_holds_the_same_volumes(chain):
    """Also where the voxel does not divide the box: then the image reaches beyond it."""
    particles, placement = chain
    shares = []
    for voxel in (0.25, 0.37, 0.8):
        cells = 20.0 / voxel
        image = voxelise(particles, placement, Region((0.0, 20.0), (0.0, 20.0), (0.0, 20.0)), voxel).fractions
        assert image.shape[3] == math.ceil(cells - 1e-9)
        shares.append(image.sum(axis=(1, 2, 3), dtype=float) * voxel**3)
    assert shares[0][Phase.SHELL] == pytest.approx(4 * BALL * (4.8**3 - 4**3 + 3**3 - 2.2**3), rel=1e-3)
    assert shares[1][Phase.SHELL] >= shares[0][Phase.SHELL]
    np.testing.assert_allclose(shares[2][1:], shares[0][1:], rtol=0.02)


def test_phases_sum_to_one_and_threads_do_not_matter(chain):
    particles, placement = chain
    region = Region((0.0, 20.0), (0.0, 20.0), (0.0, 15.0))
    image = voxelise(particles, placement, region, 0.4).fractions
    assert image.dtype == np.float32
    assert image.min() >= 0
    np.testing.assert_allclose(image.sum(axis=0), 1.0, atol=1e-6)
    for threads in (1, 2):
        with threadpool_limits(threads):
            assert voxelise(particles, placement, region, 0.4).fractions.tobytes() == image.tobytes()


def test_empty_region_is_refused(chain):
    with pytest.raises(ValueError, match=r"z = \(3.0, 3.0\)"):
        voxelise(*chain, Region((0.0, 20.0), (0.0, 20.0), (3.0, 3.0)), 0.5)
