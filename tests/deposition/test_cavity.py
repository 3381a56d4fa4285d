from dataclasses import replace

import numpy as np
import pytest

from nelumbo.deposition.cavity import ShellCavities
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Particles, Phase

BARE = bare_structure()
WALLS = [(400e-9, 360e-9), (260e-9, 220e-9), (120e-9, 80e-9)]
SHELLS = Particles.alike(np.zeros((1, 3)), WALLS, Phase.SHELL, 2e-6, np.zeros((0, 2), dtype=np.int64))
CAVITIES = ShellCavities(((360e-9, 260e-9), (220e-9, 120e-9), (80e-9, 0.0)), 5e-7)


def test_a_bare_collector_has_no_cavity():
    cavities = ShellCavities.of(BARE)
    assert cavities.closing == cavities.filled(1e-6) == cavities.filled(0.0) == cavities.area(0.0) == 0.0


def test_gaps_lie_between_the_shells():
    structure = replace(BARE, particles=SHELLS, cavity_volume=5e-7, inner_area=11.0)
    np.testing.assert_allclose(ShellCavities.of(structure).gaps, CAVITIES.gaps)


def test_without_particles_a_sphere_of_the_same_volume_and_area():
    cavities = ShellCavities.of(replace(BARE, cavity_volume=5e-7, inner_area=10.0))
    assert cavities.area(0.0) == pytest.approx(10.0)
    assert cavities.filled(cavities.closing) == 5e-7


def test_initial_area_is_that_of_the_walls():
    walls = 360e-9**2 + 260e-9**2 + 220e-9**2 + 120e-9**2 + 80e-9**2
    void = 360e-9**3 - 260e-9**3 + 220e-9**3 - 120e-9**3 + 80e-9**3
    assert CAVITIES.area(0.0) == pytest.approx(5e-7 * 3 * walls / void)


@pytest.mark.parametrize("thickness", [0.0, 20e-9, 60e-9])
def test_area_is_the_derivative_of_the_filled_volume(thickness):
    step = 1e-13
    slope = (CAVITIES.filled(thickness + step) - CAVITIES.filled(thickness)) / step
    assert CAVITIES.area(thickness) == pytest.approx(slope, rel=1e-3)


def test_fills_monotonically_and_stays_full():
    filled = [CAVITIES.filled(d) for d in np.linspace(0, 1e-7, 200)]
    assert np.all(np.diff(filled) >= 0)
    assert filled[0] == 0.0
    assert filled[-1] == 5e-7
    assert CAVITIES.closing == 80e-9
