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
    """Airy function cos(kX)(a + bY) e^(±kY): pressure on one face, three more faces conditions zero."""
    k, e, nu = x / LAYER.thickness, LAYER.youngs_modulus, LAYER.poisson_ratio
    # In units of 1/k: φ = cos X f(Y), σ_y = −f cos X, τ = f′ sin X; faces Y = 0 (loaded) and Y = x (free).
    basis = [
        (lambda y: np.exp(y - x), lambda y: np.exp(y - x)),
        (lambda y: np.exp(-y), lambda y: -np.exp(-y)),
        (lambda y: y * np.exp(y - x), lambda y: (1 + y) * np.exp(y - x)),
        (lambda y: y * np.exp(-y), lambda y: (1 - y) * np.exp(-y)),
    ]
    matrix = np.array([[f(0.0) for f, _ in basis], [d(0.0) for _, d in basis]])
    matrix = np.vstack([matrix, [f(x) for f, _ in basis], [d(x) for _, d in basis]])
    a = np.linalg.solve(matrix, [1.0, 0.0, 0.0, 0.0])  # σ_y = −cos X on the loaded face
    # Hooke in plane strain, E′ ε_x = σ_x − ν′ σ_y, 2G γ = τ: u_y from γ = ∂u_x/∂Y + ∂u_y/∂X at Y = 0.
    second = [np.exp(-x), 1.0, 2 * np.exp(-x), -2.0]
    third = [np.exp(-x), -1.0, 3 * np.exp(-x), 3.0]
    plane, poisson = e / (1 - nu**2), nu / (1 - nu)
    f1 = 0.0
    # ε_x = (f″ + ν′ f) cos X/E′ → u_x = (f″ + ν′ f) sin X/E′; γ = f′ sin X/G = ∂u_x/∂Y + ∂u_y/∂X.
    slope_x = (np.dot(third, a) + poisson * f1) / plane
    displacement = -(f1 / (e / (2 * (1 + nu))) - slope_x)  # u_y = displacement·cos X at Y = 0
    assert LAYER.stiffness(k) == pytest.approx(k / abs(displacement), rel=1e-6)
