"""What each mechanism of a film is worth: switched off one at a time, and in pairs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.constants import FARADAY, GAS_CONSTANT, LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.experiment import HalfCell
from nelumbo.errors import NelumboError
from nelumbo.materials.calibration import calibration, posterior_draws
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Structure
from nelumbo.study.cycling_fit import INTERVAL, Film
from nelumbo.study.ensembles import distinct, stacked
from nelumbo.study.flux_imprint import FluxImprint
from nelumbo.study.mapped_cells import MappedCells
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.result import Transport
from nelumbo.units import HOUR, MICROMETRE

Array = NDArray[np.float64]

LAW = "combined"
"""The law that holds the most mechanisms; of the others, most would be worth nothing by construction."""

MECHANISMS: Mapping[str, Callable[[Structure, Transport], tuple[Structure, Transport]]] = {
    "film location": lambda s, t: (replace(s, outer_area=0.0, coated_area=0.0), t),
    "host": lambda s, t: (replace(s, inner_area=0.0, cavity_volume=0.0), t),
    "mechanics": lambda s, t: (replace(s, mechanics=bare_structure().mechanics), t),
    "binder coat": lambda s, t: (replace(s, coated_area=0.0), t),
    "flux": lambda s, t: (s, replace(t, flux_variation=0.0)),
    "transport": lambda s, t: (s, bare_transport()),
}
"""Mechanism to the same film without it."""

GROWTH = "growth"
"""What the whole film does to the growth of a deposit: a mechanism of laws that take roughness from growths."""

OUTCOMES: Mapping[str, str] = {
    "efficiency": "%",
    "cycle of fall": "cycles",
    "life": "h",
    "overpotential": "mV",
    "roughness": "um",
    "on top": "%",
}
"""What is looked at, with its unit: the efficiency of the last cycle of the first half cell, the cycle at which it
falls, the failure of the symmetric cell (both at most the length of the test), the overpotential of the fresh
symmetric cell, and of the first deposit of the symmetric cell's charge the roughness and the share of lithium on
the outer faces of the membrane."""

_NAMES: Mapping[str, str] = {
    "overpotential": "The overpotential",
    "roughness": "The roughness of a deposit",
    "on top": "The share of lithium on top of the membrane",
}

FALL = 0.95
_MILLIVOLT, _PERCENT = 1e-3, 1e-2


@dataclass(frozen=True)
class Parts:
    """What a law knows of one realisation of a film."""

    structure: Structure
    transport: Transport
    growth: RoughnessTable | None = None


@dataclass(frozen=True)
class _Case:
    """One realisation of the film on an electrode, complete and without some mechanisms."""

    electrode: Electrode
    variants: tuple[Parts, ...]


@dataclass(frozen=True)
class Worth:
    """What the film loses without some mechanisms.

    Attributes:
        without: their names. outcome: see `OUTCOMES`.
        change: complete film minus the film without them, one per member of the posterior and realisation.
    """

    without: tuple[str, ...]
    outcome: str
    change: Array

    @property
    def median(self) -> float:
        """Median change in the unit of the outcome."""
        return float(np.median(self.change))

    @property
    def interval(self) -> tuple[float, float]:
        """Interval of 90 %."""
        low, high = np.quantile(self.change, INTERVAL)
        return float(low), float(high)


@dataclass(frozen=True)
class Attribution:
    """The worth of all mechanisms of one film.

    Attributes:
        electrode: id. law: name of the structure law. complete: outcome to its values for the complete film.
        bare: the same for the collector without a film. worths: singles first, then pairs.
        cycle: of the efficiency.
    """

    electrode: str
    law: str
    complete: Mapping[str, Array]
    bare: Mapping[str, Array]
    worths: tuple[Worth, ...]
    cycle: int

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """Names of what was switched off."""
        return tuple(dict.fromkeys(w.without[0] for w in self.worths if len(w.without) == 1))

    def worth(self, outcome: str, *without: str) -> Worth:
        """Return one entry; the order of the names does not matter."""
        wanted = set(without)
        return next(w for w in self.worths if w.outcome == outcome and set(w.without) == wanted)

    def in_words(self) -> str:
        """Return the finding as a paragraph."""
        return " ".join(_sentences(self))


def attribute(design: Design, electrode: Electrode, film: Film, law: str = LAW, members: int = 16) -> Attribution:
    """Switch the mechanisms of a film off, one at a time and in pairs.

    Args:
        design: with a half cell and a symmetric cell. film: its realisations. members: of the posterior.

    Raises:
        NelumboError: the calibration does not hold the law.
    """
    return attribute_all(design, [(electrode, film)], law, members)[0]


def attribute_all(
    design: Design, films: Sequence[tuple[Electrode, Film]], law: str = LAW, members: int = 16
) -> list[Attribution]:
    """Switch the mechanisms of several films off; all are cycled in one ensemble. See `attribute`."""
    if law not in posterior_draws():
        raise NelumboError(f"no law {law!r} in the calibration; there are: {', '.join(posterior_draws())}")
    cases = [case for electrode, film in films for case in _cases(electrode, film, law)]
    outcomes = iter(_outcomes(design, cases, law, members))
    return [_attribution(design, electrode, film, law, outcomes) for electrode, film in films]


def _sets(film: Film, law: str) -> list[tuple[str, ...]]:
    """Return the sets of mechanisms that are switched off, the empty one first."""
    names = tuple(MECHANISMS) if law not in film.growths else (*MECHANISMS, GROWTH)
    return [(), *((name,) for name in names), *combinations(names, 2)]


def _cases(electrode: Electrode, film: Film, law: str) -> Iterator[_Case]:
    """Yield every realisation of a film with its variants, one per set and last the collector without a film."""
    growth = film.growths.get(law)
    for structure, transport in zip(film.structures, film.transports, strict=True):
        complete = Parts(structure, transport, growth)
        variants = [_without(complete, names) for names in _sets(film, law)]
        yield _Case(electrode, (*variants, Parts(bare_structure(), bare_transport())))


def _attribution(
    design: Design, electrode: Electrode, film: Film, law: str, outcomes: Iterator[dict[str, Array]]
) -> Attribution:
    """Collect the next outcomes, one per realisation of the film."""
    each = [next(outcomes) for _ in film.structures]
    found = {outcome: np.concatenate([one[outcome] for one in each], axis=1) for outcome in OUTCOMES}
    worths = [
        Worth(names, outcome, values[0] - values[k])
        for k, names in enumerate(_sets(film, law))
        if names
        for outcome, values in found.items()
    ]
    test = next(test for test in design.experiment if isinstance(test, HalfCell))
    return Attribution(
        electrode.id,
        law,
        {outcome: values[0] for outcome, values in found.items()},
        {outcome: values[-1] for outcome, values in found.items()},
        tuple(worths),
        test.cycles,
    )


def _without(parts: Parts, names: Sequence[str]) -> Parts:
    for name in names:
        if name != GROWTH:
            structure, transport = MECHANISMS[name](parts.structure, parts.transport)
            parts = Parts(structure, transport, parts.growth)
        elif parts.growth is not None:
            parts = replace(parts, growth=parts.growth.without_effect())
    return parts


def _outcomes(design: Design, cases: Sequence[_Case], law: str, members: int) -> Iterator[dict[str, Array]]:
    """Yield every outcome of every case, shape (variants, members); variants with equal laws are cycled once."""
    draws = posterior_draws()[law]
    kept = len(next(iter(draws.values())))
    chosen = np.arange(members) * kept // members
    values: dict[str, Any] = {name: entry.value for name, entry in calibration().items()}
    values |= {name: column[chosen] for name, column in draws.items()}
    mechanism, naked = structure_law(law, values), laws_from(values)
    test = next(test for test in design.experiment if isinstance(test, HalfCell))
    variants = [parts for case in cases for parts in case.variants]
    each = [mechanism.protect(naked, parts.structure, parts.transport, parts.growth) for parts in variants]
    laws = stacked([one.at(test.current_density, test.capacity) for one in each], members)
    different, place = distinct(laws)
    cycled = MappedCells(different, design)
    cells = MappedCells(laws, design, np.repeat([parts.transport.resistance(1.0) for parts in variants], members))
    hours = np.minimum(cycled.life.failure, cells.symmetric_test.duration) / HOUR
    columns = {
        "efficiency": (cycled.half_cell_trace.efficiency[-1] / _PERCENT)[place],
        "cycle of fall": cycled.cycle_of_fall(FALL)[place],
        "life": hours[place],
        "overpotential": cells.fresh_overpotential / _MILLIVOLT,
    }
    first = 0
    for case in cases:
        shape = (len(case.variants), members)
        last = first + len(case.variants) * members
        found = {outcome: column[first:last].reshape(shape) for outcome, column in columns.items()}
        rough, on_top = zip(*(_deposit(design, cells, case.electrode, p) for p in case.variants), strict=True)
        found["roughness"] = np.repeat(np.array(rough)[:, None] / MICROMETRE, members, axis=1)
        found["on top"] = np.repeat(np.array(on_top)[:, None] / _PERCENT, members, axis=1)
        yield found
        first = last


def _deposit(design: Design, cells: MappedCells, electrode: Electrode, parts: Parts) -> tuple[float, float]:
    """Return Sq, m, of the first deposit, with what the flux imprints on it, and its share on top."""
    test, structure, transport = cells.symmetric_test, parts.structure, parts.transport
    electrolyte, model = design.electrolyte[test.electrolyte], ChargeExactFilling()
    (deposit,) = model.plate(
        electrode, structure, transport, design.lithium, electrolyte, test.current_density, [test.capacity]
    )
    kinetics = GAS_CONSTANT * electrolyte.temperature / (FARADAY * electrolyte.exchange_current_density)
    film = model.film_share.share(structure.outer_area) * electrolyte.sei_resistance
    flux = FluxImprint(transport.flux_variation, transport.resistance(electrolyte.conductivity), kinetics + film)
    imprint = flux.roughness(test.capacity * LITHIUM_HEIGHT_PER_CHARGE)
    return math.hypot(deposit.roughness_sq, imprint), deposit.on_top / deposit.charge


def _sentences(found: Attribution) -> list[str]:
    """Say what the film does, which mechanism carries it, and which hang together."""
    here, bare = (float(np.median(side["efficiency"])) for side in (found.complete, found.bare))
    told = [
        f"By the law {found.law.replace('_', ' ')}, {found.electrode} keeps {here:.2f} % of the lithium in cycle "
        f"{found.cycle}, the bare collector {bare:.2f} %."
    ]
    singles = sorted((found.worth("efficiency", n) for n in found.mechanisms), key=lambda w: -abs(w.median))
    strong = [w for w in singles if abs(w.median) >= 0.005]
    told += [
        f"Without {w.without[0]} it would be {here - w.median:.2f} % (worth {w.median:+.2f} points, "
        f"{w.interval[0]:+.2f} to {w.interval[1]:+.2f})."
        for w in strong
    ]
    idle = [w.without[0] for w in singles if w not in strong]
    if idle:
        aside = ", but for what they do to growth" if GROWTH in found.mechanisms else ""
        told.append(f"The efficiency does not depend on {', '.join(idle)}{aside}.")
    if len(strong) > 1:
        first, second = (w.without[0] for w in strong[:2])
        both = found.worth("efficiency", first, second).median
        alone = strong[0].median + strong[1].median
        told.append(
            f"{first.capitalize()} and {second} together are worth {both:+.2f} points, {alone:+.2f} if they acted "
            "apart."
        )
    for outcome in ("overpotential", "roughness", "on top"):
        most = max((found.worth(outcome, name) for name in found.mechanisms), key=lambda w: abs(w.median))
        unit = OUTCOMES[outcome]
        told.append(
            f"{_NAMES[outcome]} is {np.median(found.complete[outcome]):.2g} {unit} and depends most on "
            f"{most.without[0]} ({most.median:+.2g} {unit})."
        )
    return told
