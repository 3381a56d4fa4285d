import math

import pytest

from nelumbo.structure.binder import EqualSpheres, NecksAndCoat
from nelumbo.structure.bond import Bond
from nelumbo.structure.crush import ShellCrush

THREE = ("400 nm", "260 nm", "120 nm")


def bond(electrode, placement):
    return Bond.between(electrode.membrane, placement)


def test_neck_of_solid_particles_decides_their_bond(electrode):
    placed = NecksAndCoat().place(1e-8, 0.5, EqualSpheres(40e-9, 40e-9, 1e15, 3e15))
    area = math.pi * placed.neck_radius**2
    joined = bond(electrode(), placed)
    assert joined.tension == pytest.approx(30e6 * area)
    assert joined.shear == pytest.approx(30e6 * area / math.sqrt(3))
    neck = 1e9 * area**2 / placed.neck_volume
    assert 0.8 * neck < joined.normal < neck


def test_shell_is_softer_than_its_neck_and_crushes_first(electrode):
    placed = NecksAndCoat().place(2e-7, 1.0, EqualSpheres(400e-9, 400e-9, 3e12, 9e12))
    solid, hollow = bond(electrode(), placed), bond(electrode(*THREE), placed)
    assert hollow.normal < 0.95 * solid.normal
    wall = ShellCrush(strength=200e6, porosity=0.3, inner_share=0.5)
    crush = wall.force(380e-9, 40e-9, placed.neck_radius, 3)
    assert hollow.tension == pytest.approx(crush)
    assert crush < solid.tension


def test_inner_shells_carry_their_share():
    alone = ShellCrush(200e6, 0.3, 0.5).force(380e-9, 40e-9, 1e-7, 1)
    assert ShellCrush(200e6, 0.3, 0.5).force(380e-9, 40e-9, 1e-7, 3) == pytest.approx(2 * alone)
    assert ShellCrush(200e6, 0.3, 0.0).force(380e-9, 40e-9, 1e-7, 3) == pytest.approx(alone)
    by_hand = math.pi * 200e6 * 0.7**1.5 * 40e-9**2 * (1 + 1e-7 / math.sqrt(380e-9 * 40e-9))
    assert alone == pytest.approx(by_hand)
