"""The force that a particle carries at a contact before its wall gives way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ShellCrush(Law):
    """Plastic collapse of a porous shell under a force on a small patch.

    F = π σ_y (1−φ)^1.5 t² (1 + b/√(R t)) (1 + κ (n−1))

    The yield moment of the wall, σ_y t²/4 per width, acts round the dimple of width √(R t) and the patch of radius
    b; the power of the solid share 1 − φ is that of open-cell foams (Gibson & Ashby 1997). A closure: good to a
    factor of about two.

    Attributes:
        strength: σ_y of the dense wall, Pa. porosity: φ of the wall. inner_share: κ, load of each inner shell.
    """

    equation: ClassVar[str] = "F = π σ_y (1−φ)^1.5 t² (1 + b/√(R t)) (1 + κ (n−1))"
    units: ClassVar[dict[str, str]] = {
        "F": "N",
        "σ_y": "Pa",
        "φ": "1",
        "t": "m",
        "b": "m",
        "R": "m",
        "κ": "1",
        "n": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Gibson1997",)

    strength: float
    porosity: float
    inner_share: float

    def force(self, radius: Array, thickness: Array, patch: Array, shells: int) -> Array:
        """Return F, N, for mean radius R, wall t, patch radius b (m) and n ``shells``."""
        wall = self.strength * (1 - self.porosity) ** 1.5
        dimple = 1 + patch / np.sqrt(radius * thickness)
        return np.asarray(math.pi * wall * thickness**2 * dimple * (1 + self.inner_share * (shells - 1)))
