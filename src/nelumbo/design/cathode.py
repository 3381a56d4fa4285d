"""Intercalation cathodes and the pouch stack they go into."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from nelumbo.design.quantity import (
    ArealCapacity,
    Count,
    Density,
    Fraction,
    Length,
    MassPerCharge,
    Part,
    SpecificCapacity,
    Voltage,
)


class Cathode(Part):
    """A cathode, described by a published PyBaMM parameter set scaled to an areal capacity.

    Attributes:
        chemistry: which published set and which fade law.
        areal_capacity: nominal, C/m². specific_capacity: nominal per mass of active material, C/kg; defines 1C.
        active_fraction: mass share of active material in the dry coating.
        voltage_window: lower and upper cut-off, V.
    """

    chemistry: Literal["ncm811", "lfp"]
    areal_capacity: ArealCapacity
    specific_capacity: SpecificCapacity
    active_fraction: Fraction
    voltage_window: tuple[Voltage, Voltage]

    @model_validator(mode="after")
    def _window_is_upright(self) -> Self:
        low, high = self.voltage_window
        if low >= high:
            raise ValueError(f"voltage window is upside down: the lower limit {low:g} V is not below {high:g} V")
        return self


class Stack(Part):
    """What a pouch cell is made of besides the cathode's active material.

    Attributes:
        layers: number of double-sided cathodes.
        aluminium_thickness, copper_thickness: foils shared by two sides, m.
        aluminium_density, copper_density: kg/m³.
        electrolyte_per_capacity: kg per C (written for instance as "3 g/Ah").
        tab_and_bag_share: mass of tabs and bag over the mass of the stack.
    """

    layers: Count
    aluminium_thickness: Length
    aluminium_density: Density
    copper_density: Density
    electrolyte_per_capacity: MassPerCharge
    tab_and_bag_share: Fraction
