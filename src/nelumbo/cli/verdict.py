"""Whether the second of two runs is better, in a sentence per electrode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from nelumbo.cli.headlines import HEADLINES
from nelumbo.observables import shown

if TYPE_CHECKING:
    from nelumbo.design.design import Design
    from nelumbo.study.differences import Difference

BETTER: Mapping[str, int] = {
    "coulombic_efficiency": 1,
    "failure": 1,
    "discharge_capacity": 1,
    "energy_density": 1,
    "charge_transfer_resistance": -1,
}
"""Headlines of which more (1) or less (−1) is what everybody wants; the others only differ."""

SPREADS = 2.0
"""Of single films; a smaller difference may be the chance of one packing."""


def verdicts(found: Iterable[Difference], design: Design) -> list[str]:
    """Return one sentence for every electrode of which both runs have a headline.

    Args:
        found: differences from the first to the second run. design: of the first, with the kinds of experiments.
    """
    wanted = {(experiment.id, HEADLINES[experiment.kind]) for experiment in design.experiment}
    last = {  # the last row of a quantity stands for it, as at the end of a run
        (row.electrode, row.experiment): row
        for row in found
        if not row.missing and (row.experiment, row.quantity) in wanted
    }
    by_electrode: dict[str, dict[str, list[str]]] = {}
    for (electrode, _), row in last.items():
        group, told = _judged(row)
        by_electrode.setdefault(electrode, {}).setdefault(group, []).append(told)
    order = ("better", "worse", "different", "too close to tell from the chance of one film", "equal")
    return [
        f"{electrode}: " + "; ".join(f"{group} – {', '.join(groups[group])}" for group in order if group in groups)
        for electrode, groups in by_electrode.items()
    ]


def _judged(row: Difference) -> tuple[str, str]:
    """Return the group that a headline belongs to, and what is told about it."""
    if row.equal:
        return "equal", row.experiment
    unit = "" if row.unit in ("", "1") else f" {row.unit}"
    share = "" if row.relative is None else f", {100 * row.relative:+.2g} %"
    values = f"{shown(row.first)} → {shown(row.second)}{unit}{share}"
    told = f"{row.experiment} ({row.quantity.replace('_', ' ')} {values})"
    if row.in_spreads is not None and row.in_spreads < SPREADS:
        return "too close to tell from the chance of one film", told
    wish = BETTER.get(row.quantity, 0)
    if not wish or not isinstance(row.first, float) or not isinstance(row.second, float):
        return "different", told
    return ("better" if wish * row.second > wish * row.first else "worse"), told
