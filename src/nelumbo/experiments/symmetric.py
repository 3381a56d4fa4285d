"""Life of a symmetric cell: overpotential, onset of its rise, and failure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.symmetric_life import Life, SymmetricLife
from nelumbo.cycling.trace import CycleTrace
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.observables import condition
from nelumbo.records import CyclingRecord
from nelumbo.units import HOUR

_MILLIVOLT = 1e-3


@dataclass(frozen=True)
class Symmetric(Instrument):
    """Move the same charge to and fro between two equal electrodes.

    The per-cycle map carries the test; at each report time the cell model starts where the map stands and plates
    one half cycle. The overpotential is the magnitude of the cell's voltage at the middle of that half cycle, so
    both electrodes and the electrolyte are in it. Where the cell has failed before, there is no overpotential.

    Attributes:
        life: rule of onset and failure. cutoff: voltage at which the cell model is given up, V.
    """

    equation: ClassVar[str] = "η(t) = |V(t + q/2j)|"
    units: ClassVar[dict[str, str]] = {"η": "V", "V": "V", "t": "s", "q": "C/m^2", "j": "A/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Wood2016",)

    life: SymmetricLife = field(default_factory=SymmetricLife)
    cutoff: float = 1.0

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return overpotentials at the report times, onset and failure, and the half cycles looked at."""
        current, charge = experiment.current_density, experiment.capacity
        protocol = Protocol(current, current, charge, experiment.preplated_capacity - charge)
        cycles = math.ceil(experiment.duration / protocol.cycle_duration)
        cells = [
            _Cell(specimen, protocol, run_map(specimen.laws, protocol, cycles), self.cutoff)
            for specimen in specimens(experiment, sample, design)
        ]
        records: dict[str, CyclingRecord] = {}
        notes: list[str] = []
        lives: list[Life] = []
        seen: dict[float, list[float]] = {time: [] for time in experiment.report_times}
        for k, cell in enumerate(cells):
            lives.append(cell.life(self.life, experiment.duration))
            for time in experiment.report_times:
                if time >= lives[-1].failure:
                    continue
                try:
                    record = cell.half_cycle(time)
                except StageError as error:
                    notes.append(f"no voltage at {time / HOUR:g} h: {error.reason}")
                    continue
                seen[time].append(_middle(record) / _MILLIVOLT)
                if k == 0:
                    records[f"hour_{time / HOUR:g}"] = record
        rows = [
            spread("overpotential", values, condition(hour=time / HOUR))
            for time, values in seen.items()
            if len(values) == len(cells)
        ]
        rows.append(spread("onset_of_rise", [life.onset / HOUR for life in lives]))
        rows.append(spread("failure", [life.failure / HOUR for life in lives]))
        return Outcome(tuple(rows), records=records, notes=tuple(notes))


@dataclass(frozen=True)
class _Cell:
    """One realisation of the cell and its whole life by the per-cycle map."""

    specimen: Specimen
    protocol: Protocol
    trace: CycleTrace
    cutoff: float

    def half_cycle(self, time: float) -> CyclingRecord:
        """Return the half cycle that starts at the first full cycle after ``time``, s."""
        from nelumbo.cell.bench import Bench, Step
        from nelumbo.cell.life import plated_state
        from nelumbo.cell.lithium_cell import LithiumSymmetric

        cycle = min(int(time // self.protocol.cycle_duration), self.trace.inventory.size)
        state = plated_state(self.trace, cycle, self.specimen.laws, self.protocol)
        bench = Bench(LithiumSymmetric, self.specimen.symmetric(state))
        half = self.protocol.cycle_duration / 2
        result = bench.run(Step(self.protocol.plating_current, half, low=-self.cutoff))
        if not result.complete:
            raise StageError(
                f"the voltage reached {self.cutoff:g} V after {result.time[-1]:.4g} s of a half cycle",
                "The cell has failed; report earlier times.",
            )
        count = np.full(result.time.size, float(cycle + 1))
        return CyclingRecord(result.time, -result.current, result.voltage, count)

    def life(self, rule: SymmetricLife, duration: float) -> Life:
        """Return onset and failure, ``inf`` for what comes after the end of the test."""
        start = _middle(self.half_cycle(0.0))
        life = rule.life(self.trace, self.protocol, self.specimen.electrolyte, start)
        return Life(*(float(t) if t <= duration else math.inf for t in (life.onset, life.failure)))


def _middle(record: CyclingRecord) -> float:
    """Return |V| at the middle of a record, V."""
    return abs(float(np.interp(record.time[-1] / 2, record.time, record.voltage)))
