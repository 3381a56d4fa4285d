"""The stages as pure functions of picklable inputs, and the parts of a design that each one sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from nelumbo.cycling.grown_law import GrownLaw
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.roughness_table import Grower, RoughnessTable
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.frozen_mapping import FrozenMapping
from nelumbo.design.lithium import Lithium
from nelumbo.design.membrane import Membrane
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.plating import Plating, PlatingCase
from nelumbo.experiments.result import Growth, Outcome, Sample
from nelumbo.structure.model import StructureModel
from nelumbo.structure.result import Structure
from nelumbo.transport.model import TransportModel
from nelumbo.transport.result import Transport

STRUCTURE, TRANSPORT, CYCLING, EXPERIMENT = "structure", "transport", "cycling", "experiment"
GROWTH, DEPOSITION = "growth", "deposition"
STAGES = (STRUCTURE, TRANSPORT, CYCLING, EXPERIMENT, GROWTH, DEPOSITION)


def generator(seed: int, stage: str, realisation: int) -> np.random.Generator:
    """Return the random numbers of one stage and realisation, the same for every electrode.

    It is ``SeedSequence(seed).spawn(…)[stage].spawn(…)[realisation]`` without the spawning.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STAGES.index(stage), realisation)))


def build(model: StructureModel, electrode: Electrode, seed: int, realisation: int) -> Structure:
    """Build one realisation of a film."""
    return model.build(electrode, generator(seed, STRUCTURE, realisation))


def solve(model: TransportModel, electrode: Electrode, *, structures: tuple[Structure]) -> Transport:
    """Solve transport through one realisation."""
    return model.solve(electrode, *structures)


def grow(
    law: GrownLaw,
    electrode: Electrode,
    lithium: Lithium,
    electrolyte: Electrolyte,
    *,
    structures: tuple[Structure, ...],
    transports: tuple[Transport, ...],
) -> RoughnessTable:
    """Grow lithium under a membrane for a law that asks how rough it becomes."""
    films = tuple(zip(structures, transports, strict=True))
    return law.grow(Grower(electrode, films, lithium, electrolyte))


def deposit(
    instrument: Plating,
    number: int,
    case: PlatingCase,
    *,
    structures: tuple[Structure, ...],
    transports: tuple[Transport, ...],
) -> Growth:
    """Grow lithium once for all plating tests at one current.

    Args:
        instrument: holds the model. number: of the growth. case: with the charges of all tests.
    """
    return instrument.grow(number, case, list(zip(structures, transports, strict=True)))


def protect(
    law: StructureLaw,
    bare: CycleLaws,
    *,
    structures: tuple[Structure],
    transports: tuple[Transport],
    growths: tuple[RoughnessTable, ...] = (),
) -> CycleLaws:
    """Return what a cycle costs with one realisation of the membrane.

    Args:
        growths: how rough lithium grows under it, where the law asks for that.
    """
    return law.protect(bare, *structures, *transports, *growths)


def measure(
    instrument: Instrument,
    experiment: Any,
    electrode: Electrode,
    design: Design,
    *,
    structures: tuple[Structure, ...] = (),
    transports: tuple[Transport, ...] = (),
    laws: tuple[CycleLaws, ...] = (),
    growths: tuple[Growth, ...] = (),
) -> Outcome:
    """Do one experiment to a sample.

    Args:
        instrument: that does it. experiment: its design, ``None`` for the inspection of the membrane.
        electrode: of the sample. design: `narrowed` to it.
        structures, transports, laws, growths: of the sample; none for an instrument that builds its own.
    """
    sample = Sample(electrode, structures, transports, laws, growths)
    return instrument.measure(experiment, sample, design)


def anonymous(electrode: Electrode) -> Electrode:
    """Return the electrode without names: equal designs are one computation, and no stage can look at a name."""
    membrane = electrode.membrane
    if isinstance(membrane, Membrane):
        membrane = membrane.model_copy(update={"same_loading_as": None})
    nameless: Electrode = electrode.model_copy(update={"id": "electrode", "membrane": membrane})
    return nameless


def narrowed(design: Design, electrode: Electrode, experiment: Any) -> Design:
    """Return the design that one experiment sees: other electrodes and experiments cannot change its result.

    Args:
        experiment: ``None`` keeps no experiment (the film is inspected).
    """
    branch = [f"electrode.{electrode.id}"] + ([] if experiment is None else [f"experiment.{experiment.id}"])
    written = {key: place for key, place in design.written_at.items() if _is_under(key, branch)}
    origins = [*branch, *written.values()]
    seen: Design = design.model_copy(
        update={
            "title": "",
            "electrode": (electrode,),
            "experiment": () if experiment is None else (experiment,),
            "written_at": FrozenMapping(written),
            "provenance": FrozenMapping({k: v for k, v in design.provenance.items() if _is_under(k, origins)}),
        }
    )
    return seen


def _is_under(key: str, places: Iterable[str]) -> bool:
    return any(key == place or key.startswith(f"{place}.") for place in places)
