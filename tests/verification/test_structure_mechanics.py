"""Bonds against their closed forms; the network against lattices, beams and breaks done by hand."""

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from bonded_networks import SQUARE, TRIANGULAR, bonded, lattice, random_film
from scipy.integrate import quad

from nelumbo.design.solid import Solid
from nelumbo.numerics.reweighted import ReweightedEquations
from nelumbo.structure.neck import PendularNeck
from nelumbo.structure.network import frame
from nelumbo.structure.network.laminate import Laminate
from nelumbo.structure.network.tearing import Tearing, plastic_tension
from nelumbo.structure.particle_end import ParticleEnd
from nelumbo.structure.punch_compliance import PunchCompliance
from nelumbo.structure.shell_compliance import ShellCompliance

ROARK = {0.01: 0.433, 0.2: 0.425, 0.4: 0.408, 0.6: 0.386, 0.8: 0.362, 1.0: 0.337, 1.2: 0.311, 1.4: 0.286}
COPPER = Solid(density="8960 kg/m^3", youngs_modulus="125 GPa", poisson_ratio=0.34, strength="200 MPa")


@pytest.mark.parametrize(("mu", "tabulated"), ROARK.items())
def test_shell_amplitude_of_the_table(mu, tabulated):
    assert ShellCompliance.amplitude(mu) == pytest.approx(tabulated, abs=6e-4)


def test_shell_amplitude_has_a_limit_and_no_jump():
    assert ShellCompliance.amplitude(0.0) == pytest.approx(math.sqrt(12) / 8)
    assert ShellCompliance.amplitude(1.01e-3) == pytest.approx(ShellCompliance.amplitude(0.99e-3), rel=1e-5)


def test_point_load_on_a_shell():
    law = ShellCompliance(modulus=1e9, poisson_ratio=0.3)
    point = math.sqrt(12 * (1 - 0.3**2)) / 8 * 1e-6 / (1e9 * 1e-7**2)
    assert law.compliance(1e-6, 1e-7, 0.0) == pytest.approx(point)


def test_compact_sphere_is_a_half_space_under_a_punch():
    end, patch = ParticleEnd(COPPER, 0.0, 0.5), np.array([2e-8])
    plane, shear = 125e9 / (1 - 0.34**2), 125e9 / (2 * 1.34)
    give = end.compliance(np.array([[[4e-7, 0.0]]]), patch)
    rocked, turned = 8 * shear * patch**3 / (3 * (1 - 0.34)), 16 * shear * patch**3 / 3
    assert give * 2 * plane * patch == pytest.approx(1.0)
    assert give * end.punch.tangential_ratio() * 8 * shear * patch / (2 - 0.34) == pytest.approx(1.0)
    assert give * end.punch.bending_ratio(patch) * rocked == pytest.approx(1.0)
    assert give * end.punch.twisting_ratio(patch) * turned == pytest.approx(1.0)
    assert PunchCompliance(125e9, 0.34).normal(patch) / give == pytest.approx(1.0)


def test_inner_shells_stand_beside_the_outer_one():
    walls = np.array([[[4e-7, 3.6e-7], [2.6e-7, 2.2e-7]]])
    patch, law = np.array([1e-7]), ShellCompliance(125e9 * 0.7**2, 0.34)
    outer, inner = (1 / law.compliance((o + i) / 2, o - i, patch) for o, i in walls[0])
    assert ParticleEnd(COPPER, 0.3, 0.5).compliance(walls, patch) * (outer + inner / 2) == pytest.approx(1.0)


@pytest.mark.parametrize("half_angle", [0.1, 0.5, math.pi / 4])
def test_neck_volume_by_quadrature(half_angle):
    arc, offset = 1 / math.cos(half_angle) - 1, math.tan(half_angle)

    def ring(x: float) -> float:
        meniscus = offset - math.sqrt(arc**2 - x**2)
        return math.pi * (meniscus**2 - (1 - (1 - x) ** 2))

    exact = 2 * quad(ring, 0.0, 1 - math.cos(half_angle), epsabs=1e-13)[0]
    law = PendularNeck()
    assert law.volume(half_angle, 1.0) == pytest.approx(exact, rel=1e-8)
    assert law.half_angle(exact * 8e-21, 2e-7) == pytest.approx(half_angle, rel=1e-6)
    assert law.waist(half_angle, 1.0) == pytest.approx(offset - arc)


# ---------------------------------------------------------------- elasticity


@pytest.mark.parametrize("cells", [1, 4])
def test_triangular_lattice_of_springs(cells):
    bonds = lattice(cells, TRIANGULAR, normal=3.0)
    film = Laminate.of(bonds, np.zeros(cells**2), cells**2 * math.sqrt(0.75))
    assert film.in_plane == pytest.approx((2 / math.sqrt(3) * 3.0, 1 / 3), rel=1e-7)
    assert film.anisotropy == pytest.approx(0.0, abs=1e-7)


