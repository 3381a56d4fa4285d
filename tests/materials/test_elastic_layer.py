import numpy as np
import pytest

from nelumbo.errors import StageError
from nelumbo.materials.elastic_layer import ElasticLayer

LAYER = ElasticLayer(youngs_modulus=1e9, poisson_ratio=0.3, thickness=1.5e-6)


def test_long_waves_bend_a_plate():
    k = 1e-3 / LAYER.thickness
    assert LAYER.stiffness(k) == pytest.approx(LAYER.bending_stiffness * k**4, rel=1e-5)


def test_short_waves_indent_a_half_space():
    k = 1e3 / LAYER.thickness
    assert LAYER.stiffness(k) == pytest.approx(LAYER.plane_modulus * k / 2, rel=1e-12)


def test_the_series_joins_the_closed_form():
    k = np.array([0.1 * (1 - 1e-9), 0.1 * (1 + 1e-9)]) / LAYER.thickness
    low, high = LAYER.stiffness(k)
    assert high == pytest.approx(low, rel=1e-7)


def test_a_layer_of_no_thickness_resists_nothing():
    assert ElasticLayer(1e9, 0.3, 0.0).stiffness(1e6) == 0.0


def test_an_impossible_poisson_ratio_is_refused():
    with pytest.raises(StageError, match="Poisson"):
        ElasticLayer(1e9, 1.0, 1e-6)


@pytest.mark.parametrize("x", [0.05, 0.3, 1.0, 3.0, 8.0])
def test_plane_strain_solution_of_the_loaded_strip(x):
    """Airy function φ = f(Y) cos X in units of 1/k: pressure on the face Y = 0, no traction on Y = x.

    σ_y = −f cos X, τ = f′ sin X; without shear on the face, Hooke gives u_y = f‴(0) cos X/E′.
    """
    basis = [
        (lambda y: np.exp(y - x), lambda y: np.exp(y - x)),
        (lambda y: np.exp(-y), lambda y: -np.exp(-y)),
        (lambda y: y * np.exp(y - x), lambda y: (1 + y) * np.exp(y - x)),
        (lambda y: y * np.exp(-y), lambda y: (1 - y) * np.exp(-y)),
    ]
    matrix = [
        [f(y) for f, _ in basis] if value else [d(y) for _, d in basis] for y in (0.0, x) for value in (1, 0)
    ]
    amplitudes = np.linalg.solve(matrix, [1.0, 0.0, 0.0, 0.0])
    third_derivative = np.dot([np.exp(-x), -1.0, 3 * np.exp(-x), 3.0], amplitudes)
    k = x / LAYER.thickness
    assert LAYER.stiffness(k) == pytest.approx(LAYER.plane_modulus * k / abs(third_derivative), rel=1e-6)
