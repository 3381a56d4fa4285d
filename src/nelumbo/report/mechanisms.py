"""What every candidate for the link between structure and cycle life says, so that no one is taken on trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.cycling.grown_law import GrownLaw
from nelumbo.cycling.map import run_map
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.design.experiment import HalfCell
from nelumbo.experiments.result import Sample
from nelumbo.materials.calibration import LawEvidence, calibration
from nelumbo.pipeline import Results


@dataclass(frozen=True)
class Mechanism:
    """A structure law, its evidence and its predictions.

    Attributes:
        evidence: of its fit. equation: of the law. argument: first line of its documentation.
        efficiencies: for every half-cell experiment its id, the cycle, and one text per electrode.
    """

    evidence: LawEvidence
    equation: str
    argument: str
    efficiencies: tuple[tuple[str, int, tuple[str, ...]], ...]


def mechanisms(results: Results) -> list[Mechanism]:
    """Return the candidates of the calibration, the one in use first, with the films of this run."""
    numbers = {name: entry.value for name, entry in calibration().items()}
    samples = [results[electrode].sample for electrode in results.electrodes]
    found = []
    for evidence in calibration().laws:
        own = numbers | dict(evidence.values)
        law, bare = structure_law(evidence.name, own), laws_from(own)
        argument = (type(law).__doc__ or "").partition("\n")[0]
        found.append(
            Mechanism(evidence, law.equation, argument, tuple(_efficiencies(results, samples, law, bare)))
        )
    return found


def _efficiencies(
    results: Results, samples: list[Sample], law: StructureLaw, bare: CycleLaws
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for experiment in results.design.experiment:
        if isinstance(experiment, HalfCell):
            protocol = Protocol(experiment.current_density, experiment.current_density, experiment.capacity)
            texts = tuple(_last_efficiency(sample, law, bare, protocol, experiment.cycles) for sample in samples)
            yield experiment.id, experiment.cycles, texts


def _last_efficiency(sample: Sample, law: StructureLaw, bare: CycleLaws, protocol: Protocol, cycles: int) -> str:
    """Return the efficiency of the last cycle of the first film by the per-cycle map."""
    unknown = isinstance(law, GrownLaw) and sample.electrode.membrane is not None  # a run grows nothing for it
    if unknown or not sample.structures or not sample.transports:
        return "–"
    laws = law.protect(bare, sample.structures[0], sample.transports[0])
    return f"{100 * run_map(laws, protocol, cycles).efficiency[-1]:.2f}"