def test_triangular_lattice_with_shear():
    film = Laminate.of(lattice(3, TRIANGULAR, normal=3.0, tangential=2.0), np.zeros(9), 9 * math.sqrt(0.75))
    direct, cross = 2 / math.sqrt(3) * (9 * 3.0 + 3 * 2.0) / 8, 2 / math.sqrt(3) * 3 * (3.0 - 2.0) / 8
    assert film.stiffness[0, :2] == pytest.approx([direct, cross], rel=1e-7)
    assert film.stiffness[2, 2] == pytest.approx((direct - cross) / 2, rel=1e-7)


@pytest.mark.parametrize("reference", [0.0, 5.0])
def test_stacked_square_lattice_bends_exactly(reference):
    """Two layers z apart bend as D₁₁ = 2 (K_n (z/2)² + K_r), wherever the reference plane is."""
    cells, gap, k_n, k_r = 3, 1.6, 3.0, 0.7
    flat = lattice(cells, SQUARE)
    count = cells**2
    pairs = np.concatenate([flat.bodies, flat.bodies + count, np.arange(count)[:, None] + [[0, count]]])
    branches = np.concatenate([flat.branches, flat.branches, np.tile([0.0, 0.0, gap], (count, 1))])
    bonds = bonded(pairs, branches, normal=k_n, tangential=2.0, twisting=k_r, bending=k_r)
    heights = reference + np.repeat([0.0, gap], count)
    film = Laminate.of(bonds, heights, float(count))
    stretch, coupling, bend = film.stiffness[:3, :3], film.stiffness[:3, 3:], film.stiffness[3:, 3:]
    exact = 2 * (k_n * (gap / 2) ** 2 + k_r)
    assert (bend - coupling.T @ np.linalg.solve(stretch, coupling))[0, 0] == pytest.approx(exact, rel=1e-6)
    middle = Laminate.of(bonds, heights - reference - gap / 2, float(count))
    assert film.bending_stiffness == pytest.approx(middle.bending_stiffness, rel=1e-6)


def test_affine_bound_of_isotropic_bonds_is_the_closed_form():
    """K = N d² K_n/9, G = N d² (2 K_n + 3 K_t)/30 (Walton 1987); an icosahedron averages four directions."""
    g = (1 + math.sqrt(5)) / 2
    corners = [(0, 1, g), (0, 1, -g), (1, g, 0), (1, -g, 0), (g, 0, 1), (-g, 0, 1)]
    normals = 0.3 * np.array(corners, float) / math.hypot(1, g)
    bonds = bonded(np.zeros((6, 2)), normals, normal=7.0, tangential=2.0)
    bulk, shear = 6 * 0.3**2 * 7.0 / 9, 6 * 0.3**2 * (2 * 7.0 + 3 * 2.0) / 30
    film = Laminate.of(bonds, np.zeros(1), 1.0)
    assert film.bound[0, :2] == pytest.approx([bulk + 4 * shear / 3, bulk - 2 * shear / 3], rel=1e-12)
    assert film.bound[2, 2] == pytest.approx(shear, rel=1e-12)


def test_network_is_softer_than_its_mean_strain():
    particles, bonds = random_film(30, 4.0)
    film = Laminate.of(bonds, particles.centres[:, 2], particles.area)
    assert np.linalg.eigvalsh(film.stiffness).min() > 0
    assert np.linalg.eigvalsh(film.bound - film.stiffness).min() > 0
    assert film.share_of_bound < 0.9


def cantilever(count: int, length: float, **given) -> ReweightedEquations:
    """A chain of ``count`` bonds along x, the first body clamped."""
    step = length / count
    bonds = bonded([(i, i + 1) for i in range(count)], [(step, 0.0, 0.0)] * count, **given)
    rows = frame.compatibility(bonds, count + 1)[:, frame.PARTS :].tocsr()
    stiffness = frame.weights(bonds)
    return ReweightedEquations(rows, stiffness, 1e-3 * frame.ground(bonds, rows.shape[1]))


def tip(equations: ReweightedEquations, part: int) -> float:
    """Motion of the last body under a unit force or moment on that very part."""
    load = np.zeros((equations.rows.shape[1], 1))
    load[-frame.PARTS + part] = 1.0
    return float(equations.solve(load)[-frame.PARTS + part, 0])


