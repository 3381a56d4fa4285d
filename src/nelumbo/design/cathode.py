"""Intercalation cathodes and the pouch stack they go into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from nelumbo.design.part import Fault, Part
from nelumbo.design.quantity import (
    ArealCapacity,
    Count,
    Density,
    Fraction,
    Length,
    MassPerCharge,
    PositiveFraction,
    PositiveVoltage,
    SpecificCapacity,
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
    active_fraction: PositiveFraction
    voltage_window: tuple[PositiveVoltage, PositiveVoltage]

    @property
    def active_loading(self) -> float:
        """Mass of active material per area, areal over specific capacity, kg/m²."""
        return self.areal_capacity / self.specific_capacity

    @property
    def coating_loading(self) -> float:
        """Mass of the dry coating per area, kg/m²."""
        return self.active_loading / self.active_fraction

    @property
    def one_c_current(self) -> float:
        """Current density that charges the nominal capacity in an hour, A/m²."""
        return self.areal_capacity / 3600.0

    def faults(self) -> Iterator[Fault]:
        """Refuse a window that is upside down."""
        low, high = self.voltage_window
        if low >= high:
            yield Fault(
                "voltage_window",
                "the lower limit first, then a higher one",
                f"{low:g} V and {high:g} V: the voltage window is upside down",
                "swap the two voltages",
            )


class Stack(Part):
    """What a pouch cell is made of besides the cathode's active material.

    Attributes:
        layers: number of double-sided cathodes.
        aluminium_thickness: of the foil shared by two sides, m.
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
