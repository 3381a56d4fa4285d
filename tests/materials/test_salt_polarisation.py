from pathlib import Path

import pytest

import nelumbo
from nelumbo.constants import FARADAY
from nelumbo.materials.salt_polarisation import SaltPolarisation

ETHER = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml").electrolyte["ether"]


def test_it_is_the_slope_of_the_concentration_overpotential():
    fall = (1 - ETHER.transference_number) / (FARADAY * ETHER.diffusivity)  # Δc per current and length
    nernst = 2 * 8.314462618 * ETHER.temperature / FARADAY * (1 - ETHER.transference_number)
    expected = nernst * ETHER.thermodynamic_factor * fall / ETHER.salt_concentration
    assert SaltPolarisation(ETHER).resistivity() == pytest.approx(expected)


def test_a_single_ion_conductor_has_none():
    assert SaltPolarisation(ETHER).resistivity(1.0) == 0
    assert SaltPolarisation(ETHER).resistivity(0.0) > SaltPolarisation(ETHER).resistivity(0.5)
