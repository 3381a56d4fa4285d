"""Simulated against measured, test by test; where nothing was measured, what the run foretells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nelumbo.pipeline import Results
from nelumbo.pipeline.graph import INSPECTION
from nelumbo.report.summary import HEADLINES
from nelumbo.report.words import condition_in_words, in_print, in_words, label_of, signed

PREDICTION = "prediction"
_VISIBLE = 5e-5
"""Share of a value that a spread must have to be seen beside it."""


@dataclass(frozen=True)
class Comparison:
    """A simulated value beside the measured one.

    Attributes:
        measured_id, electrode, experiment, condition, quantity, unit: what is compared, in words.
        simulated, interval, measured: as text. deviation: relative difference in percent, or whether states agree.
        origin: ``computed``, ``calibrated`` or ``assumed``; ``prediction`` where nothing was measured.
        note: of the measured value.
    """

    measured_id: str
    electrode: str
    experiment: str
    condition: str
    quantity: str
    unit: str
    simulated: str
    interval: str
    measured: str
    deviation: str
    origin: str
    note: str


def by_test(results: Results) -> list[tuple[str, list[Comparison]]]:
    """Return every test with its comparisons, and one without any with its headline numbers as predictions.

    A design without measured values has none.
    """
    if not results.design.measured:
        return []
    compared: dict[str, list[Comparison]] = {INSPECTION: []}
    compared |= {experiment.id: [] for experiment in results.design.experiment}
    for comparison in comparisons(results):
        compared[comparison.experiment].append(comparison)
    for experiment in results.design.experiment:
        if not compared[experiment.id]:
            compared[experiment.id] = _foretold(results, experiment.id, HEADLINES.get(experiment.kind, ()))
    return [(test, found) for test, found in compared.items() if found]


def comparisons(results: Results) -> list[Comparison]:
    """Return the comparisons in the order of ``observables.csv``."""
    notes = {datum.id: datum.note for datum in results.design.measured}
    table = results.observables
    met = table[table["measured_id"].fillna("") != ""]
    return [_comparison(row, notes) for row in met.to_dict("records")]


def _foretold(results: Results, experiment: str, quantities: tuple[str, ...]) -> list[Comparison]:
    """Return the last row of each quantity and electrode."""
    table = results.observables
    mine = table[(table["experiment"] == experiment) & table["quantity"].isin(quantities)]
    last = mine.groupby(["electrode", "quantity"], sort=False).tail(1)
    return [_comparison(row, {}) for row in last.to_dict("records")]


def _comparison(row: Mapping[Any, Any], notes: Mapping[str, str]) -> Comparison:
    measured, spread = _text(row["measured"]), _number(row["sd"]) or 0.0
    return Comparison(
        measured_id=row["measured_id"] or "",
        electrode=row["electrode"],
        experiment=row["experiment"],
        condition=condition_in_words(row["condition"] or ""),
        quantity=in_words(row["quantity"]),
        unit=in_print(row["unit"] or ""),
        simulated=_text(row["value"]) or "none",
        interval=f"± {spread:.2g}" if spread > _VISIBLE * abs(_number(row["value"]) or 0.0) else "",
        measured=measured or "–",
        deviation=_deviation(row["value"], row["measured"]) if measured else "–",
        origin=row["origin"] if measured else PREDICTION,
        note=in_print(notes.get(row["measured_id"], "")),
    )


def unmet(results: Results) -> list[tuple[str, str]]:
    """Return id and reason to look elsewhere for measured values that no row of the run meets."""
    met = set(results.observables["measured_id"].dropna())
    return [
        (
            datum.id,
            f"{datum.electrode}, {datum.experiment}: {label_of(datum.quantity, datum.unit)} = {datum.value}",
        )
        for datum in results.design.measured
        if datum.id not in met
    ]


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return None if number != number else number


def _text(value: object) -> str:
    number = _number(value)
    if number is not None:
        return f"{number:.4g}"
    return value if isinstance(value, str) else ""


def _deviation(simulated: object, measured: object) -> str:
    ours, theirs = _number(simulated), _number(measured)
    if ours is None or theirs is None:
        return "agrees" if simulated == measured else "differs"
    if ours in (float("inf"), float("-inf")):
        return "outlives the test"
    return signed(f"{100 * (ours - theirs) / theirs:+.1f} %" if theirs else f"{ours - theirs:+.3g}")
