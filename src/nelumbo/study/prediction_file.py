"""The file of blind predictions: rows are added, never changed, and each row seals all rows before it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import nelumbo
from nelumbo.errors import NelumboError
from nelumbo.materials.calibration import calibration_hash
from nelumbo.study.predict import Prediction

COLUMNS = (
    "date",
    "version",
    "calibration",
    "law",
    "experiment",
    "electrode",
    "condition",
    "quantity",
    "unit",
    "value",
    "low",
    "high",
    "share",
    "samples",
    "seal",
)


def append(path: Path, predictions: Iterable[Prediction], today: str | None = None) -> int:
    """Add predictions to the file and return how many; a newer prediction is a newer row.

    Args:
        today: date of the rows, now by default.

    Raises:
        NelumboError: an earlier row was edited.
    """
    earlier = read(path) if path.exists() else []
    seal = earlier[-1]["seal"] if earlier else ""
    date = today or datetime.now(UTC).date().isoformat()
    rows = []
    for prediction in predictions:
        row = _row(prediction, date)
        seal = _seal(seal, row)
        rows.append(row | {"seal": seal})
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if not earlier:
            writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows.

    Raises:
        NelumboError: a row does not fit its seal: it, or one before it, was edited.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seal = ""
    for number, row in enumerate(rows, start=2):
        seal = _seal(seal, row)
        if row["seal"] != seal:
            raise NelumboError(
                f"line {number} of {path} does not fit its seal: a prediction was edited. Restore the file from "
                "its history; a better prediction is a new row."
            )
    return rows


def newest(rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return the last answer of every law to every question, in the order in which they were first given."""
    found: dict[tuple[str, ...], Mapping[str, str]] = {}
    for row in rows:
        found[row["law"], row["experiment"], row["electrode"], row["condition"], row["quantity"]] = row
    return list(found.values())


def _row(prediction: Prediction, date: str) -> dict[str, str]:
    question = prediction.question
    return {
        "date": date,
        "version": nelumbo.__version__,
        "calibration": calibration_hash(),
        "law": prediction.law,
        "experiment": question.experiment,
        "electrode": " ".join(question.electrodes),
        "condition": question.condition,
        "quantity": question.quantity,
        "unit": question.unit,
        "value": _text(prediction.value),
        "low": _text(prediction.low),
        "high": _text(prediction.high),
        "share": _text(prediction.share),
        "samples": str(prediction.samples),
    }


def _text(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{float(value):.5g}"


def _seal(before: str, row: Mapping[str, str]) -> str:
    """Return the first digits of the SHA-256 of the seal before and the cells of a row."""
    cells = ",".join([before, *(row[column] for column in COLUMNS[:-1])])
    return hashlib.sha256(cells.encode()).hexdigest()[:16]
