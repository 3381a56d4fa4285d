"""The table of observables: rows of all experiments, joined with what was measured."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from nelumbo.design.design import Design
from nelumbo.design.measured import Datum
from nelumbo.errors import NelumboError
from nelumbo.files import write_whole
from nelumbo.materials.calibration import Calibration
from nelumbo.observables import COLUMNS, Observable

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, str]

_AGAIN = "`nelumbo run … --resume` writes it again in seconds"


def rows(
    electrode: str, experiment: str, observables: Iterable[Observable], design: Design, fitted: Calibration
) -> list[Row]:
    """Return the rows of one experiment as text; two equal runs give equal bytes.

    Args:
        design: holds the measured values. fitted: a row that meets a datum of its campaign that decided one of its
            numbers is ``calibrated``.
    """
    return [_row(electrode, experiment, observable, design, fitted) for observable in observables]


def _row(electrode: str, experiment: str, observable: Observable, design: Design, fitted: Calibration) -> Row:
    datum = matching(electrode, experiment, observable, design.measured)
    decided = datum is not None and datum.id in fitted.fitted_ids and design.name == fitted.campaign
    return {
        "electrode": electrode,
        "experiment": experiment,
        "condition": observable.condition,
        "quantity": observable.quantity,
        "value": _text(observable.value),
        "unit": observable.unit,
        "sd": _text(observable.sd),
        "origin": "calibrated" if decided else observable.origin,
        "measured": _text(datum.value) if datum else "",
        "measured_id": datum.id if datum else "",
    }


def matching(electrode: str, experiment: str, observable: Observable, measured: Sequence[Datum]) -> Datum | None:
    """Return the datum that was measured where the observable was computed; an exact condition goes first."""
    fitting = [
        datum
        for datum in measured
        if (datum.electrode, datum.experiment, datum.quantity) == (electrode, experiment, observable.quantity)
        and datum.unit == observable.unit
        and fnmatchcase(observable.condition, datum.condition)
        and (observable.value is None or isinstance(observable.value, str) == isinstance(datum.value, str))
    ]
    exact = [datum for datum in fitting if datum.condition == observable.condition]
    return next(iter(exact + fitting), None)


def _text(value: float | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{float(value):.10g}"


def write_table(path: Path, table: Iterable[Row]) -> str:
    """Write ``observables.csv`` and return the SHA-256 of its content."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    write_whole(path, text.getvalue())
    return hashlib.sha256(text.getvalue().encode()).hexdigest()


def read_table(path: Path, sha256: str | None = None) -> pd.DataFrame:
    """Read ``observables.csv``: value and measured are floats or words, ``None`` where the cell is empty.

    Args:
        sha256: of the content that was written, to tell a damaged file; ``None`` where it is not known.

    Raises:
        NelumboError: the file is missing or damaged.
    """
    import pandas as pd

    try:
        content = path.read_bytes()
    except OSError as error:
        raise NelumboError(f"{path} cannot be read ({error.strerror}): {_AGAIN}") from error
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise NelumboError(f"{path} is not what the run wrote: it was cut off or edited. {_AGAIN}")
    lines = csv.DictReader(io.StringIO(content.decode(), newline=""))
    table = pd.DataFrame(list(lines), columns=list(COLUMNS), dtype=object)
    for column in ("value", "measured"):
        table[column] = pd.Series([_value(text) for text in table[column]], dtype=object)
    table["sd"] = pd.to_numeric(table["sd"].replace("", None))
    return table


def _value(text: str) -> float | str | None:
    try:
        return float(text)
    except ValueError:
        return text or None
