"""Plate and strip a cell cycle after cycle, and refuse every step that does not end as it should."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelumbo.cell.bench import Bench, Step, StepResult
from nelumbo.cycling.protocol import Protocol
from nelumbo.errors import StageError
from nelumbo.records import CycleSummary, CyclingRecord

PLATING_CUTOFF = -1.0
"""Voltage at which plating is given up, V: the counter electrode has run out of lithium."""
LONGEST_STRIP = 2.0
"""Longest strip over the time that the plating charge would take."""


@dataclass(frozen=True)
class CyclingRun:
    """What a number of cycles showed.

    Attributes:
        record: voltage and current; current is positive where it strips the working electrode, that is, where
            its potential rises ("charge" of the Battery Data Format). summary: one row per cycle, with the
            stripped charge as charge capacity and the plated one as discharge capacity.
        steps: plating and stripping of every cycle.
    """

    record: CyclingRecord
    summary: CycleSummary
    steps: tuple[tuple[StepResult, StepResult], ...]


def run_cycles(
    bench: Bench, protocol: Protocol, cycles: int, strip_cutoff: float, first_cycle: int = 1
) -> CyclingRun:
    """Run ``cycles`` cycles.

    Args:
        bench: with the cell. protocol: without reserve, each strip goes to the cut-off; with one, it takes the
            plating charge. strip_cutoff: V above 0. first_cycle: count of the first cycle in the record.

    Raises:
        StageError: a step ended otherwise than it should, or the solver failed; names cycle and step.
    """
    pairs = [_cycle(bench, protocol, strip_cutoff, first_cycle + k) for k in range(cycles)]
    plated = np.array([_charge(plate) for plate, _ in pairs])
    stripped = np.array([-_charge(strip) for _, strip in pairs])
    number = np.arange(first_cycle, first_cycle + cycles, dtype=float)
    flat = [(step, number[k]) for k, pair in enumerate(pairs) for step in pair]
    record = CyclingRecord(
        time=np.concatenate([step.time for step, _ in flat]),
        current=-np.concatenate([step.current for step, _ in flat]),
        voltage=np.concatenate([step.voltage for step, _ in flat]),
        cycle=np.concatenate([np.full(step.time.size, n) for step, n in flat]),
    )
    return CyclingRun(record, CycleSummary(number, stripped, plated, stripped / plated), tuple(pairs))


def _cycle(bench: Bench, protocol: Protocol, strip_cutoff: float, number: int) -> tuple[StepResult, StepResult]:
    whole = protocol.reserve is not None
    time = protocol.plating_charge / protocol.plating_current
    try:
        plate = bench.run(Step(protocol.plating_current, time, low=PLATING_CUTOFF))
    except StageError as error:
        raise StageError(f"Plating of cycle {number}: {error.reason}", error.remedy) from error
    if not plate.complete:
        raise StageError(
            f"Plating of cycle {number} reached {PLATING_CUTOFF:g} V before its charge.",
            "Give the counter electrode more lithium or lower the current.",
        )
    time = protocol.plating_charge / protocol.stripping_current * (1.0 if whole else LONGEST_STRIP)
    try:
        strip = bench.run(Step(-protocol.stripping_current, time, high=strip_cutoff))
    except StageError as error:
        raise StageError(f"Stripping of cycle {number}: {error.reason}", error.remedy) from error
    if strip.complete != whole:
        raise StageError(
            f"Stripping of cycle {number} "
            + (
                f"reached {strip_cutoff:g} V before its charge: the lithium has run out."
                if whole
                else "never ended."
            ),
            "Report fewer cycles or start with more lithium." if whole else "Lower the cut-off voltage.",
        )
    return plate, strip


def _charge(step: StepResult) -> float:
    """Return the charge of a step at constant current, C/m²."""
    return float(step.current[-1] * (step.time[-1] - step.time[0]))
