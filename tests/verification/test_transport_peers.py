"""Agreement with TauFactor at matched boundary conditions: values one voxel outside, no flux through the sides.

The stored value is what this made (TauFactor 1.2.1, PyTorch 2.14.1, single precision, 400 iterations)::

    labels = np.array([1, 2, 0], np.uint8)[gyroid(30)]
    solver = taufactor.MultiPhaseSolver(labels, {1: 1.0, 2: 0.05}, device=torch.device("cpu"))
    solver.solve(verbose=False, conv_crit=1e-5, iter_limit=20000)
    float(np.ravel(solver.D_eff)[0])
"""

import numpy as np
import pytest

from nelumbo.transport import Ends, Sides, effective_diffusivity

TAUFACTOR = 0.373546451
DIFFUSIVITY = {0: 1.0, 1: 0.05, 2: 0.0}


def gyroid(cells: int) -> np.ndarray:
    """Labels of a gyroid: electrolyte, a permeable wall and a closed phase."""
    angle = 2 * np.pi * (np.arange(cells) + 0.5) / cells
    z, y, x = angle[:, None, None], angle[:, None], angle
    level = np.sin(z) * np.cos(y) + np.sin(y) * np.cos(x) + np.sin(x) * np.cos(z)
    return np.where(level > 0.6, 2, np.where(level > 0.2, 1, 0))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_agrees_with_the_stored_value_along_every_axis(axis):
    result = effective_diffusivity(gyroid(30), DIFFUSIVITY, axis=axis, sides=Sides.NO_FLUX, ends=Ends.OUTSIDE)
    assert result.ratio == pytest.approx(TAUFACTOR, rel=1e-4)


@pytest.mark.slow
def test_agrees_with_taufactor_as_installed():
    taufactor = pytest.importorskip("taufactor")
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(2)
    image = gyroid(40)
    image[rng.random(image.shape) < 0.1] = 2
    labels = np.array([1, 2, 0], np.uint8)[image]
    solver = taufactor.MultiPhaseSolver(labels, {1: 1.0, 2: 0.05}, device=torch.device("cpu"))
    solver.solve(verbose=False, conv_crit=1e-4, iter_limit=20000)
    ours = effective_diffusivity(image, DIFFUSIVITY, sides=Sides.NO_FLUX, ends=Ends.OUTSIDE)
    assert ours.ratio == pytest.approx(float(np.ravel(solver.D_eff)[0]), rel=1e-3)
