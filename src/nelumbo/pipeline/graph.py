"""A run as a graph of tasks: what is computed from what, known before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from nelumbo.cycling.grown_law import GrownLaw, growth_electrolyte
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.membrane import Membrane
from nelumbo.errors import NelumboError
from nelumbo.experiments.plating import Plating, PlatingCase
from nelumbo.fidelity import Fidelity
from nelumbo.law import Law
from nelumbo.pipeline import stages
from nelumbo.pipeline.content import code_version, digest
from nelumbo.units import MA_PER_CM2

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
    """One stage to run: ``function(*arguments, **values of its inputs)``.

    Attributes:
        id: names the task.
        function: pure, importable.
        arguments: all that it sees besides its inputs.
        needs: tasks whose values it takes.
        inputs: keys of these values, by the name under which the function takes them.
        key: of this task's content.
    """

    id: StageId
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    needs: tuple[StageId, ...]
    inputs: Mapping[str, tuple[str, ...]]
    key: str


def task(id: StageId, function: Callable[..., Any], arguments: tuple[Any, ...], **needs: Sequence[Task]) -> Task:
    """Return a task under the key of its content: stage, code, arguments and the keys of its inputs.

    Args:
        needs: tasks whose values the function takes, each name a tuple of them.
    """
    inputs = {name: tuple(each.key for each in group) for name, group in needs.items()}
    key = digest(id.stage, code_version(), function, arguments, inputs)
    return Task(id, function, arguments, tuple(each.id for group in needs.values() for each in group), inputs, key)


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
        sample = _sample(design, fidelity, electrode)
        chosen = [
            experiment
            for other, experiment in design.pairs()
            if other == electrode and fnmatchcase(f"{electrode.id}:{experiment.id}", only)
        ]
        controlled = electrode.id in plated and fnmatchcase(f"{electrode.id}:{CONTROLS}", only)
        grown = [plated[electrode.id]] if controlled else []
        growths = _growths(design, fidelity, electrode, [*chosen, *grown], sample)
        tasks += [*sample.all, *(task for group in growths.values() for task in group)]
        tasks.append(_experiment(design, fidelity, electrode, None, sample))
        for experiment in chosen:
            own = growths.get(_conditions(experiment), ())
            tasks.append(_experiment(design, fidelity, electrode, experiment, sample, own))
        if electrode.id in varied and fnmatchcase(f"{electrode.id}:{SENSITIVITY}", only):
            tasks.append(_sensitivity(design, fidelity, electrode))
        if controlled:
            own = growths.get(_conditions(grown[0]), ())
            tasks.append(_experiment(design, fidelity, electrode, grown[0], sample, own, CONTROLS))
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


@dataclass(frozen=True)
class _Sample:
    """The tasks that make a sample.

    Attributes:
        structures, transports, laws: one per realisation. growths: lithium grown for the laws, where they ask.
    """

    structures: tuple[Task, ...]
    transports: tuple[Task, ...]
    laws: tuple[Task, ...]
    growths: tuple[Task, ...] = ()

    @property
    def all(self) -> tuple[Task, ...]:
        """All of them, inputs first."""
        return (*self.structures, *self.transports, *self.growths, *self.laws)


def _sample(design: Design, fidelity: Fidelity, electrode: Electrode) -> _Sample:
    """Return the tasks that make a sample, and grow lithium where the law asks for it."""
    nameless = stages.anonymous(electrode)
    structures: list[Task] = []
    transports: list[Task] = []
    for realisation in range(fidelity.realisations):
        part = str(realisation)
        arguments = (fidelity.structure, nameless, design.seed, realisation)
        structure = task(StageId(electrode.id, stages.STRUCTURE, part), stages.build, arguments)
        id = StageId(electrode.id, stages.TRANSPORT, part)
        transports.append(task(id, stages.solve, (fidelity.transport, nameless), structures=(structure,)))
        structures.append(structure)
    growths: tuple[Task, ...] = ()
    if isinstance(fidelity.law, GrownLaw) and electrode.membrane is not None:
        any_number = replace(fidelity.law, reactivity=1.0)  # growths are the same for every number of the law
        id = StageId(electrode.id, stages.GROWTH, "all")
        grown = (any_number, nameless, design.lithium, growth_electrolyte(design))
        growths = (task(id, stages.grow, grown, structures=structures, transports=transports),)
    laws = [
        task(
            StageId(electrode.id, stages.CYCLING, str(realisation)),
            stages.protect,
            (fidelity.law, fidelity.bare),
            structures=(structure,),
            transports=(transport,),
            growths=growths,
        )
        for realisation, (structure, transport) in enumerate(zip(structures, transports, strict=True))
    ]
    return _Sample(tuple(structures), tuple(transports), tuple(laws), growths)


def _conditions(experiment: Any) -> tuple[str, float] | None:
    """Return the electrolyte and the current of a plating test, ``None`` for any other test."""
    if experiment.kind != "plating":
        return None
    return experiment.electrolyte, experiment.current_density


def _growths(
    design: Design, fidelity: Fidelity, electrode: Electrode, experiments: Sequence[Any], sample: _Sample
) -> dict[tuple[str, float] | None, tuple[Task, ...]]:
    """Return the tasks that grow lithium, by their conditions: one growth serves all tests that share them."""
    instrument = fidelity.instruments.get("plating")
    if not isinstance(instrument, Plating):
        return {}
    charges: dict[Any, set[float]] = {}
    for experiment in experiments:
        conditions = _conditions(experiment)
        if conditions is not None:
            charges.setdefault(conditions, set()).update(instrument.charges(experiment))
    found: dict[tuple[str, float] | None, tuple[Task, ...]] = {}
    for (electrolyte, current), looked_at in charges.items():
        count = instrument.growths or (1 if electrode.membrane is None else fidelity.realisations)
        nameless, liquid = stages.anonymous(electrode), design.electrolyte[electrolyte]
        case = PlatingCase(nameless, design.lithium, liquid, current, tuple(sorted(looked_at)))
        found[electrolyte, current] = tuple(
            task(
                StageId(
                    electrode.id, stages.DEPOSITION, f"{electrolyte}, {current / MA_PER_CM2:.12g} mA/cm2, {number}"
                ),
                stages.deposit,
                (instrument, number, case),
                structures=sample.structures,
                transports=sample.transports,
            )
            for number in range(count)
        )
    return found


def _experiment(
    design: Design,
    fidelity: Fidelity,
    electrode: Electrode,
    experiment: Any,
    sample: _Sample,
    growths: Sequence[Task] = (),
    besides: str = INSPECTION,
) -> Task:
    """Return the task of an experiment.

    Args:
        growths: lithium that was grown for it and others.
        besides: instrument and id of what is done to an electrode without being an experiment of the design.
    """
    own = experiment is not None and besides == INSPECTION
    kind, id = (experiment.kind, experiment.id) if own else (besides, besides)
    seen = stages.narrowed(design, electrode, experiment)
    return task(
        StageId(electrode.id, stages.EXPERIMENT, id),
        stages.measure,
        (fidelity.instruments[kind], experiment, electrode, seen),
        structures=sample.structures,
        transports=sample.transports,
        laws=sample.laws,
        growths=growths,
    )


def _sensitivity(design: Design, fidelity: Fidelity, electrode: Electrode) -> Task:
    """Return the task that builds other films; it needs none of those that are there."""
    arguments = (fidelity.instruments[SENSITIVITY], None, electrode, stages.narrowed(design, electrode, None))
    return task(StageId(electrode.id, stages.EXPERIMENT, SENSITIVITY), stages.measure, arguments)
