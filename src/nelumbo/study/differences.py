"""Two runs side by side: which numbers differ, and by how much."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from nelumbo.errors import NelumboError
from nelumbo.pipeline import Results

Value = float | str | None
_KEY = ("electrode", "experiment", "condition", "quantity")


@dataclass(frozen=True)
class Difference:
    """One row of ``observables.csv`` in two runs.

    Attributes:
        electrode, experiment, condition, quantity, unit: of the row.
        first, second: value in each run, ``None`` where the cell is empty or there is no such row.
        first_sd, second_sd: spread over films, in the unit of the value; zero where none is stated.
        missing: ``""``, or which run has no such row: ``first`` or ``second``.
    """

    electrode: str
    experiment: str
    condition: str
    quantity: str
    unit: str
    first: Value
    second: Value
    first_sd: float = 0.0
    second_sd: float = 0.0
    missing: str = ""

    @property
    def equal(self) -> bool:
        """Whether both runs say the same."""
        return not self.missing and self.first == self.second

    @property
    def absolute(self) -> float | None:
        """Second minus first, in the unit of the value; ``None`` unless both are finite numbers."""
        if isinstance(self.first, float) and isinstance(self.second, float):
            change = self.second - self.first
            return change if math.isfinite(change) else None
        return None

    @property
    def relative(self) -> float | None:
        """Difference over the magnitude of the first value, 1; ``None`` where that is zero or no number."""
        if self.absolute is None or not isinstance(self.first, float) or self.first == 0:
            return None
        return self.absolute / abs(self.first)

    @property
    def in_spreads(self) -> float | None:
        """Difference over the spread of one film, |Δ| / √(s₁² + s₂²), 1; ``None`` where there is no spread.

        Below about two, the chance in a single film explains it.
        """
        spread = math.hypot(self.first_sd, self.second_sd)
        return None if self.absolute is None or spread == 0 else abs(self.absolute) / spread


def differences(first: Results, second: Results, only: str = "*") -> list[Difference]:
    """Return every row that one of the runs has, in the order of the first; electrodes are matched by their id.

    A run of a single electrode meets a run of another single electrode whatever their ids: the id is then that of
    the first.

    Args:
        only: pattern of ``electrode:experiment``.

    Raises:
        NelumboError: the runs have no row in common that fits.
    """
    ours, theirs = _rows(first), _rows(second, _renamed(first, second))
    keys = [key for key in dict.fromkeys((*ours, *theirs)) if fnmatchcase(f"{key[0]}:{key[1]}", only)]
    if not any(key in ours and key in theirs for key in keys):
        raise NelumboError(
            f"{first.folder} and {second.folder} have nothing in common that fits {only!r}: the electrodes "
            f"{', '.join(first.electrodes)} against {', '.join(second.electrodes)}; give what is to be compared "
            "the same ids in both designs"
        )
    return [_difference(key, ours.get(key), theirs.get(key)) for key in keys]


def alone(found: Iterable[Difference]) -> list[str]:
    """Say in sentences which experiments only one of the runs has."""
    sentences = []
    for run, missing in (("first", "second"), ("second", "first")):
        rows = [row for row in found if row.missing == missing]
        branches = ", ".join(dict.fromkeys(f"{row.electrode}:{row.experiment}" for row in rows))
        if rows:
            sentences.append(f"Only the {run} run has {len(rows)} rows of {branches}.")
    return sentences


def _renamed(first: Results, second: Results) -> dict[str, str]:
    if len(first.electrodes) == len(second.electrodes) == 1:
        return {second.electrodes[0]: first.electrodes[0]}
    return {}


def _rows(results: Results, renamed: dict[str, str] | None = None) -> dict[tuple[str, ...], dict[str, Any]]:
    names = renamed or {}
    rows = [{str(key): value for key, value in row.items()} for row in results.observables.to_dict("records")]
    for row in rows:
        row["electrode"] = names.get(row["electrode"], row["electrode"])
    return {tuple(row[name] for name in _KEY): row for row in rows}


def _difference(key: tuple[str, ...], ours: dict[str, Any] | None, theirs: dict[str, Any] | None) -> Difference:
    electrode, experiment, condition, quantity = key
    return Difference(
        electrode,
        experiment,
        condition,
        quantity,
        unit=(ours or theirs or {})["unit"],
        first=None if ours is None else ours["value"],
        second=None if theirs is None else theirs["value"],
        first_sd=_spread(ours),
        second_sd=_spread(theirs),
        missing="first" if ours is None else "second" if theirs is None else "",
    )


def _spread(row: dict[str, Any] | None) -> float:
    """Return the spread of a row, zero where the cell is empty (NaN)."""
    return 0.0 if row is None or row["sd"] is None or math.isnan(row["sd"]) else float(row["sd"])
