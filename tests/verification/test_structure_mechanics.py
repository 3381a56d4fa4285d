"""Shell compliance against Roark's table, the neck by quadrature, the mean field against its closed form."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from nelumbo.structure.bond import Bond
from nelumbo.structure.mechanics import plane_stress, stiffness_tensor
from nelumbo.structure.neck import PendularNeck
from nelumbo.structure.shell_compliance import ShellCompliance

ROARK = {0.01: 0.433, 0.2: 0.425, 0.4: 0.408, 0.6: 0.386, 0.8: 0.362, 1.0: 0.337, 1.2: 0.311, 1.4: 0.286}


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


def isotropic(bonds_per_volume: float, length: float, bond: Bond) -> tuple[float, float]:
    """E and ν (Walton 1987; Chang & Misra 1990): K = N d² K_n/9, G = N d² (2 K_n + 3 K_t)/30."""
    scale = bonds_per_volume * length**2
    bulk, shear = scale * bond.normal / 9, scale * (2 * bond.normal + 3 * bond.tangential) / 30
    return 9 * bulk * shear / (3 * bulk + shear), (3 * bulk - 2 * shear) / (2 * (3 * bulk + shear))


@pytest.mark.parametrize("tangential", [0.0, 2.0, 7.0])
def test_mean_field_of_isotropic_bonds_is_the_closed_form(tangential):
    """A spherical 5-design (the icosahedron) averages products of four directions exactly."""
    g = (1 + math.sqrt(5)) / 2
    corners = [(0, 1, g), (0, 1, -g), (1, g, 0), (1, -g, 0), (g, 0, 1), (-g, 0, 1)]
    normals = np.array(corners, float) / math.hypot(1, g)
    bond = Bond(normal=7.0, tangential=tangential, tension=0.0, shear=0.0)
    lengths = np.full(6, 0.3)
    modulus, ratio = plane_stress(stiffness_tensor(normals, lengths, bond) / 2.0)
    exact_modulus, exact_ratio = isotropic(6 / 2.0, 0.3, bond)
    assert modulus == pytest.approx(exact_modulus, rel=1e-12)
    assert ratio == pytest.approx(exact_ratio, abs=1e-12)
