"""Impedance of symmetric cells, fresh and after cycling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.cell.interface import InterfaceState
from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.trace import CycleTrace
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.experiments.through import run_symmetric
from nelumbo.numerics.relaxation_times import relaxation_times
from nelumbo.observables import condition
from nelumbo.records import ImpedanceRecord
from nelumbo.units import OHM_CM2


@dataclass(frozen=True)
class Impedance(Instrument):
    """Small-signal impedance of the whole symmetric cell at rest.

    The total resistance is the real part at the lowest frequency, electrolyte and both electrodes included. The
    resistances of film and charge transfer are those of the linearised electrodes, both together; the measured
    spectrum must agree with the closed form that is made of them. What a laboratory can say without a circuit, the
    arcs of the distribution of relaxation times, is noted beside them; two loops whose times differ by less than
    half a decade are one arc to it. The cell model runs the cycles, or the
    per-cycle map carries the electrodes through them.

    Attributes:
        through: whether the cell model runs every cycle. points_per_decade: of frequency.
        tolerance: largest deviation from the closed form over |Z|.
    """

    equation: ClassVar[str] = "R_total = Re Z(ω_min);  R_sei = 2 R_f;  R_ct = 2 RT/(F j₀ θ a)"
    units: ClassVar[dict[str, str]] = {
        "Z": "ohm m^2",
        "ω": "1/s",
        "R_total": "ohm m^2",
        "R_sei": "ohm m^2",
        "R_f": "ohm m^2",
        "R_ct": "ohm m^2",
        "R": "J/(mol K)",
        "T": "K",
        "F": "C/mol",
        "j₀": "A/m^2",
        "θ": "1",
        "a": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Bard2001", "Newman2004", "Wan2015")

    points_per_decade: int = 8
    tolerance: float = 0.02
    through: bool = False

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return the resistances after each number of cycles, and the spectra of the first realisation."""
        current, charge = experiment.current_density, experiment.capacity
        protocol = Protocol(current, current, charge, experiment.preplated_capacity - charge)
        parts = specimens(experiment, sample, design)
        traces = [self._trace(part, protocol, max(1, *experiment.cycles)) for part in parts]
        low, high = np.log10(experiment.frequency_window)
        frequency = np.logspace(high, low, round((high - low) * self.points_per_decade) + 1)
        rows, records, notes = [], {}, []
        for cycle in experiment.cycles:
            end = min(trace.exhausted or np.inf for trace in traces)
            if end <= cycle:
                notes.append(f"no impedance after {cycle} cycles: the lithium had run out in cycle {end}")
                continue
            spectra = [
                self._spectrum(part, _state(part, trace, cycle, protocol), frequency)
                for part, trace in zip(parts, traces, strict=True)
            ]
            records[f"cycle_{cycle}"] = spectra[0][0]
            notes.append(f"after {cycle} cycles, without a circuit: {_arcs(spectra[0][0])}")
            for name, values in zip(
                ("total", "sei", "charge_transfer"), zip(*(r for _, r in spectra), strict=True), strict=True
            ):
                rows.append(spread(f"{name}_resistance", values, condition(cycle=cycle)))
        return Outcome(tuple(rows), records=records, notes=tuple(notes))

    def _trace(self, part: Specimen, protocol: Protocol, cycles: int) -> CycleTrace:
        if self.through:
            return run_symmetric(part, protocol, cycles)[1].trace
        return run_map(part.laws, protocol, cycles)

    def _spectrum(
        self, part: Specimen, state: InterfaceState, frequency: Any
    ) -> tuple[ImpedanceRecord, tuple[float, float, float]]:
        """Return the spectrum and the total, film and charge-transfer resistances, Ω cm²."""
        from nelumbo.cell.impedance import SymmetricImpedance
        from nelumbo.cell.spectrum import spectrum

        measured = spectrum(part.symmetric(state), frequency)
        closed = SymmetricImpedance(part.interface.at(state), part.electrolyte, part.separator)
        deviation = float(np.max(np.abs(measured / closed.at(frequency) - 1)))
        if deviation > self.tolerance:
            raise StageError(
                f"The spectrum deviates by {deviation:.1%} from film, charge transfer and diffusion in series.",
                "Use a cell with little corrosion at rest, or raise the instrument's tolerance.",
            )
        record = ImpedanceRecord(frequency, measured.real, measured.imag)
        resistances = (float(measured.real[-1]), 2 * closed.film, 2 * closed.charge_transfer)
        return record, (resistances[0] / OHM_CM2, resistances[1] / OHM_CM2, resistances[2] / OHM_CM2)


def _arcs(record: ImpedanceRecord) -> str:
    """Say what the distribution of relaxation times makes of a spectrum."""
    found = relaxation_times(record.frequency, record.real + 1j * record.imaginary)
    arcs = ", ".join(
        f"{arc.resistance / OHM_CM2:.3g} ohm cm2 at {1 / (2 * np.pi * arc.time):.2g} Hz" for arc in found.arcs()
    )
    return f"{found.series / OHM_CM2:.3g} ohm cm2 in series, {arcs}"


def _state(part: Specimen, trace: CycleTrace, cycle: int, protocol: Protocol) -> InterfaceState:
    from nelumbo.cell.life import plated_state

    return plated_state(trace, cycle, part.laws, protocol)
