"""Mean Coulombic efficiency from a reservoir of lithium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nelumbo.cell.interface import InterfaceState
from nelumbo.cycling.protocols import ReservoirTest
from nelumbo.design.design import Design
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.observables import Observable, condition
from nelumbo.units import MAH_PER_CM2

if TYPE_CHECKING:
    from nelumbo.cell.cycling import CyclingRun


@dataclass(frozen=True)
class Reservoir(Instrument):
    """Plate a reservoir, cycle a part of it, strip what is left; the cell model runs every step.

    A cell that loses its reservoir before the last strip has no efficiency, only a note of when it ended.
    """

    equation: ClassVar[str] = "CE = (n q_c + q_s)/(n q_c + q_r)"
    units: ClassVar[dict[str, str]] = {"CE": "1", "n": "1", "q_c": "C/m^2", "q_s": "C/m^2", "q_r": "C/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Adams2018",)

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return the mean efficiency, and the voltages of the first cycle and the last strip."""
        test = ReservoirTest(
            experiment.reservoir_capacity,
            experiment.capacity,
            experiment.cycles,
            experiment.current_density,
            experiment.strip_cutoff,
            experiment.conditioning,
        )
        runs = [_run(part, test, experiment.foil_thickness) for part in specimens(experiment, sample, design)]
        where = condition(reservoir_mAh_cm2=test.reservoir / MAH_PER_CM2, cycles=test.cycles)
        notes = [note for run in runs for note in (run.end, *run.remedies) if note]
        if any(run.end for run in runs):
            row = Observable("coulombic_efficiency", None, where)
        else:
            found = [test.efficiency(float(run.trace.stripped[-1])) for run in runs]
            row = spread("coulombic_efficiency", found, where)
        records = {f"cycle_{n}": record for n, record in runs[0].records.items()}
        return Outcome((row,), records, notes=tuple(notes))


def _run(part: Specimen, test: ReservoirTest, foil: float) -> CyclingRun:
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.cycling import Watch, run_cycles
    from nelumbo.cell.lithium_cell import LithiumCopper

    cycles = test.steps()
    return run_cycles(
        Bench(LithiumCopper, part.against_foil(InterfaceState(), foil)), cycles, Watch((1, len(cycles)))
    )
