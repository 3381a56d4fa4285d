"""Cyclic voltammetry of a collector against a lithium foil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.cycling.protocols import voltammetry
from nelumbo.design.design import Design
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.observables import condition
from nelumbo.records import VoltammogramRecord
from nelumbo.units import MA_PER_CM2

_MILLIVOLT = 1e-3


@dataclass(frozen=True)
class CyclicVoltammetry(Instrument):
    """Sweep from 0 V to the lower, to the upper turning voltage and back to 0 V, starting without lithium.

    The cathodic peak is the largest plating current, the anodic peak the largest stripping current: that is where
    the plated lithium is used up, or the upper turning voltage. Both are reported as magnitudes.
    """

    equation: ClassVar[str] = "V = V₀ ± ν t;  i_pc = max(i_plate), i_pa = max(i_strip)"
    units: ClassVar[dict[str, str]] = {"V": "V", "ν": "V/s", "t": "s", "i": "A/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Bard2001",)

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return both peak currents and the voltammogram of the first realisation."""
        records = [_sweep(specimen, experiment) for specimen in specimens(experiment, sample, design)]
        rate = experiment.scan_rate / _MILLIVOLT
        rows = [
            spread(
                "peak_current",
                [float(np.max(sign * record.current)) / MA_PER_CM2 for record in records],
                condition(scan_rate_mV_s=rate, direction=direction),
            )
            for direction, sign in (("cathodic", -1), ("anodic", 1))
        ]
        return Outcome(tuple(rows), records={"voltammogram": records[0]})


def _sweep(specimen: Specimen, experiment: Any) -> VoltammogramRecord:
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.interface import InterfaceState
    from nelumbo.cell.lithium_cell import LithiumCopper

    bench = Bench(LithiumCopper, specimen.against_foil(InterfaceState(), experiment.foil_thickness))
    (cycle,) = voltammetry(experiment.window, experiment.scan_rate)
    steps = [bench.run(step) for step in cycle]
    return VoltammogramRecord(
        time=np.concatenate([step.time for step in steps]),
        voltage=np.concatenate([step.voltage for step in steps]),
        current=-np.concatenate([step.current for step in steps]),
    )
