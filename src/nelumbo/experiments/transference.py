"""Transport through the membrane and a virtual Bruce–Vincent measurement of the transference number."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from nelumbo.cell.interface import InterfaceState
from nelumbo.cycling.map import preplated_roughness
from nelumbo.design.design import Design
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.records import CyclingRecord
from nelumbo.units import MA_PER_CM2


@dataclass(frozen=True)
class Transference(Instrument):
    """Hold a symmetric cell at a small voltage until the current is steady; impedance before and after.

    The number is the apparent one that a laboratory would report: in a concentrated solution it is
    1/(1 + Ne) and equals t₊ only where the conductivity obeys Nernst and Einstein.

    Attributes:
        first_sample: after the double layers have settled, s; the initial current is extrapolated to the step with
            the square root of time from this sample and one at four times it.
        interface_window: frequencies between which the interfaces' loops lie, Hz.
        preplating_current: at which the lithium of the electrodes was plated, A/m².
    """

    equation: ClassVar[str] = "t₊ = I_ss (ΔV − I₀ R₀)/(I₀ (ΔV − I_ss R_ss))"
    units: ClassVar[dict[str, str]] = {"t₊": "1", "I": "A/m^2", "ΔV": "V", "R": "ohm m^2"}
    references: ClassVar[tuple[str, ...]] = ("Evans1987",)

    first_sample: float = 1e-3
    interface_window: tuple[float, float] = (100.0, 1e6)
    preplating_current: float = MA_PER_CM2

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return the membrane's transport and the apparent transference number."""
        parts = specimens(experiment, sample, design)
        names = ("tortuosity_factor", "diffusivity_ratio", "flux_variation")
        shown = names if sample.electrode.membrane is not None else ()
        rows = [spread(name, [getattr(part.transport, name) for part in parts]) for name in shown]
        holds = [self._hold(part, experiment) for part in parts]
        rows.append(spread("transference_number", [number for number, _ in holds]))
        notes = tuple(
            f"fixed charge of the pores raises t₊ of the membrane to {part.interface.membrane.transference:.3g}"
            for part in parts[:1]
            if part.transport.surface_charge != 0
        )
        return Outcome(tuple(rows), records={"polarisation": holds[0][1]}, notes=notes)

    def _hold(self, specimen: Specimen, experiment: Any) -> tuple[float, CyclingRecord]:
        """Return the apparent transference number and the polarisation."""
        from nelumbo.cell.bench import Bench, Step
        from nelumbo.cell.lithium_cell import LithiumSymmetric

        charge = experiment.preplated_capacity
        retained, fresh = preplated_roughness(specimen.laws, self.preplating_current, charge)
        state = InterfaceState(lithium=charge, retained=float(retained), fresh=float(fresh))
        before = self._interface_resistance(specimen.symmetric(state))
        bench = Bench(LithiumSymmetric, specimen.symmetric(state), "voltage")
        step = experiment.voltage_step
        ends = (0.0, self.first_sample, 4 * self.first_sample, experiment.duration)
        parts = [bench.run(Step(-step, end - start)) for start, end in pairwise(ends)]
        values = specimen.symmetric(state)
        values.update(_reached(parts[-1]))
        after = self._interface_resistance(values)
        first, second, steady = (float(part.current[-1]) for part in parts)
        start = 2 * first - second
        number = steady * (step - start * before) / (start * (step - steady * after))
        time, current, voltage = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("time", "current", "voltage")
        )
        return number, CyclingRecord(time, -current, voltage, np.ones_like(time))

    def _interface_resistance(self, values: Any) -> float:
        """Return the width of the interfaces' loops, Ω m²."""
        from nelumbo.cell.spectrum import spectrum

        low, high = spectrum(values, np.array(self.interface_window)).real
        return float(low - high)


def _reached(step: Any) -> dict[str, float]:
    """Return the initial state of both electrodes as it was reached at the end of ``step``."""
    states = {
        "lithium [C.m-2]": "initial lithium [C.m-2]",
        "dead lithium [C.m-2]": "initial dead lithium [C.m-2]",
        "SEI charge consumed [C.m-2]": "initial SEI charge consumed [C.m-2]",
        "film charge [C.m-2]": "initial film charge [C.m-2]",
        "retained roughness [m]": "initial retained roughness [m]",
        "fresh roughness [m]": "initial fresh roughness [m]",
    }
    return {
        f"{side} electrode {initial}": step.last(f"{side} electrode {name}")
        for side in ("Working", "Counter")
        for name, initial in states.items()
    }
