"""The one file of fitted numbers: what each is worth and which data decided it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class CalibratedValue:
    """A global parameter.

    Attributes:
        value: in ``unit``. unit: SI. fitted_to: ids of the measured values it was fitted to, empty when it is a
            prior from literature. source: of the prior, or how it was fitted.
        sd: standard deviation of a fitted value in ``unit``, 0 for one that was declared.
    """

    value: float
    unit: str
    fitted_to: tuple[str, ...]
    source: str
    sd: float = 0.0


@dataclass(frozen=True)
class LawEvidence:
    """How well a structure law meets what the numbers were fitted to.

    Attributes:
        name: of the law. parameters: how many numbers were fitted with it. chi_squared: sum of squared residuals,
            in standard deviations and with the priors. aic: χ² + 2 k. contradictions: measured orderings violated.
    """

    name: str
    parameters: int
    chi_squared: float
    aic: float
    contradictions: int


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
    raw = tomllib.loads((files("nelumbo.materials") / "calibration.toml").read_text(encoding="utf-8"))
    values = {
        entry["name"]: CalibratedValue(
            entry["value"], entry["unit"], tuple(entry["fitted_to"]), entry["source"], entry.get("sd", 0.0)
        )
        for entry in raw.get("parameter", [])
    }
    return Calibration(values, raw.get("campaign", ""), [LawEvidence(**law) for law in raw.get("law", [])])
