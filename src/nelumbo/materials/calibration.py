"""The one file of fitted numbers: what each is worth and which data decided it."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

VALUES, DRAWS = "calibration.toml", "posterior.csv"
"""Files beside this module: numbers and evidence; members of the posterior of every structure law."""


@dataclass(frozen=True)
class CalibratedValue:
    """A global parameter.

    Attributes:
        value: in ``unit``. unit: SI. fitted_to: ids of the measured values it was fitted to, empty when it is a
            prior from literature. source: of the prior, or how it was fitted.
        sd: standard deviation of a fitted value in ``unit``, 0 for one that was declared.
        interval: of 90 %, in ``unit``; empty for one that was declared or solved for.
    """

    value: float
    unit: str
    fitted_to: tuple[str, ...]
    source: str
    sd: float = 0.0
    interval: tuple[float, ...] = ()


@dataclass(frozen=True)
class LawEvidence:
    """How well a structure law meets what the numbers were fitted to.

    Attributes:
        name: of the law. parameters: k, how many numbers were fitted with it. data: to how many.
        chi_squared: sum of squared residuals, in standard deviations. aic: −2 ln p(data) + 2 k.
        log_evidence: ln ∫ p(data) over the priors. leave_one_out: Σ ln p(datum | all others).
        values: the most probable numbers with this law, by name.
    """

    name: str
    parameters: int
    data: int
    chi_squared: float
    aic: float
    log_evidence: float
    leave_one_out: float
    values: Mapping[str, float] = field(default_factory=dict)


class Calibration(Mapping[str, CalibratedValue]):
    """Fitted numbers by name, e.g. ``dead_share``, ``fade.ncm811`` or ``utilisation.F1a``.

    Args:
        values: name to value. campaign: name of the design whose measured values were used.
        laws: evidence for every law by which a film may change what a cycle costs, the preferred one first.
    """

    def __init__(
        self, values: Mapping[str, CalibratedValue], campaign: str, laws: Iterable[LawEvidence] = ()
    ) -> None:
        self._values = dict(values)
        self.campaign = campaign
        self.laws = tuple(laws)

    @property
    def structure_law(self) -> str:
        """Name of the law that the evidence prefers, empty before anything was fitted."""
        return self.laws[0].name if self.laws else ""

    def __getitem__(self, name: str) -> CalibratedValue:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def fitted_ids(self) -> frozenset[str]:
        """Ids of all measured values that decided a number here."""
        return frozenset(id_ for value in self._values.values() for id_ in value.fitted_to)


@cache
def calibration() -> Calibration:
    """Return the calibration that ships with nelumbo."""
    raw = tomllib.loads(_shipped(VALUES))
    values = {
        entry["name"]: CalibratedValue(
            entry["value"],
            entry["unit"],
            tuple(entry["fitted_to"]),
            entry["source"],
            entry.get("sd", 0.0),
            tuple(entry.get("interval", ())),
        )
        for entry in raw.get("parameter", [])
    }
    return Calibration(values, raw.get("campaign", ""), [LawEvidence(**law) for law in raw.get("law", [])])


@cache
def posterior_draws() -> Mapping[str, Mapping[str, NDArray[np.float64]]]:
    """Return members of the posterior: structure law to name of a number to its values, one per member."""
    found: dict[str, dict[str, NDArray[np.float64]]] = {}
    for law, name, *values in list(csv.reader(io.StringIO(_shipped(DRAWS))))[1:]:
        found.setdefault(law, {})[name] = np.array(values, dtype=np.float64)
    return found


def calibration_hash() -> str:
    """Return the first twelve digits of the SHA-256 of the shipped calibration, its draws included."""
    return hashlib.sha256((_shipped(VALUES) + _shipped(DRAWS)).encode()).hexdigest()[:12]


def _shipped(name: str) -> str:
    return (files("nelumbo.materials") / name).read_text(encoding="utf-8")
