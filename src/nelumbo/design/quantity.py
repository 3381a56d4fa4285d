"""Numbers with units: text in the design file, SI floats in the models."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from nelumbo.units import to_si


class Part(BaseModel):
    """Base of every part of a design: frozen, no unknown keys, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Unit:
    """Marks a float as a physical quantity: written as text with a unit, held in the SI unit.

    Args:
        si: the SI unit. example: what to write in a design file.
    """

    def __init__(self, si: str, example: str) -> None:
        self.si = si
        self.example = example

    def __repr__(self) -> str:
        return f"Unit({self.si!r}, {self.example!r})"

    def _parse(self, value: Any) -> float:
        if isinstance(value, str):
            return to_si(value, self.si)
        raise ValueError(f"a bare value has no unit; write a text such as {self.example!r}")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._parse, handler(source))


def _positive(value: float) -> float:
    if value <= 0:
        raise ValueError("must be greater than zero")
    return value


def _finite_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("must be a plain finite number without quotes or unit")
    return value


Positive = AfterValidator(_positive)

Length = Annotated[float, Unit("m", "0.8 um"), Positive]
ArealMass = Annotated[float, Unit("kg/m^2", "0.21 mg/cm^2"), Positive]
CurrentDensity = Annotated[float, Unit("A/m^2", "1 mA/cm^2"), Positive]
ArealCapacity = Annotated[float, Unit("C/m^2", "1 mAh/cm^2"), Positive]
ArealCapacityOrZero = Annotated[float, Unit("C/m^2", "0 mAh/cm^2"), Field(ge=0)]
SpecificCapacity = Annotated[float, Unit("C/kg", "200 mAh/g"), Positive]
ArealResistance = Annotated[float, Unit("ohm*m^2", "5 ohm*cm^2"), Field(ge=0)]
Density = Annotated[float, Unit("kg/m^3", "8.96 g/cm^3"), Positive]
Pressure = Annotated[float, Unit("Pa", "120 GPa"), Positive]
Duration = Annotated[float, Unit("s", "0.5 h"), Positive]
Voltage = Annotated[float, Unit("V", "1 V")]
ScanRate = Annotated[float, Unit("V/s", "0.2 mV/s"), Positive]
Frequency = Annotated[float, Unit("Hz", "100 kHz"), Positive]
Temperature = Annotated[float, Unit("K", "298.15 K"), Positive]
Concentration = Annotated[float, Unit("mol/m^3", "1 mol/l"), Positive]
Conductivity = Annotated[float, Unit("S/m", "10.97 mS/cm"), Positive]
Diffusivity = Annotated[float, Unit("m^2/s", "3e-10 m^2/s"), Positive]
SurfaceEnergy = Annotated[float, Unit("J/m^2", "0.5 J/m^2"), Positive]
SurfaceCharge = Annotated[float, Unit("C/m^2", "0 C/m^2")]
MassPerCharge = Annotated[float, Unit("kg/C", "3 g/Ah"), Positive]
DoubleLayerCapacity = Annotated[float, Unit("F/m^2", "0.2 F/m^2"), Positive]

Number = Annotated[float, BeforeValidator(_finite_number)]
PositiveNumber = Annotated[Number, Field(gt=0)]
NonNegativeNumber = Annotated[Number, Field(ge=0)]
Fraction = Annotated[Number, Field(ge=0, lt=1)]
"""A share of a whole, 0 ≤ x < 1."""
Share = Annotated[Number, Field(ge=0, le=1)]
"""A share of a whole, 0 ≤ x ≤ 1."""
Count = Annotated[int, Field(strict=True, gt=0)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
