"""Look at the film as made: what a microscope, a balance and a tensile tester would say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.cycling.puncture import puncture_number
from nelumbo.design.design import Design
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.observables import Observable, Origin, condition
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport
from nelumbo.units import MAH_PER_CM2, MG_PER_CM2, MICROMETRE, OHM_CM2

_GIGAPASCAL, _MEGAPASCAL, _NANOMETRE = 1e9, 1e6, 1e-9

OF_ANY_ELECTRODE: dict[str, Callable[[Structure], float]] = {
    "membrane_thickness": lambda s: s.membrane_thickness / MICROMETRE,
    "layers": lambda s: s.layers,
    "outer_area": lambda s: s.outer_area,
    "inner_area": lambda s: s.inner_area,
    "cavity_capacity": lambda s: s.cavity_volume / LITHIUM_HEIGHT_PER_CHARGE / MAH_PER_CM2,
    "mass_loading": lambda s: s.mass_loading / MG_PER_CM2,
    "pinhole_fraction": lambda s: s.pinhole_fraction,
    "modulus": lambda s: s.mechanics.modulus / _GIGAPASCAL,
    "bending_stiffness": lambda s: s.mechanics.bending_stiffness,
    "strength": lambda s: s.mechanics.strength / _MEGAPASCAL,
    "puncture_pressure": lambda s: s.mechanics.puncture_pressure / _MEGAPASCAL,
}
"""Quantity to its value in the unit of its rows; zero or one on a bare collector, the limit of no film."""

OF_A_FILM: dict[str, Callable[[Structure], float]] = {
    "porosity": lambda s: s.porosity,
    "packing_fraction": lambda s: s.packing_fraction,
    "contacts_per_particle": lambda s: s.contacts_per_particle,
    "contacts_per_area": lambda s: s.contacts_per_area * MICROMETRE**2,
    "mass_variation": lambda s: s.mass_variation,
    "widest_passage": lambda s: s.widest_passage / _NANOMETRE,
    "binder_coat": lambda s: s.binder.coat / _NANOMETRE,
    "neck_radius": lambda s: s.binder.neck_radius / _NANOMETRE,
    "poisson_ratio": lambda s: s.mechanics.poisson_ratio,
    "anisotropy": lambda s: s.mechanics.anisotropy,
    "plastic_strength": lambda s: s.mechanics.plastic_strength / _MEGAPASCAL,
    "failure_strain": lambda s: s.mechanics.failure_strain,
    "puncture_number": lambda s: float(puncture_number(s.mechanics, LithiumYield())),
    "indentation_pressure": lambda s: _indentation(s) / _MEGAPASCAL,
}
"""What only a film has; not a number where it is not known."""

_OF_ITS_TRANSPORT: dict[str, Callable[[Transport], float]] = {
    "tortuosity_factor": lambda t: t.tortuosity_factor,
    "diffusivity_ratio": lambda t: t.diffusivity_ratio,
    "flux_variation": lambda t: t.flux_variation,
}


@dataclass(frozen=True)
class Inspection(Instrument):
    """Mean and spread over the realisations of what the film is.

    x̄ = Σᵢ xᵢ/n;   sd = √(Σᵢ (xᵢ − x̄)²/(n − 1));   Q_c = v_c F/Ω;   R = L/(κ D_eff/D)

    Q_c is the charge of the lithium that fills the cavities v_c, R the areal resistance of the film filled with
    an electrolyte of conductivity κ. On a bare collector what vanishes with the film is zero, and what only a
    film has (porosity, contacts, failure strain, transport) is left out, and so is what an image of a film does
    not know (layers, contacts).
    """

    equation: ClassVar[str] = "x̄ = Σᵢ xᵢ/n;  sd = √(Σᵢ (xᵢ − x̄)²/(n − 1));  Q_c = v_c F/Ω;  R = L/(κ D_eff/D)"
    units: ClassVar[dict[str, str]] = {
        "x": "of the quantity",
        "n": "1",
        "Q_c": "C/m^2",
        "v_c": "m^3/m^2",
        "F": "C/mol",
        "Ω": "m^3/mol",
        "R": "ohm m^2",
        "L": "m",
        "κ": "S/m",
        "D": "m^2/s",
    }
    references: ClassVar[tuple[str, ...]] = ("Cooper2016",)

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return the rows of the experiment ``structure``.

        Args:
            experiment: not used, there is nothing to set. sample: may be bare. design: says what is assumed.
        """
        bare = sample.electrode.membrane is None
        found = {
            name: [value(s) for s in sample.structures]
            for name, value in (OF_ANY_ELECTRODE if bare else OF_ANY_ELECTRODE | OF_A_FILM).items()
        }
        rows = [
            _row(name, values, _origin(name, sample, design))
            for name, values in found.items()
            if not any(map(math.isnan, values))
        ]
        if not bare:
            rows += [_row(name, [v(t) for t in sample.transports]) for name, v in _OF_ITS_TRANSPORT.items()]
            rows += [
                _row(
                    "membrane_resistance",
                    [t.resistance(electrolyte.conductivity) / OHM_CM2 for t in sample.transports],
                    where=condition(electrolyte=name),
                )
                for name, electrolyte in design.electrolyte.items()
            ]
            rows += _over_places(sample.structures)
        reasons = dict.fromkeys(t.reason for t in sample.transports if t.reason)
        return Outcome(observables=tuple(rows), notes=tuple(reasons))


def _indentation(structure: Structure) -> float:
    """Return the mean pressure of a rigid sphere pushed through, Pa; not a number where none was."""
    found = structure.mechanics.indentation
    return math.nan if found is None else found.mean


def _over_places(structures: Sequence[Structure]) -> list[Observable]:
    """Return what it takes to pierce the film at weak and average places, for every size of tip."""
    rows = []
    for tips in zip(*(s.mechanics.punctures for s in structures), strict=True):
        for statistic in ("mean", "fifth_percentile", "minimum"):
            where = condition(tip_radius_um=tips[0].radius / MICROMETRE, places=statistic)
            rows.append(
                _row("puncture_pressure", [getattr(t, statistic) / _MEGAPASCAL for t in tips], where=where)
            )
    pushed = [s.mechanics.indentation for s in structures if s.mechanics.indentation is not None]
    if len(pushed) == len(structures):
        where = condition(tip_radius_um=pushed[0].radius / MICROMETRE, places="minimum")
        rows.append(_row("indentation_pressure", [push.minimum / _MEGAPASCAL for push in pushed], where=where))
    return rows


def _row(quantity: str, values: Sequence[float], origin: Origin = "computed", where: str = "") -> Observable:
    row = spread(quantity, values, where, origin)
    return replace(row, value=round(float(row.value or 0), 1)) if quantity == "layers" else row


_AMOUNTS = {"mass_loading": "mass_loading", "membrane_thickness": "thickness", "layers": "layers"}
"""Quantity to the key of a membrane that fixes it."""


def _origin(quantity: str, sample: Sample, design: Design) -> Origin:
    """The amount of film is an input: it is assumed when the design says so."""
    if quantity not in _AMOUNTS or sample.electrode.membrane is None:
        return "computed"
    given = design.provenance_of(f"electrode.{sample.electrode.id}.membrane.{_AMOUNTS[quantity]}")
    return "assumed" if given is not None and given.kind == "assumed" else "computed"
