"""Plate lithium and look at the cross-section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit, FilmBySurface
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Growth, Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.observables import Observable, condition
from nelumbo.records import GrowthRecord
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport
from nelumbo.units import MA_PER_CM2, MAH_PER_CM2, MICROMETRE

_MILLIVOLT = 1e-3

_ALWAYS: dict[str, Callable[[Deposit], float]] = {
    "total_thickness": lambda d: d.total_thickness / MICROMETRE,
    "lithium_thickness": lambda d: d.lithium_thickness / MICROMETRE,
    "roughness_sq": lambda d: d.roughness_sq / MICROMETRE,
    "tip_height": lambda d: d.tip_height / MICROMETRE,
    "punctured_fraction": lambda d: d.punctured_fraction,
    "overpotential": lambda d: d.overpotential / _MILLIVOLT,
}
_OF_LITHIUM: dict[str, Callable[[Deposit], float]] = {
    "deposit_porosity": lambda d: d.deposit_porosity,
    "inside_fraction": lambda d: d.inside / d.charge,
    "underneath_fraction": lambda d: d.underneath / d.charge,
    "on_top_fraction": lambda d: d.on_top / d.charge,
}
_OF_FILM: dict[str, Callable[[FilmBySurface], float]] = {
    "film_outer_fraction": lambda f: f.outer / f.total,
    "film_inner_fraction": lambda f: f.inner / f.total,
    "film_lithium_fraction": lambda f: (f.lithium + f.dead) / f.total,
}


@dataclass(frozen=True)
class PlatingCase:
    """One galvanostatic plating.

    Attributes:
        electrode: its design.
        lithium: its properties.
        electrolyte: in which it grows.
        current_density: A/m².
        charges: at which it is looked at, increasing, C/m².
    """

    electrode: Electrode
    lithium: Lithium
    electrolyte: Electrolyte
    current_density: float
    charges: tuple[float, ...]


@dataclass(frozen=True)
class Plating(Instrument):
    """Constant current onto a clean electrode, looked at after given charges.

    Q = jt;   total = membrane + lithium,   lithium = h₀ + h

    h₀ is lithium that the electrode had before (``initial_thickness``), taken as flat, dense, without pores and
    underneath the membrane: it adds to both thicknesses and lies below the section, and adds to nothing else.
    Fractions and porosity are those of the plated charge and are left out at zero charge; fractions of the film
    where no film is told of. The rows hold mean and spread over the growths, and the state that most of them have
    (the earlier one decides a tie). A bare electrode is the limit of a vanishing membrane: all lithium is
    underneath it.

    Between the charges of the experiment there are looks at even distances, for curves and moving pictures; they
    make no rows.

    Attributes:
        model: grows the lithium; growth n has its n-th random numbers. otherwise: grows it on films that ``model``
            refuses.
        growths: how many; they take the realisations of the film in turn, and begin again where there are fewer.
            None for one on every realisation.
        looks: number of even distances up to the last charge.
    """

    equation: ClassVar[str] = "Q = jt;  total = membrane + lithium;  lithium = h₀ + h"
    units: ClassVar[dict[str, str]] = {
        "Q": "C/m^2",
        "j": "A/m^2",
        "t": "s",
        "h₀": "m",
        "h": "m",
        "total": "m",
        "lithium": "m",
        "membrane": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    model: DepositionModel = field(default_factory=ChargeExactFilling)
    otherwise: DepositionModel = field(default_factory=ChargeExactFilling)
    growths: int | None = None
    looks: int = 20

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Plate as often as there are growths.

        Args:
            experiment: a `nelumbo.design.experiment.Plating`. sample: may be bare.
            design: gives lithium and electrolyte.

        Raises:
            StageError: the model cannot plate on this film.
        """
        asked, charges = experiment.charges, self.charges(experiment)
        electrolyte, current = design.electrolyte[experiment.electrolyte], experiment.current_density
        grown = [g for g in sample.growths if (g.electrolyte, g.current_density) == (electrolyte, current)]
        if not grown:
            films = list(zip(sample.structures, sample.transports, strict=True))
            case = PlatingCase(sample.electrode, design.lithium, electrolyte, current, tuple(charges))
            grown = [self.grow(number, case, films) for number in range(self.growths or len(films))]
        initial = experiment.initial_thickness or 0.0
        wanted = set(charges)
        course = tuple(
            tuple(deposit.upon(initial) for deposit in growth.deposits if deposit.charge in wanted)
            for growth in grown
        )
        places = [charges.index(charge) for charge in asked]
        rows = [row for k in places for row in _rows([deposits[k] for deposits in course])]
        return Outcome(
            observables=tuple(rows),
            records={} if len(charges) == len(asked) else {"growth": _record(course[0])},
            deposits=tuple(course[0][k] for k in places),
            course=(course[0], *(tuple(replace(d, section=None) for d in other) for other in course[1:])),
            notes=(f"{type(grown[0].model).__name__} grew the lithium: {grown[0].refusal}.",)
            if grown[0].refusal
            else (),
        )

    def charges(self, experiment: Any) -> list[float]:
        """Return the charges of a plating test at which lithium is looked at, C/m²."""
        return _with_looks(experiment.charges, self.looks)

    def grow(self, number: int, case: PlatingCase, films: Sequence[tuple[Structure, Transport]]) -> Growth:
        """Grow lithium once.

        Args:
            number: of the growth.
            case: what is plated, and how.
            films: realisations, which growths take in turn.

        Raises:
            StageError: the model cannot plate on this film.
        """
        structure, transport = films[number % len(films)]
        refusal = self.model.refusal(structure)
        model = (self.otherwise if refusal else self.model).seeded(number)
        deposits = model.plate(
            case.electrode,
            structure,
            transport,
            case.lithium,
            case.electrolyte,
            case.current_density,
            case.charges,
        )
        return Growth(model, case.electrolyte, case.current_density, deposits, refusal)


