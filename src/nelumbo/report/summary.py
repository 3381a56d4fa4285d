"""Tables of the report that are not figures: headline numbers, stages, equations, provenance of the run."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

import nelumbo
from nelumbo.law import Law
from nelumbo.pipeline import Results
from nelumbo.report.words import label_of

_PHYSICS = ("materials", "structure", "transport", "deposition", "cycling")


@dataclass(frozen=True)
class Headline:
    """One line per quantity, one column per electrode.

    Attributes:
        electrodes: column heads. rows: label and one text per electrode.
    """

    electrodes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def headline(results: Results) -> Headline:
    """Return the few numbers that a reader looks for first: the last row of each quantity per electrode."""
    lines = []
    for experiment, quantity in _headline_quantities(results):
        table = results.observables
        chosen = table[(table["experiment"] == experiment) & (table["quantity"] == quantity)]
        if chosen.empty:
            continue
        where = f"{experiment}, " if experiment != "structure" else ""
        unit = chosen["unit"].iloc[0] or ""
        label = where + label_of(quantity, unit)
        cells = tuple(_last(chosen[chosen["electrode"] == electrode]) for electrode in results.electrodes)
        lines.append((label, cells))
    return Headline(results.electrodes, tuple(lines))


HEADLINES = {
    "plating": ("total_thickness", "roughness_sq", "state"),
    "half_cell": ("coulombic_efficiency", "cycle_of_fall"),
    "reservoir": ("coulombic_efficiency",),
    "transference": ("transference_number",),
    "cyclic_voltammetry": ("peak_current",),
    "symmetric": ("overpotential", "failure"),
    "eis": ("total_resistance",),
    "full_cell": ("discharge_capacity", "decay_rate"),
    "rate": ("discharge_capacity",),
    "pouch": ("energy_density",),
}
"""What a reader looks for first in a test of each kind."""


def _headline_quantities(results: Results) -> Iterator[tuple[str, str]]:
    for quantity in ("membrane_thickness", "cavity_capacity"):
        yield "structure", quantity
    for experiment in results.design.experiment:
        for quantity in HEADLINES.get(experiment.kind, ()):
            yield experiment.id, quantity


def _last(chosen: pd.DataFrame) -> str:
    if chosen.empty:
        return "–"
    value = chosen["value"].iloc[-1]
    if value is None:
        return "none"
    number = pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]
    if np.isposinf(number):
        return "outlives the test"
    return f"{number:.4g}" if np.isfinite(number) else str(value)


@dataclass(frozen=True)
class StageTotal:
    """What all branches of one stage took together.

    Attributes:
        name: of the stage. runs, cached: counts. wall: s. memory: largest peak, MB.
    """

    name: str
    runs: int
    cached: int
    wall: float
    memory: float


def stage_totals(results: Results) -> list[StageTotal]:
    """Return the cost of every stage; experiments are listed one by one."""
    table = pd.DataFrame([s for s in results.manifest["stages"] if s["status"] == "finished"])
    if table.empty:
        return []
    experiment = table["stage"] == "experiment"
    table["name"] = table["stage"].where(~experiment, table["stage"] + ": " + table["part"])
    return [
        StageTotal(
            str(name), len(group), int(group["cached"].sum()), group["wall_s"].sum(), group["peak_memory_MB"].max()
        )
        for name, group in table.groupby("name", sort=False)
    ]


@dataclass(frozen=True)
class Equation:
    """A law as it is listed.

    Attributes:
        name: of the class. equation: in Unicode. references: keys of ``materials/references.bib``.
    """

    name: str
    equation: str
    references: tuple[str, ...]


def equations() -> list[Equation]:
    """Return the equation of every law and stage model below the cells, in the order of the stages."""
    found = []
    for stage in _PHYSICS:
        package = importlib.import_module(f"{nelumbo.__name__}.{stage}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            members = vars(importlib.import_module(module.name)).values()
            found += [
                Equation(law.__name__, law.equation, law.references)
                for law in members
                if isinstance(law, type)
                and issubclass(law, Law)
                and law.__module__ == module.name
                and "equation" in vars(law)
            ]
    return found


def failures(results: Results) -> list[str]:
    """Return one sentence per failed branch."""
    return [
        f"{f['electrode']}, {f['stage']} {f['part']}: {f['reason']} Remedy: {f['remedy']}"
        for f in results.failures
    ]


def remarks(results: Results) -> list[str]:
    """Return what the experiments noted, each remark once with the electrodes it concerns."""
    said: dict[tuple[str, str], list[str]] = {}
    for electrode in results.electrodes:
        for experiment, outcome in results[electrode].outcomes.items():
            for note in outcome.notes:
                said.setdefault((experiment, note), []).append(electrode)
    return [f"{experiment} ({', '.join(electrodes)}): {note}" for (experiment, note), electrodes in said.items()]
