"""Multigrid on the cells of an image, as a preconditioner of conjugate gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from nelumbo.numerics.kernels import coarsen, graph, pieces, stencil
from nelumbo.numerics.kernels.threads import one_thread

Array = NDArray[Any]
Single = NDArray[np.float32]
Ints = NDArray[np.int32]

STRONG = np.float32(0.25)
"""A coupling is strong for a cell from this share of the strongest coupling of the cell."""
COARSEST = 300
"""Number of pieces from which a factorisation is cheaper than another level."""
SERIAL = 10_000
"""Levels of fewer pieces are one thread's: to wake another takes longer."""
STALLED = 0.9
"""A level that is larger than this share of the one before is the last: its pieces do not meet in a block."""
ENOUGH = 0.25
"""A first cycle on a level that leaves at most this share of the residual needs no second one."""


@dataclass(frozen=True)
class _Level:
    """Pieces of one size: their graph, where planes and colours begin, r, 1/diagonal, the vectors of a cycle."""

    links: tuple[Ints, Ints, Single]
    begin: Ints
    reaction: Single
    inverse: Single
    right: Single
    value: Single

    @property
    def size(self) -> int:
        return int(self.inverse.size)


class Multigrid:
    """A symmetric cycle for −∇·(D∇u) + r u = f on the cells of a box, in single precision.

    Blocks of 2×2×2 cells become one unknown, or several where a block falls apart into pieces that hold together
    by strong couplings: cells on the two sides of a wall are never lumped. A cell of the wall, strongly coupled to
    both sides but weakly seen by them, follows one of them. Coarse couplings are half the Galerkin sums of
    piecewise constants, which are twice too stiff (Braess 1995, doi 10.1007/BF02238488; Notay 2010, ETNA 37,
    123); reaction is summed in full. One red-black sweep before and one in reverse after; from the second coarse
    level on a K-cycle (Notay & Vassilevski 2008, doi 10.1002/nla.542), which takes up to two steps of conjugate
    gradients on the coarse equations and needs no guess of their scale.

    The finest level is never stored as a matrix, the coarse ones are graphs of about n/8, n/64, … pieces.

    Args:
        medium: 1/D of the cells or T of the faces as `kernels.conductances` describes, single precision.
        g: 2 A/d per axis. shape: of the box.
    """

    def __init__(self, medium: Single, g: tuple[Any, Any, Any], shape: tuple[int, int, int]) -> None:
        self._medium, self._g = medium, g
        self._reaction: Single | None = None
        self._parent = np.empty(shape, np.int32)
        self._levels: list[_Level] = []
        self._parents: list[Ints] = []
        blocks, where = self._coarsen_cells()
        size = 2 * self._levels[-1].size
        while COARSEST < self._levels[-1].size < STALLED * size:
            size = self._levels[-1].size
            blocks, where = self._coarsen_pieces(blocks, where)
        self._spare = [[np.zeros(level.size + 1, np.float32) for _ in range(4)] for level in self._levels[1:-1]]
        self.set_reaction(None)

    def set_reaction(self, reaction: Single | None) -> None:
        """Take another r of the cells, integrated over each; the levels stay as they are.

        Args:
            reaction: r V, shape of the box, ≥ 0, or ``None`` for no reaction.
        """
        self._reaction = reaction
        for depth, level in enumerate(self._levels):
            if reaction is None:
                level.reaction[:] = 0
            elif depth == 0:
                graph.gather_cells(reaction, self._parent, level.reaction)
            else:
                graph.gather(self._levels[depth - 1].reaction, self._parents[depth - 1], level.reaction)
            graph.inverse_diagonal(level.links[0], level.links[2], level.reaction, level.inverse)
        self._coarsest = splu(_matrix(self._levels[-1]))

    def __call__(self, residual: Single, correction: Single) -> None:
        """Write an approximation to A⁻¹ ``residual`` to ``correction``, which has ghost cells."""
        top, z, on = self._levels[0], correction, (self._medium, self._g, self._reaction)
        stencil.start(z, residual, *on, 0)
        stencil.sweep(z, residual, *on, 1)
        stencil.restrict(z, residual, *on, self._parent, top.right)
        if len(self._levels) == 1:
            self._solve(0)
        else:
            self._cycle(0, top.right, top.value)
        stencil.prolong(z, self._parent, top.value)
        stencil.sweep(z, residual, *on, 1)
        stencil.sweep(z, residual, *on, 0)

    # -------------------------------------------------------------- cycle

    def _cycle(self, depth: int, b: Single, x: Single) -> None:
        """Write an approximation to A⁻¹ b on a level to x."""
        level, below, parent = self._levels[depth], self._levels[depth + 1], self._parents[depth]
        graph.start_pieces(level.inverse, level.begin, b, x, 0)
        graph.sweep_pieces(level.links, level.inverse, level.begin, b, x, 1)
        graph.restrict_pieces(level.links, level.inverse, level.begin, b, x, parent, below.right)
        self._solve(depth + 1)
        graph.prolong_pieces(x, parent, below.value)
        graph.sweep_pieces(level.links, level.inverse, level.begin, b, x, 1)
        graph.sweep_pieces(level.links, level.inverse, level.begin, b, x, 0)

    def _solve(self, depth: int) -> None:
        """Solve A x = b on a level, by factors on the last."""
        level = self._levels[depth]
        b, x = level.right, level.value
        if depth == len(self._levels) - 1:
            x[:-1] = self._coarsest.solve(b[:-1].astype(float))
        elif level.size < SERIAL:
            with one_thread():
                self._two_steps(depth, level, b, x)
        else:
            self._two_steps(depth, level, b, x)

    def _two_steps(self, depth: int, level: _Level, b: Single, x: Single) -> None:
        """Take up to two steps of conjugate gradients.

        With c from b and d from what c leaves, v = A c and γ = dᵀv, the best x in their span is
        (α₁/ρ₁ − γ α₂/(ρ₁ ρ₂)) c + α₂/ρ₂ d, ρ₁ = cᵀv, α₁ = cᵀb, ρ₂ = dᵀA d − γ²/ρ₁, α₂ = dᵀ(b − α₁/ρ₁ v).
        """
        c, v, left, spare = self._spare[depth - 1]
        self._cycle(depth, b, c)
        rho_1, alpha_1, _ = graph.image(level.links, level.inverse, c, b, b, v)
        step = alpha_1 / rho_1 if rho_1 > 0 else 0.0
        was, now = graph.combine(np.float32(-step), v, np.float32(1), b, left)
        if now <= ENOUGH**2 * was:
            graph.combine(np.float32(step), c, np.float32(0), b, x)
            return
        self._cycle(depth, left, x)
        bend, alpha_2, gamma = graph.image(level.links, level.inverse, x, left, v, spare)
        rho_2 = bend - gamma**2 / rho_1 if rho_1 > 0 else bend
        share = alpha_2 / rho_2 if rho_2 > 0 else 0.0
        keep = step - gamma * share / rho_1 if rho_1 > 0 else 0.0
        graph.combine(np.float32(keep), c, np.float32(share), x, x)

    # -------------------------------------------------------------- set-up

    def _coarsen_cells(self) -> tuple[tuple[int, int, int], Ints]:
        """Make the first level from the cells; return its blocks and the block of every piece."""
        medium, g, parent = self._medium, self._g, self._parent
        begin = _running(pieces.split_cells(medium, g, STRONG, parent))
        where = np.empty(begin[-1], np.int32)
        pieces.number_cells(parent, begin, where)
        first = np.zeros(len(where) + 1, np.int32)
        pieces.couple_cells(medium, g, parent, where, first, *_rows(0))
        first = np.cumsum(first, dtype=np.int32)
        to, weight = _rows(first[-1])
        pieces.couple_cells(medium, g, parent, where, first, to, weight)
        self._add((first, to, weight), begin)
        return _halved(parent.shape), where

    def _coarsen_pieces(self, blocks: tuple[int, int, int], where: Ints) -> tuple[tuple[int, int, int], Ints]:
        """Make the next level from the last."""
        last = self._levels[-1]
        root = coarsen.join_pieces(*last.links, where, blocks, last.begin, STRONG)
        counts = coarsen.count_pieces(root, where, blocks, last.begin)
        if counts.sum() > last.size // 2:  # too few strong couplings to coarsen by: take all
            root = coarsen.join_pieces(*last.links, where, blocks, last.begin, np.float32(0))
            counts = coarsen.count_pieces(root, where, blocks, last.begin)
        begin = _running(counts)
        parent, new_where = np.empty(last.size + 1, np.int32), np.empty(begin[-1], np.int32)
        coarsen.number_pieces(root, where, blocks, last.begin, begin, parent, new_where)
        family = coarsen.children(parent, len(new_where))
        first = np.zeros(len(new_where) + 1, np.int32)
        coarsen.couple_pieces(last.links, parent, family, first, *_rows(0))
        first = np.cumsum(first, dtype=np.int32)
        to, weight = _rows(first[-1])
        coarsen.couple_pieces(last.links, parent, family, first, to, weight)
        self._parents.append(parent)
        self._add((first, to, weight), begin)
        return _halved(blocks), new_where

    def _add(self, links: tuple[Ints, Ints, Single], begin: Ints) -> None:
        size = len(links[0]) - 1
        reaction, inverse, right, value = (np.zeros(n, np.float32) for n in (size, size, size + 1, size + 1))
        self._levels.append(_Level(links, begin, reaction, inverse, right, value))


def _rows(entries: int) -> tuple[Ints, Single]:
    return np.empty(entries, np.int32), np.empty(entries, np.float32)


def _running(counts: Ints) -> Ints:
    """Return where the pieces of every plane and colour begin."""
    begin = np.zeros(counts.size + 1, np.int32)
    np.cumsum(counts.ravel(), out=begin[1:])
    return begin


def _halved(blocks: tuple[int, ...]) -> tuple[int, int, int]:
    z, y, x = ((n + 1) // 2 for n in blocks)
    return z, y, x


def _matrix(level: _Level) -> sparse.csc_matrix:
    """Return A of a level as a matrix, held a little everywhere so that it can be factorised."""
    first, to, weight = level.links
    n = level.size
    coupled = sparse.csr_matrix((weight.astype(float), to, first), shape=(n, n + 1))[:, :n]
    return (sparse.diags((1 + 1e-7) / level.inverse.astype(float)) - coupled).tocsc()
