import math

import pytest

from nelumbo.structure.binder import EqualSpheres, NecksAndCoat, thickest_coat
from nelumbo.structure.neck import PendularNeck

LAW = NecksAndCoat()
DENSE = EqualSpheres(radius=1e-7, neck_size=1e-7, particles=1e13, contacts=3e13, coordination=((6, 1.0),))


def test_all_binder_coats_a_particle_without_contacts():
    placed = LAW.place(1e-8, 0.5, EqualSpheres(1e-7, 1e-7, 1e12, 0.0, ((0, 1.0),)))
    volume = 4 / 3 * math.pi * ((1e-7 + placed.coat) ** 3 - 1e-7**3)
    assert 1e12 * volume == pytest.approx(1e-8, rel=1e-4)
    assert placed.neck_radius == 0.0


def test_necks_take_their_share_and_no_more():
    placed = LAW.place(1e-9, 0.5, DENSE)
    assert 3e13 * placed.neck_volume == pytest.approx(0.5e-9, rel=1e-9)
    capped = LAW.place(1e-8, 1.0, DENSE)
    assert capped.half_angle == PendularNeck().largest_half_angle
    assert capped.coat > 0


def test_union_without_coat_is_the_necks():
    neck = LAW.neck.volume(0.6, 1.0)
    assert LAW.volume(0.0, 0.6, 5.0, 1.0) == pytest.approx(5 / 2 * neck, rel=1e-5)


def test_touching_coats_lose_their_lens():
    coat, outer = 0.1, 1.1
    lens = 2 * math.pi / 3 * (outer - 1) ** 2 * (3 * outer - (outer - 1))
    shell = 4 / 3 * math.pi * (outer**3 - 1)
    assert LAW.volume(coat, 0.0, 3.0, 1.0) == pytest.approx(shell - 3 / 2 * lens, rel=1e-5)


def test_thickest_coat_fills_the_gaps_between_neighbours():
    coat = thickest_coat(6.0, 1.0)
    assert 6 * (1 - 1 / (1 + coat)) / 2 == pytest.approx(1.0)
    assert LAW.capacity(EqualSpheres(1.0, 1.0, 1.0, 3.0, ((6, 1.0),))) > LAW.volume(0.9 * coat, 0.3, 6.0, 1.0)


def test_particles_with_few_neighbours_take_what_crowded_ones_cannot():
    mean = EqualSpheres(1.0, 1.0, 1.0, 3.0, ((6, 1.0),))
    uneven = EqualSpheres(1.0, 1.0, 1.0, 3.0, ((2, 0.5), (10, 0.5)))
    assert LAW.capacity(uneven) > 1.5 * LAW.capacity(mean)
    full = LAW.place(0.999 * LAW.capacity(uneven), 0.3, uneven)
    assert thickest_coat(10, 1.0) < full.coat < thickest_coat(2, 1.0)
    assert LAW.per_particle(full.coat, full.half_angle, uneven) == pytest.approx(0.999 * LAW.capacity(uneven))
