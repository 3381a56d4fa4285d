"""Levelling of a viscous layer under an uneven pressure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nelumbo.law import Law


@dataclass(frozen=True)
class ViscousLayer(Law):
    """A layer that sticks to a rigid floor and whose surface bears a pressure without shear flows level.

    ∂ĥ/∂t = −Y p̂,   Y(k) = [1/(2μk)] (sinh 2x − 2x)/(cosh 2x + 1 + 2x²),   x = kH

    Slow flow of small slope (Orchard 1963, with the pressure in place of surface tension). Limits: a half-space,
    Y → 1/(2μk), for x ≫ 1; lubrication, Y → k²H³/(3μ), for x ≪ 1.

    Attributes:
        viscosity: μ, Pa s; may be infinite. thickness: H, m.
    """

    equation: ClassVar[str] = "∂ĥ/∂t = −Y p̂;  Y = [1/(2μk)] (sinh 2x − 2x)/(cosh 2x + 1 + 2x²);  x = kH"
    units: ClassVar[dict[str, str]] = {
        "ĥ": "m",
        "t": "s",
        "Y": "m/(s Pa)",
        "p̂": "Pa",
        "μ": "Pa s",
        "k": "1/m",
        "x": "1",
        "H": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Orchard1963",)

    viscosity: float
    thickness: float

    def levelling(self, wavenumber: ArrayLike) -> NDArray[np.float64]:
        """Return Y, m/(s Pa), of the same shape as k ≥ 0, 1/m."""
        k = np.asarray(wavenumber, dtype=np.float64)
        x = np.minimum(k * self.thickness, 100.0)  # beyond, the shape is 1 to rounding
        # sinh 2x − 2x loses digits at small x: there its Taylor series.
        series = 4 / 3 * x**3 * (1 + x**2 / 5 * (1 + 2 / 21 * x**2 * (1 + x**2 / 18)))
        shape = np.where(x < 0.1, series, np.sinh(2 * x) - 2 * x) / (np.cosh(2 * x) + 1 + 2 * x**2)
        return np.asarray(shape / (2 * self.viscosity * np.where(k > 0, k, 1.0)))
