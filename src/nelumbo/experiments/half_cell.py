"""Coulombic efficiency of plating and stripping on a collector against a lithium foil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.trace import CycleTrace
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import specimens
from nelumbo.experiments.spread import spread
from nelumbo.observables import Observable, condition
from nelumbo.records import CycleSummary, CyclingRecord


@dataclass(frozen=True)
class HalfCell(Instrument):
    """Plate a charge, strip to a cut-off, again and again.

    The per-cycle map of the electrode's laws carries the test; the cell model, started where the map stands,
    shows the voltage of the first and the last reported cycle.

    Attributes:
        fall_efficiency: efficiency below which a cell is falling. fall_cycles: how many cycles in a row.
    """

    equation: ClassVar[str] = "CE = q_stripped/q_plated;  fall = min{N : CE(N), …, CE(N + m − 1) < CE_fall}"
    units: ClassVar[dict[str, str]] = {"CE": "1", "CE_fall": "1", "q": "C/m^2", "N": "1", "m": "1"}
    references: ClassVar[tuple[str, ...]] = ("Adams2018",)

    fall_efficiency: float = 0.95
    fall_cycles: int = 3

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return efficiency at the report cycles, the cycle of fall, and traces of two cycles."""
        protocol = Protocol(experiment.current_density, experiment.current_density, experiment.capacity)
        runs = [run_map(laws, protocol, experiment.cycles) for laws in sample.laws]
        rows = [
            spread("coulombic_efficiency", [float(run.efficiency[n - 1]) for run in runs], condition(cycle=n))
            for n in experiment.report_cycles
        ]
        falls = [self.fall([run.efficiency for run in runs])]
        falls += [self.fall([run.efficiency]) for run in runs]
        rows.append(_fall_row(falls[0], falls[1:]))
        records: dict[str, Any] = {"cycles": _summary(runs)}
        traces, notes = _traces(experiment, sample, design, protocol, runs[0])
        return Outcome(tuple(rows), records=records | dict(traces), notes=notes)

    def fall(self, efficiencies: list[NDArray[np.float64]]) -> int | None:
        """Return the first cycle of the fall of the mean of ``efficiencies``, each of shape (cycles,)."""
        low = np.mean(efficiencies, axis=0) < self.fall_efficiency
        if low.size < self.fall_cycles:
            return None
        together = np.lib.stride_tricks.sliding_window_view(low, self.fall_cycles).all(axis=1)
        return int(np.argmax(together)) + 1 if together.any() else None


def _fall_row(mean: int | None, each: list[int | None]) -> Observable:
    found = [n for n in each if n is not None]
    if mean is None or len(found) < len(each):
        return Observable("cycle_of_fall", mean)
    return Observable("cycle_of_fall", mean, sd=spread("cycle_of_fall", found).sd)


def _summary(runs: list[CycleTrace]) -> CycleSummary:
    """Return the mean over the realisations; stripping is charge, plating discharge."""
    plated, stripped = (np.mean([getattr(run, name) for run in runs], axis=0) for name in ("plated", "stripped"))
    cycle = np.arange(1, plated.size + 1, dtype=float)
    return CycleSummary(cycle, stripped, plated, stripped / plated)


def _traces(
    experiment: Any, sample: Sample, design: Design, protocol: Protocol, trace: CycleTrace
) -> tuple[Mapping[str, CyclingRecord], tuple[str, ...]]:
    """Run the cell model over the first and the last reported cycle of the first realisation."""
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.cycling import run_cycles
    from nelumbo.cell.life import stripped_state
    from nelumbo.cell.lithium_cell import LithiumCopper

    specimen = specimens(experiment, sample, design)[0]
    records, notes = {}, []
    for cycle in sorted({1, max(experiment.report_cycles)}):
        state = stripped_state(trace, cycle - 1, specimen.laws, protocol)
        bench = Bench(LithiumCopper, specimen.against_foil(state, experiment.foil_thickness))
        try:
            run = run_cycles(bench, protocol, 1, experiment.strip_cutoff, first_cycle=cycle)
        except StageError as error:
            notes.append(f"no voltage of cycle {cycle}: {error.reason}")
            continue
        records[f"cycle_{cycle}"] = run.record
        notes.append(
            f"efficiency of cycle {cycle}: {run.summary.efficiency[0]:.5f} in the cell model, "
            f"{trace.efficiency[cycle - 1]:.5f} in the per-cycle map"
        )
    return records, tuple(notes)