def test_chain_is_a_timoshenko_beam_to_second_order():
    """Bonds with K_r = EI/d and K_t = GA/d bend as PL³/(3EI) + PL/(GA), less L d²/(12 EI) exactly."""
    length, flexural, shear = 5.0, 2.0, 3.0
    exact = length**3 / (3 * flexural) + length / shear
    errors = []
    for count in (4, 8, 16):
        step = length / count
        parts = {"normal": 1.0, "twisting": 1.0, "bending": flexural / step, "tangential": shear / step}
        bent = [tip(cantilever(count, length, **parts), part) for part in (1, 2)]
        assert bent == pytest.approx([exact - length * step**2 / (12 * flexural)] * 2, rel=1e-6)
        errors.append(abs(bent[0] - exact))
    assert np.log2(np.array(errors[:-1]) / errors[1:]) == pytest.approx(2.0, abs=0.01)


def test_chain_stretches_and_twists_bond_by_bond():
    chain = cantilever(6, 3.0, normal=4.0, tangential=1.0, twisting=0.5, bending=1.0)
    assert tip(chain, 0) == pytest.approx(6 / 4.0, rel=1e-6)
    assert tip(chain, 3) == pytest.approx(6 / 0.5, rel=1e-6)


@pytest.mark.parametrize(("wanted", "box"), [(6, 1e3), (3, 4.0)])
def test_rigid_motions_are_the_only_soft_ones(wanted, box):
    """Six for a free cluster; three for a film that is periodic both ways, whose jumps forbid turning."""
    particles, bonds = random_film(25, 4.0)
    if box > 4.0:
        inside = np.linalg.norm(np.diff(particles.centres[bonds.bodies], axis=1)[:, 0] - bonds.branches, axis=1)
        bonds = bonds.subset(np.flatnonzero(inside < 1e-9))
    rows = frame.compatibility(bonds, 25)
    values = np.linalg.eigvalsh(rows.T @ (frame.weights(bonds)[:, None] * rows.toarray()))
    assert np.count_nonzero(values < 1e-9 * values.max()) == wanted
    assert values[wanted] > 1e-5 * values.max()


def test_periodic_chain_may_also_turn_about_itself():
    bonds = lattice(1, SQUARE[:1], normal=1.0, tangential=1.0, twisting=1.0, bending=1.0)
    stiffness = frame.compatibility(bonds, 1)
    values = np.linalg.eigvalsh((stiffness.T @ stiffness).toarray())
    assert np.count_nonzero(values < 1e-9 * values.max()) == 4


def test_energy_is_half_the_work_and_work_is_mutual():
    _, bonds = random_film(25, 4.0)
    rows, stiffness = frame.compatibility(bonds, 25), frame.weights(bonds)
    held = frame.ground(bonds, rows.shape[1])
    equations = ReweightedEquations(rows, stiffness, held)
    loads = np.random.default_rng(0).normal(size=(rows.shape[1], 2))
    loads.reshape(25, 6, 2)[:, :3] -= loads.reshape(25, 6, 2)[:, :3].mean(axis=0)
    moved = equations.solve(loads)
    energy = (stiffness[:, None] * (rows @ moved) ** 2).sum(axis=0) / 2 + (held[:, None] * moved**2).sum(
        axis=0
    ) / 2
    assert energy == pytest.approx((loads * moved).sum(axis=0) / 2, rel=1e-9)
    assert loads[:, 0] @ moved[:, 1] == pytest.approx(loads[:, 1] @ moved[:, 0], rel=1e-9)


# ---------------------------------------------------------------- tearing


def test_use_of_a_bond_by_hand():
    bond = bonded([(0, 1)], [(1.0, 0.0, 0.0)], tension=2.0, shear=4.0, moment=0.5)
    force = [1.0, 1.2, 1.6, 9.0, 0.03, 0.04]
    assert bond.utilisation(np.array([force])) == pytest.approx(math.hypot(0.5 + 0.1, 0.5))
    assert bond.utilisation(np.array([[-1.0, 1.2, 1.6, 9.0, 0.03, 0.04]])) == pytest.approx(0.5)


