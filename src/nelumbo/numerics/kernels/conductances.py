"""Conductances T of the six faces of a cell, made from its 1/D on the way or stored.

A medium is a pair of arrays, one of which is empty.

``rho`` is ρ = 1/D of the cells with one layer of ghost cells around the box. T = g/(ρ_i + ρ_j) is then the
conductance of the two half-cells at a face in series, with g = 2 A/d of the face; `g` has one number for each axis
z, y, x. A closed cell has ρ = `CLOSED`.

``faces`` is T itself: ``faces[a, k, j, i]`` belongs to the lower face of the cell (k, j, i) along axis a, and one
more plane along each axis to the upper faces of the last cells. `g` does not count.

Loops over cells take the six rows of T that belong to a row of cells, computed or seen where they are stored.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.kernels.loop import inner

Array = NDArray[Any]

CLOSED = 1e30
"""ρ of a closed cell, over the least ρ of the box."""
CLOSED_SINGLE = np.float32(1e15)
"""The same in single precision."""
OPEN = 1e10
"""Largest ρ of an open cell; one that conducts less counts as closed."""


@inner(error_model="numpy")
def six_rows(
    rho: Array, faces: Array, g: Array, k: int, j: int, own: Array
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Return T of the faces below, above, before, behind, left and right of the row (k, j) of cells.

    Args:
        own: room for computed rows, shape (5, nx + 1).
    """
    if faces.size > 0:
        z, y, x = faces[0], faces[1], faces[2]
        return z[k, j, :-1], z[k + 1, j, :-1], y[k, j, :-1], y[k, j + 1, :-1], x[k, j, :-1], x[k, j, 1:]
    gz, gy, gx = g
    middle = rho[k + 1, j + 1]
    below, above, before, behind = rho[k, j + 1], rho[k + 2, j + 1], rho[k + 1, j], rho[k + 1, j + 2]
    for i in range(middle.size - 2):
        here = middle[i + 1]
        own[0, i] = gz / (here + below[i + 1])
        own[1, i] = gz / (here + above[i + 1])
        own[2, i] = gy / (here + before[i + 1])
        own[3, i] = gy / (here + behind[i + 1])
    for i in range(middle.size - 1):
        own[4, i] = gx / (middle[i] + middle[i + 1])
    return own[0, :-1], own[1, :-1], own[2, :-1], own[3, :-1], own[4, :-1], own[4, 1:]


@inner(error_model="numpy")
def face_weights(
    rho: Array, faces: Array, g: Array, k: int, j: int, i: int
) -> tuple[float, float, float, float, float, float]:
    """Return the couplings of a cell of the box to those below, above, before, behind, left and right."""
    if faces.size > 0:
        z, y, x = faces[0], faces[1], faces[2]
        return z[k, j, i], z[k + 1, j, i], y[k, j, i], y[k, j + 1, i], x[k, j, i], x[k, j, i + 1]
    gz, gy, gx = g
    own = rho[k + 1, j + 1, i + 1]
    return (
        gz / (own + rho[k, j + 1, i + 1]),
        gz / (own + rho[k + 2, j + 1, i + 1]),
        gy / (own + rho[k + 1, j, i + 1]),
        gy / (own + rho[k + 1, j + 2, i + 1]),
        gx / (own + rho[k + 1, j + 1, i]),
        gx / (own + rho[k + 1, j + 1, i + 2]),
    )


@inner(error_model="numpy")
def conducts(rho: Array, faces: Array, g: Array, k: int, j: int, i: int) -> Any:
    """Whether anything can pass through a cell of the box."""
    if faces.size > 0:
        below, above, before, behind, left, right = face_weights(rho, faces, g, k, j, i)
        return max(below, above, before, behind, left, right) > 0
    return rho[k + 1, j + 1, i + 1] < OPEN
