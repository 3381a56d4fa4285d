"""Motion of a front along its normal with a volume that is met exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nelumbo.errors import StageError
from nelumbo.numerics.front.shape import BAND, FrontShape, shape_of_front, volume_behind

Array = NDArray[np.float64]

SWEEPS = 4
"""Gauss–Seidel sweeps after a step: a distance moved by a speed that is constant along normals stays one."""


def advance(phi: Array, shape: FrontShape, step: Array) -> None:
    """Move the front by ``step``, φ ← φ − Δ, where Δ is constant along normals (Adalsteinsson & Sethian 1999)."""
    from nelumbo.numerics.kernels.level_set import collect, redistance

    flat = phi.ravel()
    flat[shape.cells] = np.clip(flat[shape.cells] - step, -BAND, BAND)
    redistance(phi, collect(phi, BAND), SWEEPS, BAND)


def meet_volume(
    phi: Array, room: Array, weight: Array, volume: float, tolerance: float, ground: Array | None = None
) -> FrontShape:
    """Shift the front where ``weight`` > 0 until it encloses ``volume``; return its shape.

    The shift is δ·weight with Σ area·weight·room·δ = missing volume, repeated: Newton's method on δ. What is
    missing is what redistancing, the finite step and merging fronts cost.

    Args:
        phi: changed in place. room: share of each cell that can be filled. weight: full box, in [0, 1].
        volume: wanted, cells. tolerance: largest difference, cells. ground: distance to what the front never
            falls behind, full box.

    Raises:
        StageError: the front cannot take the volume.
    """
    from nelumbo.numerics.kernels.cut_cells import cut_volumes

    shape = shape_of_front(phi)
    cells, flat = shape.cells, phi.ravel()
    shares = room.ravel()[cells]
    movable = weight.ravel()[cells]
    most = BAND if ground is None else np.minimum(ground.ravel()[cells], BAND)
    deeper = volume_behind(phi, cells, room)
    missing = volume - float(deeper + (shape.volume * shares).sum())
    for _ in range(30):
        if abs(missing) <= tolerance:
            return shape
        slope = float((shape.area * shares * movable).sum())
        if slope <= 0:
            break
        delta = min(max(missing / slope, -0.5), 0.5)
        flat[cells] = np.clip(flat[cells] - delta * movable, -BAND, most)
        cut_volumes(phi, cells, shape.normal, shape.volume, shape.area)
        shape = replace(shape, distance=flat[cells])
        missing = volume - float(deeper + (shape.volume * shares).sum())
    raise StageError(
        f"the front cannot enclose {volume:.6g} cells: {missing:.3g} cells are missing.",
        "shorten the step or make the box larger.",
    )
