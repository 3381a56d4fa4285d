"""Transport through the membrane and a virtual Bruce–Vincent measurement of the transference number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nelumbo.cell.interface import InterfaceState
from nelumbo.cycling.map import preplated_roughness
from nelumbo.cycling.steps import hold
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.specimen import Specimen, specimens
from nelumbo.experiments.spread import spread
from nelumbo.materials.macmullin import macmullin
from nelumbo.observables import Observable, condition
from nelumbo.records import CyclingRecord
from nelumbo.units import MA_PER_CM2

if TYPE_CHECKING:
    from nelumbo.cell.bench import Bench, StepResult


@dataclass(frozen=True)
class Transference(Instrument):
    """Hold a symmetric cell at a small voltage until the current is steady; impedance before and after.

    The number is the apparent one that a laboratory would report: in a concentrated solution it is
    1/(1 + Ne) and equals t₊ only where the conductivity obeys Nernst and Einstein. The salt has the time
    t_D = εN L²/D to settle across the separator; from then on the current is steady when doubling the time changes
    it by less than ``steadiness``. Holding on would only strip one electrode bare.

    Attributes:
        first_sample: after the double layers have settled, s; the initial current is extrapolated to the step with
            the square root of time from this sample and one at four times it.
        interface_window: frequencies between which the interfaces' loops lie, Hz.
        preplating_current: at which the lithium of the electrodes was plated, A/m².
        steadiness: change of a steady current, 1.
        surface_charges: fixed charges of the pore walls, C/m², with which the first realisation of a film is
            measured again, since nobody measured its own: rows with the condition ``surface_charge_C_m2``.
    """

    equation: ClassVar[str] = "t₊ = I_ss (ΔV − I₀ R₀)/(I₀ (ΔV − I_ss R_ss));  t_D = εN L²/D"
    units: ClassVar[dict[str, str]] = {
        "t₊": "1",
        "I": "A/m^2",
        "ΔV": "V",
        "R": "ohm m^2",
        "t_D": "s",
        "ε": "1",
        "N": "1",
        "L": "m",
        "D": "m^2/s",
    }
    references: ClassVar[tuple[str, ...]] = ("Evans1987",)

    first_sample: float = 1e-3
    interface_window: tuple[float, float] = (100.0, 1e6)
    preplating_current: float = MA_PER_CM2
    steadiness: float = 0.01
    surface_charges: tuple[float, ...] = (-0.1, -0.03, -0.01, 0.0, 0.03)

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return the membrane's transport and the apparent transference number."""
        parts = specimens(experiment, sample, design)
        names = ("diffusivity_ratio", "flux_variation")
        rows = [spread(name, [getattr(part.transport, name) for part in parts]) for name in names]
        if sample.electrode.membrane is not None:
            rows.insert(0, spread("tortuosity_factor", [part.transport.tortuosity_factor for part in parts]))
        holds = [self._hold(part, experiment) for part in parts]
        if sample.electrode.membrane is not None:
            rows += [self._with_charge(charge, experiment, sample, design) for charge in self.surface_charges]
        rows.append(spread("transference_number", [number for number, _ in holds]))
        notes = tuple(
            f"fixed charge of the pores raises t₊ of the membrane to {part.interface.membrane.transference:.3g}"
            for part in parts[:1]
            if part.transport.surface_charge != 0
        )
        return Outcome(tuple(rows), records={"polarisation": holds[0][1]}, notes=notes)

    def _with_charge(self, charge: float, experiment: Any, sample: Sample, design: Design) -> Observable:
        """Return the row of the apparent transference number if the walls of the pores held ``charge``, C/m²."""
        transport = replace(sample.transports[0], surface_charge=charge)
        charged = replace(sample, structures=sample.structures[:1], transports=(transport,), laws=sample.laws[:1])
        [specimen] = specimens(experiment, charged, design)
        number, _ = self._hold(specimen, experiment)
        where = condition(surface_charge_C_m2=charge)
        return Observable("transference_number", number, where)

    def _hold(self, specimen: Specimen, experiment: Any) -> tuple[float, CyclingRecord]:
        """Return the apparent transference number and the polarisation."""
        from nelumbo.cell.bench import Bench
        from nelumbo.cell.lithium_cell import LithiumSymmetric

        charge = experiment.preplated_capacity
        retained, fresh = preplated_roughness(specimen.laws, self.preplating_current, charge)
        state = InterfaceState(lithium=charge, retained=float(retained), fresh=float(fresh))
        before = self._interface_resistance(specimen.symmetric(state))
        bench = Bench(LithiumSymmetric, specimen.symmetric(state))
        step = experiment.voltage_step
        parts = self._until_steady(bench, -step, _settling_time(specimen), experiment.duration)
        values = specimen.symmetric(state)
        values.update(_reached(parts[-1]))
        after = self._interface_resistance(values)
        first, second, steady = (float(parts[k].current[-1]) for k in (0, 1, -1))
        start = 2 * first - second
        number = steady * (step - start * before) / (start * (step - steady * after))
        time, current, voltage = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("time", "current", "voltage")
        )
        return number, CyclingRecord(time, -current, voltage, np.ones_like(time))

    def _until_steady(self, bench: Bench, voltage: float, settled: float, longest: float) -> list[StepResult]:
        """Hold at ``voltage``, V, with a sample at every doubling of the time from ``settled`` to ``longest``, s.

        Raises:
            StageError: the current drifts to the end.
        """
        ends = [0.0, self.first_sample, 4 * self.first_sample, settled]
        parts = [bench.run(hold(voltage, end - start)) for start, end in pairwise(ends)]
        time = settled
        while 2 * time <= longest:
            parts.append(bench.run(hold(voltage, time)))
            time *= 2
            before, now = (float(part.current[-1]) for part in parts[-2:])
            if abs(now - before) <= self.steadiness * abs(now):
                return parts
        raise StageError(
            f"The current under {abs(voltage):g} V is not steady after {time:.3g} s.",
            "Hold longer, or start with more lithium if one electrode has run out of it.",
        )

    def _interface_resistance(self, values: Any) -> float:
        """Return the width of the interfaces' loops, Ω m²."""
        from nelumbo.cell.spectrum import spectrum

        low, high = spectrum(values, np.array(self.interface_window)).real
        return float(low - high)


def _settling_time(specimen: Specimen) -> float:
    """Return t_D of the separator, s."""
    separator = specimen.separator
    path = separator.porosity * macmullin(separator) * separator.thickness**2
    return path / specimen.electrolyte.diffusivity


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
