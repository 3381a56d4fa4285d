"""How names, units and numbers of the tables are written for readers."""

from __future__ import annotations

import math
import re
import textwrap

_PRINTED = (
    (re.compile(r"(?<![\w^])um(?=\d|\b)"), "µm"),
    (re.compile(r"(?<![\w^])ohm(?=\d|\b)"), "Ω"),
    (re.compile(r"(?<=m)2\b"), "²"),
)
"""Units as they are typed, and how they are printed."""
_POWER = re.compile(r"\^(-?\d+)\b")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NAMES = {"roughness sq": "rms roughness Sq", "coulombic": "Coulombic", "poisson": "Poisson", "c rate": "C-rate"}
_SUFFIXES = {"um": "µm", "mA cm2": "mA/cm²", "mAh cm2": "mAh/cm²", "mV s": "mV/s"}
"""Of a key of a condition, its unit as it is printed."""
_NAMELESS = ("places", "electrolyte")
"""Keys whose values speak for themselves."""
_DIGITS = 4
"""Of a number without a spread."""


def in_print(text: str) -> str:
    """Return units in a text as they are printed: ``2 um`` as 2 µm, ``ohm cm2`` as Ω cm²."""
    for typed, printed in _PRINTED:
        text = typed.sub(printed, text)
    return _POWER.sub(lambda found: found[1].translate(_RAISED), text)


def in_words(name: str) -> str:
    """Return a name of the tables as it is printed: ``roughness_sq`` as rms roughness Sq."""
    words = name.replace("_", " ")
    for typed, printed in _NAMES.items():
        words = words.replace(typed, printed)
    return words


def label_of(quantity: str, unit: str) -> str:
    """Return name and unit of a quantity: ``membrane thickness / µm``; a bare number has none."""
    return in_words(quantity) + ("" if unit in ("", "1") else f" / {in_print(unit)}")


def condition_in_words(condition: str) -> str:
    """Return a condition of the tables as it is read: ``tip_um=1; cycle=6`` as tip 1 µm, cycle 6."""
    return ", ".join(_part_in_words(part) for part in condition.split("; ") if part)


def _part_in_words(part: str) -> str:
    name, _, value = (text.replace("_", " ") for text in part.partition("="))
    if name in _NAMELESS:
        return value
    suffix = next((suffix for suffix in _SUFFIXES if name.endswith(f" {suffix}")), "")
    return f"{in_words(name.removesuffix(suffix).strip())} {value}" + (f" {_SUFFIXES[suffix]}" if suffix else "")


def with_spread(value: float, spread: float) -> str:
    """Return a number to two digits of its spread, ``1.457 ± 0.012``; one too small to be seen is left out."""
    if not (math.isfinite(value) and spread > 10.0 ** (-_DIGITS - 1) * abs(value) > 0):
        return f"{value:.{_DIGITS}g}"
    size = math.floor(math.log10(max(abs(value), spread)))
    if -4 <= size <= 5:
        decimals = max(0, 1 - math.floor(math.log10(spread)))
        return f"{value:.{decimals}f} ± {spread:.{decimals}f}"
    return f"({with_spread(value / 10.0**size, spread / 10.0**size)})·10{str(size).translate(_RAISED)}"


def signed(number: str) -> str:
    """Return a formatted number with a true minus, and without a sign where it is zero."""
    return number.lstrip("+-") if not number.strip("+-0. %") else number.replace("-", "−")


def lines_of(names: list[str]) -> int:
    """Return the lines of the longest of some broken names."""
    return 1 + max(name.count("\n") for name in names)


def broken(name: str, letters: int) -> str:
    """Return a name in lines of so many letters at most, broken after underscores where that helps."""
    lines = (textwrap.wrap(line.replace("_", "_ "), letters) for line in name.split("\n"))
    return "\n".join(part.replace("_ ", "_") for parts in lines for part in parts)
