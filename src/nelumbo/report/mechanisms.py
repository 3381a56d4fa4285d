"""What every candidate for the link between structure and cycle life says, so that no one is taken on trust."""

from __future__ import annotations

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
from nelumbo.study.ensembles import distinct, stacked


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
    known, arguments = calibration().laws, []
    protected: list[list[CycleLaws | None]] = []
    for evidence in known:
        own = numbers | dict(evidence.values)
        law, bare = structure_law(evidence.name, own), laws_from(own)
        arguments.append((law.equation, (type(law).__doc__ or "").partition("\n")[0]))
        protected.append([_protected(sample, law, bare) for sample in samples])
    tests = [test for test in results.design.experiment if isinstance(test, HalfCell)]
    told = [_efficiencies(test, protected) for test in tests]
    return [
        Mechanism(
            evidence, *argument, tuple((t.id, t.cycles, rows[k]) for t, rows in zip(tests, told, strict=True))
        )
        for k, (evidence, argument) in enumerate(zip(known, arguments, strict=True))
    ]


def _protected(sample: Sample, law: StructureLaw, bare: CycleLaws) -> CycleLaws | None:
    """Return the laws of a cycle under the first film, ``None`` where the run holds too little for the law."""
    unknown = isinstance(law, GrownLaw) and sample.electrode.membrane is not None  # a run grows nothing for it
    if unknown or not sample.structures or not sample.transports:
        return None
    return law.protect(bare, sample.structures[0], sample.transports[0])


def _efficiencies(test: HalfCell, laws: list[list[CycleLaws | None]]) -> list[tuple[str, ...]]:
    """Return the efficiency of the last cycle by the per-cycle map, in words: laws in rows, films in columns."""
    protocol = Protocol(test.current_density, test.current_density, test.capacity)
    present = [one.at(test.current_density, test.capacity) for row in laws for one in row if one is not None]
    if not present:
        return [("–",) * len(row) for row in laws]
    different, place = distinct(stacked(present))
    last = iter(run_map(different, protocol, test.cycles).efficiency[-1][place])
    return [tuple("–" if one is None else f"{100 * next(last):.2f}" for one in row) for row in laws]
