"""Reaction and sources in the elliptic solver against closed solutions, with second order."""

import numpy as np
import pytest

from nelumbo.numerics.elliptic import EllipticProblem, surface_reaction
from nelumbo.numerics.grid import Ends, Grid, Sides

CELLS = np.array([8, 16, 32, 64])


def slope(errors: list[float]) -> float:
    """Order between the two finest grids."""
    return float(np.log2(errors[-2] / errors[-1]))


def centres(cells: int) -> np.ndarray:
    return (np.arange(cells) + 0.5) / cells


@pytest.mark.parametrize("modulus", [0.5, 3.0])
def test_newman_pore_has_a_cosh_profile(modulus):
    """u″ = ν² u, u′(0) = 0, u(1) = 1: u = cosh(ν x)/cosh ν, second order; what enters is ν tanh ν."""
    errors, entering = [], []
    for n in CELLS:
        problem = EllipticProblem.of_cells(
            np.ones((n, 2, 3)), Grid((n, 2, 3), (1 / n, 1.0, 1.0)), held=(None, 1.0)
        )
        problem.set_reaction(np.full((n, 2, 3), modulus**2))
        solution = problem.solve(tolerance=1e-11)
        exact = np.cosh(modulus * centres(n)) / np.cosh(modulus)
        errors.append(np.abs(solution.values[:, 0, 0] - exact).max())
        flows, _ = problem.volumes.plane_flows(solution.values)
        entering.append(abs(-flows[-1] / 6 - modulus * np.tanh(modulus)))
        assert flows[0] == pytest.approx(0, abs=1e-12)
        # Conservation: what enters is what reacts.
        assert -flows[-1] == pytest.approx(modulus**2 * solution.values.sum() / n, rel=1e-9)
    assert slope(errors) > 1.9
    assert slope(entering) > 1.9


@pytest.mark.parametrize("biot", [0.1, 2.0, 50.0])
def test_fin_between_reacting_walls(biot):
    """A slit of half-width 1 whose walls react at the rate k: Robin condition −u_y = Bi u on the faces.

    u = Σ a_n cos(μ_n y) cosh(μ_n x)/cosh(μ_n L) with μ tan μ = Bi; far from the open end only the first mode is
    left, whose decay the cells must follow to second order.
    """
    from scipy.optimize import brentq

    mu = brentq(lambda m: m * np.tan(m) - biot, 1e-9, np.pi / 2 - 1e-9)
    errors = []
    cells = np.array([6, 12, 24])
    for n in cells:
        # Half of the slit from its middle plane (no flux) to the wall, as one closed row of cells.
        shape = (6 * n, n + 1, 1)
        coefficient = np.ones(shape)
        coefficient[:, -1] = 0
        grid = Grid(shape, (1 / n, 1 / n, 1.0), Sides.NO_FLUX)
        problem = EllipticProblem.of_cells(coefficient, grid, held=(None, 1.0))
        problem.set_reaction(surface_reaction(coefficient, biot, grid))
        u = problem.solve(tolerance=1e-12).values
        x = (np.arange(6 * n) + 0.5) / n
        near, far = np.searchsorted(x, 0.5), np.searchsorted(x, 2.0)
        measured = u[far, 0, 0] / u[near, 0, 0]
        exact = np.cosh(mu * x[far]) / np.cosh(mu * x[near])
        errors.append(abs(measured / exact - 1))
    assert errors[-1] < 5e-3
    assert -np.polyfit(np.log(cells), np.log(errors), 1)[0] > 1.5


def test_a_source_in_a_box_converges_with_second_order():
    """−∇²u + r u = f with u = sin(πz) cos(2πy) and periodic sides."""
    errors = []
    for n in CELLS[:3]:
        z, y = centres(n)[:, None, None], centres(n)[:, None]
        exact = np.sin(np.pi * z) * np.cos(2 * np.pi * y) * np.ones((n, n, 2))
        problem = EllipticProblem.of_cells(
            np.ones((n, n, 2)), Grid((n, n, 2), (1 / n, 1 / n, 1.0)), held=(0.0, 0.0)
        )
        problem.set_reaction(np.full((n, n, 2), 3.0))
        u = problem.solve((5 * np.pi**2 + 3) * exact, tolerance=1e-10).values
        errors.append(np.abs(u - exact).max())
    assert -np.polyfit(np.log(CELLS[:3]), np.log(errors), 1)[0] > 1.9


def test_held_outside_and_on_the_face_differ_by_half_a_cell():
    """u(z) is straight either way, through the held values where they sit."""
    for ends, outside in ((Ends.FACE, 0.0), (Ends.OUTSIDE, 0.5)):
        grid = Grid((5, 2, 2), (1.0, 1.0, 1.0), ends=ends)
        u = (
            EllipticProblem.of_cells(np.ones((5, 2, 2)), grid, held=(2.0, -1.0))
            .solve(tolerance=1e-12)
            .values[:, 0, 0]
        )
        way = (np.arange(5) + 0.5 + outside) / (5 + 2 * outside)
        np.testing.assert_allclose(u, 2 - 3 * way, atol=1e-12)
