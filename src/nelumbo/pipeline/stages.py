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
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.structure.model import StructureModel
from nelumbo.structure.result import Structure
from nelumbo.transport.model import TransportModel
from nelumbo.transport.result import Transport

STRUCTURE, TRANSPORT, CYCLING, EXPERIMENT = "structure", "transport", "cycling", "experiment"
GROWTH = "growth"
STAGES = (STRUCTURE, TRANSPORT, CYCLING, EXPERIMENT, GROWTH)


def generator(seed: int, stage: str, realisation: int) -> np.random.Generator:
    """Return the random numbers of one stage and realisation, the same for every electrode.

    It is ``SeedSequence(seed).spawn(…)[stage].spawn(…)[realisation]`` without the spawning.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(STAGES.index(stage), realisation)))


def build(model: StructureModel, electrode: Electrode, seed: int, realisation: int) -> Structure:
    """Build one realisation of a film."""
    return model.build(electrode, generator(seed, STRUCTURE, realisation))


def solve(model: TransportModel, electrode: Electrode, structure: Structure) -> Transport:
    """Solve transport through one realisation."""
    return model.solve(electrode, structure)


def grow(
    law: GrownLaw, electrode: Electrode, lithium: Lithium, electrolyte: Electrolyte, *realisations: Any
) -> RoughnessTable:
    """Grow lithium under a film for a law that asks how rough it becomes.

    Args:
        realisations: all structures, then all transports.
    """
    half = len(realisations) // 2
    films = tuple(zip(realisations[:half], realisations[half:], strict=True))
    return law.grow(Grower(electrode, films, lithium, electrolyte))


def protect(
    law: StructureLaw, bare: CycleLaws, structure: Structure, transport: Transport, *growth: RoughnessTable
) -> CycleLaws:
    """Return what a cycle costs with one realisation of the film.

    Args:
        growth: how rough lithium grows under it, where the law asks for that.
    """
    return law.protect(bare, structure, transport, *growth)


def measure(
    instrument: Instrument, experiment: Any, electrode: Electrode, design: Design, *realisations: Any
) -> Outcome:
    """Do one experiment to a sample.

    Args:
        instrument: that does it. experiment: its design, ``None`` for the inspection of the film.
        electrode: of the sample. design: `narrowed` to it.
        realisations: all structures, then all transports, then all laws.
    """
    third = len(realisations) // 3
    sample = Sample(
        electrode=electrode,
        structures=realisations[:third],
        transports=realisations[third : 2 * third],
        laws=realisations[2 * third :],
    )
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
