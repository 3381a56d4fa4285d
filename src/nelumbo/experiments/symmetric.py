"""Life of a symmetric cell: overpotential, onset of its rise, and failure."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.steps import plate
from nelumbo.cycling.symmetric_life import Life, SymmetricLife
from nelumbo.cycling.trace import CycleTrace
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.experiments.through import run_symmetric
from nelumbo.observables import condition
from nelumbo.records import CyclingRecord
from nelumbo.units import HOUR

_MILLIVOLT = 1e-3


@dataclass(frozen=True)
class Symmetric(Instrument):
    """Move the same charge to and fro between two equal electrodes.

    The cell model runs every cycle, or the per-cycle map carries the test and at each report time the cell model
    starts where the map stands and plates one half cycle. The overpotential is the magnitude of the cell's
    voltage at the middle of that half cycle, so both electrodes and the electrolyte are in it. Where the cell has
    failed before, there is no overpotential. Onset and failure after the end of the test are censored: their value
    is infinite, and so is the mean over realisations of which one is censored.

    Attributes:
        through: whether the cell model runs every cycle. life: rule of onset and failure.
        cutoff: voltage at which the cell model is given up, V.
    """

    equation: ClassVar[str] = "η(t) = |V(t + q/2j)|"
    units: ClassVar[dict[str, str]] = {"η": "V", "V": "V", "t": "s", "q": "C/m^2", "j": "A/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Wood2016",)

    life: SymmetricLife = field(default_factory=SymmetricLife)
    cutoff: float = 1.0
    through: bool = False

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return overpotentials at the report times, onset and failure, and the half cycles looked at."""
        current, charge = experiment.current_density, experiment.capacity
        protocol = Protocol(current, current, charge, experiment.preplated_capacity - charge)
        kind = _RunCell if self.through else _MappedCell
        cells = [
            kind(part, protocol, experiment, self.cutoff, k == 0)
            for k, part in enumerate(specimens(experiment, sample, design))
        ]
        records: dict[str, CyclingRecord] = {}
        notes: list[str] = []
        lives: list[Life] = []
        seen: dict[float, list[float]] = {time: [] for time in experiment.report_times}
        for k, cell in enumerate(cells):
            lives.append(cell.life(self.life))
            notes += cell.notes
            for time in experiment.report_times:
                if time >= lives[-1].failure:
                    continue
                try:
                    seen[time].append(cell.overpotential(time) / _MILLIVOLT)
                except StageError as error:
                    notes.append(f"no voltage at {time / HOUR:g} h: {error.reason}")
                    continue
                if k == 0:
                    records[f"hour_{time / HOUR:g}"] = cell.record(time)
        rows = [
            spread("overpotential", values, condition(hour=time / HOUR))
            for time, values in seen.items()
            if len(values) == len(cells)
        ]
        rows.append(spread("onset_of_rise", [life.onset / HOUR for life in lives]))
        rows.append(spread("failure", [life.failure / HOUR for life in lives]))
        return Outcome(tuple(rows), records=records, notes=tuple(notes))


