"""Solids that carry load: the metal of the particles and the binder."""

from __future__ import annotations

from nelumbo.design.part import Part
from nelumbo.design.quantity import Density, PoissonRatio, Pressure


class Solid(Part):
    """An elastic, perfectly plastic solid.

    Attributes:
        density: kg/m³. youngs_modulus: Pa. poisson_ratio: 1. strength: yield or tensile strength, Pa.
    """

    density: Density
    youngs_modulus: Pressure
    poisson_ratio: PoissonRatio
    strength: Pressure
