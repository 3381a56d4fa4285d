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
_COARSEST = 400
"""Number of unknowns from which factors are cheaper than another level."""
_STRONG = 0.25
"""A coupling is strong from this share of the strongest coupling of the less coupled of its two cells."""


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
            cells = np.stack(np.unravel_index(self._cells, rhs.shape), 1).astype(np.int32)
            self._cycle = _Cycle(matrix, cells)
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
    """A symmetric W-cycle on blocks of cells: one Gauss–Seidel sweep before, one backwards after.

    Cells of a block of 2×2×2 that hold together by strong couplings become one unknown. Coarse operators are
    half the Galerkin products of piecewise constants, which are twice too stiff (Braess 1995, doi
    10.1007/BF02238488).
    """

    def __init__(self, matrix: sparse.csr_matrix, cells: NDArray[np.int32]) -> None:
        self._levels: list[tuple[sparse.csr_matrix, sparse.csr_matrix, sparse.csr_matrix]] = []
        while matrix.shape[0] > _COARSEST:
            prolong, cells = _blocks(matrix, cells)
            if prolong.shape[1] > 0.9 * matrix.shape[0]:
                break
            restrict = prolong.T.tocsr()
            self._levels.append((matrix, prolong, restrict))
            matrix = (0.5 * (restrict @ matrix @ prolong)).tocsr()
        self._coarsest = splu(matrix.tocsc())

    def __call__(self, residual: Array, depth: int = 0) -> Array:
        from nelumbo.numerics.kernels.sweeps import sweep

        if depth == len(self._levels):
            solution: Array = self._coarsest.solve(residual)
            return solution
        matrix, prolong, restrict = self._levels[depth]
        value = np.zeros_like(residual)
        sweep(matrix.indptr, matrix.indices, matrix.data, residual, value, True)
        coarse = restrict @ (residual - matrix @ value)
        correction = self(coarse, depth + 1)
        if depth + 1 < len(self._levels):
            correction = correction + self(coarse - self._levels[depth + 1][0] @ correction, depth + 1)
        value += prolong @ correction
        sweep(matrix.indptr, matrix.indices, matrix.data, residual, value, False)
        return value


def _blocks(matrix: sparse.csr_matrix, cells: NDArray[np.int32]) -> tuple[sparse.csr_matrix, NDArray[np.int32]]:
    """Return the piecewise constant prolongation from blocks, and where on the grid the blocks are."""
    n, entries, block = matrix.shape[0], matrix.tocoo(), cells >> 1
    upper = entries.row < entries.col
    first, second, weight = entries.row[upper], entries.col[upper], -entries.data[upper]
    strongest = np.zeros(n)
    np.maximum.at(strongest, first, weight)
    np.maximum.at(strongest, second, weight)
    strong = weight >= _STRONG * np.minimum(strongest[first], strongest[second])
    strong &= (block[first] == block[second]).all(axis=1)
    links = sparse.coo_matrix((np.ones(np.count_nonzero(strong)), (first[strong], second[strong])), shape=(n, n))
    count, number = csgraph.connected_components(links, directed=False)
    where = np.empty((count, 3), cells.dtype)
    where[number] = block
    return sparse.csr_matrix((np.ones(n), number, np.arange(n + 1)), shape=(n, count)), where


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
