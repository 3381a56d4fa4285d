import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.structure.bond import Bonds, body_centres, waists
from nelumbo.structure.crush import ShellCrush
from nelumbo.structure.neck import PendularNeck
from nelumbo.structure.particle_end import ParticleEnd
from nelumbo.structure.result import BinderPlacement, Particles, Phase

THREE = ("400 nm", "260 nm", "120 nm")
NECKS = BinderPlacement(half_angle=0.6, neck_radius=0.0, neck_volume=0.0, coat=0.0)


def pair(membrane, scales=(1.0, 1.0), gap=0.0) -> Particles:
    """Two touching particles of the membrane, as many times as large as its mean one as ``scales`` say."""
    walls = np.array([[(w.outer, w.inner) for w in membrane.particle.primary.walls(s)] for s in scales])
    centres = np.array([[0.0, 0.0, 0.0], [0.0, walls[:, 0, 0].sum() + gap, 0.0]])
    return Particles(centres, walls, Phase.SHELL, np.arange(2), 1e-5, np.array([[0, 1]]))


def test_neck_of_solid_particles_decides_their_bond(electrode):
    membrane = electrode().membrane
    bond = Bonds.between(pair(membrane), membrane, NECKS)
    neck = PendularNeck()
    waist, volume = neck.waist(0.6, 40e-9), neck.volume(0.6, 40e-9)
    area, length, shear = math.pi * waist**2, volume / (math.pi * waist**2), 1e9 / 2.8
    assert bond.tension / (30e6 * area) == pytest.approx(1.0)
    assert bond.shear / (30e6 * area / math.sqrt(3)) == pytest.approx(1.0)
    assert bond.moment / (30e6 * 4 * waist**3 / 3) == pytest.approx(1.0)  # fully plastic round section
    for stiffness, stiff_ends in (
        (bond.normal, 1e9 * area / length),
        (bond.tangential, shear * area / length),
        (bond.bending, 1e9 * math.pi * waist**4 / 4 / length),
        (bond.twisting, shear * math.pi * waist**4 / 2 / length),
    ):
        assert 0.8 * stiff_ends < stiffness < stiff_ends


def test_ends_of_unequal_particles_are_unequal(electrode):
    """A smaller shell of the same wall is stiffer; the two ends give way in series."""
    membrane = electrode(*THREE).membrane
    particles = pair(membrane, scales=(1.0, 0.7))
    waist = waists(NECKS, particles.contact_radii)
    assert waist / PendularNeck().waist(0.6, 2 * 0.4e-6 * 0.28e-6 / 0.68e-6) == pytest.approx(1.0)
    end = ParticleEnd.of(membrane)
    large, small = (end.compliance(particles.walls[i : i + 1], waist) for i in (0, 1))
    assert small < large
    length = PendularNeck().volume(0.6, 1.0) * particles.contact_radii**3 / (math.pi * waist**2)
    bond = Bonds.between(particles, membrane, NECKS)
    assert 1 / bond.normal == pytest.approx(length / (1e9 * math.pi * waist**2) + large + small)


def test_contact_halves_the_gap_between_unequal_spheres(electrode):
    membrane = electrode(*THREE).membrane
    bond = Bonds.between(pair(membrane, scales=(1.0, 0.7), gap=4e-9), membrane, NECKS)
    assert bond.levers[0, 0] == pytest.approx([0.0, 402e-9, 0.0], abs=1e-15)
    assert bond.levers[0, 1] == pytest.approx([0.0, -282e-9, 0.0], abs=1e-15)


def test_shell_crushes_before_its_neck_tears(electrode):
    membrane = electrode(*THREE).membrane
    bond = Bonds.between(pair(membrane), membrane, NECKS)
    waist = PendularNeck().waist(0.6, 400e-9)
    crush = ShellCrush(strength=200e6, porosity=0.3, inner_share=0.5).force(380e-9, 40e-9, waist, 3)
    neck = 30e6 * math.pi * waist**2
    assert bond.tension / crush == pytest.approx(1.0)
    assert neck / math.sqrt(3) < crush < neck
    assert bond.shear * math.sqrt(3) / neck == pytest.approx(1.0)
    assert bond.moment * 3 * math.pi / (4 * waist * crush) == pytest.approx(1.0)


def test_inner_shells_carry_their_share():
    alone = ShellCrush(200e6, 0.3, 0.5).force(380e-9, 40e-9, 1e-7, 1)
    assert ShellCrush(200e6, 0.3, 0.5).force(380e-9, 40e-9, 1e-7, 3) == pytest.approx(2 * alone)
    assert ShellCrush(200e6, 0.3, 0.0).force(380e-9, 40e-9, 1e-7, 3) == pytest.approx(alone)
    by_hand = math.pi * 200e6 * 0.7**1.5 * 40e-9**2 * (1 + 1e-7 / math.sqrt(380e-9 * 40e-9))
    assert alone == pytest.approx(by_hand)


def test_rigid_bodies_are_joined_only_to_one_another(electrode):
    """Two spheres grown together across the periodic side, a third on one of them."""
    membrane = electrode().membrane
    particles = Particles.alike(
        np.array([[0.99e-6, 0.5e-6, 0.0], [0.07e-6, 0.5e-6, 0.0], [0.07e-6, 0.58e-6, 0.0]]),
        [(40e-9, 0.0)],
        Phase.SOLID,
        1e-6,
        np.array([[0, 1], [1, 2]]),
    )
    particles = replace(particles, bodies=np.array([0, 0, 1]))
    assert body_centres(particles)[0] == pytest.approx([1.03e-6, 0.5e-6, 0.0])
    bond = Bonds.between(particles, membrane, NECKS)
    assert bond.bodies.tolist() == [[0, 1]]
    assert bond.levers[0, 0] == pytest.approx([40e-9, 40e-9, 0.0], abs=1e-15)
    assert bond.levers[0, 1] == pytest.approx([0.0, -40e-9, 0.0], abs=1e-15)
    assert bond.normals[0] == pytest.approx([0.0, 1.0, 0.0], abs=1e-9)


def test_without_binder_there_are_no_bonds(electrode):
    membrane = electrode().membrane
    assert len(Bonds.between(pair(membrane), membrane, replace(NECKS, half_angle=0.0))) == 0
