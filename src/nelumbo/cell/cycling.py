"""Run a cell cycle after cycle, however long, and refuse every step that does not end as it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.cell.bench import Bench, CellEndedError, StepResult
from nelumbo.cell.checkpoint import Checkpoint
from nelumbo.cycling.steps import CurrentStep, Cycle, End, Step
from nelumbo.cycling.trace import CycleTrace
from nelumbo.errors import StageError
from nelumbo.records import CycleSummary, CyclingRecord

Array = NDArray[np.float64]

_WATCHED = {
    "dead": "dead lithium [C.m-2]",
    "sei_charge": "SEI charge consumed [C.m-2]",
    "film": "film charge [C.m-2]",
    "retained": "retained roughness [m]",
    "fresh": "fresh roughness [m]",
    "inventory": "lithium [C.m-2]",
    "plated": "plated charge [C.m-2]",
    "stripped": "stripped charge [C.m-2]",
}
"""State of the working electrode, by its name in a `CycleTrace`."""
_COLUMNS = (*(field.name for field in fields(CycleTrace)), "overpotential")


@dataclass(frozen=True)
class Watch:
    """What is kept of a long test besides one row of scalars per cycle.

    Attributes:
        traced: cycles whose voltage and current are kept. first: count of the first cycle.
        checkpoint: file to continue from and to write to; ``None`` keeps none. every: cycles between two writings.
        progress: called with the cycles done and all of them after every ``every`` cycles.
    """

    traced: tuple[int, ...] = ()
    first: int = 1
    checkpoint: Path | None = None
    every: int = 50
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True)
class CyclingRun:
    """What a number of cycles showed.

    Attributes:
        trace: one row per cycle, like that of the per-cycle map; a last strip that came to its cut-off instead of
            its charge is in it, as not complete. overpotential: |V| at the middle of each cycle's first step, V.
        records: voltage and current of the traced cycles; current is positive where it strips the working
            electrode, that is, where its potential rises ("charge" of the Battery Data Format).
        first: count of the first cycle. end: why it ended before the last cycle, else empty.
        remedies: what the solver had to be helped with, with the cycle.
    """

    trace: CycleTrace
    overpotential: Array
    records: Mapping[int, CyclingRecord]
    first: int
    end: str
    remedies: tuple[str, ...]

    @property
    def summary(self) -> CycleSummary:
        """One row per cycle: the stripped charge is the charge capacity, the plated one the discharge capacity."""
        trace = self.trace
        number = self.first + np.arange(trace.efficiency.size, dtype=float)
        return CycleSummary(number, trace.stripped, trace.plated, trace.efficiency)


def run_cycles(bench: Bench, cycles: Sequence[Cycle], watch: Watch = Watch()) -> CyclingRun:
    """Run ``cycles`` on the bench until the last, or until the cell ends.

    A run that is killed goes on from its checkpoint, to the same bits.

    Raises:
        StageError: the solver failed in spite of its remedies, or the checkpoint is of another test.
    """
    run = _Run(bench, cycles, watch)
    run.restore()
    run.go()
    return run.result()


class _Run:
    """A long test on its way: rows, records and remedies so far."""

    def __init__(self, bench: Bench, cycles: Sequence[Cycle], watch: Watch) -> None:
        self.bench, self.cycles, self.watch = bench, cycles, watch
        self.rows: list[list[float]] = []
        self.records: dict[int, CyclingRecord] = {}
        self.remedies: list[str] = []
        self.end = ""
        self.checkpoint = watch.checkpoint and Checkpoint(watch.checkpoint, repr((bench.identity, tuple(cycles))))

    def restore(self) -> None:
        """Go on from the checkpoint where there is one."""
        found = self.checkpoint.read() if self.checkpoint else None
        if found is None:
            return
        self.rows, self.remedies, self.end = found["rows"].tolist(), found["remedies"].tolist(), str(found["end"])
        names = [field.name for field in fields(CyclingRecord)]
        numbers = {int(key.removeprefix("cycle_")) for key in found if key.startswith("cycle_")}
        self.records = {n: CyclingRecord(**dict(zip(names, found[f"cycle_{n}"], strict=True))) for n in numbers}
        self.bench.resume(found["state"], float(found["time"]))

    def save(self) -> None:
        """Write the checkpoint and tell the observer."""
        done = len(self.rows)
        if self.checkpoint:
            names = [field.name for field in fields(CyclingRecord)]
            traces = {f"cycle_{n}": [getattr(r, name) for name in names] for n, r in self.records.items()}
            self.checkpoint.write(
                rows=self.rows,
                remedies=np.array(self.remedies, dtype=str),
                end=self.end,
                state=self.bench.state,
                time=self.bench.time,
                **traces,
            )
        if self.watch.progress:
            self.watch.progress(done, len(self.cycles))

    def go(self) -> None:
        """Run what is left."""
        while len(self.rows) < len(self.cycles) and not self.end:
            number = self.watch.first + len(self.rows)
            row, self.end = self.cycle(self.cycles[len(self.rows)], number)
            if row is not None:
                self.rows.append(row)
            if self.end or len(self.rows) % self.watch.every == 0 or len(self.rows) == len(self.cycles):
                self.save()

    def cycle(self, steps: Cycle, number: int) -> tuple[list[float] | None, str]:
        """Run one cycle; return its row, none where it cannot be counted, and why the cell ended, if it did."""
        results: list[StepResult] = []
        plated = stripped = fresh = middle = 0.0
        before, complete, end = self.counters(), True, ""
        for step in steps:
            try:
                result = self.bench.run(step)
            except CellEndedError as error:
                return None, f"{_what(step)} of cycle {number}: {error.reason}"
            if result.remedy:
                self.remedies.append(f"{_what(step)} of cycle {number}: {result.remedy}")
            after = self.counters()
            moved = _moved(step, result, before, after)
            plated, stripped, before = plated + moved[0], stripped + moved[1], after
            if moved[0] > moved[1]:
                fresh = after["fresh"]
            if not results:
                middle = abs(result.at("Voltage [V]", result.duration / 2))
            results.append(result)
            if step.end is not End.EITHER and result.complete != (step.end is End.DURATION):
                end = _wrong_end(step, number)
                if not _stripped_dry(step):
                    return None, end
                complete = False
                break
        if number in self.watch.traced:
            self.records[number] = _record(results, number)
        row = before | {"plated": plated, "stripped": stripped, "fresh": fresh, "overpotential": middle}
        row |= {"efficiency": stripped / plated if plated else np.nan, "complete": float(complete)}
        return [row[name] for name in _COLUMNS], end

    def counters(self) -> dict[str, float]:
        """Return the state of the working electrode, zeros before the first step."""
        if self.bench.time == 0:
            return dict.fromkeys(_WATCHED, 0.0)
        found = self.bench.watch(*(f"Working electrode {name}" for name in _WATCHED.values()))
        return dict(zip(_WATCHED, found.values(), strict=True))

    def result(self) -> CyclingRun:
        """Return what was seen.

        Raises:
            StageError: not one cycle could be run.
        """
        if not self.rows:
            raise StageError(
                f"No cycle could be run. {self.end}", "Lower the current, or start with more lithium."
            )
        columns: dict[str, Any] = dict(zip(_COLUMNS, np.array(self.rows).T, strict=True))
        overpotential = columns.pop("overpotential")
        columns["complete"] = columns["complete"].astype(bool)
        return CyclingRun(
            CycleTrace(**columns), overpotential, self.records, self.watch.first, self.end, tuple(self.remedies)
        )


def _moved(
    step: Step, result: StepResult, before: dict[str, float], after: dict[str, float]
) -> tuple[float, float]:
    """Return the charges that a step plated and stripped, C/m²: to the last digit where the current is given."""
    if isinstance(step, CurrentStep):
        charge = step.current * result.duration
        return max(charge, 0.0), max(-charge, 0.0)
    return after["plated"] - before["plated"], after["stripped"] - before["stripped"]


def _stripped_dry(step: Step) -> bool:
    """Whether ``step`` strips a given charge, so that an early end tells how much lithium there was."""
    return isinstance(step, CurrentStep) and step.current < 0 and step.end is End.DURATION


def _what(step: Step) -> str:
    if not isinstance(step, CurrentStep):
        return "The voltage step"
    return "Plating" if step.current > 0 else "Stripping" if step.current < 0 else "The rest"


def _wrong_end(step: Step, number: int) -> str:
    what = f"{_what(step)} of cycle {number}"
    if step.end is End.CUTOFF:
        return f"{what} did not reach its cut-off within {step.duration:.4g} s."
    if isinstance(step, CurrentStep) and step.current:
        cutoff, side = (step.low, "counter") if step.current > 0 else (step.high, "working")
        return f"{what} reached {cutoff:g} V before its charge: the lithium of the {side} electrode has run out."
    return f"{what} ended before its time."


def _record(results: Sequence[StepResult], number: int) -> CyclingRecord:
    time, current, voltage = (
        np.concatenate([getattr(result, name) for result in results]) for name in ("time", "current", "voltage")
    )
    return CyclingRecord(time, -current, voltage, np.full(time.size, float(number)))