def _with_looks(charges: Sequence[float], looks: int) -> list[float]:
    """Return the charges and ``looks`` even steps up to the last one; a look close to a charge is that charge."""
    step = charges[-1] / max(looks, 1)
    between = [k * step for k in range(looks)]
    return sorted([*charges, *(q for q in between if all(abs(q - c) > 0.1 * step for c in charges))])


def _record(deposits: Sequence[Deposit]) -> GrowthRecord:
    """Return the course of one growth."""

    def column(value: Callable[[Deposit], float]) -> NDArray[np.float64]:
        return np.array([value(deposit) for deposit in deposits], float)

    return GrowthRecord(
        time=column(lambda d: d.charge / d.current_density),
        plated=column(lambda d: d.charge),
        overpotential=column(lambda d: d.overpotential),
        inside=column(lambda d: d.inside),
        underneath=column(lambda d: d.underneath),
        on_top=column(lambda d: d.on_top),
        lithium_thickness=column(lambda d: d.lithium_thickness),
        total_thickness=column(lambda d: d.total_thickness),
        roughness=column(lambda d: d.roughness_sq),
    )


def _rows(deposits: Sequence[Deposit]) -> list[Observable]:
    """Return the rows after one charge.

    Args:
        deposits: one per growth.
    """
    first = deposits[0]
    where = condition(
        current_mA_cm2=first.current_density / MA_PER_CM2, capacity_mAh_cm2=first.charge / MAH_PER_CM2
    )
    shown = _ALWAYS if first.charge == 0 else _ALWAYS | _OF_LITHIUM
    rows = [spread(name, [value(d) for d in deposits], where) for name, value in shown.items()]
    films = [d.film for d in deposits if d.film is not None and d.film.total > 0]
    if films:
        rows += [spread(name, [value(f) for f in films], where) for name, value in _OF_FILM.items()]
    [(state, _)] = Counter(d.state for d in deposits).most_common(1)
    return [*rows, Observable("state", str(state), where)]
