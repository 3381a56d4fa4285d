"""Plate lithium and look at the cross-section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit
from nelumbo.design.design import Design
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.observables import Observable, condition
from nelumbo.units import MA_PER_CM2, MAH_PER_CM2, MICROMETRE

_MILLIVOLT = 1e-3

_HEIGHTS: dict[str, Callable[[Deposit], float]] = {
    "total_thickness": lambda d: d.total_thickness / MICROMETRE,
    "lithium_thickness": lambda d: d.lithium_thickness / MICROMETRE,
}
_ALWAYS: dict[str, Callable[[Deposit], float]] = {
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


@dataclass(frozen=True)
class Plating(Instrument):
    """Constant current onto a clean electrode, looked at after given charges.

    Q = jt;   total = membrane + lithium,   lithium = h₀ + h

    h₀ is lithium that the electrode had before (``initial_thickness``), taken as flat, dense and underneath the
    membrane: it adds to both thicknesses and to nothing else. Fractions and porosity are those of the plated
    charge and are left out at zero charge. The rows hold mean and spread over the realisations, and the state that
    most of them have (the earlier realisation decides a tie). A bare electrode is the limit of a vanishing
    membrane: all lithium is underneath it.

    Attributes:
        model: grows the lithium; realisation n has its n-th random numbers.
        repeats: growths on an electrode that has a single realisation.
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
    repeats: int = 1

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Plate on every realisation.

        Args:
            experiment: a `nelumbo.design.experiment.Plating`. sample: may be bare.
            design: gives lithium and electrolyte.

        Raises:
            StageError: the model cannot plate on this film.
        """
        samples = list(zip(sample.structures, sample.transports, strict=True))
        if len(samples) == 1:
            samples *= self.repeats
        grown = [
            self.model.seeded(number).plate(
                sample.electrode,
                structure,
                transport,
                design.lithium,
                design.electrolyte[experiment.electrolyte],
                experiment.current_density,
                experiment.charges,
            )
            for number, (structure, transport) in enumerate(samples)
        ]
        initial = (experiment.initial_thickness or 0.0) / MICROMETRE
        rows = [row for looked_at in zip(*grown, strict=True) for row in _rows(looked_at, initial)]
        return Outcome(observables=tuple(rows), deposits=grown[0])


def _rows(deposits: Sequence[Deposit], initial: float) -> list[Observable]:
    """Return the rows after one charge.

    Args:
        deposits: one per realisation. initial: lithium before, µm.
    """
    first = deposits[0]
    where = condition(
        current_mA_cm2=first.current_density / MA_PER_CM2, capacity_mAh_cm2=first.charge / MAH_PER_CM2
    )
    rows = [spread(name, [initial + value(d) for d in deposits], where) for name, value in _HEIGHTS.items()]
    shown = _ALWAYS if first.charge == 0 else _ALWAYS | _OF_LITHIUM
    rows += [spread(name, [value(d) for d in deposits], where) for name, value in shown.items()]
    [(state, _)] = Counter(d.state for d in deposits).most_common(1)
    return [*rows, Observable("state", str(state), where)]
