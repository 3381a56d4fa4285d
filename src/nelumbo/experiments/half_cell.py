"""Coulombic efficiency of plating and stripping on a collector against a lithium foil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.protocols import plate_strip
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.experiments.through import run_half_cell
from nelumbo.observables import Observable, condition
from nelumbo.records import CycleSummary, CyclingRecord

Efficiencies = NDArray[np.float64]
"""Of every cycle of one realisation; shape (cycles,)."""
Traces = Mapping[str, CyclingRecord]


@dataclass(frozen=True)
class HalfCell(Instrument):
    """Plate a charge, strip to a cut-off, again and again.

    The cell model runs every cycle, or the per-cycle map of the electrode's laws carries the test and the cell
    model, started where the map stands, shows the voltage of the first and the last reported cycle. Formation
    and rests, which the map does not know, always run in the cell. A cell that ends early has no rows after that.

    Attributes:
        through: whether the cell model runs every cycle.
        fall_efficiency: efficiency below which a cell is falling. fall_cycles: how many cycles in a row.
    """

    equation: ClassVar[str] = "CE = q_stripped/q_plated;  fall = min{N : CE(N), …, CE(N + m − 1) < CE_fall}"
    units: ClassVar[dict[str, str]] = {"CE": "1", "CE_fall": "1", "q": "C/m^2", "N": "1", "m": "1"}
    references: ClassVar[tuple[str, ...]] = ("Adams2018",)

    fall_efficiency: float = 0.95
    fall_cycles: int = 3
    through: bool = False

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return efficiency at the report cycles, the cycle of fall, and traces of two cycles."""
        parts = specimens(experiment, sample, design)
        if self.through or experiment.formation_cycles or experiment.rest:
            runs, records, notes = _in_the_cell(experiment, parts)
        else:
            protocol = Protocol(experiment.current_density, experiment.current_density, experiment.capacity)
            runs = [run_map(part.laws, protocol, experiment.cycles).efficiency for part in parts]
            records, notes = _by_the_map(experiment, parts[0], protocol)
        length = min(run.size for run in runs)
        rows = [
            spread("coulombic_efficiency", [float(run[n - 1]) for run in runs], condition(cycle=n))
            for n in experiment.report_cycles
            if n <= length
        ]
        falls = [self.fall([run[:length] for run in runs])]
        falls += [self.fall([run]) for run in runs]
        rows.append(_fall_row(falls[0], falls[1:]))
        summary = _summary([run[:length] for run in runs], experiment.capacity)
        return Outcome(tuple(rows), records={"cycles": summary, **records}, notes=notes)

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


def _summary(runs: Sequence[Efficiencies], charge: float) -> CycleSummary:
    """Return the mean over the realisations; stripping is charge, plating discharge."""
    efficiency = np.mean(runs, axis=0)
    plated = np.full(efficiency.size, charge)
    cycle = np.arange(1, plated.size + 1, dtype=float)
    return CycleSummary(cycle, efficiency * plated, plated, efficiency)


def _in_the_cell(experiment: Any, parts: Sequence[Specimen]) -> tuple[list[Efficiencies], Traces, tuple[str, ...]]:
    """Run every cycle of every realisation; formation is not counted."""
    traced = tuple(sorted({1, max(experiment.report_cycles)}))
    lives = [run_half_cell(part, experiment, traced if k == 0 else ()) for k, part in enumerate(parts)]
    notes = [note for life in lives for note in (life.end, *life.remedies) if note]
    records = {f"cycle_{n}": record for n, record in lives[0].records.items()}
    return [life.trace.efficiency[experiment.formation_cycles :] for life in lives], records, tuple(notes)


def _by_the_map(experiment: Any, part: Specimen, protocol: Protocol) -> tuple[Traces, tuple[str, ...]]:
    """Run the cell model over the first and the last reported cycle, each started where the map stands."""
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.cycling import Watch, run_cycles
    from nelumbo.cell.life import stripped_state
    from nelumbo.cell.lithium_cell import LithiumCopper

    trace = run_map(part.laws, protocol, experiment.cycles)
    (steps,) = plate_strip(protocol.plating_current, protocol.plating_charge, 1, experiment.strip_cutoff)
    records, notes = {}, []
    for cycle in sorted({1, max(experiment.report_cycles)}):
        state = stripped_state(trace, cycle - 1, part.laws, protocol)
        bench = Bench(LithiumCopper, part.against_foil(state, experiment.foil_thickness))
        try:
            run = run_cycles(bench, [steps], Watch((cycle,), first=cycle))
        except StageError as error:
            notes.append(f"no voltage of cycle {cycle}: {error.reason}")
            continue
        records[f"cycle_{cycle}"] = run.records[cycle]
        notes.append(
            f"efficiency of cycle {cycle}: {run.trace.efficiency[0]:.5f} in the cell model, "
            f"{trace.efficiency[cycle - 1]:.5f} in the per-cycle map"
        )
    return records, tuple(notes)
