"""Resistance of an elastic layer to undulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nelumbo.errors import StageError
from nelumbo.law import Law


@dataclass(frozen=True)
class ElasticLayer(Law):
    """Pressure per amplitude that undulates one face of a free layer of any thickness.

    G(k) = (E′k/2)(sinh²x − x²)/(sinh x cosh x + x),  x = kt, E′ = E/(1 − ν²)

    The layer is in plane strain, loaded by a pressure cos(kx) without shear on one face, free on the other.
    Limits: a plate, G → B k⁴ with B = E′t³/12, for x ≪ 1; a half-space, G → E′k/2, for x ≫ 1.

    Attributes:
        youngs_modulus: E, Pa. poisson_ratio: ν, 1. thickness: t, m.
    """

    equation: ClassVar[str] = "G(k) = (E′k/2)(sinh²x − x²)/(sinh x cosh x + x);  x = kt;  E′ = E/(1 − ν²)"
    units: ClassVar[dict[str, str]] = {
        "G": "Pa/m",
        "E′": "Pa",
        "E": "Pa",
        "ν": "1",
        "k": "1/m",
        "x": "1",
        "t": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Timoshenko1970",)

    youngs_modulus: float
    poisson_ratio: float
    thickness: float

    def __post_init__(self) -> None:
        if not -1 < self.poisson_ratio < 1:
            raise StageError(
                f"an elastic layer cannot have the Poisson ratio {self.poisson_ratio:.4g}.",
                "give one between -1 and 1 (isotropic solids: at most 0.5).",
            )

    @classmethod
    def of_plate(cls, youngs_modulus: float, poisson_ratio: float, bending_stiffness: float) -> Self:
        """Return the layer whose short waves meet E and whose long waves meet B: t = (12 B/E′)^(1/3)."""
        plane = youngs_modulus / (1 - poisson_ratio**2)
        return cls(youngs_modulus, poisson_ratio, float((12 * bending_stiffness / plane) ** (1 / 3)))

    @property
    def plane_modulus(self) -> float:
        """E′, Pa."""
        return self.youngs_modulus / (1 - self.poisson_ratio**2)

    @property
    def bending_stiffness(self) -> float:
        """B = E′t³/12, N m."""
        return self.plane_modulus * self.thickness**3 / 12

    def stiffness(self, wavenumber: ArrayLike) -> NDArray[np.float64]:
        """Return G, Pa/m, of the same shape as k > 0, 1/m."""
        k = np.asarray(wavenumber, dtype=np.float64)
        # Beyond x = 50 the shape factor is 1 to rounding, and cosh would overflow.
        x = np.minimum(k * self.thickness, 50.0)
        # sinh²x − x² loses digits at small x: there its Taylor series.
        series = x**4 * (1 / 3 + x**2 * (2 / 45 + x**2 * (1 / 315 + x**2 * 2 / 14175)))
        numerator = np.where(x < 0.1, series, np.sinh(x) ** 2 - x**2)
        denominator = np.sinh(x) * np.cosh(x) + x
        factor = numerator / np.where(denominator > 0, denominator, 1.0)
        return np.asarray(self.plane_modulus * k / 2 * factor)
