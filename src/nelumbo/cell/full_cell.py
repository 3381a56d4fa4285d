"""Cycle a full cell of 1 m²: one model per cathode and electrolyte, built once, aged through its inputs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import pybamm
from numpy.typing import NDArray

from nelumbo.cell.bench import has_compiler
from nelumbo.cell.cathode import LITHIUM_AREA, MATERIALS, cathode_parameters, thickness
from nelumbo.cell.observing import at_zero, first_state, observed
from nelumbo.cell.resistive_half_cell import (
    ANODE_LITHIUM,
    LITHIUM_AT_REST,
    PASSED_CHARGE,
    SERIES_RESISTANCE,
    LithiumHalfCell,
)
from nelumbo.constants import FARADAY
from nelumbo.design.cathode import Cathode
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.errors import StageError
from nelumbo.records import CyclingRecord

Array = NDArray[np.float64]

_ACTIVE = "Positive electrode active material volume fraction"
_CURRENT = "Current function [A]"
_HELD = "Total lithium in positive electrode [mol]"
_SEEN = ("Current [A]", "Battery voltage [V]", ANODE_LITHIUM, _HELD)
"""What a half cycle shows."""
_REFUSED = "non-positive at initial conditions"
_WORN_OUT = ("The cathode has no active material left.", "Lower its fade or the number of cycles.")
_TOLERANCE = 1e-6
_SLOWEST = 3.0
"""A half cycle is given up after this many times its nominal duration."""
_SAMPLES = 200
"""Samples per nominal duration."""


@dataclass(frozen=True)
class CellState:
    """How worn a cell is.

    Attributes:
        active: share of the cathode's active material that takes part.
        lithium: all live lithium, on the anode and in that material, C/m².
        resistance: of everything in front of the lithium, Ω m².
        area: of the lithium over that of the electrode. trapped: lithium in lost material, C/m².
    """

    active: float
    lithium: float
    resistance: float
    area: float = 1.0
    trapped: float = 0.0


@dataclass(frozen=True)
class HalfCycle:
    """One charge or one discharge; shape of every array: (samples,), none when the cell refuses the current.

    Attributes:
        capacity: charge ∫|i| dt, C/m². energy: ∫ V |i| dt, J/m². end: what stopped it, in PyBaMM's words.
        solution: of PyBaMM, ``None`` when the cell refuses the current.
    """

    capacity: float
    energy: float
    end: str
    solution: Any = None

    @cached_property
    def _seen(self) -> Array:
        return np.empty((4, 0)) if self.solution is None else observed(self.solution, *_SEEN)

    @property
    def time(self) -> Array:
        """Since it began, s."""
        return np.empty(0) if self.solution is None else self.solution.t - self.solution.t[0]

    @property
    def current(self) -> Array:
        """Current, A/m², positive charges."""
        return np.asarray(-self._seen[0])

    @property
    def voltage(self) -> Array:
        """Voltage, V."""
        return np.asarray(self._seen[1])

    @property
    def anode(self) -> Array:
        """Live lithium on the anode, C/m²."""
        return np.asarray(self._seen[2])

    @property
    def cathode(self) -> Array:
        """Live lithium in the cathode, C/m²."""
        return np.asarray(FARADAY * self._seen[3])


@dataclass(frozen=True)
class CellCycle:
    """A charge and the discharge after it."""

    charge: HalfCycle
    discharge: HalfCycle

    @property
    def efficiency(self) -> float | None:
        """Discharged over charged; ``None`` when the cell took no charge."""
        return self.discharge.capacity / self.charge.capacity if self.charge.capacity else None

    def record(self, cycle: int) -> CyclingRecord:
        """Return voltage and current of the whole cycle, numbered ``cycle``."""
        parts = (self.charge, self.discharge)
        later = self.charge.time[-1] if self.charge.time.size else 0.0
        return CyclingRecord(
            time=np.concatenate([self.charge.time, later + self.discharge.time]),
            current=np.concatenate([part.current for part in parts]),
            voltage=np.concatenate([part.voltage for part in parts]),
            cycle=np.full(sum(part.time.size for part in parts), float(cycle)),
        )


NO_HALF_CYCLE = HalfCycle(0.0, 0.0, "refused")
"""What a cell shows that takes no current."""
NO_CYCLE = CellCycle(NO_HALF_CYCLE, NO_HALF_CYCLE)
"""What a dead cell shows."""


@dataclass(frozen=True)
class Point:
    """Where a half cycle ends and the next begins.

    Attributes:
        solution: PyBaMM's, of the last moment; ``None`` is the charged cell at rest. held: lithium in the cathode
            per share of active material, C/m². passed: charge passed to the anode since the start, C/m².
        energy: discharged since the start, W h.
    """

    solution: Any
    held: float
    passed: float = 0.0
    energy: float = 0.0


class CathodeCell:
    """Lithium against a cathode, cycled galvanostatically between the cut-offs of the design.

    Args:
        cathode, electrolyte, separator: of the design. model: the half cell, SPMe unless told otherwise.
        compiled: translate the equations to machine code, see `nelumbo.cell.bench.Bench`.
    """

    def __init__(
        self,
        cathode: Cathode,
        electrolyte: Electrolyte,
        separator: Separator,
        model: LithiumHalfCell | None = None,
        compiled: bool = False,
    ) -> None:
        self.capacity = cathode.areal_capacity
        parameters = cathode_parameters(cathode, electrolyte, separator)
        charged, _ = MATERIALS[cathode.chemistry].window(*cathode.voltage_window)
        self._active_fraction = parameters[_ACTIVE]
        self.charged_lithium = charged * MATERIALS[cathode.chemistry].charge_density() * thickness(cathode)
        """Lithium that the fresh cathode holds at rest at the upper cut-off, C/m²."""
        parameters.update(dict.fromkeys((_CURRENT, _ACTIVE, SERIES_RESISTANCE, LITHIUM_AREA), "[input]"))
        self._model = (model or LithiumHalfCell()).build()
        geometry = self._model.default_geometry
        parameters.process_model(self._model)
        parameters.process_geometry(geometry)
        mesh = pybamm.Mesh(geometry, self._model.default_submesh_types, self._model.default_var_pts)
        pybamm.Discretisation(mesh, self._model.default_spatial_methods).process_model(self._model)
        self._solver = pybamm.IDAKLUSolver(
            rtol=_TOLERANCE, atol=_TOLERANCE, options={"compile": compiled and has_compiler()}
        )

    @property
    def charged(self) -> Point:
        """The cell at rest with a charged cathode."""
        return Point(None, self.charged_lithium)

    def live_lithium(self, active: float, anode: float) -> float:
        """Return all live lithium with ``anode`` C/m² on the lithium side and a charged cathode at rest."""
        return anode + active * self.charged_lithium

    def cycle(
        self, before: CellState, after: CellState, current: float, settle_current: float | None = None
    ) -> CellCycle:
        """Discharge to settle, charge, wear, discharge; report the charge and the last discharge.

        The cell starts charged and at rest. Between charge and discharge the wear of one cycle happens: the
        cathode loses material with the lithium that it holds at that moment and the anode loses lithium, so that
        the discharge is short of what was charged. What live lithium the cathode does not hold is on the anode.
        One discharge settles the cell: to 1e-4 of the capacity at 1C and to 4e-3 at 2C for NCM811.

        Args:
            before, after: states before and after the wear. current: > 0, A/m².
            settle_current: of the discharge before, A/m²; ``None`` is ``current``.

        Raises:
            StageError: the solver fails or a half cycle finds no end.
        """
        charged, charge = self.charge(before, current, settle_current)
        if after.active <= 0:
            raise StageError(*_WORN_OUT)
        # The states know what lost material held at the end of a fresh charge; here it is what it holds now.
        trapped = (before.active - after.active) * charged.held
        worn = replace(after, lithium=after.lithium + after.trapped - before.trapped - trapped)
        _, discharge = self.half_cycle(charged, worn, current)
        return CellCycle(charge, discharge)

    def charge(
        self, state: CellState, current: float, settle_current: float | None = None
    ) -> tuple[Point, HalfCycle]:
        """Discharge to settle and charge; return the end and what the charge showed. See `cycle`."""
        if state.active <= 0:
            raise StageError(*_WORN_OUT)
        settled, _ = self.half_cycle(self.charged, state, settle_current or current)
        return self.half_cycle(settled, state, -current)

    def half_cycle(self, start: Point, state: CellState, current: float) -> tuple[Point, HalfCycle]:
        """Run from ``start`` at PyBaMM's ``current`` (positive discharges); return the end and what was seen."""
        solution = self._solve(start, state, current)
        if solution is None:
            return start, NO_HALF_CYCLE
        last = solution.last_state
        last.termination = "final time"  # PyBaMM steps on from nothing else
        held, passed, energy = observed(last, _HELD, PASSED_CHARGE, "Discharge energy [W.h]")[:, 0].tolist()
        end = Point(last, FARADAY * held / state.active, passed, energy)
        half = HalfCycle(
            capacity=abs(end.passed - start.passed),
            energy=abs(end.energy - start.energy) * 3600,
            end=solution.termination.removeprefix("event: "),
            solution=solution,
        )
        return end, half

    def _solve(self, start: Point, state: CellState, current: float) -> Any:
        """Return PyBaMM's solution up to the event that ends it; ``None`` when an event has already passed."""
        nominal = self.capacity / abs(current)
        times = np.linspace(0, _SLOWEST * nominal, int(_SLOWEST * _SAMPLES) + 1)
        inputs = {
            _CURRENT: current,
            _ACTIVE: state.active * self._active_fraction,
            SERIES_RESISTANCE: state.resistance,
            LITHIUM_AREA: state.area,
            LITHIUM_AT_REST: state.lithium - state.active * start.held - start.passed,
        }
        last = start.solution
        if last is None:
            last = at_zero(self._model, first_state(self._model, inputs), inputs)
        try:
            solution = self._solver.step(last, self._model, times[-1], t_interp=times, inputs=inputs, save=False)
        except pybamm.SolverError as error:
            if _REFUSED in str(error):
                return None
            raise StageError(
                f"The full cell stopped at {current:g} A/m² with {state}: {error}", "Check rates and resistances."
            ) from error
        if not solution.termination.startswith("event"):
            raise StageError(
                f"A half cycle at {current:g} A/m² found no end with {state}.", "Check the voltage window."
            )
        return solution


@cache
def cathode_cell(
    cathode: Cathode, electrolyte: Electrolyte, separator: Separator, compiled: bool = False
) -> CathodeCell:
    """Return the cell of these parts, built once per process."""
    return CathodeCell(cathode, electrolyte, separator, compiled=compiled)
