"""Numbers with units: text in the design file, SI floats in the models.

Every type says in words what it expects (`Meaning`) so that an error and the reference can repeat it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from nelumbo.units import QuantityError, to_si


@dataclass(frozen=True)
class Meaning:
    """What a plain value is.

    Attributes:
        what: in words, e.g. ``a whole number above zero``. example: as written in a design file.
    """

    what: str
    example: str


@dataclass(frozen=True)
class Unit:
    """Marks a float as a physical quantity: written as text with a unit, held in the SI unit.

    Attributes:
        what: in words, e.g. ``a length above zero``. si: the SI unit. example: as written in a design file.
        shown: units for people, largest first; a value is shown in the first that makes it at least one.
    """

    what: str
    si: str
    example: str
    shown: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._parse, handler(source))

    def _parse(self, value: Any) -> float:
        if not isinstance(value, str):
            raise _refusal(f"{value!r} is no text with a unit", f'write a text such as "{self.example}"')
        try:
            return to_si(value, self.si)
        except QuantityError as error:
            raise _refusal(error.reason, f'{error.remedy}, such as "{self.example}"') from error


_LARGEST = 1e300


def _refusal(reason: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("refused", "{reason}; {remedy}", {"reason": reason, "remedy": remedy})


def _positive(value: float) -> float:
    if value <= 0:
        raise _refusal("the value is not above zero", "write a value above zero")
    return value


def _not_negative(value: float) -> float:
    if value < 0:
        raise _refusal("the value is below zero", "write zero or a value above it")
    return value


def _finite_number(value: Any) -> float:
    if isinstance(value, bool):
        raise _refusal(f"{value!r} is no number", "write a number")
    if isinstance(value, str):
        hint = ", a share instead of per cent" if "%" in value else ""
        raise _refusal(f"{value!r} is a text", f"write a plain number without quotes and unit{hint}")
    if not isinstance(value, int | float):
        raise _refusal(f"a {type(value).__name__} is no number", "write one plain number")
    if not -_LARGEST <= value <= _LARGEST:  # false for NaN; holds for integers too long for a float
        raise _refusal(f"{value!r} is not finite", "write a finite number")
    return float(value)


Positive = AfterValidator(_positive)
NotNegative = AfterValidator(_not_negative)

_C_AREA, _I_AREA = ("mAh/cm^2",), ("mA/cm^2",)

Length = Annotated[float, Unit("a length above zero", "m", "0.8 um", ("mm", "um", "nm")), Positive]
ArealMass = Annotated[float, Unit("a mass per area above zero", "kg/m^2", "0.21 mg/cm^2", ("mg/cm^2",)), Positive]
CurrentDensity = Annotated[float, Unit("a current per area above zero", "A/m^2", "1 mA/cm^2", _I_AREA), Positive]
ArealCapacity = Annotated[float, Unit("a charge per area above zero", "C/m^2", "1 mAh/cm^2", _C_AREA), Positive]
ArealCapacityOrZero = Annotated[
    float, Unit("a charge per area of zero or more", "C/m^2", "0 mAh/cm^2", _C_AREA), NotNegative
]
SpecificCapacity = Annotated[
    float, Unit("a charge per mass above zero", "C/kg", "200 mAh/g", ("mAh/g",)), Positive
]
ArealResistance = Annotated[
    float, Unit("a resistance times area of zero or more", "ohm*m^2", "5 ohm*cm^2", ("ohm*cm^2",)), NotNegative
]
Density = Annotated[float, Unit("a density above zero", "kg/m^3", "8.96 g/cm^3", ("g/cm^3",)), Positive]
Pressure = Annotated[
    float, Unit("a stress or modulus above zero", "Pa", "120 GPa", ("GPa", "MPa", "kPa")), Positive
]
Duration = Annotated[float, Unit("a time above zero", "s", "0.5 h", ("h", "min", "s")), Positive]
Voltage = Annotated[float, Unit("a voltage", "V", "1 V", ("V", "mV"))]
PositiveVoltage = Annotated[float, Unit("a voltage above zero", "V", "1 V", ("V", "mV")), Positive]
NonNegativeVoltage = Annotated[float, Unit("a voltage of zero or more", "V", "30 mV", ("V", "mV")), NotNegative]
ScanRate = Annotated[float, Unit("a voltage per time above zero", "V/s", "0.2 mV/s", ("V/s", "mV/s")), Positive]
Frequency = Annotated[float, Unit("a frequency above zero", "Hz", "100 kHz", ("MHz", "kHz", "Hz")), Positive]
Temperature = Annotated[float, Unit("a temperature above absolute zero", "K", "298.15 K", ("K",)), Positive]
Concentration = Annotated[float, Unit("a concentration above zero", "mol/m^3", "1 mol/l", ("mol/l",)), Positive]
Conductivity = Annotated[float, Unit("a conductivity above zero", "S/m", "10.97 mS/cm", ("mS/cm",)), Positive]
Diffusivity = Annotated[float, Unit("a diffusivity above zero", "m^2/s", "3e-10 m^2/s", ("m^2/s",)), Positive]
SurfaceEnergy = Annotated[float, Unit("an energy per area above zero", "J/m^2", "0.5 J/m^2", ("J/m^2",)), Positive]
SurfaceCharge = Annotated[float, Unit("a charge per wall area, of either sign", "C/m^2", "0 C/m^2", ("C/m^2",))]
MassPerCharge = Annotated[float, Unit("a mass per charge above zero", "kg/C", "3 g/Ah", ("g/Ah",)), Positive]
DoubleLayerCapacity = Annotated[
    float, Unit("a capacitance per area above zero", "F/m^2", "0.2 F/m^2", ("F/m^2",)), Positive
]

Number = Annotated[float, BeforeValidator(_finite_number)]
PositiveNumber = Annotated[Number, Field(gt=0), Meaning("a number above zero", "1.5")]
NumberFromOne = Annotated[Number, Field(ge=1), Meaning("a number of one or more", "2")]
NonNegativeNumber = Annotated[Number, Field(ge=0), Meaning("a number of zero or more", "0.1")]
Fraction = Annotated[Number, Field(ge=0, lt=1), Meaning("a number from zero to below one", "0.3")]
"""A share of a whole, 0 ≤ x < 1."""
PositiveFraction = Annotated[Number, Field(gt=0, le=1), Meaning("a number above zero, at most one", "0.4")]
"""A share of a whole, 0 < x ≤ 1."""
Share = Annotated[Number, Field(ge=0, le=1), Meaning("a number from zero to one", "0.5")]
"""A share of a whole, 0 ≤ x ≤ 1."""
PoissonRatio = Annotated[Number, Field(ge=0, le=0.5), Meaning("a number from zero to one half", "0.3")]
Count = Annotated[int, Field(strict=True, gt=0), Meaning("a whole number above zero", "5")]
CountOrZero = Annotated[int, Field(strict=True, ge=0), Meaning("a whole number of zero or more", "0")]
NAME = "[A-Za-z][A-Za-z0-9_]{0,39}"
NAME_IN_WORDS = "a name: a letter, then letters, digits or underscores, at most 40 in all"
Identifier = Annotated[
    str,
    Field(strict=True, pattern=rf"^{NAME}$"),
    Meaning(NAME_IN_WORDS, '"film_a"'),
]
