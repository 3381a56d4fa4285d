"""A run as a graph of tasks: what is computed from what, known before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from nelumbo.cycling.grown_law import GrownLaw, growth_electrolyte
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.membrane import Membrane
from nelumbo.errors import NelumboError
from nelumbo.fidelity import Fidelity
from nelumbo.law import Law
from nelumbo.pipeline import stages
from nelumbo.pipeline.content import code_version, digest

INSPECTION = "structure"
"""Id of the experiment that every electrode takes part in: looking at the film."""

SENSITIVITY = "structure_sensitivity"
CONTROLS = "growth_controls"
"""Id of the experiment that every film of particles takes part in: building it again with other values."""


@dataclass(frozen=True, order=True)
class StageId:
    """Which stage of which branch.

    Attributes:
        electrode: id. stage: one of `stages.STAGES`. part: number of the realisation, or id of the experiment.
    """

    electrode: str
    stage: str
    part: str

    def __str__(self) -> str:
        return f"{self.electrode}: {self.stage} {self.part}"


@dataclass(frozen=True)
class Task:
    """One stage to run: ``function(*arguments, *values of needs)``.

    Attributes:
        id: names the task. function: pure, importable. arguments: all that it sees besides its inputs.
        needs: tasks whose values it takes, in this order. inputs: their keys. key: of this task's content.
    """

    id: StageId
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    needs: tuple[StageId, ...]
    inputs: tuple[str, ...]
    key: str


def task(
    id: StageId, function: Callable[..., Any], arguments: tuple[Any, ...], needs: Sequence[Task] = ()
) -> Task:
    """Return a task under the key of its content: stage, code, arguments and the keys of its inputs."""
    inputs = tuple(need.key for need in needs)
    key = digest(id.stage, code_version(), function, arguments, inputs)
    return Task(id, function, arguments, tuple(need.id for need in needs), inputs, key)


def loops_of(tasks: Sequence[Task]) -> set[str]:
    """Return the modules of compiled loops that tasks call, as their laws and models declare them."""
    found: set[str] = set()
    for each in tasks:
        electrode = next((a for a in each.arguments if isinstance(a, Electrode)), None)
        for argument in each.arguments:
            if isinstance(argument, Law) and electrode is not None:
                found |= argument.loops(electrode)
    return found


def plan(design: Design, fidelity: Fidelity, only: str = "*") -> tuple[Task, ...]:
    """Return the tasks of a run, inputs first.

    Args:
        only: pattern of ``electrode:experiment``; the films are built and inspected in any case, and built again
            with other values, or lithium grown on them again without a rule, where it fits.

    Raises:
        NelumboError: the pattern fits no experiment.
    """
    varied = [
        electrode.id
        for electrode in design.electrode
        if isinstance(electrode.membrane, Membrane) and SENSITIVITY in fidelity.instruments
    ]
    names = [f"{electrode.id}:{INSPECTION}" for electrode in design.electrode]
    names += [f"{id}:{SENSITIVITY}" for id in varied]
    plated = _first_plating(design) if CONTROLS in fidelity.instruments else {}
    names += [f"{id}:{CONTROLS}" for id in plated]
    names += [f"{electrode.id}:{experiment.id}" for electrode, experiment in design.pairs()]
    if not any(fnmatchcase(name, only) for name in names):
        raise NelumboError(_nothing_fits(only, names))
    tasks: list[Task] = []
    for electrode in design.electrode:
        growth, sample = _sample(design, fidelity, electrode)
        chosen = [
            experiment
            for other, experiment in design.pairs()
            if other == electrode and fnmatchcase(f"{electrode.id}:{experiment.id}", only)
        ]
        tasks += sample[: 2 * fidelity.realisations] + growth + sample[2 * fidelity.realisations :]
        tasks.append(_experiment(design, fidelity, electrode, None, sample))
        tasks += [_experiment(design, fidelity, electrode, experiment, sample) for experiment in chosen]
        if electrode.id in varied and fnmatchcase(f"{electrode.id}:{SENSITIVITY}", only):
            tasks.append(_sensitivity(design, fidelity, electrode))
        if electrode.id in plated and fnmatchcase(f"{electrode.id}:{CONTROLS}", only):
            tasks.append(_experiment(design, fidelity, electrode, plated[electrode.id], sample, CONTROLS))
    return tuple(tasks)


def _first_plating(design: Design) -> dict[str, Any]:
    """Return the first plating test of every electrode that has one, by its id."""
    platings = [(electrode.id, test) for electrode, test in design.pairs() if test.kind == "plating"]
    return dict(reversed(platings))


def _nothing_fits(only: str, names: Sequence[str]) -> str:
    """Say which patterns fit something; one half of a name is a pattern without its other half."""
    near = [whole for whole in (f"{only}:*", f"*:{only}") if any(fnmatchcase(name, whole) for name in names)]
    electrodes, experiments = (dict.fromkeys(half) for half in zip(*(n.split(":") for n in names), strict=True))
    known = f"the electrodes {', '.join(electrodes)} and the experiments {', '.join(experiments)}"
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"no experiment fits the pattern {only!r} of electrode:experiment; {hint}There are {known}"


def _sample(design: Design, fidelity: Fidelity, electrode: Electrode) -> tuple[list[Task], list[Task]]:
    """Return the task that grows lithium where the law asks for it, and those that make a sample.

    These are all structures, all transports, all laws.
    """
    nameless = stages.anonymous(electrode)
    structures: list[Task] = []
    transports: list[Task] = []
    for realisation in range(fidelity.realisations):
        part = str(realisation)
        structure = task(
            StageId(electrode.id, stages.STRUCTURE, part),
            stages.build,
            (fidelity.structure, nameless, design.seed, realisation),
        )
        transport = task(
            StageId(electrode.id, stages.TRANSPORT, part),
            stages.solve,
            (fidelity.transport, nameless),
            (structure,),
        )
        structures.append(structure)
        transports.append(transport)
    growth = []
    if isinstance(fidelity.law, GrownLaw) and electrode.membrane is not None:
        any_number = replace(fidelity.law, reactivity=1.0)  # growths are the same for every number of the law
        arguments = (any_number, nameless, design.lithium, growth_electrolyte(design))
        id = StageId(electrode.id, stages.GROWTH, "all")
        growth = [task(id, stages.grow, arguments, structures + transports)]
    laws = [
        task(
            StageId(electrode.id, stages.CYCLING, str(realisation)),
            stages.protect,
            (fidelity.law, fidelity.bare),
            (structure, transport, *growth),
        )
        for realisation, (structure, transport) in enumerate(zip(structures, transports, strict=True))
    ]
    return growth, structures + transports + laws


def _experiment(
    design: Design,
    fidelity: Fidelity,
    electrode: Electrode,
    experiment: Any,
    sample: Sequence[Task],
    besides: str = INSPECTION,
) -> Task:
    """Return the task of an experiment.

    Args:
        besides: instrument and id of what is done to an electrode without being an experiment of the design.
    """
    own = experiment is not None and besides == INSPECTION
    kind, id = (experiment.kind, experiment.id) if own else (besides, besides)
    arguments = (
        fidelity.instruments[kind],
        experiment,
        electrode,
        stages.narrowed(design, electrode, experiment),
    )
    return task(StageId(electrode.id, stages.EXPERIMENT, id), stages.measure, arguments, sample)


def _sensitivity(design: Design, fidelity: Fidelity, electrode: Electrode) -> Task:
    """Return the task that builds other films; it needs none of those that are there."""
    arguments = (fidelity.instruments[SENSITIVITY], None, electrode, stages.narrowed(design, electrode, None))
    return task(StageId(electrode.id, stages.EXPERIMENT, SENSITIVITY), stages.measure, arguments)
