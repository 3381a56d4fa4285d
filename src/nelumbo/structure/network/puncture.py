"""The film sheared through along the rim of a tip."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.structure.bond import Bonds
from nelumbo.structure.result import PuncturePressure

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Puncture(Law):
    """Shear strength of the bonds that cross the cylinder over a tip of radius a, per area of the tip.

    p = Σ_crossing V_u/(π a²);  mean p = Σ V_u 2 (1 − Λ(s))/L²
    Λ = (2/π)[arccos(s/2a) − (s/2a) √(1 − (s/2a)²)],  s ≤ 2a

    Over all places of the tip, a bond of horizontal length s crosses with a chance that follows from the lens Λ
    that two discs a distance s apart share; 5 % and minimum are those of sites × sites places.

    Attributes:
        sites: see above.
    """

    equation: ClassVar[str] = (
        "p = Σ_crossing V_u/(π a²); mean p = Σ V_u 2 (1 − Λ(s))/L²\n"
        "Λ = (2/π)[arccos(s/2a) − (s/2a) √(1 − (s/2a)²)]"
    )
    units: ClassVar[dict[str, str]] = {"p": "Pa", "V_u": "N", "a": "m", "s": "m", "Λ": "1", "L": "m"}
    references: ClassVar[tuple[str, ...]] = ("Timoshenko1970",)

    sites: int = 12

    def mean(self, bonds: Bonds, box: float, radius: float) -> float:
        """Return the mean of p over all places, Pa."""
        half = np.minimum(np.linalg.norm(bonds.branches[:, :2], axis=1) / (2 * radius), 1.0)
        lens = 2 / math.pi * (np.arccos(half) - half * np.sqrt(1 - half**2))
        return float(np.sum(bonds.shear * 2 * (1 - lens))) / box**2

    def over_sites(self, centres: Array, bonds: Bonds, box: float, radius: float) -> PuncturePressure:
        """Return mean, 5 % and minimum of p for bodies at ``centres``, (n, 3), m, in a periodic box."""
        pressure = self.pressures(centres, bonds, box, radius)
        low = float(np.quantile(pressure, 0.05))
        return PuncturePressure(radius, self.mean(bonds, box, radius), low, float(pressure.min()))

    def pressures(self, centres: Array, bonds: Bonds, box: float, radius: float) -> Array:
        """Return p at every place, (sites²,), Pa."""
        steps = (np.arange(self.sites)[:, None] + 0.5) * box / self.sites
        half = bonds.branches[:, :2] / 2
        middle = centres[bonds.bodies[:, 0], :2] + half
        reach = radius + float(np.linalg.norm(half, axis=1).max(initial=0.0))
        images = np.arange(-math.ceil(reach / box - 0.5), math.ceil(reach / box - 0.5) + 1) * box
        force = np.zeros((self.sites, self.sites))
        for shift in ((x, y) for x in images for y in images):
            square = []
            for axis in (0, 1):
                away = middle[:, axis] - steps
                away += shift[axis] - box * np.round(away / box)
                square.append([(away + side * half[:, axis]) ** 2 for side in (-1, 1)])
            inside = [x[:, None] + y < radius**2 for x, y in zip(*square, strict=True)]
            force += (inside[0] != inside[1]) @ bonds.shear
        return np.asarray(force.ravel() / (math.pi * radius**2))
