import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.structure.bond import Bond
from nelumbo.structure.mechanics import MeanField
from nelumbo.structure.result import Particles, Phase

BOND = Bond(normal=3.0, tangential=1.0, tension=2.0, shear=0.5)


def square_lattice(cells: int, spacing: float) -> Particles:
    """A monolayer with bonds along x and y, some across the periodic sides."""
    index = np.arange(cells**2).reshape(cells, cells)
    along = np.stack([index, np.roll(index, -1, axis=1)], axis=-1).reshape(-1, 2)
    across = np.stack([index, np.roll(index, -1, axis=0)], axis=-1).reshape(-1, 2)
    y, x = np.divmod(np.arange(cells**2), cells)
    centres = np.stack([x * spacing, y * spacing, np.full(cells**2, spacing / 2)], axis=1)
    bonds = np.concatenate([along, across])
    return Particles.alike(centres, [(spacing / 2, 0.0)], Phase.SOLID, cells * spacing, bonds)


def test_square_lattice_stretches_by_its_bonds():
    film = MeanField(puncture_radius=0.1).evaluate(square_lattice(6, 1.0), BOND, thickness=1.0)
    direct, cross, shear = BOND.normal, 0.0, BOND.tangential / 2
    mean = (6 * direct + 2 * cross + 4 * shear) / 8
    mean_cross = (2 * direct + 6 * cross - 4 * shear) / 8
    assert film.poisson_ratio == pytest.approx(mean_cross / mean)
    assert film.modulus == pytest.approx(mean * (1 - (mean_cross / mean) ** 2))
    assert film.strength == pytest.approx(BOND.tension)
    assert film.failure_strain == pytest.approx(film.strength / film.modulus)
    assert film.bending_stiffness == pytest.approx(film.modulus / (12 * (1 - film.poisson_ratio**2)))


def test_puncture_counts_the_bonds_round_one_particle():
    lattice, tip = square_lattice(6, 1.0), 0.3
    sites = MeanField(puncture_radius=tip, sites=6)
    between = sites.evaluate(lattice, BOND, 1.0)
    assert between.puncture_pressure == 0.0
    on = replace(lattice, centres=lattice.centres + np.array([0.5, 0.5, 0.0]))
    assert sites.evaluate(on, BOND, 1.0).puncture_pressure == pytest.approx(4 * BOND.shear / (math.pi * tip**2))
