"""Elastic equations whose weights change a few at a time: an old factorisation and a small correction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

LOOPS = frozenset({"triangular"})
"""Modules of compiled loops that a solution calls."""
_PRECISE = 1e-11
"""Residual relative to the load below which a solution is not refined."""


class ReweightedEquations:
    """Solves K x = f with K = Bᵀ diag(w) B + diag(g) while rows of B gain and lose their weight.

    K = K₀ + Rᵀ D R with the changed rows R and changes D = Δw;  by Sherman, Morrison & Woodbury
    x = y − Z √|D| (sgn D + √|D| R Z √|D|)⁻¹ √|D| R y,  y = K₀⁻¹ f,  Z = K₀⁻¹ Rᵀ,
    refined by its residual where that is large. K₀ is factorised anew when more than ``most`` rows have changed.

    Args:
        rows: B, shape (r, n). weights: w ≥ 0, shape (r,). ground: g > 0, shape (n,), keeps K definite.
        most: changed rows that one factorisation serves.
    """

    def __init__(self, rows: sparse.csr_matrix, weights: Array, ground: Array, most: int = 96) -> None:
        self.rows = rows
        self.weights = weights.copy()
        self._transposed = rows.T.tocsr()
        self._ground = ground
        self._most = most
        self._factorise()

    def reweigh(self, which: Ints, weights: Array) -> None:
        """Give the rows ``which`` new ``weights``."""
        self.weights[which] = weights

    def solve(self, load: Array) -> Array:
        """Return x of the same shape as f, (n, k); columns of zeros cost nothing."""
        x = np.zeros_like(load)
        live = np.flatnonzero(load.any(axis=0))
        if len(live) > 0:
            x[:, live] = self._solve(load[:, live])
        return x

    def _solve(self, load: Array) -> Array:
        changed = np.flatnonzero(self.weights != self._base)
        self._extend(np.setdiff1d(changed, self._known))
        x = self._corrected(load)
        image = self._transposed @ (self.weights[:, None] * (self.rows @ x)) + self._ground[:, None] * x
        rest = load - image
        if np.abs(rest).max() <= _PRECISE * np.abs(load).max():
            return x
        return x + self._corrected(rest)

    def _factorise(self) -> None:
        matrix = self._transposed @ sparse.diags_array(self.weights) @ self.rows + sparse.diags_array(self._ground)
        self._factors = _Factors(sparse.csc_matrix(matrix))
        self._base = self.weights.copy()
        self._known = np.empty(0, np.int64)
        self._columns = np.empty((self.rows.shape[1], 0))
        self._coupling = np.empty((0, 0))

    def _extend(self, rows: Ints) -> None:
        """Add the columns Z of ``rows``, or start from a new factorisation."""
        if len(rows) == 0:
            return
        if len(self._known) + len(rows) > self._most:
            self._factorise()
            return
        new = self._factors.solve(self.rows[rows].T.toarray())
        self._known = np.concatenate([self._known, rows])
        self._columns = np.concatenate([self._columns, new], axis=1)
        beside = self.rows[self._known] @ new
        old = len(self._known) - len(rows)
        self._coupling = np.block([[self._coupling, beside[:old]], [beside[:old].T, beside[old:]]])

    def _corrected(self, load: Array) -> Array:
        x = self._factors.solve(load)
        change = self.weights[self._known] - self._base[self._known]
        live = np.flatnonzero(change)
        if len(live) == 0:
            return x
        root = np.sqrt(np.abs(change[live]))
        small = np.diag(np.sign(change[live])) + root[:, None] * self._coupling[np.ix_(live, live)] * root
        share = np.linalg.solve(small, root[:, None] * (self.rows[self._known[live]] @ x))
        weight = np.zeros((len(self._known), x.shape[1]))
        weight[live] = root[:, None] * share
        return np.asarray(x - self._columns @ weight)


class _Factors:
    """L D Lᵀ of a symmetric positive definite matrix, ordered for little fill."""

    def __init__(self, matrix: sparse.csc_matrix) -> None:
        factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        self._order = factors.perm_r
        self._back = np.argsort(factors.perm_r)
        self._pivots = factors.U.diagonal()
        self._lower = sparse.csc_matrix(sparse.tril(factors.L, k=-1))

    def solve(self, load: Array) -> Array:
        """Return x of K x = f for f, (n, k)."""
        from nelumbo.numerics.kernels.triangular import solve_factored

        x = np.ascontiguousarray(load[self._back])
        lower = self._lower
        solve_factored(lower.indptr, lower.indices, lower.data, self._pivots, x)
        return np.asarray(x[self._order])
