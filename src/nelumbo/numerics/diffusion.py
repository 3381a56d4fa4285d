"""Finite volumes for steady diffusion ∇·(D∇c) = 0 between two end values along z."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nelumbo.numerics.grid import Grid, Sides

Field = NDArray[np.float64]
_BEHIND, _AHEAD = slice(None, -1), slice(1, None)


@dataclass(frozen=True)
class DiffusionSystem:
    """The linear equations of the conducting cells, c = 1 at the end z = 0 and c = 0 at the other.

    Attributes:
        matrix: symmetric positive definite CSR when every cell is connected to an end, m·[D].
        rhs: shape (n,), m·[D]. cells: shape (n, 3), z, y, x of each unknown.
    """

    matrix: sparse.csr_matrix
    rhs: Field
    cells: NDArray[np.int32]


def assemble(coefficient: Field, grid: Grid) -> DiffusionSystem:
    """Assemble the 7-point operator; cells of zero coefficient are left out.

    Σ_faces T (c_i − c_j) = 0 with T = A/d · 2 D_i D_j/(D_i + D_j): the flux through a face is that of the two
    half-cells in series (Patankar 1980, eq. 4.9), which is exact for layers normal to the flux.

    Args:
        coefficient: D ≥ 0, shape ``grid.shape``. grid: the box.
    """
    conducting = coefficient > 0
    number = np.full(grid.shape, -1, dtype=np.int32)
    n = int(np.count_nonzero(conducting))
    number[conducting] = np.arange(n, dtype=np.int32)

    faces = [_faces(coefficient, number, grid, axis) for axis in range(3)]
    first, second, weight = (np.concatenate(parts) for parts in zip(*faces, strict=True))
    diagonal = np.bincount(first, weight, n) + np.bincount(second, weight, n)
    rhs = np.zeros(n)
    for plane in (0, -1):
        inside = conducting[plane]
        cells, held = number[plane][inside], grid.end_over_distance * coefficient[plane][inside]
        diagonal[cells] += held
        if plane == 0:
            rhs[cells] = held
    rows = np.concatenate([first, second, np.arange(n, dtype=np.int32)])
    columns = np.concatenate([second, first, np.arange(n, dtype=np.int32)])
    matrix = sparse.csr_matrix((np.concatenate([-weight, -weight, diagonal]), (rows, columns)), shape=(n, n))
    return DiffusionSystem(matrix, rhs, np.argwhere(conducting).astype(np.int32))


def plane_fluxes(values: Field, coefficient: Field, grid: Grid) -> Field:
    """Return the flux in +z summed over each of the Nz + 1 planes of faces, m·[D].

    Args:
        values: c, shape ``grid.shape``. coefficient, grid: as in `assemble`.
    """
    inner = grid.face_over_distance(0) * _series(coefficient[:-1], coefficient[1:]) * (values[:-1] - values[1:])
    last = grid.end_over_distance * (coefficient[-1] * values[-1]).sum()
    return np.concatenate([[end_flux(values, coefficient, grid).sum()], inner.sum(axis=(1, 2)), [last]])


def end_flux(values: Field, coefficient: Field, grid: Grid) -> Field:
    """Return the flux in +z through each face of the end z = 0, shape (y, x), m·[D]."""
    flux: Field = grid.end_over_distance * coefficient[0] * (1 - values[0])
    return flux


def _faces(
    coefficient: Field, number: NDArray[np.int32], grid: Grid, axis: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], Field]:
    """Return for each face normal to ``axis`` between conducting cells the two unknowns and T."""
    if axis > 0 and grid.sides is Sides.PERIODIC:
        here, there = coefficient, np.roll(coefficient, -1, axis)
        first, second = number, np.roll(number, -1, axis)
    else:
        behind, ahead = (tuple(s if a == axis else slice(None) for a in range(3)) for s in (_BEHIND, _AHEAD))
        here, there = coefficient[behind], coefficient[ahead]
        first, second = number[behind], number[ahead]
    # The only cell along a periodic axis is its own neighbour: nothing flows.
    faces = (first >= 0) & (second >= 0) & (first != second)
    return first[faces], second[faces], grid.face_over_distance(axis) * _series(here[faces], there[faces])


def _series(here: Field, there: Field) -> Field:
    """Return the harmonic mean, 0 where both are 0."""
    total = here + there
    mean: Field = np.divide(2 * here * there, total, out=np.zeros_like(total), where=total > 0)
    return mean
