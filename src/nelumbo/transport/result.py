"""What the transport stage hands on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Transport:
    """Effective salt transport through a film.

    Attributes:
        thickness: of the film, m. porosity: of the conducting pore space ε, 1.
        diffusivity_ratio: D_eff/D through the film, 1; 0 when nothing percolates.
        tortuosity_factor: τ = ε/(D_eff/D), 1; ``inf`` when nothing percolates.
        flux_variation: coefficient of variation of the flux on the electrode plane, 1.
        percolates: whether a path leads through. reason: why not, else empty.
        imbalance: largest relative difference of the flux between planes, the error reached.
        flux_map: normal flux on the electrode plane over its mean, shape (y, x); ``None`` for a bare collector.
        voxel: m. surface_charge: fixed charge on the pore walls, C/m². wall_area: of them per volume of film, 1/m.
    """

    thickness: float
    porosity: float
    diffusivity_ratio: float
    tortuosity_factor: float
    flux_variation: float
    percolates: bool
    reason: str
    imbalance: float
    flux_map: NDArray[np.float64] | None
    voxel: float
    surface_charge: float
    wall_area: float

    def resistance(self, conductivity: float) -> float:
        """Areal resistance L/(κ D_eff/D) of the film filled with electrolyte, Ω m².

        Args:
            conductivity: κ of the free electrolyte, S/m.
        """
        return areal_resistance(self.thickness, conductivity, self.diffusivity_ratio)


def areal_resistance(length: float, conductivity: float, ratio: float) -> float:
    """Return L/(κ D_eff/D), Ω m²: 0 for no length, ``inf`` where nothing percolates.

    Args:
        length: L, m. conductivity: κ of the free electrolyte, S/m. ratio: D_eff/D, 1.
    """
    if length == 0:
        return 0.0
    return length / (conductivity * ratio) if ratio > 0 else float("inf")
