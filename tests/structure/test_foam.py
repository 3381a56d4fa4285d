import math

import pytest

from nelumbo.design.solid import Solid
from nelumbo.structure.foam import OpenCellFoam

METAL = Solid.model_construct(density=8960.0, youngs_modulus=120e9, poisson_ratio=0.3, strength=200e6)
POLYMER = Solid.model_construct(density=1100.0, youngs_modulus=1e9, poisson_ratio=0.4, strength=30e6)


def test_powers_of_the_solid_share():
    dense, thin = (OpenCellFoam().evaluate({METAL: share}, 2e-6) for share in (0.4, 0.1))
    assert dense.modulus == pytest.approx(0.16 * 120e9)
    assert dense.modulus / thin.modulus == pytest.approx(16)
    assert dense.strength / thin.strength == pytest.approx(8)
    assert thin.strength == pytest.approx(0.3 * 200e6 * 0.1**1.5)
    assert thin.failure_strain == pytest.approx(thin.strength / thin.modulus)


def test_solids_lie_in_series():
    film = OpenCellFoam().evaluate({METAL: 0.2, POLYMER: 0.1}, 2e-6)
    struts = 1 / (2 / 3 / 120e9 + 1 / 3 / 1e9)
    assert film.modulus == pytest.approx(0.09 * struts)
    assert film.strength == pytest.approx(0.3 * 30e6 * 0.3**1.5)
    assert OpenCellFoam().evaluate({METAL: 0.2, POLYMER: 0.0}, 2e-6).strength > film.strength


def test_plate_and_punch():
    film = OpenCellFoam(puncture_radius=1e-6).evaluate({METAL: 0.3}, 2e-6)
    assert film.bending_stiffness == pytest.approx(film.modulus * 8e-18 / (12 * (1 - 1 / 9)))
    sheared = film.puncture_pressure * math.pi * 1e-12
    assert sheared == pytest.approx(2 * math.pi * 1e-6 * 2e-6 * film.strength / math.sqrt(3))
