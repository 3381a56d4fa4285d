"""Pick rows, records and conditions out of a run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TypeVar

import pandas as pd

from nelumbo.experiments.result import Outcome
from nelumbo.pipeline import Results
from nelumbo.records import Record

R = TypeVar("R", bound=Record)
V = TypeVar("V")


def experiments_of_kind(results: Results, kind: str) -> Iterator[str]:
    """Yield the ids of the experiments of a kind that left at least one outcome."""
    for experiment in results.design.experiment:
        if experiment.kind == kind and any(True for _ in outcomes(results, experiment.id)):
            yield experiment.id


def outcomes(results: Results, experiment: str) -> Iterator[tuple[str, Outcome]]:
    """Yield every electrode that finished an experiment, with its outcome."""
    for electrode in results.electrodes:
        outcome = results[electrode].outcomes.get(experiment)
        if outcome is not None:
            yield electrode, outcome


def rows(results: Results, experiment: str, quantity: str, electrode: str | None = None) -> pd.DataFrame:
    """Return the rows of a quantity with numeric ``value`` and ``sd``."""
    table = results.observables
    chosen = table[(table["experiment"] == experiment) & (table["quantity"] == quantity)]
    if electrode is not None:
        chosen = chosen[chosen["electrode"] == electrode]
    chosen = chosen.copy()
    for column in ("value", "sd", "measured"):
        chosen[column] = pd.to_numeric(chosen[column], errors="coerce")
    return chosen


def table_of_test(results: Results, experiment: str, electrodes: Mapping[str, object]) -> pd.DataFrame:
    """Return all rows of a test for some electrodes, as they are in ``observables.csv``."""
    table = results.observables
    mine = (table["experiment"] == experiment) & table["electrode"].isin(list(electrodes))
    return table.loc[mine, ["electrode", "condition", "quantity", "value", "unit", "sd"]]


def groups(items: Mapping[str, V], most: int) -> Iterator[tuple[str, str, dict[str, V]]]:
    """Yield items in groups of so many at most, each with what its file name and its title end in."""
    rest, number = iter(items.items()), 1
    while group := dict(islice(rest, most)):
        yield ("", "", group) if number == 1 else (f"_{number}", ", continued", group)
        number += 1


def key_of(condition: str, key: str) -> float:
    """Return the number behind ``key=`` in a condition, NaN when it is not there."""
    match = re.search(rf"(?:^|; ){re.escape(key)}=([^;]+)", condition)
    return float(match.group(1)) if match else float("nan")


def records_of(outcome: Outcome, kind: type[R]) -> dict[str, R]:
    """Return the records of one type, by name."""
    return {name: record for name, record in outcome.records.items() if isinstance(record, kind)}
