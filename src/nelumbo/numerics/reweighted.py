"""Elastic equations whose weights change a few at a time: an old factorisation and a small correction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import SuperLU, splu

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

LOOPS = frozenset({"triangular"})
"""Modules of compiled loops that a solution calls."""
_PRECISE = 1e-11
"""Residual relative to the load below which a solution is not refined."""

_ROUNDING = 3e-14
"""Residual that rounding leaves, relative to the largest √K_ii x_i where an equation counts as 1/√K_ii: below it a
solution is not refined either."""

_REFINEMENTS = 2
"""Refinements after which the equations are factorised anew."""


def elimination_order(matrix: sparse.sparray) -> Ints:
    """Return the order in which the unknowns of a symmetric matrix are eliminated with little fill."""
    return np.argsort(_superlu(matrix, "MMD_AT_PLUS_A").perm_c)


class ReweightedEquations:
    """K x = f with K = Bᵀ diag(w) B + diag(g), factorised once for many loads; see `Response` for other weights.

    Args:
        rows: B, shape (r, n). weights: w ≥ 0, shape (r,). ground: g > 0, shape (n,), keeps K definite.
        order: in which the unknowns are eliminated, (n,); found from K by default.
    """

    def __init__(self, rows: sparse.csr_matrix, weights: Array, ground: Array, order: Ints | None = None) -> None:
        if order is None:
            weighted = sparse.diags_array(weights) @ rows
            order = elimination_order(rows.T @ weighted + sparse.diags_array(ground))
        self.rows, self.weights, self.ground, self.order = rows, weights.copy(), ground, order
        self._place = np.argsort(order)
        columns = self._place[rows.indices].astype(rows.indices.dtype)
        ordered = sparse.csr_matrix((rows.data, columns, rows.indptr), shape=rows.shape)
        matrix = ordered.T.tocsr() @ (sparse.diags_array(weights) @ ordered) + sparse.diags_array(ground[order])
        self.scale = np.sqrt(matrix.diagonal())[self._place]
        self._factors = _Factors(matrix)

    def solve(self, load: Array, held: int = 0) -> Array:
        """Return x of the same shape as f, (n, k).

        Args:
            held: so many of the last unknowns are kept at zero; they must be eliminated last.
        """
        count = load.shape[1]
        x = np.zeros((len(load), count + count % 2))
        x[:, :count] = load[self.order]
        self._factors.solve(x, held)
        return x[self._place, :count]

    def reweighed(self, weights: Array) -> ReweightedEquations:
        """Return the equations with other weights, factorised anew in the same order."""
        return ReweightedEquations(self.rows, weights, self.ground, self.order)


class Response:
    """x and q = B x + o under a fixed load, K x = f − Bᵀ diag(w) o, while rows of B gain and lose their weight.

    K = K₀ + Rᵀ D R with the changed rows R and changes D = Δw;  by Sherman, Morrison & Woodbury
    x = y − K₀⁻¹ Rᵀ p,  p = √|D| (sgn D + √|D| G √|D|)⁻¹ √|D| q₀,  G = R K₀⁻¹ Rᵀ
    with y and q₀ for K₀; then R x + o = q₀ − G p costs no solution with the factors.

    A solution with a large residual is refined. K₀ is factorised anew when more than ``most`` rows have changed
    and when refinement leaves a large residual.

    Args:
        equations: K₀. load: f, shape (n, k). offset: o, shape (r, k).
        most: changed rows that one factorisation serves.

    Attributes:
        weights: w, changed by `reweigh` only. plain: whether the last `solve` needed no refinement.
    """

    def __init__(
        self, equations: ReweightedEquations, load: Array, offset: Array | float = 0.0, most: int = 192
    ) -> None:
        self.weights = equations.weights.copy()
        self.plain = True
        self._transposed = equations.rows.T.tocsr()
        self._load, self._offset, self._most = load, offset, most
        self._forces: Array | None = None
        self._solution: tuple[Array, Array] | None = None
        self._begin(equations)

    def reweigh(self, which: Ints, weights: Array) -> None:
        """Give the rows ``which`` new ``weights``."""
        self.weights[which] = weights
        self._forces = self._solution = None

    def changed(self) -> tuple[Ints, Array]:
        """Return the rows that have changed since the factorisation, (c,), and q in them, (c, k)."""
        forces = self._changed_forces()
        return self._known, self._start[self._known] - self._coupling @ forces

    def solve(self) -> tuple[Array, Array]:
        """Return x, (n, k), and q, (r, k)."""
        if self._solution is None:
            self._solution = self._solve()
        return self._solution

    def _solve(self) -> tuple[Array, Array]:
        x = self._rest - self._moved_by(self._changed_forces())
        for step in range(_REFINEMENTS + 1):
            q = self._equations.rows @ x + self._offset
            residual = self._load - self._transposed @ (self.weights[:, None] * q)
            residual -= self._equations.ground[:, None] * x
            self.plain = step == 0
            if self._is_rounding(residual, x):
                return x, q
            y = self._equations.solve(residual)
            x = x + y - self._moved_by(self._forces_of(self._rows @ y))
        self._begin(self._equations.reweighed(self.weights))
        return self._rest, self._start

    def _begin(self, equations: ReweightedEquations) -> None:
        """Start from the factorised ``equations``."""
        self._equations = equations
        pushed = self._transposed @ (self.weights[:, None] * self._offset) if np.any(self._offset) else 0.0
        self._rest = equations.solve(self._load - pushed)
        self._start = equations.rows @ self._rest + self._offset
        self._known, self._rows = np.empty(0, np.int64), equations.rows[:0]
        self._coupling = np.empty((0, 0))
        self._forces = None

    def _changed_forces(self) -> Array:
        """Return p of the rows that have changed, (c, k), all of them known from now on."""
        if self._forces is None:
            changed = np.flatnonzero(self.weights != self._equations.weights)
            self._learn(np.setdiff1d(changed, self._known, assume_unique=True))
            self._forces = self._forces_of(self._start[self._known])
        return self._forces

    def _learn(self, rows: Ints) -> None:
        """Extend G by ``rows``, or start from a new factorisation."""
        if len(rows) == 0:
            return
        if len(self._known) + len(rows) > self._most:
            self._begin(self._equations.reweighed(self.weights))
            return
        old = len(self._known)
        self._known = np.concatenate([self._known, rows])
        self._rows = self._equations.rows[self._known]
        beside = self._rows @ self._equations.solve(self._rows[old:].toarray().T)
        self._coupling = np.block([[self._coupling, beside[:old]], [beside[:old].T, beside[old:]]])

    def _forces_of(self, start: Array) -> Array:
        """Return p, (c, k), for q₀ in the known rows."""
        forces = np.zeros_like(start)
        change = self.weights[self._known] - self._equations.weights[self._known]
        live = np.flatnonzero(change)
        if len(live) > 0:
            root = np.sqrt(np.abs(change[live]))[:, None]
            small = np.diag(np.sign(change[live])) + root * self._coupling[np.ix_(live, live)] * root.T
            forces[live] = root * np.linalg.solve(small, root * start[live])
        return forces

    def _moved_by(self, forces: Array) -> Array | float:
        """Return K₀⁻¹ Rᵀ p, (n, k)."""
        return self._equations.solve(self._rows.T @ forces) if forces.any() else 0.0

    def _is_rounding(self, residual: Array, x: Array) -> bool:
        pushed = max(np.abs(self._load).max(), np.abs(self.weights[:, None] * self._offset).max())
        if np.abs(residual).max() <= _PRECISE * pushed:
            return True
        scale = self._equations.scale[:, None]
        return bool(np.max(np.abs(residual) / scale) <= _ROUNDING * np.max(np.abs(x) * scale))


class _Factors:
    """L D Lᵀ of a symmetric positive definite matrix, eliminated in the order of its rows."""

    def __init__(self, matrix: sparse.csr_array) -> None:
        factors = _superlu(matrix, "NATURAL")
        self._pivots = factors.U.diagonal()
        self._lower = factors.L
        columns = np.repeat(np.arange(len(self._pivots), dtype=np.int32), np.diff(self._lower.indptr))
        self._lower.data[self._lower.indices == columns] = 0.0  # its diagonal of ones is not stored

    def solve(self, x: Array, held: int) -> None:
        """Turn f, (n, even), into x of K x = f with the last ``held`` unknowns at zero, in place."""
        from nelumbo.numerics.kernels.triangular import solve_factored

        pivots, lower = self._pivots, self._lower
        if held > 0:
            pivots = np.concatenate([pivots[:-held], np.full(held, np.inf)])
        solve_factored(lower.indptr, lower.indices, lower.data, pivots, x)


def _superlu(matrix: sparse.csr_array, ordering: str) -> SuperLU:
    """Return the factors of a symmetric matrix, whose rows are its columns."""
    columns = sparse.csc_array((matrix.data, matrix.indices, matrix.indptr), shape=matrix.shape)
    options = {"SymmetricMode": True, "Equil": False}
    return splu(columns, permc_spec=ordering, diag_pivot_thresh=0.0, options=options)
