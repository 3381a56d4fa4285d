"""The linear problem around a front: diffusion to its open faces, reaction on it.

Σ_faces T (u_i − u_j) + T_held u_i + r_i u_i = b_i

This is the one place that knows how it is solved: `EllipticSolver` may be replaced by any other with its methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from nelumbo.errors import StageError
from nelumbo.numerics.linear import conjugate_gradients
from nelumbo.numerics.multigrid import BlockMultigrid

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class FaceCoefficients:
    """What conducts, all of shape (z, y, x), dimensionless.

    Attributes:
        z, y, x: T of the face between each cell and the next along the axis; the last plane along z is unused, the
            last along y and x leads to the first. held: T from a cell to where u is held at zero.
    """

    z: Array
    y: Array
    x: Array
    held: Array


class EllipticSolver(Protocol):
    """Solves the problem for one set of coefficients and several reactions and right-hand sides."""

    unknown: Mask
    """Cells that are connected to where u is held; u is 0 in all others."""

    def solve(self, reaction: Array, rhs: Array, guess: Array) -> Array:
        """Return u, shape (z, y, x), for r ≥ 0, b and a first guess of the same shape."""
        ...


class AlgebraicSolver:
    """Conjugate gradients with the multigrid of the cells."""

    def __init__(self, faces: FaceCoefficients, tolerance: float = 1e-11) -> None:
        self._tolerance = tolerance
        graph = _graph(faces)
        _, label = csgraph.connected_components(graph, directed=False)
        held = faces.held.ravel()
        reached = np.isin(label, np.unique(label[held > 0]))
        self.unknown: Mask = reached.reshape(faces.z.shape)
        self._numbers = np.flatnonzero(reached)
        self._cells = np.argwhere(self.unknown).astype(np.int32)
        couplings = graph[self._numbers][:, self._numbers].tocsr()
        own = np.asarray(couplings.sum(axis=1)).ravel() + held[self._numbers]
        self._matrix = (sparse.diags(own) - couplings).tocsr()
        self._levels: BlockMultigrid | None = None

    def solve(self, reaction: Array, rhs: Array, guess: Array) -> Array:
        """Return u; see `EllipticSolver`."""
        matrix = (self._matrix + sparse.diags(reaction.ravel()[self._numbers])).tocsr()
        if self._levels is None:  # the reaction changes little from one call to the next
            self._levels = BlockMultigrid(matrix, self._cells)
        b = rhs.ravel()[self._numbers]
        u = np.zeros(rhs.shape)
        if not np.any(b):
            return u
        solution = conjugate_gradients(
            matrix,
            b,
            guess.ravel()[self._numbers],
            precondition=self._levels,
            accept=lambda _: True,
            tolerance=self._tolerance,
            max_iterations=200,
        )
        if not solution.converged:
            raise StageError(
                f"diffusion around the front stopped at a residual of {solution.residual:.2g}.",
                "use smaller cells, or look whether the open cells are nearly cut off from where u is held.",
            )
        u.ravel()[self._numbers] = solution.values
        return u


def _graph(faces: FaceCoefficients) -> sparse.csr_matrix:
    """Return the symmetric matrix of the couplings T between all cells."""
    number = np.arange(faces.z.size).reshape(faces.z.shape)
    pairs = [(number[:-1], number[1:], faces.z[:-1])]
    for axis, weight in ((1, faces.y), (2, faces.x)):
        if number.shape[axis] > 1:
            pairs.append((number, np.roll(number, -1, axis), weight))
    first, second, weight = (np.concatenate([p[part].ravel() for p in pairs]) for part in range(3))
    some = weight > 1e-6
    upper = sparse.coo_matrix((weight[some], (first[some], second[some])), shape=(number.size, number.size))
    return (upper + upper.T).tocsr()
