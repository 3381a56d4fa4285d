"""Measured values of a campaign: joined to simulated ones by id, read from a file beside the design."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from nelumbo.design.keys import suggestion
from nelumbo.design.part import Part
from nelumbo.design.toml import read_text
from nelumbo.errors import DesignError, Problem
from nelumbo.observables import UNITS
from nelumbo.units import same_unit


class Datum(Part):
    """One measured value; the field names are the columns of ``measured.csv``.

    Attributes:
        id: e.g. ``"E6"``. electrode, experiment, condition, quantity: as in ``observables.csv``.
        value: number, or word for a state. unit: of the value. kind: ``number`` or ``ordering``. note: free text.
    """

    id: str
    electrode: str
    experiment: str
    condition: str
    quantity: str
    value: float | str
    unit: str
    kind: Literal["number", "ordering"]
    note: str


_COLUMNS = tuple(Datum.model_fields)
_KINDS = ("number", "ordering")


def read_measured(design: Path, name: Any) -> tuple[Datum, ...]:
    """Return the data of the file that a design names, relative to the design's own folder.

    Args:
        design: path of the design file. name: the entry ``measured`` of the design.

    Raises:
        DesignError: with a problem for the file, or for every wrong line in it.
    """
    if not isinstance(name, str) or not name.strip():
        told = Problem("measured", "the path of a CSV file", repr(name), 'write measured = "FILE.csv"')
        raise DesignError(str(design), [told])
    path = design.parent / name
    text = read_text(path, "measured")
    try:
        table = list(csv.reader(io.StringIO(text, newline=None), strict=False))
    except csv.Error as error:
        told = Problem("measured", "a CSV file", f"{path}: {error}", "save it again as CSV in UTF-8")
        raise DesignError(str(design), [told]) from error
    header = table[0] if table else []
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        got = f"{path} without {', '.join(missing)} (columns found: {', '.join(header) or 'none'})"
        remedy = f"name the columns in the first line: {','.join(_COLUMNS)}"
        raise DesignError(str(design), [Problem("measured", f"the columns {', '.join(_COLUMNS)}", got, remedy)])
    data: list[Datum] = []
    problems: list[Problem] = []
    for number, cells in enumerate(table[1:], start=2):
        if not cells:
            continue
        problem = _row_problem(cells, header, data)
        if problem is None:
            row = dict(zip(header, cells, strict=True))
            columns: dict[str, Any] = {column: row[column] for column in _COLUMNS}
            value = float(row["value"]) if row["kind"] == "number" else row["value"]
            data.append(Datum(**{**columns, "value": value}))
        else:
            expected, got, remedy = problem
            problems.append(Problem("measured", expected, f"{got} (line {number} of {path})", remedy))
    if problems:
        raise DesignError(str(design), problems)
    return tuple(data)


def _row_problem(cells: list[str], header: list[str], data: list[Datum]) -> tuple[str, str, str] | None:
    """Return what was expected, what came and what to do when a row is wrong."""
    if len(cells) != len(header):
        remedy = "put a text that holds commas in double quotes"
        return f"{len(header)} cells in every line", f"{len(cells)} cells", remedy
    row = dict(zip(header, cells, strict=True))
    if not row["id"].strip():
        return "an id for every value", "an empty id", "number the value"
    if any(datum.id == row["id"] for datum in data):
        return "an id for every value", f"the id {row['id']!r} again", "rename one of the two"
    if row["kind"] not in _KINDS:
        return (
            f"one of {', '.join(_KINDS)} as kind",
            repr(row["kind"]),
            suggestion(row["kind"], _KINDS, "correct it"),
        )
    if row["kind"] == "number":
        return _number_problem(row)
    return None


def _number_problem(row: Mapping[str, str]) -> tuple[str, str, str] | None:
    try:
        finite = math.isfinite(float(row["value"]))
    except ValueError:
        finite = False
    if not finite:
        remedy = "write a number, or ordering as kind"
        return f"a finite number as value of {row['id']}", repr(row["value"]), remedy
    unit = UNITS.get(row["quantity"])
    if unit is not None and not same_unit(unit, row["unit"]):
        remedy = "convert the value: it is compared in this unit"
        return f"{unit!r} as unit of {row['quantity']} ({row['id']})", repr(row["unit"]), remedy
    return None
