"""Lithium metal and the film (SEI) that its moving surface carries."""

from __future__ import annotations

from nelumbo.design.part import Part
from nelumbo.design.quantity import (
    DoubleLayerCapacity,
    Duration,
    Fraction,
    Length,
    NonNegativeNumber,
    PoissonRatio,
    PositiveNumber,
    Pressure,
    SurfaceEnergy,
)


class Film(Part):
    """The solid electrolyte interphase on a lithium surface that moves.

    Attributes:
        healing_time: time τ in which a thinned film grows back, s.
        noise: relative variation of the quiescent film from place to place.
        correlation_length: length over which that variation is correlated, m.
        thickness, youngs_modulus, poisson_ratio: of the film as an elastic layer, m, Pa, 1.
        critical_stretch: areal stretch since it formed at which the film cracks; without it, it never does.
        crack_share: share of the film at rest that a fresh crack has.
    """

    healing_time: Duration
    noise: NonNegativeNumber
    correlation_length: Length
    thickness: Length
    youngs_modulus: Pressure
    poisson_ratio: PoissonRatio
    critical_stretch: PositiveNumber | None = None
    crack_share: Fraction = 0.0


class Lithium(Part):
    """Properties of the metal that are not constants of nature.

    Attributes:
        surface_energy: J/m². initial_roughness: rms roughness of a fresh deposit, m.
        deposit_porosity: pore share of a deposit. double_layer_capacity: F/m².
    """

    surface_energy: SurfaceEnergy
    initial_roughness: Length
    deposit_porosity: Fraction
    double_layer_capacity: DoubleLayerCapacity
    film: Film