class _Cell(ABC):
    """One realisation of the cell and its whole life.

    Attributes:
        trace: of the electrode that is stripped first. notes: for the report.
    """

    trace: CycleTrace
    notes: tuple[str, ...] = ()

    def __init__(self, part: Specimen, protocol: Protocol, experiment: Any, cutoff: float, kept: bool) -> None:
        self.part, self.protocol, self.cutoff, self.kept = part, protocol, cutoff, kept
        self.duration, self.times = experiment.duration, experiment.report_times
        self.cycles = math.ceil(experiment.duration / protocol.cycle_duration)

    def number(self, time: float) -> int:
        """Return how many cycles are complete at ``time``, s."""
        return min(int(time // self.protocol.cycle_duration), self.trace.inventory.size)

    @abstractmethod
    def overpotential(self, time: float) -> float:
        """Return η of the half cycle that starts at the first full cycle after ``time``, s; V."""

    @abstractmethod
    def record(self, time: float) -> CyclingRecord:
        """Return what is seen from there."""

    @abstractmethod
    def first_overpotential(self) -> float:
        """Return η of the fresh cell, V."""

    def life(self, rule: SymmetricLife) -> Life:
        """Return onset and failure, ``inf`` for what comes after the end of the test."""
        life = rule.life(self.trace, self.protocol, self.part.electrolyte, self.first_overpotential())
        return Life(*(float(t) if t <= self.duration else math.inf for t in (life.onset, life.failure)))


class _MappedCell(_Cell):
    """The per-cycle map carries the life; the cell model shows single half cycles."""

    def __init__(self, part: Specimen, protocol: Protocol, experiment: Any, cutoff: float, kept: bool) -> None:
        super().__init__(part, protocol, experiment, cutoff, kept)
        self.trace = run_map(part.laws, protocol, self.cycles)
        self._records: dict[float, CyclingRecord] = {}

    def record(self, time: float) -> CyclingRecord:
        """Return the half cycle, run at the first call."""
        if time not in self._records:
            self._records[time] = self._half_cycle(time)
        return self._records[time]

    def _half_cycle(self, time: float) -> CyclingRecord:
        from nelumbo.cell.bench import Bench
        from nelumbo.cell.life import plated_state
        from nelumbo.cell.lithium_cell import LithiumSymmetric

        cycle, protocol = self.number(time), self.protocol
        state = plated_state(self.trace, cycle, self.part.laws, protocol)
        bench = Bench(LithiumSymmetric, self.part.symmetric(state))
        result = bench.run(plate(protocol.plating_current, protocol.plating_charge, -self.cutoff))
        if not result.complete:
            raise StageError(
                f"the voltage reached {self.cutoff:g} V after {result.duration:.4g} s of a half cycle",
                "The cell has failed; report earlier times.",
            )
        count = np.full(result.time.size, float(cycle + 1))
        return CyclingRecord(result.time, -result.current, result.voltage, count)

    def overpotential(self, time: float) -> float:
        """Return η at the middle of the half cycle."""
        record = self.record(time)
        return abs(float(np.interp(record.time[-1] / 2, record.time, record.voltage)))

    def first_overpotential(self) -> float:
        """Return η of the first half cycle."""
        return self.overpotential(0.0)


class _RunCell(_Cell):
    """The cell model runs every cycle; before cycle 1 comes the half cycle that strips the working electrode."""

    def __init__(self, part: Specimen, protocol: Protocol, experiment: Any, cutoff: float, kept: bool) -> None:
        super().__init__(part, protocol, experiment, cutoff, kept)
        wanted = {min(int(t // protocol.cycle_duration) + 1, self.cycles) for t in self.times if kept}
        self.first, self.run = run_symmetric(part, protocol, self.cycles, tuple(sorted(wanted)), cutoff)
        self.trace = self.run.trace
        self.notes = tuple(note for note in (self.run.end, *self.run.remedies) if note)

    def _seen(self, time: float) -> int:
        """Return the cycle that is looked at, 0 at the beginning; the last one at the end of the test."""
        complete = self.number(time)
        return min(complete + 1, self.trace.inventory.size) if complete else 0

    def overpotential(self, time: float) -> float:
        """Return what the run has seen."""
        seen = self._seen(time)
        return float(self.run.overpotential[seen - 1]) if seen else self.first_overpotential()

    def record(self, time: float) -> CyclingRecord:
        """Return the whole cycle that begins there, or the first half cycle."""
        first, seen = self.first, self._seen(time)
        if seen:
            return self.run.records[seen]
        return CyclingRecord(first.time, -first.current, first.voltage, np.zeros(first.time.size))

    def first_overpotential(self) -> float:
        """Return η of the half cycle before cycle 1."""
        return abs(self.first.at("Voltage [V]", self.first.duration / 2))

    def life(self, rule: SymmetricLife) -> Life:
        """Return onset and failure; a cell that ended otherwise than by its inventory fails where it ended."""
        life = super().life(rule)
        if not self.run.end:
            return life
        ended = self.trace.inventory.size * self.protocol.cycle_duration
        failure = min(life.failure, ended)
        return Life(min(life.onset, failure), failure)
