"""What lithium grows like without the membrane or without one of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nelumbo.experiments.growth_controls import DESIGNED
from nelumbo.observables import shown
from nelumbo.pipeline import Results

EXPERIMENT = "growth_controls"

HEADS: Mapping[str, str] = {
    "roughness_sq": "Sq / µm",
    "tip_height": "tip / µm",
    "lithium_thickness": "thickness / µm",
    "inside_fraction": "inside",
    "underneath_fraction": "underneath",
    "on_top_fraction": "on top",
    "punctured_fraction": "punctured",
    "state": "state",
}
"""Quantity to the head of its column."""
_LEAST = 5e-4


@dataclass(frozen=True)
class GrowthControls:
    """All controls of one electrode.

    Attributes:
        electrode: id. rows: what the growth is without, in words, and a cell per column.
    """

    electrode: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def growth_controls(results: Results) -> list[GrowthControls]:
    """Return the table of every electrode on which lithium was grown again without something."""
    table = results.observables
    chosen = table[table["experiment"] == EXPERIMENT]
    return [
        GrowthControls(
            str(electrode),
            tuple(_row(str(where), group) for where, group in rows.groupby("condition", sort=False)),
        )
        for electrode, rows in chosen.groupby("electrode", sort=False)
    ]


def _row(where: str, group: Any) -> tuple[str, tuple[str, ...]]:
    without = where.split("=")[1]
    values = dict(zip(group["quantity"], group["value"], strict=True))
    return ("as designed" if without == DESIGNED else f"without {without}"), tuple(
        _cell(values.get(name)) for name in HEADS
    )


def _cell(value: float | str | None) -> str:
    """Return three digits; nothing here is known to less than half a nanometre or a thousandth."""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) >= _LEAST else "0"
    return shown(value)
