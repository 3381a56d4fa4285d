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
from scipy.sparse.linalg import splu

from nelumbo.errors import StageError

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
    """Conjugate gradients with the classical algebraic multigrid of Ruge & Stüben (1987), as pyamg sets it up.

    Neither draws random numbers nor sums in an order that depends on the number of threads: the same input
    gives the same bits.
    """

    def __init__(self, faces: FaceCoefficients, tolerance: float = 1e-11, most: int = 200) -> None:
        self._tolerance, self._most = tolerance, most
        graph = _graph(faces)
        _, label = csgraph.connected_components(graph, directed=False)
        held = faces.held.ravel()
        reached = np.isin(label, np.unique(label[held > 0]))
        self.unknown: Mask = reached.reshape(faces.z.shape)
        self._cells = np.flatnonzero(reached)
        couplings = graph[self._cells][:, self._cells].tocsr()
        own = np.asarray(couplings.sum(axis=1)).ravel() + held[self._cells]
        self._matrix = (sparse.diags(own) - couplings).tocsr()
        self._cycle: _Cycle | None = None

    def solve(self, reaction: Array, rhs: Array, guess: Array) -> Array:
        """Return u; see `EllipticSolver`.

        Raises:
            StageError: the iteration does not converge.
        """
        matrix = (self._matrix + sparse.diags(reaction.ravel()[self._cells])).tocsr()
        if self._cycle is None:  # the reaction changes little from one call to the next
            self._cycle = _Cycle(matrix)
        b, x = rhs.ravel()[self._cells], guess.ravel()[self._cells].copy()
        u = np.zeros(rhs.shape)
        if not np.any(b):
            return u
        r = b - matrix @ x
        goal = self._tolerance * _dot(b, b) ** 0.5
        z = self._cycle(r)
        direction, rz = z, _dot(r, z)
        for _ in range(self._most):
            if _dot(r, r) ** 0.5 <= goal:
                u.ravel()[self._cells] = x
                return u
            image = matrix @ direction
            step = rz / _dot(direction, image)
            x += step * direction
            r = r - step * image
            z = self._cycle(r)
            old, rz = rz, _dot(r, z)
            direction = z + rz / old * direction
        raise StageError(
            f"diffusion around the front stopped at {_dot(r, r) ** 0.5 / goal:.2g} times the residual wanted.",
            "use smaller cells, or look whether the open cells are nearly cut off from where u is held.",
        )


class _Cycle:
    """A symmetric V-cycle: one Gauss–Seidel sweep before, one backwards after, factors on the coarsest level."""

    def __init__(self, matrix: sparse.csr_matrix) -> None:
        from pyamg import ruge_stuben_solver

        levels = ruge_stuben_solver(matrix, max_coarse=400, max_levels=12).levels
        self._levels = [(level.A.tocsr(), level.P.tocsr(), level.R.tocsr()) for level in levels[:-1]]
        self._coarsest = splu(levels[-1].A.tocsc())

    def __call__(self, residual: Array, depth: int = 0) -> Array:
        from pyamg.relaxation.relaxation import gauss_seidel

        if depth == len(self._levels):
            solution: Array = self._coarsest.solve(residual)
            return solution
        matrix, prolong, restrict = self._levels[depth]
        value = np.zeros_like(residual)
        gauss_seidel(matrix, value, residual, sweep="forward")
        value += prolong @ self(restrict @ (residual - matrix @ value), depth + 1)
        gauss_seidel(matrix, value, residual, sweep="backward")
        return value


def _dot(a: Array, b: Array) -> float:
    """Return aᵀb summed in one order whatever the number of threads, unlike BLAS."""
    return float(np.einsum("i,i", a, b))


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
