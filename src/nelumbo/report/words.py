"""How names and units of the tables are written for readers."""

from __future__ import annotations

import textwrap

_UNITS = {"um": "µm", "um2": "µm²", "ohm": "Ω", "cm2": "cm²", "m2": "m²"}

_SUFFIXES = {"um": "µm", "mA cm2": "mA/cm²", "mAh cm2": "mAh/cm²"}
"""Of a key of a condition, its unit as it is printed."""
_NAMELESS = ("places", "electrolyte")
"""Keys whose values speak for themselves."""


def unit_in_print(unit: str) -> str:
    """Return a unit of the tables as it is printed: ``um`` as µm, ``ohm cm2`` as Ω cm²."""
    return " ".join("/".join(_UNITS.get(part, part) for part in word.split("/")) for word in unit.split(" "))


def label_of(quantity: str, unit: str) -> str:
    """Return name and unit of a quantity: ``membrane thickness / µm``; a bare number has none."""
    return quantity.replace("_", " ") + ("" if unit in ("", "1") else f" / {unit_in_print(unit)}")


def broken(name: str, letters: int) -> str:
    """Return a name in lines of so many letters at most, broken after underscores where that helps."""
    return "\n".join(line.replace("_ ", "_") for line in textwrap.wrap(name.replace("_", "_ "), letters))


def condition_in_words(condition: str) -> str:
    """Return a condition of the tables as it is read: ``tip_um=1; cycle=6`` as tip 1 µm, cycle 6."""
    return ", ".join(_part_in_words(part) for part in condition.split("; ") if part)


def _part_in_words(part: str) -> str:
    name, _, value = (text.replace("_", " ") for text in part.partition("="))
    if name in _NAMELESS:
        return value
    suffix = next((suffix for suffix in _SUFFIXES if name.endswith(f" {suffix}")), "")
    return f"{name.removesuffix(suffix).strip()} {value}" + (f" {_SUFFIXES[suffix]}" if suffix else "")
