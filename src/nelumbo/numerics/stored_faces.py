"""Conductances that are given face by face, as around a front that cuts cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.errors import StageError
from nelumbo.numerics.finite_volumes import Field, Held, Mask
from nelumbo.numerics.grid import Grid, Sides
from nelumbo.numerics.percolation import joined_cells

Array = NDArray[np.floating]
LEAST = 1e-6
"""A face that conducts less than this share of the best one counts as closed."""


@dataclass(frozen=True)
class FaceConductances:
    """What conducts, all of shape (z, y, x) and in one unit.

    Attributes:
        z, y, x: T ≥ 0 of the face between each cell and the next along the axis; the last along y and x leads to
            the first if the sides are periodic, else it is unused as is the last along z.
        held: T ≥ 0 from a cell to where u is held. value: u there, a number or one per cell.
    """

    z: Array
    y: Array
    x: Array
    held: Array
    value: Array | float = 0.0


class StoredFaces:
    """Conductances of all faces of a box, 24 bytes per cell.

    The counterpart of `FiniteVolumes`, with the same attributes, where T does not follow from the cells. Nothing
    passes through the ends z = 0 and z = L but what ``held`` says.

    Attributes:
        grid: the box. held: none of its ends. faces, g: T with one more plane along each axis, over ``unit``, as
            `kernels.conductances` describes. hold: T to where u is held, over ``unit``. brought: T u of that,
            ``None`` for 0.
        open: cells that take part, shape (z, y, x). unit: the largest T.

    Args:
        faces: what conducts. grid: the box; its spacing turns r and f into amounts per cell.
        inside: cells that take part, by default all that are connected to where u is held.

    Raises:
        ValueError: a conductance is not finite and ≥ 0, or has another shape.
        StageError: no face of a cell that takes part conducts.
    """

    def __init__(self, faces: FaceConductances, grid: Grid, inside: Mask | None = None) -> None:
        given = (faces.z, faces.y, faces.x, faces.held)
        if any(part.shape != grid.shape for part in given) or (inside is not None and inside.shape != grid.shape):
            raise ValueError(f"conductances and inside must have the grid's shape {grid.shape}")
        self.unit = float(max(part.max() for part in given))
        if not (min(float(part.min()) for part in given) >= 0 and np.isfinite(self.unit)):
            raise ValueError("conductances must be finite and ≥ 0; look where they come from")
        self.grid = grid
        self.held: Held = (None, None)
        self.g = (1.0, 1.0, 1.0)
        self.faces = _lower_faces(faces, grid, self.unit)
        if inside is None:
            inside = joined_cells(self.faces, LEAST, faces.held > 0)
        self.open: Mask = inside
        _close(self.faces, ~inside)
        if not self.faces.any():
            raise StageError(
                "no two cells that conduct are connected to where u is held.",
                "look whether everything is closed, or hold u somewhere else.",
            )
        self.hold: Field | None = np.where(inside, faces.held / self.unit, 0.0)
        self.brought: Field | None = self.hold * faces.value if np.any(faces.value) else None

    @property
    def medium(self) -> tuple[Field, Field]:
        """What the conductances are made of, as `kernels.conductances` describes."""
        return np.empty((0, 0, 0)), self.faces

    def single(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the medium in single precision."""
        return np.empty((0, 0, 0), np.float32), self.faces.astype(np.float32)

    def padded(self, values: Field) -> Field:
        """Return values with ghost cells, 0 in closed ones."""
        u = np.zeros([n + 2 for n in values.shape])
        np.copyto(u[1:-1, 1:-1, 1:-1], values, where=self.open)
        u[:, 0], u[:, -1] = u[:, -2], u[:, 1]
        u[:, :, 0], u[:, :, -1] = u[:, :, -2], u[:, :, 1]
        return u

    def end(self, top: bool) -> Field:
        """Return the conductance of the faces of one end, which are closed, shape (y, x)."""
        return np.asarray(self.faces[0, -1 if top else 0, :-1, :-1], float)


def _lower_faces(faces: FaceConductances, grid: Grid, unit: float) -> Field:
    """Return T over ``unit`` of the lower face of every cell along every axis, 0 where it counts as closed."""
    medium = np.zeros((3, *(n + 1 for n in grid.shape)))
    inner = (slice(0, -1),) * 3
    for axis, through in enumerate((faces.z, faces.y, faces.x)):
        lower, upper = np.moveaxis(medium[axis], axis, 0), np.moveaxis(through / unit, axis, 0)
        across = inner[1:]
        lower[(slice(1, None), *across)] = upper
        if axis == 0 or grid.sides is Sides.NO_FLUX or grid.shape[axis] == 1:
            lower[-1] = 0  # the only cell along a periodic axis is its own neighbour: nothing flows
        lower[0] = lower[-1]
    medium[medium <= LEAST] = 0
    return medium


def _close(medium: Field, closed: Mask) -> None:
    """Close all faces of cells."""
    for axis in range(3):
        lower, shut = np.moveaxis(medium[axis], axis, 0), np.moveaxis(closed, axis, 0)
        across = (slice(0, -1), slice(0, -1))
        lower[(slice(0, -1), *across)][shut] = 0
        lower[(slice(1, None), *across)][shut] = 0
        # Both ends of a periodic line are one face.
        lower[[0, -1]] = np.minimum(lower[0], lower[-1])
