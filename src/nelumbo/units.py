"""Unit strings at the edges, SI floats inside."""

from __future__ import annotations

import math
from functools import cache
from typing import Any


@cache
def registry() -> Any:
    """Return the one pint registry (built on first use: it takes a few tenths of a second)."""
    import pint

    return pint.UnitRegistry(cache_folder=None)


def to_si(text: str, unit: str) -> float:
    """Convert a quantity such as ``"0.8 um"`` to a float in the SI ``unit``.

    Args:
        text: number and unit.
        unit: the SI unit of the result, e.g. ``"m"`` or ``"C/m^2"``.

    Raises:
        ValueError: the text is no quantity, is not finite or has another dimension.
    """
    import pint

    try:
        quantity = registry().Quantity(text)
        value = float(quantity.to(unit).magnitude)
    except pint.DimensionalityError as error:
        raise ValueError(f"{text!r} cannot be converted to {unit}") from error
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, AssertionError) as error:
        raise ValueError(f"{text!r} is not a number with a known unit") from error
    except Exception as error:  # pint's parser leaks tokenizer and arithmetic errors for arbitrary text
        raise ValueError(f"{text!r} is not a number with a unit") from error
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not finite")
    return value


def from_si(value: float, si_unit: str, unit: str) -> float:
    """Convert ``value`` in ``si_unit`` to ``unit``, e.g. ``from_si(1.5e-6, "m", "um") == 1.5``."""
    return float(registry().Quantity(value, si_unit).to(unit).magnitude)


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
