"""Multigrid on the cells of an image, as a preconditioner of conjugate gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from nelumbo.numerics.kernels import coarsen, graph, pieces, stencil
from nelumbo.numerics.kernels.threads import SERIAL, over_planes

Array = NDArray[Any]
Single = NDArray[np.float32]
Ints = NDArray[np.int32]

STRONG = np.float32(0.25)
"""A coupling is strong for a cell from this share of the strongest coupling of the cell."""
COARSEST = 300
"""Number of pieces from which a factorisation is cheaper than another level."""
STALLED = 0.9
"""A level that is larger than this share of the one before is the last: its pieces do not meet in a block."""
ENOUGH = 0.25
"""A first cycle on a level that leaves at most this share of the residual needs no second one."""
NOTHING: Single = np.empty((0, 0, 0), np.float32)
"""A reaction that is not there."""


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

    @property
    def planes(self) -> int:
        return (self.begin.size - 1) // 2

    @property
    def chunks(self) -> int:
        return -(-self.size // graph.CHUNK)


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
        medium: 1/D of the cells and T of the faces as `kernels.conductances` describes, single precision.
        g: 2 A/d per axis. shape: of the box. threads: that may be taken.
    """

    def __init__(
        self,
        medium: tuple[Single, Single],
        g: tuple[Any, Any, Any],
        shape: tuple[int, int, int],
        threads: int = 1,
    ) -> None:
        self._of = (*medium, g)
        self._threads = threads
        self._reaction = NOTHING
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
        self._reaction = NOTHING if reaction is None else reaction
        for depth, level in enumerate(self._levels):
            level.reaction[:] = 0
            if reaction is None:
                pass
            elif depth == 0:
                graph.gather_cells(reaction, self._parent, level.reaction)
            else:
                graph.gather(self._levels[depth - 1].reaction, self._parents[depth - 1], level.reaction)
            graph.inverse_diagonal(level.links[0], level.links[2], level.reaction, level.inverse)
        self._coarsest = splu(_matrix(self._levels[-1]))

    def __call__(self, residual: Single, correction: Single) -> None:
        """Write an approximation to A⁻¹ ``residual`` to ``correction``, which has ghost cells."""
        top, z, on = self._levels[0], correction, (*self._of, self._reaction)
        planes = residual.shape[0]
        self._over(stencil.start, planes, residual.size, z, residual, on, 0)
        self._over(stencil.sweep, planes, residual.size, z, residual, on, 1)
        top.right[:] = 0
        self._over(stencil.restrict, (planes + 1) // 2, residual.size, z, residual, on, self._parent, top.right)
        if len(self._levels) == 1:
            self._solve(0)
        else:
            self._cycle(0, top.right, top.value)
        self._over(stencil.prolong, planes, residual.size, z, self._parent, top.value)
        self._over(stencil.sweep, planes, residual.size, z, residual, on, 1)
        self._over(stencil.sweep, planes, residual.size, z, residual, on, 0)

    def _over(self, loop: Callable[..., Any], planes: int, work: int, *arguments: Any) -> None:
        if self._threads == 1 or work < SERIAL:  # most calls: small levels of a cycle
            loop(*arguments, 0, planes)
        else:
            over_planes(loop, planes, work, self._threads, *arguments)

    # -------------------------------------------------------------- cycle

    def _cycle(self, depth: int, b: Single, x: Single) -> None:
        """Write an approximation to A⁻¹ b on a level to x."""
        level, below, parent = self._levels[depth], self._levels[depth + 1], self._parents[depth]
        links, inverse, begin, planes, size = level.links, level.inverse, level.begin, level.planes, level.size
        self._over(graph.start_pieces, planes, size, inverse, begin, b, x, 0)
        self._over(graph.sweep_pieces, planes, size, links, inverse, begin, b, x, 1)
        below.right[:] = 0
        onto = (parent, below.right)
        self._over(graph.restrict_pieces, (planes + 1) // 2, size, links, inverse, begin, (b, x), onto)
        self._solve(depth + 1)
        self._over(graph.prolong_pieces, size, size, x, parent, below.value)
        self._over(graph.sweep_pieces, planes, size, links, inverse, begin, b, x, 1)
        self._over(graph.sweep_pieces, planes, size, links, inverse, begin, b, x, 0)

    def _solve(self, depth: int) -> None:
        """Solve A x = b on a level, by factors on the last."""
        level = self._levels[depth]
        b, x = level.right, level.value
        if depth == len(self._levels) - 1:
            x[:-1] = self._coarsest.solve(b[:-1].astype(float))
        else:
            self._two_steps(depth, level, b, x)

    def _two_steps(self, depth: int, level: _Level, b: Single, x: Single) -> None:
        """Take up to two steps of conjugate gradients.

        With c from b and d from what c leaves, v = A c and γ = dᵀv, the best x in their span is
        (α₁/ρ₁ − γ α₂/(ρ₁ ρ₂)) c + α₂/ρ₂ d, ρ₁ = cᵀv, α₁ = cᵀb, ρ₂ = dᵀA d − γ²/ρ₁, α₂ = dᵀ(b − α₁/ρ₁ v).
        """
        c, v, left, spare = self._spare[depth - 1]
        self._cycle(depth, b, c)
        rho_1, alpha_1, _ = self._image(level, (c, b, b), v)
        step = alpha_1 / rho_1 if rho_1 > 0 else 0.0
        was, now = self._combine(level, (-step, v), (1.0, b), left)
        if now <= ENOUGH**2 * was:
            self._combine(level, (step, c), (0.0, b), x)
            return
        self._cycle(depth, left, x)
        bend, alpha_2, gamma = self._image(level, (x, left, v), spare)
        rho_2 = bend - gamma**2 / rho_1 if rho_1 > 0 else bend
        share = alpha_2 / rho_2 if rho_2 > 0 else 0.0
        keep = step - gamma * share / rho_1 if rho_1 > 0 else 0.0
        self._combine(level, (keep, c), (share, x), x)

    def _image(self, level: _Level, vectors: tuple[Single, Single, Single], out: Single) -> Array:
        """Write A x of the first vector to ``out``; return its products with A x and the other two."""
        sums = np.empty((level.chunks, 3))
        self._over(graph.image, level.chunks, level.size, level.links, level.inverse, vectors, out, sums)
        return np.asarray(sums.sum(axis=0))

    def _combine(
        self, level: _Level, first: tuple[float, Single], second: tuple[float, Single], out: Single
    ) -> Array:
        """Write a x + b y to ``out``; return the squares of y and of the result."""
        (a, x), (b, y) = first, second
        sums = np.empty((level.chunks, 2))
        factors = (np.float32(a), np.float32(b))
        self._over(graph.combine, level.chunks, level.size, factors, x, y, out, sums)
        return np.asarray(sums.sum(axis=0))

    # -------------------------------------------------------------- set-up

    def _coarsen_cells(self) -> tuple[tuple[int, int, int], Ints]:
        """Make the first level from the cells; return its blocks and the block of every piece."""
        parent, of = self._parent, self._of
        planes, work = (parent.shape[0] + 1) // 2, parent.size
        counts = np.empty((planes, 2), np.int32)
        self._over(pieces.split_cells, planes, work, of, STRONG, parent, counts)
        begin = _running(counts)
        where = np.empty(begin[-1], np.int32)
        self._over(pieces.number_cells, planes, work, parent, begin, where)

        def couple(links: tuple[Ints, Ints, Single]) -> None:
            self._over(pieces.couple_cells, len(where), work, of, parent, where, links)

        self._add(_coupled(len(where), couple), begin)
        return _halved(parent.shape), where

    def _coarsen_pieces(self, blocks: tuple[int, int, int], where: Ints) -> tuple[tuple[int, int, int], Ints]:
        """Make the next level from the last."""
        last, coarse = self._levels[-1], _halved(blocks)
        block = np.append(_block_above(where, blocks, coarse), np.int32(-1))
        root = self._joined(last, block, STRONG)
        if len(_trees(root)) > last.size // 2:  # too few strong couplings to coarsen by: take all
            root = self._joined(last, block, np.float32(0))
        trees = _trees(root)
        begin = _running(_counted(block[trees], coarse))
        parent = np.empty(last.size + 1, np.int32)
        parent[-1] = len(trees)
        plane, begins = coarse[1:], (last.begin, begin)
        self._over(coarsen.number_pieces, coarse[0], last.size, root, block, plane, begins, parent)
        new_where = np.empty(len(trees), np.int32)
        new_where[parent[trees]] = block[trees]
        family = _children(parent[:-1], len(trees))

        def couple(links: tuple[Ints, Ints, Single]) -> None:
            self._over(coarsen.couple_pieces, len(trees), last.size, last.links, parent, family, links)

        self._parents.append(parent)
        self._add(_coupled(len(trees), couple), begin)
        return coarse, new_where

    def _joined(self, level: _Level, block: Ints, strong: np.float32) -> Ints:
        """Return the forest of the pieces of a level; each tree is a piece of the next one."""
        root = np.empty(level.size, np.int32)
        planes = (level.planes + 1) // 2
        self._over(coarsen.join_pieces, planes, level.size, level.links, block, strong, level.begin, root)
        return root

    def _add(self, links: tuple[Ints, Ints, Single], begin: Ints) -> None:
        size = len(links[0]) - 1
        reaction, inverse, right, value = (np.zeros(n, np.float32) for n in (size, size, size + 1, size + 1))
        self._levels.append(_Level(links, begin, reaction, inverse, right, value))


def _coupled(count: int, couple: Callable[[tuple[Ints, Ints, Single]], None]) -> tuple[Ints, Ints, Single]:
    """Return the graph of a level, ``first, to, weight``: ``couple`` counts its rows, then fills them."""
    first = np.zeros(count + 1, np.int32)
    couple((first, np.empty(0, np.int32), np.empty(0, np.float32)))
    first = np.cumsum(first, dtype=np.int32)
    links = (first, np.empty(first[-1], np.int32), np.empty(first[-1], np.float32))
    couple(links)
    return links


def _trees(root: Ints) -> NDArray[np.int64]:
    """Return the pieces that are the roots of a forest."""
    return np.flatnonzero(root == np.arange(root.size))


def _block_above(where: Ints, blocks: tuple[int, int, int], coarse: tuple[int, int, int]) -> Ints:
    """Return the number of the block of the next level for blocks ``where`` of a level."""
    k, j, i = np.unravel_index(where, blocks)
    return np.asarray((k // 2 * coarse[1] + j // 2) * coarse[2] + i // 2, np.int32)


def _counted(block: Ints, blocks: tuple[int, int, int]) -> Ints:
    """Return how many of the pieces in blocks lie in each plane and colour, shape (planes, 2)."""
    k, j, i = np.unravel_index(block, blocks)
    return np.bincount(2 * k + (k + j + i) % 2, minlength=2 * blocks[0]).astype(np.int32).reshape(-1, 2)


def _children(parent: Ints, count: int) -> tuple[Ints, Ints]:
    """Return the pieces in the order of their parents, and where those of each parent begin."""
    begin = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(parent, minlength=count), out=begin[1:])
    return np.argsort(parent, kind="stable").astype(np.int32), begin


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
