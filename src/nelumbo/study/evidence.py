"""What the cycle laws are fitted to: measured values of the campaign and values from literature."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from nelumbo.design.design import Design
from nelumbo.design.experiment import FullCell, HalfCell, Plating, RateTest, Symmetric
from nelumbo.design.measured import Datum
from nelumbo.errors import StageError
from nelumbo.study.likelihood import Exceeds, Likelihood, Near
from nelumbo.study.mapped_cells import MappedCells
from nelumbo.units import HOUR, MAH_PER_CM2

FALL = 0.95
"""Coulombic efficiency below which a half cell counts as fallen."""

_READING = 0.1
"""Relative uncertainty of a time read from a published curve, or named in words."""

_ROUNDING = 5e-4
"""Half of the last digit of a published Coulombic efficiency."""

_UNKNOWN_KINETICS = 0.7
"""Uncertainty of the logarithm of an overpotential: the exchange current density of lithium spans a factor of six
over electrolytes (Boyle2020), and neither the electrolyte nor the film's resistance is stated."""

_LOCATION = 0.2
"""Uncertainty of the share of a film in a place, judged by eye from a map of an element."""

_MILLIVOLT = 1e-3

Cells = Mapping[str, MappedCells]


@dataclass(frozen=True)
class Evidence:
    """One thing that the laws must reproduce.

    Attributes:
        id: of the measured value, or the name of a value from literature. electrode: whose film decides.
        observe: the predicted number, from the cells of all electrodes. likelihood: what was seen.
        text: the prediction in words. source: of a value from literature, empty for a measured one.
        fades: names of the cathodes' fades that enter.
    """

    id: str
    electrode: str
    observe: Callable[[Cells], Any]
    likelihood: Likelihood
    text: str
    source: str = ""
    fades: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether this is a measured value of the campaign."""
        return not self.source


def bare_electrode(design: Design) -> str:
    """Return the id of the electrode without a membrane.

    Raises:
        StageError: there is none.
    """
    for electrode in design.electrode:
        if electrode.membrane is None:
            return electrode.id
    raise StageError(f"Design {design.name} has no bare electrode.", "Add an electrode without a membrane.")


def cell_spread(design: Design) -> float:
    """Return the standard deviation of the logarithm between two cells of one kind.

    Two capacities of one electrode at one rate against one cathode, from two experiments, are two cells:
    σ² = mean of (ln Q₁/Q₂)²/2 over all such pairs; 0 where there is none.
    """
    tests = {test.id: test for test in design.experiment if isinstance(test, FullCell | RateTest)}
    seen: dict[tuple[str, str, str], dict[str, float]] = {}
    for datum in design.measured:
        rate = re.search(r"c_rate=([\d.]+)", datum.condition)
        if datum.experiment in tests and datum.quantity == "discharge_capacity" and rate:
            cells = seen.setdefault((datum.electrode, tests[datum.experiment].cathode, rate[1]), {})
            cells.setdefault(datum.experiment, float(datum.value))
    ratios = [math.log(a / b) for cells in seen.values() for a, b in combinations(cells.values(), 2)]
    return math.sqrt(sum(r**2 for r in ratios) / (2 * len(ratios))) if ratios else 0.0


def life_spread(design: Design) -> float:
    """Return the standard deviation of the logarithm of when a published cell came to a certain state."""
    return max(cell_spread(design), _READING)


def cycling_evidence(design: Design) -> tuple[Evidence, ...]:
    """Return what the campaign says about cycling, then the values from literature.

    Numbers carry the spread between cells and the error of reading them; bounds, lives that outlast a test and
    orderings count by the probability of the side that was seen.

    Raises:
        StageError: the design has no bare electrode, or a condition names no cycle.
    """
    kinds = {experiment.id: type(experiment) for experiment in design.experiment}
    spread, bare = cell_spread(design), bare_electrode(design)
    found: list[Evidence] = []
    for datum in design.measured:
        kind = kinds.get(datum.experiment)
        if kind is Symmetric and datum.quantity in ("onset_of_rise", "failure"):
            found.append(_time(datum, spread))
        elif kind is Symmetric and datum.quantity == "overpotential":
            found.append(_overpotential(datum, spread))
        elif kind is HalfCell and datum.quantity == "coulombic_efficiency":
            found.append(_efficiency(datum, spread))
        elif datum.quantity == "sei_location" and datum.value == "outermost layer":
            found.append(_film_outside(datum))
    return (*found, *_smoother(design, bare), *_literature(bare))


def _time(datum: Datum, spread: float) -> Evidence:
    def logarithm(cells: Cells) -> Any:
        here = cells[datum.electrode]
        life = here.life.onset if datum.quantity == "onset_of_rise" else here.life.failure
        return np.log(np.minimum(life, here.symmetric_test.duration) / HOUR)

    seen = Near(math.log(float(datum.value)), math.hypot(_READING, spread))
    return Evidence(datum.id, datum.electrode, logarithm, seen, f"ln({datum.quantity}/h)")


def _overpotential(datum: Datum, spread: float) -> Evidence:
    match = re.search(r"hour=([\d.]+)", datum.condition)
    if match is None:
        raise StageError(f"The condition {datum.condition!r} of {datum.id} names no hour.", "Write `hour=100`.")
    time = float(match[1]) * HOUR

    def logarithm(cells: Cells) -> Any:
        return np.log(cells[datum.electrode].overpotential(time) / _MILLIVOLT)

    seen = Near(math.log(float(datum.value)), math.hypot(_UNKNOWN_KINETICS, spread))
    return Evidence(datum.id, datum.electrode, logarithm, seen, "ln(overpotential/mV)")


def _efficiency(datum: Datum, spread: float) -> Evidence:
    """A number is the loss of its cycle; "falls after cycle n" says that it has not fallen before."""
    match = re.search(r"cycle\D*(\d+)", datum.condition)
    if match is None:
        raise StageError(f"The condition {datum.condition!r} of {datum.id} names no cycle.", "Write `cycle=600`.")
    cycle, id_ = int(match[1]), datum.electrode
    if isinstance(datum.value, float):
        loss = 1 - datum.value
        return Evidence(
            datum.id,
            id_,
            lambda cells: np.log(np.maximum(1 - cells[id_].efficiency(cycle), _ROUNDING / 10)),
            Near(math.log(loss), math.hypot(_ROUNDING / loss, spread)),
            f"ln(1 − CE) of cycle {cycle}",
        )
    return Evidence(
        datum.id,
        id_,
        lambda cells: np.log(cells[id_].cycle_of_fall(FALL)),
        Exceeds(math.log(cycle), math.hypot(_READING, spread)),
        f"ln(cycle of fall) above that of {cycle}",
    )


def _film_outside(datum: Datum) -> Evidence:
    """A film that is found on the membrane is for the larger part not on the moving lithium."""
    return Evidence(
        datum.id,
        datum.electrode,
        lambda cells: np.asarray(1 - cells[datum.electrode].laws.film_share),
        Exceeds(0.5, _LOCATION),
        "share of the film on the membrane above one half",
    )


def _smoother(design: Design, bare: str) -> Iterator[Evidence]:
    """Yield that a film whose deposit was seen smooth is smoother than the bare collector, seen rough."""
    for test in design.experiment:
        if not isinstance(test, Plating):
            continue
        seen = [datum for datum in design.measured if (datum.experiment, datum.quantity) == (test.id, "state")]
        rough = any(datum.electrode == bare and datum.value in ("rough", "dendritic") for datum in seen)
        for datum in seen:
            if rough and datum.value == "smooth" and datum.electrode != bare:
                match = re.search(r"capacity_mAh_cm2=([\d.]+)", datum.condition)
                charge = float(match[1]) * MAH_PER_CM2 if match else MAH_PER_CM2
                yield _ordered(datum, bare, (test.current_density, charge), life_spread(design))


def _ordered(datum: Datum, bare: str, plating: tuple[float, float], spread: float) -> Evidence:
    def gap(cells: Cells) -> Any:
        return np.log(cells[bare].roughness(*plating) / cells[datum.electrode].roughness(*plating))

    seen = Exceeds(0.0, math.sqrt(2) * spread)
    return Evidence(datum.id, datum.electrode, gap, seen, "ln(roughness of the bare deposit/its own) above 0")


def _literature(bare: str) -> tuple[Evidence, ...]:
    return (
        Evidence(
            "fresh_efficiency",
            bare,
            lambda cells: cells[bare].efficiency(1),
            Near(0.9815, 0.0035),
            "CE of cycle 1",
            source="Kim2023: 97.8-98.5 % on copper in LiTFSI DOL/DME with 3-2 wt% LiNO3",
        ),
        Evidence(
            "bare_life",
            bare,
            lambda cells: np.log(cells[bare].cycle_of_fall(FALL)),
            Near(math.log(100.0), 0.2),
            "ln(cycle of fall)",
            source="bare copper lives about 100 cycles at 1 mA/cm2, 1 mAh/cm2 in several independent studies",
        ),
    )
