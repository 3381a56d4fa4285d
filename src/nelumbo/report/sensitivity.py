"""Which unstated value changes which property of a film, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from nelumbo.experiments.structure_sensitivity import AS_DESIGNED
from nelumbo.pipeline import Results
from nelumbo.report.words import signed

EXPERIMENT = "structure_sensitivity"

SHOWN: Mapping[str, str] = {
    "membrane_thickness": "thickness",
    "contacts_per_particle": "contacts",
    "outer_area": "outer area",
    "inner_area": "inner area",
    "cavity_capacity": "cavities",
    "pinhole_fraction": "pinholes",
    "mass_variation": "mass variation",
    "widest_passage": "widest passage",
    "binder_coat": "coat",
    "modulus": "modulus",
    "strength": "strength",
    "puncture_pressure": "puncture",
}
"""Quantity to the head of its column."""

_STRONG, _CLEAR = 0.25, 0.05


@dataclass(frozen=True)
class Effect:
    """Change of one property.

    Attributes:
        text: relative change in per cent, a factor where it more than triples, the new value where it was zero, or
            a dash where nothing depends on it.
        weight: ``strong`` from a quarter, ``clear`` from five per cent, else ``weak``.
    """

    text: str
    weight: str


@dataclass(frozen=True)
class ElectrodeSensitivity:
    """All changes tried on one film.

    Attributes:
        electrode: id. heads: of the columns. rows: condition in words, and an effect per column.
    """

    electrode: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Effect, ...]], ...]


def sensitivities(results: Results) -> list[ElectrodeSensitivity]:
    """Return the table of every electrode whose film was built as designed and again with other values."""
    table = results.observables
    chosen = table[table["experiment"] == EXPERIMENT]
    found = []
    for electrode, rows in chosen.groupby("electrode", sort=False):
        values = {
            str(where): dict(zip(group["quantity"], group["value"], strict=True))
            for where, group in rows.groupby("condition", sort=False)
        }
        base = values.pop(AS_DESIGNED, None)
        if base is None:
            continue
        names = [
            name for name in SHOWN if name in base and any(new[name] != base[name] for new in values.values())
        ]
        lines = tuple(
            (in_words(condition), tuple(effect(base[n], new[n]) for n in names))
            for condition, new in values.items()
        )
        found.append(ElectrodeSensitivity(str(electrode), tuple(SHOWN[name] for name in names), lines))
    return found


def in_words(condition: str) -> str:
    """Return a condition as a row's label: ``diameter_factor=0.7`` as ``diameter × 0.7``."""
    name, value = condition.split("=")
    for ending, sign, unit in (("_factor", "×", ""), ("_um", "=", " µm")):
        if name.endswith(ending):
            return f"{name.removesuffix(ending).replace('_', ' ')} {sign} {value}{unit}"
    return f"{name.replace('_', ' ')} = {value}"


def effect(before: float, after: float) -> Effect:
    """Return how a value changed."""
    if before == after:
        return Effect("–", "weak")
    if before == 0 or not math.isfinite(before):
        return Effect(f"to {after:.2g}", "strong")
    change = after / before - 1
    weight = "strong" if abs(change) >= _STRONG else "clear" if abs(change) >= _CLEAR else "weak"
    if abs(change) < 0.005:
        return Effect("0 %", weight)
    return Effect(f"× {after / before:.2g}" if change > 2 else signed(f"{100 * change:+.0f} %"), weight)
