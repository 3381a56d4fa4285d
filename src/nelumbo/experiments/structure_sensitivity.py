"""What the film would be if the values that nobody stated were others."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.membrane import Membrane, StickingDrop
from nelumbo.design.particle import Aggregate, HollowMultishelled, SolidSphere
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.experiments.structure import OF_A_FILM, OF_ANY_ELECTRODE
from nelumbo.observables import Observable, condition
from nelumbo.structure.mechanics import FilmMechanics
from nelumbo.structure.model import StructureModel
from nelumbo.structure.network.tearing import Tearing
from nelumbo.structure.packed import PackedSpheres
from nelumbo.structure.result import Structure
from nelumbo.units import MICROMETRE

AS_DESIGNED = ""
"""Condition of the rows of the film as it is designed."""

Change = Callable[[Membrane, float], Membrane | None]
"""Returns the membrane with another value, ``None`` where it has no such value."""


def _shell_gap(membrane: Membrane, factor: float) -> Membrane | None:
    """Change the gaps between shells by a factor; the outermost shell stays."""
    particle = membrane.particle
    if not isinstance(particle, HollowMultishelled) or len(particle.shell_outer_radii) == 1:
        return None
    radii = [particle.outer_radius]
    for outside, inside in pairwise(particle.walls()):
        radii.append(radii[-1] - particle.shell_thickness - factor * (outside.inner - inside.outer))
    return _with_particle(membrane, particle.model_copy(update={"shell_outer_radii": tuple(radii)}))


def _shell_porosity(membrane: Membrane, value: float) -> Membrane | None:
    particle = membrane.particle
    if not isinstance(particle, HollowMultishelled):
        return None
    return _with_particle(membrane, particle.model_copy(update={"shell_porosity": value}))


def _inner_share(membrane: Membrane, value: float) -> Membrane | None:
    if len(membrane.particle.primary.walls()) == 1:
        return None
    return membrane.model_copy(update={"inner_share": value})


def _diameter(membrane: Membrane, factor: float) -> Membrane | None:
    particle = membrane.particle
    if not isinstance(particle, SolidSphere):
        return None
    return _with_particle(membrane, particle.model_copy(update={"diameter": factor * particle.diameter}))


def _aggregates(membrane: Membrane, diameter: float) -> Membrane | None:
    """Let compact spheres come in rigid aggregates of a diameter, µm."""
    particle = membrane.particle
    if not isinstance(particle, SolidSphere):
        return None
    aggregate = Aggregate.model_construct(
        shape="aggregate", primary=particle, diameter=diameter * MICROMETRE, size_variation=0.0
    )
    return _with_particle(membrane, aggregate)


def _sticking(membrane: Membrane, value: float) -> Membrane | None:
    packing = membrane.packing
    if not isinstance(packing, StickingDrop):
        return None
    return membrane.model_copy(update={"packing": packing.model_copy(update={"sticking_probability": value})})


def _size_variation(membrane: Membrane, value: float) -> Membrane | None:
    return _with_particle(membrane, membrane.particle.model_copy(update={"size_variation": value}))


def _binder_fraction(membrane: Membrane, value: float) -> Membrane | None:
    return membrane.model_copy(update={"binder": membrane.binder.model_copy(update={"mass_fraction": value})})


def _neck_share(membrane: Membrane, value: float) -> Membrane | None:
    return membrane.model_copy(update={"binder": membrane.binder.model_copy(update={"neck_share": value})})


def _with_particle(membrane: Membrane, particle: Any) -> Membrane:
    changed: Membrane = membrane.model_copy(update={"particle": particle})
    return changed


CHANGES: dict[str, tuple[Change, tuple[float, float]]] = {
    "shell_gap_factor": (_shell_gap, (0.7, 1.3)),
    "diameter_factor": (_diameter, (0.7, 1.5)),
    "aggregate_um": (_aggregates, (0.2, 0.4)),
    "sticking_probability": (_sticking, (0.2, 0.6)),
    "size_variation": (_size_variation, (0.05, 0.1)),
    "binder_mass_fraction": (_binder_fraction, (0.05, 0.13)),
    "neck_share": (_neck_share, (0.1, 0.6)),
    "shell_porosity": (_shell_porosity, (0.1, 0.5)),
    "inner_share": (_inner_share, (0.0, 1.0)),
}
"""Key of the condition to the change and the two values tried; the mass loading stays."""


def quick_films() -> PackedSpheres:
    """Return a model of smaller films without image and indentation, for many of them."""
    mechanics = FilmMechanics(tearing=Tearing(fallen=0.7), sites=0)
    return PackedSpheres(smallest_box=1e-6, most_particles=1000, with_image=False, mechanics=mechanics)


@dataclass(frozen=True)
class StructureSensitivity(Instrument):
    """The film built again with one unstated value changed at a time, from the same random numbers.

    x̄ = Σᵢ xᵢ/n for each change;  effect = x̄(changed)/x̄(as designed) − 1

    The mass loading is kept: more metal per particle means fewer particles. A change that cannot be built (more
    binder than void) is noted and left out.

    Attributes:
        model: builds the films. realisations: films per change, n.
    """

    equation: ClassVar[str] = "x̄ = Σᵢ xᵢ/n;  effect = x̄(changed)/x̄(as designed) − 1"
    units: ClassVar[dict[str, str]] = {"x": "of the quantity", "x̄": "of the quantity", "n": "1", "effect": "1"}
    references: ClassVar[tuple[str, ...]] = ("Saltelli2008",)

    model: StructureModel = field(default_factory=quick_films)
    realisations: int = 1

    def loops(self, electrode: Electrode) -> frozenset[str]:
        """Return the modules of compiled loops that the film and its variants take."""
        return frozenset().union(*(self.model.loops(variant) for _, variant in variants(electrode)))

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return the rows of the film as designed and of every change.

        Args:
            experiment: not used. sample: its electrode has a membrane of particles. design: gives the seed.
        """
        rows, notes = [], []
        builds = [self.model.repeated(partial(_random, design.seed, n)) for n in range(self.realisations)]
        for where, electrode in variants(sample.electrode):
            try:
                films = [build(electrode) for build in builds]
            except StageError as error:
                notes.append(f"{where} cannot be built: {error}")
                continue
            rows += _rows(films, where)
        return Outcome(observables=tuple(rows), notes=tuple(notes))

    def build(self, electrode: Electrode, seed: int, realisation: int) -> Structure:
        """Return a film; every variant sees the same random numbers."""
        return self.model.build(electrode, _random(seed, realisation))


def _random(seed: int, realisation: int) -> np.random.Generator:
    return np.random.default_rng((seed, realisation))


def variants(electrode: Electrode) -> Iterator[tuple[str, Electrode]]:
    """Yield the electrode as designed and with every change that its membrane has, each with its condition."""
    yield AS_DESIGNED, electrode
    membrane = electrode.membrane
    if not isinstance(membrane, Membrane):
        return
    for key, (change, values) in CHANGES.items():
        for value in values:
            changed = change(membrane, value)
            if changed is not None and not list(changed.particle.faults()):
                yield condition(**{key: value}), electrode.model_copy(update={"membrane": changed})


def _rows(films: Sequence[Structure], where: str) -> list[Observable]:
    found = {name: [value(film) for film in films] for name, value in (OF_ANY_ELECTRODE | OF_A_FILM).items()}
    return [spread(name, values, where) for name, values in found.items() if not any(map(math.isnan, values))]
