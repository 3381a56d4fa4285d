"""The laws of a cycle with the numbers of a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from nelumbo.cycling.candidates import CANDIDATES
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.errors import StageError
from nelumbo.materials.calibration import calibration


def bare_laws() -> CycleLaws:
    """Return the calibrated laws of a bare collector."""
    return laws_from(_shipped())


def default_law() -> StructureLaw:
    """Return the calibrated law by which a film changes them, the one that the evidence prefers."""
    return structure_law(calibration().structure_law, _shipped())


def laws_from(values: Mapping[str, Any]) -> CycleLaws:
    """Return the laws of a bare collector from ``dead.share``, ``sei.area``, ``roughening.rate`` and so on.

    Args:
        values: name to number in SI units, or to an array for an ensemble.

    Raises:
        StageError: a number is missing.
    """
    return CycleLaws(
        dead=_build(DeadLithium, "dead", values),
        sei=_build(SEIGrowth, "sei", values),
        roughening=_build(Roughening, "roughening", values),
        film_share=1.0,
    )


def structure_law(name: str, values: Mapping[str, Any]) -> StructureLaw:
    """Return the candidate ``name`` with its hyper-parameters from ``values``.

    Raises:
        StageError: there is no such candidate, or a hyper-parameter is missing.
    """
    if name not in CANDIDATES:
        raise StageError(f"There is no structure law {name!r}.", f"Choose one of {', '.join(CANDIDATES)}.")
    law: StructureLaw = _build(CANDIDATES[name], name, values)
    return law


def _build(law: Any, prefix: str, values: Mapping[str, Any]) -> Any:
    numbers = {field.name: values[key] for field in fields(law) if (key := f"{prefix}.{field.name}") in values}
    missing = [
        f"{prefix}.{field.name}"
        for field in fields(law)
        if field.name not in numbers and field.default is MISSING and field.default_factory is MISSING
    ]
    if missing:
        raise StageError(f"The calibration lacks {', '.join(missing)}.", "Run `nelumbo calibrate` to write them.")
    return law(**numbers)


def _shipped() -> dict[str, float]:
    return {name: entry.value for name, entry in calibration().items()}
