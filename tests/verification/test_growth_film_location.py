"""Where the film is, on surfaces of known area and film."""

import numpy as np
import pytest
from growth_cases import growth, wave_state
from test_growth_membrane import hollow_ball, plated

from nelumbo.deposition.growth.outputs import film_by_surface, morphology
from nelumbo.deposition.growth.state import Box
from nelumbo.deposition.growth.surface import SurfaceClass
from nelumbo.materials.film_share import FilmShare


def test_film_of_a_wave_is_its_area_times_its_density():
    model = growth(0.1e-6)
    state = wave_state(model, 32, 4.0)
    x = np.linspace(0, 2 * np.pi, 4001)
    length = np.trapezoid(np.hypot(1, 4.0 * 2 * np.pi / 32 * np.sin(x)), x) / (2 * np.pi)
    state.density[:] = 0.7
    found = film_by_surface(state, 1.0)
    assert found.lithium == pytest.approx(0.7 * length, rel=5e-3)
    assert (found.dead, found.inner, found.outer) == (0.0, 0.0, 0.0)


def test_even_growth_keeps_the_film_at_rest():
    model = growth(0.1e-6)
    state = model.init(8)
    model.run(state, 10.0, 2e4)
    assert film_by_surface(state, 1.0).lithium == pytest.approx(1, rel=1e-6)


def test_detached_lithium_has_its_own():
    model = growth(0.1e-6)
    z, x = np.meshgrid(np.arange(40), np.arange(40), indexing="ij")
    ball = np.hypot(z - 24.0, x - 20.0) - 7.0
    phi = np.clip(np.minimum(z - 8.3, ball), -4, 4)[:, None, :].copy()
    state = model.start(Box.empty(phi.shape), phi)
    state.dead = (phi < 0) & (ball[:, None, :] < 1)
    found = film_by_surface(state, 0.5)
    assert found.dead == pytest.approx(0.5 * 2 * np.pi * 7 / 40, rel=0.01)
    assert found.lithium == pytest.approx(0.5, rel=0.01)


def test_outer_faces_take_what_the_law_gives_them():
    """outer/lithium = βA for an even front, and the walls have the share that lithium has."""
    film = hollow_ball(40, (15.0, 12.0), flat=True)
    model, state, around = plated(film, inside=SurfaceClass(0.1))
    area, law = 3.0, FilmShare(2.0)
    share = law.share(area)
    found = film_by_surface(state, share)
    assert found.outer / found.lithium == pytest.approx(2.0 * area)
    assert found.lithium + found.outer == pytest.approx(1)
    assert found.inner == pytest.approx(share * around.cavities.area(np.zeros(1))[0] / state.columns)
    assert found.inner == pytest.approx(share * 2 * np.pi * 12 / 40, rel=0.05)
    assert morphology(state, model.voxel).exposed_area == pytest.approx(1)
