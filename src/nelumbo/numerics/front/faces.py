"""Open faces of cells that a front cuts, and the area of the front that closes each cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OpenFaces:
    """Shares of the faces in front of a front, all of shape (z, y, x).

    Attributes:
        z, y, x: of the face between each cell and the next along the axis; the top plane of z is open.
        area: of the front in each cell, |Σ n_face · share| over its six faces. A uniform flux that ends on the
            front then balances in every cell, whatever the front's direction; an area found otherwise leaves an
            imbalance of its own relative error, which would drown the small differences along a nearly even front.
    """

    z: Array
    y: Array
    x: Array
    area: Array


def open_faces(phi: Array) -> OpenFaces:
    """Return the open faces in front of φ = 0; nothing is open below the box."""
    from nelumbo.numerics.kernels.cut_cells import open_faces as along

    z, y, x = np.empty(phi.shape), np.ones(phi.shape), np.empty(phi.shape)
    along(phi, 0, z)
    z[-1] = (phi[-1] > 0).astype(float)
    along(phi, 2, x)
    upward = z.copy()
    upward[1:] -= z[:-1]
    square = upward**2 + (x - np.roll(x, 1, 2)) ** 2
    if phi.shape[1] > 1:
        along(phi, 1, y)
        square += (y - np.roll(y, 1, 1)) ** 2
    return OpenFaces(z, y, x, np.sqrt(square))
