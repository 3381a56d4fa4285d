import pytest

from nelumbo.design.electrolyte import Separator
from nelumbo.materials.macmullin import MacMullin, macmullin


def test_celgard_2325():
    separator = Separator.model_construct(thickness=25e-6, porosity=0.39, bruggeman_exponent=1.5, density=900.0)
    assert macmullin(separator) == pytest.approx(4.106, abs=1e-3)


def test_open_space_adds_nothing():
    assert MacMullin(1.0, 1.5).number == 1


def test_spheres_have_the_tortuosity_of_bruggeman():
    assert MacMullin(0.25, 1.5).tortuosity_factor == pytest.approx(0.25**-0.5)
