"""What the cycle laws are fitted to: measured values of the campaign and priors from literature."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nelumbo.design.design import Design
from nelumbo.design.experiment import HalfCell, Symmetric
from nelumbo.design.measured import Datum
from nelumbo.errors import StageError
from nelumbo.study.mapped_cells import MappedCells
from nelumbo.units import HOUR

FALL = 0.95
"""Coulombic efficiency below which a half cell counts as fallen."""

_TIME_SD = 0.1
"""Relative uncertainty of a time read from a published curve."""

_EFFICIENCY_SD = 0.001
"""Uncertainty of a published Coulombic efficiency."""

_CYCLES_SD = 10.0
"""Uncertainty of a cycle named in words."""


@dataclass(frozen=True)
class Evidence:
    """One thing that the laws must reproduce.

    Attributes:
        id: of the measured value, or the name of a prior. electrode: whose cells. observe: the predicted number.
        expected, sd: of that number. floor: only a prediction below ``expected`` counts.
        source: of a prior, empty for a measured value.
    """

    id: str
    electrode: str
    observe: Callable[[MappedCells], Any]
    expected: float
    sd: float
    floor: bool = False
    source: str = ""

    @property
    def measured(self) -> bool:
        """Whether this is a measured value of the campaign and no prior."""
        return not self.source

    def residual(self, predicted: Any) -> Any:
        """Return (predicted − expected)/sd; for a floor 0 above it."""
        deviation = (predicted - self.expected) / self.sd
        return np.minimum(deviation, 0.0) if self.floor else deviation


def bare_electrode(design: Design) -> str:
    """Return the id of the electrode without a membrane.

    Raises:
        StageError: there is none.
    """
    for electrode in design.electrode:
        if electrode.membrane is None:
            return electrode.id
    raise StageError(f"Design {design.name} has no bare electrode.", "Add an electrode without a membrane.")


def cycling_evidence(design: Design) -> tuple[Evidence, ...]:
    """Return lifetimes, efficiencies and their ordering from the measured file, then the priors.

    Raises:
        StageError: the design has no bare electrode, or a condition names no cycle.
    """
    kinds = {experiment.id: type(experiment) for experiment in design.experiment}
    found = []
    for datum in design.measured:
        kind = kinds.get(datum.experiment)
        if kind is Symmetric and datum.quantity in ("onset_of_rise", "failure"):
            found.append(_time(datum))
        elif kind is HalfCell and datum.quantity == "coulombic_efficiency":
            found.append(_efficiency(datum))
    return (*found, *_priors(bare_electrode(design)))


def _time(datum: Datum) -> Evidence:
    def logarithm(cells: MappedCells) -> Any:
        life = cells.life.onset if datum.quantity == "onset_of_rise" else cells.life.failure
        return np.log(np.minimum(life, cells.symmetric.duration) / HOUR)

    return Evidence(datum.id, datum.electrode, logarithm, float(np.log(float(datum.value))), _TIME_SD)


def _efficiency(datum: Datum) -> Evidence:
    """A number is the efficiency of its cycle; "falls after cycle n" says that it has not fallen before."""
    match = re.search(r"cycle\D*(\d+)", datum.condition)
    if match is None:
        raise StageError(f"The condition {datum.condition!r} of {datum.id} names no cycle.", "Write `cycle=600`.")
    cycle = int(match[1])
    if isinstance(datum.value, float):
        return Evidence(
            datum.id, datum.electrode, lambda cells: cells.efficiency(cycle), datum.value, _EFFICIENCY_SD
        )
    return Evidence(
        datum.id, datum.electrode, lambda cells: cells.cycle_of_fall(FALL), float(cycle), _CYCLES_SD, floor=True
    )


def _priors(bare: str) -> tuple[Evidence, ...]:
    return (
        Evidence(
            id="fresh_efficiency",
            electrode=bare,
            observe=lambda cells: cells.efficiency(1),
            expected=0.9815,
            sd=0.0035,
            source="Kim2023: 97.8-98.5 % on copper in LiTFSI DOL/DME with 3-2 wt% LiNO3",
        ),
        Evidence(
            id="bare_life",
            electrode=bare,
            observe=lambda cells: cells.cycle_of_fall(FALL),
            expected=100.0,
            sd=20.0,
            source="bare copper lives about 100 cycles at 1 mA/cm2, 1 mAh/cm2 in several independent studies",
        ),
    )
