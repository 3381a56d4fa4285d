"""Unit strings at the edges, SI floats inside."""

from __future__ import annotations

import difflib
import math
import re
from functools import cache
from importlib.resources import as_file, files
from typing import Any

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*")
_NOT_FINITE = re.compile(r"\s*[+-]?(?:nan|inf|infinity)\b", re.IGNORECASE)
_RANGE = re.compile(r"(?:[-–—]|\+/-|±|to\b|\.\.)\s*[\d.]")
_FACTOR = re.compile(r"([^\W\d]++)(?:(?:\s*(?:\^|\*\*)\s*)?([+-]?\d{1,2}))?")
_BETWEEN = re.compile(r"\s*([/*·])\s*|\s+")
_BELOW = re.compile(r"/\s*\(([^()/]*)\)")
_PLAIN_SIGNS = str.maketrans({"−": "-"})
_SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")


class QuantityError(ValueError):
    """A text is no quantity of the dimension that is needed.

    Args:
        reason: what is wrong with it. remedy: what to write instead.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{reason}; {remedy}")

    def __reduce__(self) -> tuple[type[QuantityError], tuple[str, str]]:
        return QuantityError, (self.reason, self.remedy)


@cache
def registry() -> Any:
    """Return the one pint registry; it knows the units of ``units.txt`` only, and loads on first use."""
    import pint

    with as_file(files("nelumbo") / "units.txt") as definitions:
        return pint.UnitRegistry(definitions, cache_folder=None)


def to_si(text: str, unit: str) -> float:
    """Convert a quantity such as ``"0.8 um"`` to a float in the SI ``unit``.

    Units are multiplied by spaces, ``*`` or ``·``, divided by ``/`` and raised by ``^2``, ``**2``, ``²`` or a bare
    digit: ``mA/cm^2``, ``mA cm-2`` and ``mA·cm⁻²`` are the same.

    Args:
        text: number and unit.
        unit: the SI unit of the result, e.g. ``"m"`` or ``"C/m^2"``.

    Raises:
        QuantityError: the text is no quantity, is not finite or has another dimension.
    """
    number, written = split_quantity(text)
    if not math.isfinite(number):
        raise QuantityError(f"{text!r} is not finite", "write a finite number")
    if not written:
        raise QuantityError(f"{text!r} has no unit", f"add a unit that converts to {unit}")
    given, needed = _parse(written), _parse(unit)
    if given.dimensionality != needed.dimensionality:
        hint = "; write degC for degrees Celsius" if written == "C" and unit == "K" else ""
        raise QuantityError(
            f"{text!r} cannot be converted to {unit}", f"write a value in a unit that converts to {unit}{hint}"
        )
    value = _convert(number, given, needed)
    if not math.isfinite(value):
        raise QuantityError(f"{text!r} is not finite in {unit}", "write a number of sensible size")
    return value


def from_si(value: float, si_unit: str, unit: str) -> float:
    """Convert ``value`` in ``si_unit`` to ``unit``, e.g. ``from_si(1.5e-6, "m", "um") == 1.5``.

    Raises:
        QuantityError: a unit is not known, or the two have different dimensions.
    """
    given, needed = _parse(si_unit), _parse(unit)
    if given.dimensionality != needed.dimensionality:
        raise QuantityError(f"{si_unit} cannot be converted to {unit}", "use units of one dimension")
    return _convert(value, given, needed)


def same_unit(one: str, other: str) -> bool:
    """Whether two unit texts mean the same unit: ``same_unit("mAh/cm2", "mAh cm^-2")`` is true.

    Texts that are no units (``"% per cycle"``) are the same when they are spelt the same.
    """
    if one.strip() == other.strip():
        return True
    try:
        given, needed = _parse(one), _parse(other)
    except QuantityError:
        return False
    if given.dimensionality != needed.dimensionality:
        return False
    return math.isclose(_convert(1.0, given, needed), 1.0, rel_tol=1e-12)


def split_quantity(text: str) -> tuple[float, str]:
    """Split ``"0.8 um"`` into ``(0.8, "um")``; the unit may be empty and the number not finite.

    Raises:
        QuantityError: the text does not begin with a number.
    """
    if _NOT_FINITE.match(text):
        return math.nan, ""
    match = _NUMBER.match(text.translate(_PLAIN_SIGNS))
    if match is None:
        raise QuantityError(f"{text!r} does not begin with a number", "write a number and a unit")
    rest = text[match.end() :].strip()
    if rest.startswith(","):
        raise QuantityError(f"{text!r} has a comma in its number", "write a decimal point")
    if _RANGE.match(rest):
        raise QuantityError(f"{text!r} is more than one number", "write one value without a range or spread")
    return float(match.group(1)), rest


def _convert(value: float, given: Any, needed: Any) -> float:
    """Convert between two pint units of one dimension."""
    import pint

    try:
        return float(registry().Quantity(value, given).to(needed).magnitude)
    except pint.OffsetUnitCalculusError as error:
        raise QuantityError(f"{given} multiplies a temperature in degrees Celsius", "write K") from error


@cache
def _parse(unit: str) -> Any:
    """Return the pint unit of a text such as ``"mA cm-2"`` or ``"J/(mol K)"``."""
    plain = unit.translate(_PLAIN_SIGNS).translate(_SUPERSCRIPTS).replace("°C", "degC").strip()
    flat = _BELOW.sub(lambda group: "/" + _BETWEEN.sub("/", group[1].strip()), plain)
    product, sign, position = registry().dimensionless, 1, 0
    while factor := _FACTOR.match(flat, position):
        product = product * _named(factor[1], unit) ** (sign * int(factor[2] or 1))
        between = _BETWEEN.match(flat, factor.end())
        if between is None:
            position = factor.end()
            break
        sign = -1 if between[1] == "/" else 1
        position = between.end()
    if not flat or position != len(flat):
        raise QuantityError(f"{unit!r} is not a unit", "write a unit such as um, mA/cm^2 or ohm*cm^2")
    return product


def _named(name: str, unit: str) -> Any:
    """Return the pint unit called ``name`` in the text ``unit``."""
    import pint

    try:
        return registry().parse_units(name)
    except (pint.UndefinedUnitError, ValueError) as error:  # the latter for "nan"
        close = _closest(name)
        hint = f"did you mean {close}?" if close else "use SI units and their prefixes, e.g. um, mAh or kPa"
        raise QuantityError(f"{unit!r} holds the unknown unit {name!r}", hint) from error


def _closest(name: str) -> str | None:
    """Return the unit that ``name`` may stand for: another case, else a close spelling."""
    spellings = [
        prefix + known for known in registry() for prefix in ("", *"munkM") if prefix == "" or len(known) < 4
    ]
    in_lower_case = {spelling.lower(): spelling for spelling in sorted(spellings, key=str.islower)}
    close = difflib.get_close_matches(name, spellings, n=1, cutoff=0.7)
    return in_lower_case.get(name.lower()) or (close[0] if close else None)


# Conversions used throughout the results, spelt once.
MICROMETRE = 1e-6
"""m per µm."""
MA_PER_CM2 = 10.0
"""A/m² per mA/cm²."""
MAH_PER_CM2 = 3.6e4
"""C/m² per mAh/cm²."""
MG_PER_CM2 = 1e-2
"""kg/m² per mg/cm²."""
OHM_CM2 = 1e-4
"""Ω m² per Ω cm²."""
HOUR = 3600.0
"""s per h."""
