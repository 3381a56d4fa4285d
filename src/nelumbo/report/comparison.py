"""Simulated against measured: one line per measured value that a row of the run meets."""

from __future__ import annotations

from dataclasses import dataclass

from nelumbo.pipeline import Results


@dataclass(frozen=True)
class Comparison:
    """A simulated value beside the measured one.

    Attributes:
        measured_id, electrode, experiment, condition, quantity, unit: what is compared.
        simulated, spread, measured: as text. deviation: relative difference in percent, or whether states agree.
        origin: ``computed``, ``calibrated`` or ``assumed``. note: of the measured value.
    """

    measured_id: str
    electrode: str
    experiment: str
    condition: str
    quantity: str
    unit: str
    simulated: str
    spread: str
    measured: str
    deviation: str
    origin: str
    note: str


def comparisons(results: Results) -> list[Comparison]:
    """Return the comparisons in the order of ``observables.csv``."""
    notes = {datum.id: datum.note for datum in results.design.measured}
    table = results.observables
    met = table[table["measured_id"].fillna("") != ""]
    return [
        Comparison(
            measured_id=row["measured_id"],
            electrode=row["electrode"],
            experiment=row["experiment"],
            condition=row["condition"] or "",
            quantity=row["quantity"],
            unit=row["unit"] or "",
            simulated=_text(row["value"]),
            spread="" if _text(row["sd"]) in ("", "0") else f"± {_text(row['sd'])}",
            measured=_text(row["measured"]),
            deviation=_deviation(row["value"], row["measured"]),
            origin=row["origin"],
            note=notes.get(row["measured_id"], ""),
        )
        for row in met.to_dict("records")
    ]


def unmet(results: Results) -> list[tuple[str, str]]:
    """Return id and reason to look elsewhere for measured values that no row of the run meets."""
    met = set(results.observables["measured_id"].dropna())
    return [(d.id, f"{d.electrode}, {d.experiment}: {d.quantity} = {d.value} {d.unit}".strip())
            for d in results.design.measured if d.id not in met]  # fmt: skip


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
    return f"{100 * (ours - theirs) / theirs:+.1f} %" if theirs else f"{ours - theirs:+.3g}"
