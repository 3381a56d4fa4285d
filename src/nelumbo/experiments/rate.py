"""Rate capability of a full cell."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Any, ClassVar

from nelumbo.design.design import Design
from nelumbo.experiments.assembly import AH_PER_KG, assemble, utilisation
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.observables import Observable, condition
from nelumbo.records import Record


@dataclass(frozen=True)
class RateTest(Instrument):
    """Charge and discharge at the same rate, several cycles per rate, one rate after the other.

    Reported is the last cycle at every rate. The cell model runs every cycle, or the per-cycle map carries the
    anode through all cycles at the mean of the rates, because every rate moves about the same charge.

    Attributes:
        through: whether the cell model runs every cycle.
        fade: share of the cathode lost per cycle; ``None`` takes the calibrated one.
        utilisation: share of the cathode that takes part; ``None`` takes the calibrated one.
    """

    equation: ClassVar[str] = "Q(r) = u q_d/m;  i = r m Q₀"
    units: ClassVar[dict[str, str]] = {
        "Q": "C/kg",
        "Q₀": "C/kg",
        "r": "1/h",
        "u": "1",
        "q_d": "C/m^2",
        "m": "kg/m^2",
        "i": "A/m^2",
    }
    references: ClassVar[tuple[str, ...]] = ("Chen2020",)

    fade: float | None = None
    utilisation: float | None = None
    through: bool = False

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return the discharge capacity at every rate and the trace of the cycle that shows it."""
        cathode = design.cathode[experiment.cathode]
        rates, repeats = experiment.c_rates, experiment.cycles_per_rate
        cells = assemble(experiment, sample, design, cathode, (fmean(rates), len(rates) * repeats), self.fade)
        share = self.utilisation
        if share is None:
            share = utilisation(design, sample.electrode.id, experiment.id)
        scale = share / cathode.active_loading / AH_PER_KG
        rows: list[Observable] = []
        records: dict[str, Record] = {}
        numbers = [k * repeats for k in range(1, len(rates) + 1)]
        if self.through:
            from nelumbo.cell.full_run import run_full

            currents = [rate * cathode.one_c_current for rate in rates for _ in range(repeats)]
            lives = [run_full(cell, currents, numbers).cycles(numbers) for cell in cells]
        else:
            lives = [
                [cell.cycle(n, r * cathode.one_c_current) for n, r in zip(numbers, rates, strict=True)]
                for cell in cells
            ]
        for k, (number, rate) in enumerate(zip(numbers, rates, strict=True)):
            cycles = [life[k] for life in lives]
            capacities = [scale * cycle.discharge.capacity for cycle in cycles]
            rows.append(spread("discharge_capacity", capacities, condition(c_rate=rate)))
            if cycles[0].charge.capacity:
                records[f"cycle_{number}"] = cycles[0].record(number)
        return Outcome(tuple(rows), records)
