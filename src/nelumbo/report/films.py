"""The films in numbers: every quantity of the inspection, one column per electrode with a membrane."""

from __future__ import annotations

import math
from typing import Any

from nelumbo.pipeline import Results
from nelumbo.report.summary import Headline

_INSPECTION = "structure"
_ROUNDING = 1e-9


def films(results: Results) -> Headline:
    """Return mean and spread of every quantity, in the order in which the inspection reports them."""
    table = results.observables
    table = table[table["experiment"] == _INSPECTION]
    named = [electrode.id for electrode in results.design.electrode if electrode.membrane is not None]
    electrodes = tuple(name for name in named if (table["electrode"] == name).any())
    found = {(row["electrode"], row["quantity"], row["condition"]): row for row in table.to_dict("records")}
    keys = dict.fromkeys((quantity, where) for electrode, quantity, where in found if electrode in electrodes)
    units = {(row["quantity"], row["condition"]): row["unit"] for row in found.values()}
    rows = [
        (
            _label(quantity, where, units[quantity, where]),
            tuple(_cell(found.get((e, quantity, where))) for e in electrodes),
        )
        for quantity, where in keys
    ]
    return Headline(electrodes, tuple(rows))


def _label(quantity: str, where: str, unit: str) -> str:
    """Return name, unit and condition in words: ``puncture pressure / MPa (tip radius 0.5 µm)``."""
    of_unit = "" if unit == "1" else f" / {unit.replace('um', 'µm').replace('2', '²')}"
    parts = [_in_words(part) for part in where.split("; ") if part]
    return quantity.replace("_", " ") + of_unit + (f" ({', '.join(parts)})" if parts else "")


def _in_words(part: str) -> str:
    name, _, value = part.partition("=")
    value = value.replace("_", " ")
    if name.endswith("_um"):
        return f"{name.removesuffix('_um').replace('_', ' ')} {value} µm"
    return value if name in ("places", "electrolyte") else f"{name.replace('_', ' ')} {value}"


def _cell(row: dict[Any, Any] | None) -> str:
    if row is None or row["value"] is None:
        return "–"
    value, spread = row["value"], row["sd"]
    known = spread is not None and math.isfinite(spread) and spread > _ROUNDING * abs(value)
    return f"{value:.4g}" + (f" ± {spread:.2g}" if known else "")