@pytest.mark.parametrize(("stronger", "path"), [(1.5, [2.0, 1.5]), (3.0, [2.0, 3.0])])
def test_two_bonds_side_by_side(stronger, path):
    """Both bear half until the weaker breaks at 2 F₁, then the stronger alone bears F₂: T = max(2 F₁, F₂)."""
    branches = [(1.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]
    bonds = bonded(np.zeros((3, 2)), branches, normal=5.0, tangential=1.0, bending=1.0, twisting=1.0)
    bonds = replace(bonds, tension=np.array([1.0, stronger, 1e9]))
    tear = Tearing(fallen=0.01).tear(bonds, 1, 1.0, axis=0)
    assert tear.path[:2, 0] == pytest.approx(path, rel=1e-6)
    assert tear.tension == pytest.approx(max(path), rel=1e-6)
    assert tear.strain == pytest.approx(1 / 5.0 if path[0] > path[1] else 3.0 / 5.0, rel=1e-6)
    assert plastic_tension(bonds, 1.0, 0) == pytest.approx(1.0 + stronger)


def test_chain_breaks_at_its_weak_link():
    links = 5
    pairs = [(i, (i + 1) % links) for i in range(links)] + [(i, i) for i in range(links)]
    branches = [(1.0, 0.0, 0.0)] * links + [(0.0, 2.0, 0.0)] * links
    bonds = bonded(pairs, branches, normal=4.0, tangential=1.0, bending=1.0, twisting=1.0)
    bonds = replace(bonds, tension=np.array([3.0, 2.0, 0.6, 2.5, 4.0] + [1e9] * links))
    tear = Tearing().tear(bonds, links, 2.0 * links, axis=0)
    assert (tear.tension, tear.broken) == (pytest.approx(0.6 / 2.0, rel=1e-6), 1)
    assert tear.strain == pytest.approx(0.6 / 4.0, rel=1e-6)


def test_plastic_tension_of_isotropic_bonds():
    """Contacts per area · d · N_u/3."""
    directions = np.random.default_rng(0).normal(size=(20000, 3))
    branches = 0.8 * directions / np.linalg.norm(directions, axis=1)[:, None]
    bonds = bonded(np.zeros((20000, 2)), branches, tension=3.0)
    assert plastic_tension(bonds, 10.0, 1) == pytest.approx(2000 * 0.8 * 3.0 / 3, rel=0.02)


def test_breaking_together_changes_little():
    particles, bonds = random_film(40, 4.5)
    one, many = (Tearing(together=t).tear(bonds, 40, particles.area, 0) for t in (0.0, 0.02))
    assert many.tension == pytest.approx(one.tension, rel=0.02)
    assert len(many.path) <= len(one.path)
    assert one.tension < plastic_tension(bonds, particles.area, 0)


# ---------------------------------------------------------------- invariance


@pytest.mark.parametrize("share", [1e-10, 1e-8])
def test_springs_that_hold_loose_bodies_do_not_matter(share, monkeypatch):
    """Three bodies of the film are joined to one another at most."""
    particles, bonds = random_film(40, 4.5)
    bonds = bonds.subset(np.flatnonzero(np.isin(bonds.bodies, [0, 1, 2]).sum(axis=1) != 1))
    plate = Laminate.of(bonds, particles.centres[:, 2], particles.area)
    tear = Tearing().tear(bonds, 40, particles.area, 0)
    monkeypatch.setattr(frame, "ground", functools.partial(frame.ground, share=share))
    again = Laminate.of(bonds, particles.centres[:, 2], particles.area)
    assert again.stiffness == pytest.approx(plate.stiffness, rel=1e-5, abs=1e-6 * plate.stiffness.max())
    assert Tearing().tear(bonds, 40, particles.area, 0).tension == pytest.approx(tear.tension, rel=1e-6)


def test_numbering_and_turning_do_not_matter():
    particles, bonds = random_film(40, 4.5)
    order = np.random.default_rng(1).permutation(40)
    turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    shuffled = np.random.default_rng(2).permutation(len(bonds))
    moved = replace(
        bonds, bodies=order[bonds.bodies], levers=bonds.levers @ turn.T, normals=bonds.normals @ turn.T
    )
    heights = np.empty(40)
    heights[order] = particles.centres[:, 2]
    plate = Laminate.of(bonds, particles.centres[:, 2], particles.area)
    turned = Laminate.of(moved.subset(shuffled), heights, particles.area)
    swap = [1, 0, 2, 4, 3, 5]
    signs = np.array([1, 1, -1, 1, 1, -1])
    expected = plate.stiffness[np.ix_(swap, swap)] * np.outer(signs, signs)
    assert turned.stiffness == pytest.approx(expected, rel=1e-6, abs=1e-7 * expected.max())
    tears = Tearing().tear(bonds, 40, particles.area, 0), Tearing().tear(moved, 40, particles.area, 1)
    assert tears[1].tension == pytest.approx(tears[0].tension, rel=1e-6)
    assert tears[1].broken == tears[0].broken


def test_stiffness_along_any_direction_turns_as_a_tensor():
    """Rotating every bond about z by any angle leaves the isotropic part and the anisotropy as they are."""
    particles, bonds = random_film(40, 4.5)
    c, s = math.cos(0.7), math.sin(0.7)
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    moved = replace(bonds, levers=bonds.levers @ turn.T, normals=bonds.normals @ turn.T)
    one, two = (Laminate.of(b, particles.centres[:, 2], particles.area) for b in (bonds, moved))
    assert two.in_plane == pytest.approx(one.in_plane, rel=1e-6)
    assert two.bending_stiffness == pytest.approx(one.bending_stiffness, rel=1e-6)
    assert two.anisotropy == pytest.approx(one.anisotropy, rel=1e-6)
