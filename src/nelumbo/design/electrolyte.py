"""The liquid and the separator that holds it."""

from __future__ import annotations

from collections.abc import Iterator

from nelumbo.constants import LITHIUM_MELTING_POINT
from nelumbo.design.part import Fault, Part
from nelumbo.design.quantity import (
    ArealResistance,
    Concentration,
    Conductivity,
    CurrentDensity,
    Density,
    Diffusivity,
    Fraction,
    Length,
    PositiveFraction,
    PositiveNumber,
    Temperature,
)


class Electrolyte(Part):
    """A binary salt solution and its interface with lithium.

    Attributes:
        salt_concentration: c₀, mol/m³. conductivity: κ at c₀, S/m. diffusivity: salt D at c₀, m²/s.
        transference_number: t₊ of the cation. thermodynamic_factor: 1 + dlnf/dlnc.
        exchange_current_density: of Li/Li⁺ at c₀, A/m². sei_resistance: areal resistance of a fresh film on
            flat lithium, Ω m². density: kg/m³. temperature: K.
    """

    salt_concentration: Concentration
    conductivity: Conductivity
    diffusivity: Diffusivity
    transference_number: Fraction
    thermodynamic_factor: PositiveNumber
    exchange_current_density: CurrentDensity
    sei_resistance: ArealResistance
    density: Density
    temperature: Temperature

    def faults(self) -> Iterator[Fault]:
        """Refuse a temperature at which there is no solid lithium."""
        if self.temperature >= LITHIUM_MELTING_POINT:
            yield Fault(
                "temperature",
                f"below {LITHIUM_MELTING_POINT:g} K (180.5 degC), where lithium melts",
                f"{self.temperature:g} K",
                'write the temperature of the cell, such as "25 degC"',
            )


class Separator(Part):
    """A porous separator.

    Attributes:
        thickness: m. porosity: 1. bruggeman_exponent: b in D_eff/D = porosity^b. density: of the solid, kg/m³.
    """

    thickness: Length
    porosity: PositiveFraction
    bruggeman_exponent: PositiveNumber
    density: Density
