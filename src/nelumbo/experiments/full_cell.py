"""Cycle lithium against a cathode at constant rate."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nelumbo.design.design import Design
from nelumbo.experiments.assembly import AH_PER_KG, assemble, utilisation
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.observables import Observable, condition
from nelumbo.records import CycleSummary, Record

if TYPE_CHECKING:
    from nelumbo.cell.full_ageing import AgeingCell
    from nelumbo.cell.full_cell import CellCycle

Life = list["CellCycle"]


@dataclass(frozen=True)
class FullCell(Instrument):
    """Charge to the upper, discharge to the lower cut-off at the same constant current, again and again.

    An activation cycle at its own rate comes before cycle 1, which therefore charges what that rate took out and
    gives back what its own rate can: its efficiency is low without a loss. The cell model runs every cycle, or
    the per-cycle map of the anode's laws and the fade of the cathode carry the cell from one reported cycle to the
    next; each of these is run in the cell model, from the charged cell at rest through a discharge that belongs to
    the cycle before. Nothing is interpolated: then the records hold the reported cycles only. A cell that takes no
    charge any more has the capacity 0 and no efficiency.

    Attributes:
        through: whether the cell model runs every cycle.
        fade: share of the cathode lost per cycle; ``None`` takes the calibrated one.
        utilisation: share of the cathode that takes part; ``None`` takes the calibrated one.
    """

    equation: ClassVar[str] = (
        "Q = u q_d/m;  CE = q_d/q_c;  retention = Q(N₂)/Q(N₁);  decay = 100 (1 − retention)/(N₂ − N₁)"
    )
    units: ClassVar[dict[str, str]] = {
        "Q": "C/kg",
        "u": "1",
        "q_d": "C/m^2",
        "q_c": "C/m^2",
        "m": "kg/m^2",
        "CE": "1",
        "N₁": "1",
        "N₂": "1",
        "decay": "% per cycle",
    }
    references: ClassVar[tuple[str, ...]] = ("Edge2021", "Sulzer2021")

    fade: float | None = None
    utilisation: float | None = None
    through: bool = False

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return capacity and efficiency at the report cycles, retention, decay, and traces of two cycles."""
        cathode = design.cathode[experiment.cathode]
        plan = (experiment.c_rate, experiment.cycles)
        cells = assemble(experiment, sample, design, cathode, plan, self.fade, self.through)
        share = self.utilisation
        if share is None:
            share = utilisation(design, sample.electrode.id, experiment.id)
        activation = experiment.activation_c_rate * cathode.one_c_current
        numbers = experiment.report_cycles
        if self.through:
            lives, summary, notes = _run_through(cells, numbers, activation)
        else:
            lives = [
                [cell.cycle(n, settle_current=activation if n == 1 else None) for n in numbers] for cell in cells
            ]
            summary, notes = _summary(numbers, lives), _exhaustion(cells[0])
        scale = share / cathode.active_loading / AH_PER_KG
        rows: list[Observable] = []
        for k, n in enumerate(numbers):
            where = condition(c_rate=experiment.c_rate, cycle=n)
            capacities = [scale * life[k].discharge.capacity for life in lives]
            rows.append(spread("discharge_capacity", capacities, where))
            rows.append(_known("coulombic_efficiency", [life[k].efficiency for life in lives], where))
        rows += _loss(numbers, lives, condition(c_rate=experiment.c_rate))
        first = lives[0]
        records: dict[str, Record] = {"cycles": summary}
        for k in sorted({0, len(numbers) - 1}):
            if first[k].charge.capacity:
                records[f"cycle_{numbers[k]}"] = first[k].record(numbers[k])
        return Outcome(tuple(rows), records, notes=(*_activation(experiment), *notes, *_shortages(numbers, first)))


def _run_through(
    cells: list[AgeingCell], numbers: tuple[int, ...], activation: float
) -> tuple[list[Life], CycleSummary, tuple[str, ...]]:
    """Return the cycles ``numbers`` of every cell, the mean of all cycles, and the notes of the first cell."""
    from nelumbo.cell.full_run import run_full

    runs = [run_full(cell, [cell.current] * max(numbers), numbers, activation) for cell in cells]
    length = min(run.summary.cycle.size for run in runs)
    charge = np.mean([run.summary.charge_capacity[:length] for run in runs], axis=0)
    discharge = np.mean([run.summary.discharge_capacity[:length] for run in runs], axis=0)
    summary = CycleSummary(runs[0].summary.cycle[:length], charge, discharge, discharge / charge)
    return [run.cycles(numbers) for run in runs], summary, runs[0].notes


def _known(quantity: str, values: list[float | None], where: str) -> Observable:
    """Return the row of ``quantity``, empty where a realisation has none."""
    numbers = [value for value in values if value is not None]
    return spread(quantity, numbers, where) if len(numbers) == len(values) else Observable(quantity, None, where)


def _loss(numbers: tuple[int, ...], lives: list[Life], where: str) -> list[Observable]:
    """Return retention and decay from the first to the last reported cycle; none where only one is reported."""
    if len(numbers) < 2:
        return []
    pairs = [(life[0].discharge.capacity, life[-1].discharge.capacity) for life in lives]
    kept = [last / first if first else None for first, last in pairs]
    span = numbers[-1] - numbers[0]
    decay = [None if share is None else 100 * (1 - share) / span for share in kept]
    return [_known("retention", kept, where), _known("decay_rate", decay, where)]


def _summary(numbers: tuple[int, ...], lives: list[Life]) -> CycleSummary:
    """Return the mean over the realisations at the reported cycles."""
    charge = np.array([fmean(life[k].charge.capacity for life in lives) for k in range(len(numbers))])
    discharge = np.array([fmean(life[k].discharge.capacity for life in lives) for k in range(len(numbers))])
    efficiency = np.divide(discharge, charge, out=np.full(charge.size, np.nan), where=charge > 0)
    return CycleSummary(np.array(numbers, dtype=float), charge, discharge, efficiency)


def _activation(experiment: Any) -> tuple[str, ...]:
    """Return what the activation does to the efficiency of cycle 1."""
    if 1 not in experiment.report_cycles or experiment.activation_c_rate >= experiment.c_rate:
        return ()
    return (
        f"cycle 1 charges what the activation at {experiment.activation_c_rate:g}C took out: "
        "its efficiency is of the protocol, not of a loss",
    )


def _exhaustion(cell: AgeingCell) -> tuple[str, ...]:
    """Return when lithium ran short in the map."""
    if cell.trace.exhausted is None:
        return ()
    return (f"the anode's reserve of lithium is used up in cycle {cell.trace.exhausted}",)


def _shortages(numbers: tuple[int, ...], life: Life) -> tuple[str, ...]:
    """Return which reported cycles ended by want of lithium."""
    pairs = list(zip(numbers, life, strict=True))
    short = [n for n, cycle in pairs if cycle.discharge.end == "Lithium exhausted"]
    dead = [n for n, cycle in pairs if not cycle.charge.capacity]
    return (
        *(f"cycle {n}: the discharge ended for want of lithium" for n in short),
        *(f"cycle {n}: the cell takes no charge" for n in dead),
    )
