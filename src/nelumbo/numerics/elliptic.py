"""Linear elliptic equations −∇·(D∇u) + r u = f on the cells of a box, by finite volumes."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.finite_volumes import Field, FiniteVolumes, Held, Mask
from nelumbo.numerics.grid import Ends, Grid, Sides
from nelumbo.numerics.memory import require_memory
from nelumbo.numerics.multigrid import Multigrid

_REMEDY = (
    "raise max_iterations or the tolerance, set coefficients below 1e-6 of the largest to zero, or leave out "
    "cells that are connected to no held end and no reaction."
)
ROUNDING = 1e-13
"""What passes is nothing when it is less than this share of what the ends and sources could bring."""
BYTES_PER_CELL = 57
"""At the peak: 40 for coefficients, solution, residuals and directions, the rest for the coarse levels."""


def bytes_needed(shape: tuple[int, int, int]) -> int:
    """Return about how much memory an `EllipticProblem` of this shape and its solution take, above its input."""
    return BYTES_PER_CELL * prod(n + 2 for n in shape)


@dataclass(frozen=True)
class EllipticSolution:
    """Where an iteration stopped.

    Attributes:
        values: u, shape (z, y, x), 0 in cells that were left out.
        iterations: steps taken. residual: ‖f − A u‖/‖b‖, formed anew in double precision in every step; b is f and
            what the held ends bring.
        imbalance: largest surplus of what enters over what leaves below any plane, relative to what goes through.
        converged: whether both are at most the tolerance. remedy: what to do when not, else empty.
    """

    values: Field
    iterations: int
    residual: float
    imbalance: float
    converged: bool
    remedy: str


class EllipticProblem:
    """The equation −∇·(D∇u) + r u = f in one geometry, solved for any number of right-hand sides.

    Σ_faces T (u_i − u_j) + r_i V u_i = f_i V with the conductances T of `FiniteVolumes`.

    Flexible conjugate gradients (Notay 2000, SIAM J. Sci. Comput. 22, 1444) in which the solution and its
    residual are in double precision, the residual formed anew in every step, and directions and the multigrid
    cycle in single: half the memory, and no error of single precision stays.

    Growth of a film in the voxel geometry sets it up once per geometry and solves in every Newton step, with the
    slope of the surface reaction as r and the last solution as the start::

        problem = EllipticProblem(diffusivity, grid, held=(None, 1.0))   # closed below, the bulk above
        for _ in range(newton_steps):
            slope, current = kinetics(u)                                 # ∂i/∂u and i on the walls
            problem.set_reaction(surface_reaction(diffusivity, slope, grid))
            u = problem.solve(source=..., start=u).values

    Args:
        coefficient: D ≥ 0 per cell, shape ``grid.shape``.
        grid: the box; its ``ends`` say where held values sit.
        held: u at the ends z = 0 and z = L; ``None`` where nothing passes.
        inside: cells to solve in; others are closed. Cells that are connected to no held end and no reaction
            have no definite value and must be left out (`percolation.held_cells`).

    Raises:
        ValueError: D is not finite and ≥ 0, has another shape, or is 0 everywhere inside.
        StageError: too little memory.
    """

    def __init__(
        self, coefficient: NDArray[np.floating], grid: Grid, *, held: Held = (1.0, 0.0), inside: Mask | None = None
    ) -> None:
        from nelumbo.numerics.kernels.stencil import CLOSED_SINGLE
        from nelumbo.numerics.kernels.threads import share_cores

        require_memory(bytes_needed(grid.shape), f"a solution on {' × '.join(map(str, grid.shape))} cells")
        share_cores()
        self.volumes = FiniteVolumes(coefficient, grid, held, inside)
        single = np.minimum(self.volumes.rho, CLOSED_SINGLE, dtype=np.float32, casting="same_kind")
        gz, gy, gx = (np.float32(value) for value in self.volumes.g)
        self._on = (single, (gz, gy, gx))
        self._multigrid = Multigrid(*self._on, grid.shape)
        self._per_volume = prod(grid.spacing) / self.volumes.unit
        self._reaction: Field | None = None
        self._reaction_single: NDArray[np.float32] | None = None

    def set_reaction(self, reaction: Field | None) -> None:
        """Take another r ≥ 0 per cell, shape ``grid.shape``, in units of D over length squared; ``None`` for none.

        This costs a fraction of a solution: the levels of the multigrid stay, only r is summed over them anew.
        """
        if reaction is None:
            self._reaction = self._reaction_single = None
        else:
            shape = self.volumes.grid.shape
            if reaction.shape != shape or not (np.isfinite(reaction).all() and reaction.min() >= 0):
                raise ValueError(f"reaction must be finite, ≥ 0 and of the grid's shape {shape}")
            self._reaction = np.where(self.volumes.open, reaction * self._per_volume, 0.0)
            self._reaction_single = self._reaction.astype(np.float32)
        self._multigrid.set_reaction(self._reaction_single)

    def solve(
        self,
        source: Field | None = None,
        *,
        start: Field | None = None,
        tolerance: float = 1e-6,
        max_iterations: int = 200,
    ) -> EllipticSolution:
        """Solve for one right-hand side.

        Args:
            source: f per cell, shape ``grid.shape``; ``None`` for 0. start: u to start from, by default a straight
                line between two held ends, else 0.
            tolerance: largest relative residual and imbalance. max_iterations: steps before it gives up.
        """
        from nelumbo.numerics.kernels import stencil

        if source is not None:
            source = np.where(self.volumes.open, source * self._per_volume, 0.0)
        u = self._start(start)
        left, old = (np.zeros(self.volumes.grid.shape, np.float32) for _ in range(2))
        z, p = (np.zeros(u.shape, np.float32) for _ in range(2))
        scale, most = self._brought(source)
        share = product = 0.0
        for iteration in range(max_iterations + 1):
            sums = stencil.residual(u, self.volumes.rho, self.volumes.g, self._reaction, source, left)
            size = float(np.sqrt(sums[:, 1].sum()))
            residual = size / scale if scale > 0 else size
            imbalance = self._imbalance(u, sums[:, 0], source, most)
            converged = residual <= tolerance and imbalance <= tolerance
            if converged or iteration == max_iterations or not np.isfinite(size):
                break
            self._multigrid(left, z)
            new, cross = stencil.products(z, left, old)
            share = (new - cross) / product if product > 0 else 0.0
            product = new
            stencil.turn(p, z, np.float32(share))
            along, bend = stencil.curvature(p, left, *self._on, self._reaction_single)
            if not bend > 0:  # also when not finite
                break
            stencil.advance(u, p, along / bend)
            left, old = old, left
        values = u[1:-1, 1:-1, 1:-1]
        values[~self.volumes.open] = 0.0  # what a preconditioner left there moves nothing
        return EllipticSolution(values, iteration, residual, imbalance, converged, "" if converged else _REMEDY)

    def _start(self, start: Field | None) -> Field:
        grid, (bottom, top) = self.volumes.grid, self.volumes.held
        if start is None and bottom is not None and top is not None:
            cells = grid.shape[0]
            outside = 0.5 if grid.ends is Ends.OUTSIDE else 0.0
            way = (np.arange(cells) + 0.5 + outside) / (cells + 2 * outside)
            start = np.broadcast_to((bottom + (top - bottom) * way)[:, None, None], grid.shape)
        return self.volumes.padded(np.broadcast_to(0.0, grid.shape) if start is None else start)

    def _brought(self, source: Field | None) -> tuple[float, float]:
        """Return ‖b‖ and Σ|b| of what the source and the held ends bring."""
        parts = [self.volumes.end(bool(top)) * held for top, held in enumerate(self.volumes.held) if held]
        parts += [] if source is None else [source]
        square = sum(float((part**2).sum()) for part in parts)
        return float(np.sqrt(square)), sum(float(np.abs(part).sum()) for part in parts)

    def _imbalance(self, u: Field, lost: Field, source: Field | None, most: float) -> float:
        """Return the largest amount lost between two planes over half of all that enters and leaves."""
        inner = u[:, 1:-1, 1:-1]
        passed = 0.0
        for top, (ghost, neighbour) in enumerate(((0, 1), (-1, -2))):
            drop = inner[ghost] - inner[neighbour]
            passed += abs(float((self.volumes.end(bool(top)) * drop).sum()))
        if source is not None:
            passed += float(np.abs(source).sum())
        if self._reaction is not None:
            passed += abs(float(np.einsum("kji,kji", self._reaction, inner[1:-1])))
        surplus = np.concatenate([[0.0], np.cumsum(lost)])
        worst = float(surplus.max() - surplus.min())
        if passed <= ROUNDING * most:  # nothing flows, as where u is the same everywhere
            return 0.0
        return worst / (passed / 2)


def surface_reaction(coefficient: Field, rate: Field | float, grid: Grid) -> Field:
    """Return the r per cell that stands for a reaction q = k u_s on the faces between open and closed cells.

    r V = Σ_faces A/(h/(2 D) + 1/k): the half-cell to the surface and the reaction on it are in series.

    Args:
        coefficient: D ≥ 0, 0 in closed cells, shape ``grid.shape``.
        rate: k ≥ 0 of the surface of the closed cells, in units of D over length: one number, or one per cell, of
            which those of closed cells count. grid: the box.
    """
    rates = np.broadcast_to(np.asarray(rate, dtype=float), grid.shape)
    reaction = np.zeros(grid.shape)
    for axis in range(3):
        periodic = axis > 0 and grid.sides is Sides.PERIODIC
        for step in (-1, 1):
            there = np.roll(coefficient, step, axis)
            k = np.where((coefficient > 0) & (there == 0), np.roll(rates, step, axis), 0.0)
            if not periodic:
                np.moveaxis(k, axis, 0)[0 if step == 1 else -1] = 0.0
            reacts = k > 0
            half = grid.spacing[axis] / (2 * coefficient[reacts])
            reaction[reacts] += 1 / (half + 1 / k[reacts]) / grid.spacing[axis]
    return reaction
