"""How far a compact particle gives way where its neighbour's neck holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PunchCompliance(Law):
    """A rigid circular punch of radius b bonded to a half-space: pushed, dragged, rocked and turned.

    c = 1/(2 E* b),  E* = E/(1−ν²)
    c_t = c (2−ν)/(2(1−ν)),  c_r = 3 c/(2 b²),  c_w = 3 c/(4 (1−ν) b²)

    Johnson (1985), chapters 3 and 5; the tangential one is Mindlin's (1949).

    Attributes:
        modulus: E, Pa. poisson_ratio: ν.
    """

    equation: ClassVar[str] = (
        "c = 1/(2 E* b); E* = E/(1−ν²)\nc_t = c (2−ν)/(2(1−ν)); c_r = 3 c/(2 b²); c_w = 3 c/(4 (1−ν) b²)"
    )
    units: ClassVar[dict[str, str]] = {
        "c": "m/N",
        "c_t": "m/N",
        "c_r": "1/(N m)",
        "c_w": "1/(N m)",
        "E": "Pa",
        "E*": "Pa",
        "ν": "1",
        "b": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Johnson1985", "Mindlin1949")

    modulus: float
    poisson_ratio: float

    def normal(self, patch: Array) -> Array:
        """Return c, m/N, for the radius b of the patch, m."""
        return np.asarray((1 - self.poisson_ratio**2) / (2 * self.modulus * patch))

    def tangential_ratio(self) -> float:
        """Return c_t/c, 1."""
        return (2 - self.poisson_ratio) / (2 * (1 - self.poisson_ratio))

    def bending_ratio(self, patch: Array) -> Array:
        """Return c_r/c, 1/m²."""
        return np.asarray(3 / (2 * patch**2))

    def twisting_ratio(self, patch: Array) -> Array:
        """Return c_w/c, 1/m²."""
        return np.asarray(3 / (4 * (1 - self.poisson_ratio) * patch**2))
