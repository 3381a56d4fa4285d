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

SPREADS, SHARE = 2.0, 0.01
"""A difference below so many spreads of single films may be the chance of one packing; one below this share of the
value, or of what is lost per cycle, is not worth naming."""

_CHANCE, _SAME = "not beyond the chance of one film", "about equal"


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
    order = ("better", "worse", "different", _CHANCE, _SAME)
    return [
        f"{electrode}: " + "; ".join(f"{group} – {', '.join(groups[group])}" for group in order if group in groups)
        for electrode, groups in by_electrode.items()
    ]


def _judged(row: Difference) -> tuple[str, str]:
    """Return the group that a headline belongs to, and what is told about it."""
    what, share = _share(row)
    if row.equal or (share is not None and abs(share) < SHARE):
        return _SAME, row.experiment
    unit = "" if row.unit in ("", "1") else f" {row.unit}"
    change = "" if share is None else f", {what}{100 * share:+.3g} %"
    values = f"{shown(row.first)} → {shown(row.second)}{unit}{change}"
    told = f"{row.experiment} ({row.quantity.replace('_', ' ')} {values})"
    if row.in_spreads is not None and row.in_spreads < SPREADS:
        return _CHANCE, told
    wish = BETTER.get(row.quantity, 0)
    if not wish or not isinstance(row.first, float) or not isinstance(row.second, float):
        return "different", told
    return ("better" if wish * row.second > wish * row.first else "worse"), told


def _share(row: Difference) -> tuple[str, float | None]:
    """Return what changed by which share: the value, or of an efficiency close to one what it lacks."""
    if row.quantity != "coulombic_efficiency" or row.absolute is None:
        return "", row.relative
    lacks = 1 - float(row.first or 0.0)
    return "loss ", -row.absolute / lacks if lacks else None
