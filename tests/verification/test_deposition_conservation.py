"""Charge and volume: what the cell counts is where the lithium is."""

from dataclasses import replace

import numpy as np
import pytest

from nelumbo.constants import FARADAY, LITHIUM_HEIGHT_PER_CHARGE, LITHIUM_MOLAR_VOLUME
from nelumbo.deposition.cavity import ShellCavities
from nelumbo.deposition.split import UniformOverpotential
from nelumbo.units import MAH_PER_CM2


def test_faraday():
    height = LITHIUM_HEIGHT_PER_CHARGE * MAH_PER_CM2
    assert height == pytest.approx(4.85e-6, rel=1e-3)


@pytest.mark.parametrize("wall_ratio", [1e-4, 0.1, 3.0])
@pytest.mark.parametrize("collector_ratio", [0.01, 1.0, 5.0])
@pytest.mark.parametrize("top_area", [0.0, 0.7])
def test_charge_is_exact(wall_ratio, collector_ratio, top_area):
    cavities = ShellCavities(((360e-9, 260e-9), (220e-9, 120e-9), (80e-9, 0.0)), 5e-7)
    law = UniformOverpotential(cavities, wall_ratio, top_area, collector_ratio, layer=150.0)
    inside = []
    for charge in np.geomspace(1e-6, 1e7, 60):
        split = law.at(charge)
        parts = (split.inside, split.underneath, split.on_top)
        assert sum(parts) == pytest.approx(charge, rel=1e-12)
        assert min(parts) >= -1e-12 * charge
        inside.append(split.inside)
    assert np.all(np.diff(inside) >= -1e-9)
    assert inside[-1] == pytest.approx(5e-7 / LITHIUM_HEIGHT_PER_CHARGE)


@pytest.mark.parametrize("share", [0.2, 0.9, 1.0])
def test_hollow_sphere_fills_in_the_time_of_its_radius(share):
    """With little wall the current density stays i: full at t = r F/(Ωi), and at share·t by 1 − (1 − share)³."""
    radius, current, volume = 360e-9, 10.0, 1e-13
    law = UniformOverpotential(ShellCavities(((radius, 0.0),), volume), 1.0, 0.0, 1.0, layer=150.0)
    time = share * radius * FARADAY / (LITHIUM_MOLAR_VOLUME * current)
    filled = law.at(current * time).inside * LITHIUM_HEIGHT_PER_CHARGE / volume
    assert filled == pytest.approx(1 - (1 - share) ** 3, abs=1e-5)


def test_planar_front_moves_with_the_current():
    law = UniformOverpotential(ShellCavities((), 0.0), 1.0, 0.0, 1.0, layer=150.0)
    for current, time in ((10.0, 3600.0), (66.7, 1800.0)):
        height = law.at(current * time).underneath * LITHIUM_HEIGHT_PER_CHARGE
        assert height / time == pytest.approx(LITHIUM_MOLAR_VOLUME * current / FARADAY, rel=1e-12)


def test_first_order_in_the_wall_ratio():
    """A small wall ratio changes the inside charge in proportion."""
    cavities = ShellCavities(((360e-9, 0.0),), 5e-7)
    law = UniformOverpotential(cavities, 1e-6, 0.0, 1.0, layer=150.0)
    single, double = law.at(1000.0).inside, replace(law, wall_ratio=2e-6).at(1000.0).inside
    assert double / single == pytest.approx(2.0, rel=1e-3)
