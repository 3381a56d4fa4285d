"""The films in numbers: every quantity of the inspection, one column per electrode with a membrane."""

from __future__ import annotations

import math
from typing import Any

from nelumbo.pipeline import Results
from nelumbo.report.summary import Headline
from nelumbo.report.words import condition_in_words, label_of, with_spread

_INSPECTION = "structure"


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
    words = condition_in_words(where)
    return label_of(quantity, unit) + (f" ({words})" if words else "")


def _cell(row: dict[Any, Any] | None) -> str:
    if row is None or row["value"] is None:
        return "–"
    spread = row["sd"]
    return with_spread(row["value"], 0.0 if spread is None or math.isnan(spread) else spread)
