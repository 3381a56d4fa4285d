"""How long the ways through an image are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.finite_volumes import FiniteVolumes

Field = NDArray[np.float64]


@dataclass(frozen=True)
class PathLengths:
    """Lengths of ways over the thickness, 1; every one is ≥ 1.

    Attributes:
        geodesic: of the shortest way through open voxels from the first end to each open voxel of the last,
            ascending, by the eikonal equation |∇T| = 1 (Sethian 1999), first order in the voxel.
        weighted: mean of these with the fluxes that leave there as weights.
        streamline: ∫|j|dV/∫j_z dV, the mean length of streamlines by flux (Duda, Koza & Matyka 2011).
    """

    geodesic: Field
    weighted: float
    streamline: float

    @property
    def mean(self) -> float:
        """Geodesic tortuosity: the mean over the open area of the last end."""
        return float(self.geodesic.mean())

    def quantile(self, share: float) -> float:
        """Return the length that ``share`` of the geodesic ways do not exceed."""
        return float(np.quantile(self.geodesic, share))


def path_lengths(volumes: FiniteVolumes, values: Field) -> PathLengths:
    """Measure the ways through a solved image.

    Args:
        volumes: its conductances. values: concentration, 1 at the first end and 0 at the last.
    """
    from nelumbo.numerics.kernels.eikonal import arrival

    grid, is_open = volumes.grid, volumes.open
    periodic = volumes.grid.sides.value == "periodic"
    times = arrival(np.ascontiguousarray(is_open), np.array(grid.spacing), periodic)
    exit_ = is_open[-1] & np.isfinite(times[-1])
    thickness = grid.shape[0] * grid.spacing[0]
    lengths = (times[-1][exit_] + grid.spacing[0] / 2) / thickness
    leaving = (volumes.end(top=True) * values[-1])[exit_]
    flux = volumes.flux(values)
    size = np.sqrt(np.einsum("akji,akji->kji", flux, flux))
    return PathLengths(
        np.sort(lengths), float(np.average(lengths, weights=leaving)), float(size.sum() / flux[0].sum())
    )
