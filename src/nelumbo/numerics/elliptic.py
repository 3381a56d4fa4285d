"""Linear elliptic equations −∇·(D∇u) + r u = f on the cells of a box, by finite volumes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.finite_volumes import Field, FiniteVolumes, Held, Mask
from nelumbo.numerics.grid import Ends, Grid, Sides
from nelumbo.numerics.memory import require_memory
from nelumbo.numerics.multigrid import NOTHING, Multigrid
from nelumbo.numerics.stored_faces import FaceConductances, StoredFaces

_REMEDY = (
    "raise max_iterations or the tolerance, set coefficients below 1e-6 of the largest to zero, or leave out "
    "cells that are connected to no held end and no reaction."
)
V = TypeVar("V", bound=FiniteVolumes | StoredFaces)

LOOPS = frozenset({"stencil", "pieces", "coarsen", "graph"})
"""Modules of compiled loops that a solution calls."""
ROUNDING = 1e-13
"""What passes is nothing when it is less than this share of what the ends and sources could bring."""
BYTES_PER_CELL = 57
"""At the peak: 40 for coefficients, solution, residuals and directions, the rest for the coarse levels."""
BYTES_OF_FACES = 48
"""What stored conductances in both precisions, reaction and held cells take more."""


def bytes_needed(shape: tuple[int, int, int], stored: bool = False) -> int:
    """Return about how much memory an `EllipticProblem` of this shape and its solution take, above its input.

    Args:
        shape: of the box. stored: whether conductances are stored face by face.
    """
    return (BYTES_PER_CELL + (BYTES_OF_FACES if stored else 0)) * prod(n + 2 for n in shape)


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


class EllipticProblem(Generic[V]):
    """The equation −∇·(D∇u) + r u = f in one geometry, solved for any number of right-hand sides.

    Σ_faces T (u_i − u_j) + r_i V u_i = f_i V with the conductances T of `FiniteVolumes`, made from D of the cells,
    or of `StoredFaces`, where a cell may have a T to where u is held besides.

    Flexible conjugate gradients (Notay 2000, SIAM J. Sci. Comput. 22, 1444) in which the solution and its
    residual are in double precision, the residual formed anew in every step, and directions and the multigrid
    cycle in single: half the memory, and no error of single precision stays.

    Growth of a film in the voxel geometry sets it up once per geometry and solves in every Newton step, with the
    slope of the surface reaction as r and the last solution as the start::

        problem = EllipticProblem.of_cells(diffusivity, grid, held=(None, 1.0))   # closed below, the bulk above
        for _ in range(newton_steps):
            slope, current = kinetics(u)                                 # ∂i/∂u and i on the walls
            problem.set_reaction(surface_reaction(diffusivity, slope, grid))
            u = problem.solve(source=..., start=u).values

    Attributes:
        volumes: what conducts.

    Args:
        volumes: as above. Cells that are connected to nothing held and no reaction have no definite value and must
            have been left out.
    """

    def __init__(self, volumes: V) -> None:
        from nelumbo.numerics.kernels.threads import share_cores

        self.volumes = volumes
        self._threads = share_cores()
        gz, gy, gx = (np.float32(value) for value in self.volumes.g)
        self._single = self.volumes.single()
        self._g_single = (gz, gy, gx)
        self._multigrid = Multigrid(self._single, self._g_single, volumes.grid.shape, self._threads)
        self._per_volume = prod(volumes.grid.spacing) / volumes.unit
        self._reaction: Field | None = None
        self._reaction_single = NOTHING
        self.set_reaction(None)

    @staticmethod
    def of_cells(
        coefficient: NDArray[np.floating], grid: Grid, *, held: Held = (1.0, 0.0), inside: Mask | None = None
    ) -> EllipticProblem[FiniteVolumes]:
        """Return the problem in cells of their own D.

        Args:
            coefficient: D ≥ 0 per cell, shape ``grid.shape``.
            grid: the box; its ``ends`` say where held values sit.
            held: u at the ends z = 0 and z = L; ``None`` where nothing passes.
            inside: cells to solve in; others are closed (`percolation.held_cells` leaves out what floats).

        Raises:
            ValueError: D is not finite and ≥ 0, has another shape, or is 0 everywhere inside.
            StageError: too little memory.
        """
        _require(grid, stored=False)
        return EllipticProblem(FiniteVolumes(coefficient, grid, held, inside))

    @staticmethod
    def of_faces(
        faces: FaceConductances, grid: Grid, *, inside: Mask | None = None
    ) -> EllipticProblem[StoredFaces]:
        """Return the problem with T given per face.

        Args:
            faces: what conducts, and where u is held. grid: the box.
            inside: cells to solve in, by default all that are connected to where u is held.

        Raises:
            ValueError: a conductance is not finite and ≥ 0, or has another shape.
            StageError: too little memory, or no two cells take part.
        """
        _require(grid, stored=True)
        return EllipticProblem(StoredFaces(faces, grid, inside))

    def set_reaction(self, reaction: Field | None) -> None:
        """Take another r ≥ 0 per cell, shape ``grid.shape``, in units of D over length squared; ``None`` for none.

        This costs a fraction of a solution: the levels of the multigrid stay, only r is summed over them anew.
        """
        hold = self.volumes.hold
        if reaction is not None:
            shape = self.volumes.grid.shape
            if reaction.shape != shape or not (np.isfinite(reaction).all() and reaction.min() >= 0):
                raise ValueError(f"reaction must be finite, ≥ 0 and of the grid's shape {shape}")
            reaction = np.where(self.volumes.open, reaction * self._per_volume, 0.0)
            hold = reaction if hold is None else hold + reaction
        self._reaction = hold
        self._reaction_single = NOTHING if hold is None else hold.astype(np.float32)
        self._multigrid.set_reaction(None if hold is None else self._reaction_single)

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
        from nelumbo.numerics.kernels.threads import over_planes

        source = self._source(source)
        u = self._start(start)
        left, old = (np.zeros(self.volumes.grid.shape, np.float32) for _ in range(2))
        z, p = (np.zeros(u.shape, np.float32) for _ in range(2))
        scale, most = self._brought(source)
        on = (*self.volumes.medium, self.volumes.g, _or_nothing(self._reaction))
        single = (*self._single, self._g_single, self._reaction_single)
        given, planes = _or_nothing(source), left.shape[0]
        sums, pair = np.empty((planes, 2)), np.empty((planes, 2))
        share = product = 0.0

        def over(loop: Callable[..., None], *arguments: Any) -> None:
            over_planes(loop, planes, left.size, self._threads, *arguments)

        for iteration in range(max_iterations + 1):
            over(stencil.residual, u, on, given, left, sums)
            size = float(np.sqrt(sums[:, 1].sum()))
            residual = size / scale if scale > 0 else size
            imbalance = self._imbalance(u, sums[:, 0], source, most)
            converged = residual <= tolerance and imbalance <= tolerance
            if converged or iteration == max_iterations or not np.isfinite(size):
                break
            self._multigrid(left, z)
            over(stencil.products, z, left, old, pair)
            new, cross = pair.sum(axis=0)
            share = (new - cross) / product if product > 0 else 0.0
            product = new
            over(stencil.turn, p, z, np.float32(share))
            over(stencil.curvature, p, left, single, pair)
            along, bend = pair.sum(axis=0)
            if not bend > 0:  # also when not finite
                break
            over(stencil.advance, u, p, along / bend)
            left, old = old, left
        values = u[1:-1, 1:-1, 1:-1]
        values[~self.volumes.open] = 0.0  # what a preconditioner left there moves nothing
        return EllipticSolution(values, iteration, residual, imbalance, converged, "" if converged else _REMEDY)

    def _source(self, source: Field | None) -> Field | None:
        """Return f V and what held cells bring, over the unit of the conductances."""
        brought = self.volumes.brought
        if source is None:
            return brought
        amount: Field = np.where(self.volumes.open, source * self._per_volume, 0.0)
        return amount if brought is None else amount + brought

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


def _or_nothing(field: Field | None) -> Field:
    """Return a field for the loops, where an empty one stands for none."""
    return np.empty((0, 0, 0)) if field is None else np.ascontiguousarray(field, float)


def _require(grid: Grid, *, stored: bool) -> None:
    cells = " × ".join(map(str, grid.shape))
    require_memory(bytes_needed(grid.shape, stored), f"a solution on {cells} cells")


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
