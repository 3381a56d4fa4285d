"""A cell built once and run step by step, for any number of electrodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pybamm
from numpy.typing import NDArray

from nelumbo.cell.lithium_cell import LithiumCell
from nelumbo.errors import StageError

_FIXED = frozenset({"Separator thickness [m]", "Current function [A]", "Voltage function [V]"})
"""Parameters that are no inputs of a built cell: the mesh, and what each step controls."""
_UNLIMITED = 10.0
"""Cut-off that no step reaches, V."""


@dataclass(frozen=True)
class Step:
    """One step of a test.

    Attributes:
        start: of the controlled quantity: current, A/m², positive plates the working electrode; or voltage, V.
        duration: s. slope: of the controlled quantity, per s. low, high: cut-offs of the voltage, V.
    """

    start: float
    duration: float
    slope: float = 0.0
    low: float = -_UNLIMITED
    high: float = _UNLIMITED


@dataclass(frozen=True)
class StepResult:
    """What a step showed.

    Attributes:
        time: since the start of the test, s. current: A/m², positive plates. voltage: V. Shape (samples,).
        complete: whether the step lasted its duration; else a voltage cut-off ended it.
        solution: of PyBaMM, for further variables.
    """

    time: NDArray[np.float64]
    current: NDArray[np.float64]
    voltage: NDArray[np.float64]
    complete: bool
    solution: Any

    def last(self, variable: str) -> float:
        """Return the last value of a scalar variable."""
        return float(self.solution[variable].entries[-1])


class Bench:
    """Runs steps on a cell, each from where the last one ended; a wrong end raises an error, never a short result.

    Args:
        model: `LithiumCopper` or `LithiumSymmetric`. values: see `nelumbo.cell.parameters.parameter_values`.
        control: ``current`` or ``voltage``.
    """

    def __init__(self, model: type[LithiumCell], values: Any, control: str = "current") -> None:
        self._simulation = _simulation(model, control, float(values["Separator thickness [m]"]))
        self._inputs = cell_inputs(values)
        self._last: Any = pybamm.EmptySolution()
        self._area = float(values["Electrode width [m]"] * values["Electrode height [m]"])
        self._scale = self._area if control == "current" else 1.0

    def run(self, step: Step) -> StepResult:
        """Run one step.

        Raises:
            StageError: the solver failed, or the cell ended in a way that is no cut-off of the step.
        """
        inputs = self._inputs | {
            "Step start": step.start * self._scale,
            "Step slope": step.slope * self._scale,
            "Step start time [s]": float(self._last.t[-1]),
            "Step low [V]": step.low,
            "Step high [V]": step.high,
        }
        try:
            solution = self._simulation.step(
                step.duration, save=False, starting_solution=self._last, inputs=inputs
            )
        except pybamm.SolverError as error:
            raise StageError(
                f"The cell could not be solved at {step.start:g} for {step.duration:g} s: {error}",
                "Lower the current, or look whether the electrode has run out of lithium or salt.",
            ) from error
        complete = solution.termination == "final time"
        if not complete and "[experiment]" not in solution.termination:
            raise StageError(
                f"The cell ended after {solution.t[-1] - self._last.t[-1]:.4g} s of {step.duration:.4g} s: "
                f"{solution.termination}.",
                "Lower the current or the charge per cycle.",
            )
        self._last = solution
        return StepResult(
            time=np.asarray(solution.t),
            current=np.asarray(solution["Current [A]"].entries) / self._area,
            voltage=np.asarray(solution["Voltage [V]"].entries),
            complete=complete,
            solution=solution,
        )


def cell_inputs(values: Any) -> dict[str, float]:
    """Return the inputs of a built cell in a fixed order."""
    return {name: float(values[name]) for name in sorted(_input_names(values))}


def as_inputs(values: Any) -> Any:
    """Return a copy of ``values`` in which every number but the mesh is an input."""
    copy = values.copy()
    copy.update(dict.fromkeys(_input_names(values), "[input]"))
    return copy


def _input_names(values: Any) -> list[str]:
    return [name for name, value in values.items() if isinstance(value, float | int) and name not in _FIXED]


@cache
def _simulation(model: type[LithiumCell], control: str, thickness: float) -> Any:
    cell = model({"operating mode": control})
    voltage = cell.variables["Voltage [V]"]
    cell.events.append(pybamm.Event("Low cut-off [experiment]", voltage - pybamm.InputParameter("Step low [V]")))
    cell.events.append(pybamm.Event("High cut-off [experiment]", pybamm.InputParameter("Step high [V]") - voltage))
    values = as_inputs(cell.default_parameter_values)
    values["Separator thickness [m]"] = thickness
    values.update({f"{control.capitalize()} function [{'A' if control == 'current' else 'V'}]": _ramp})
    return pybamm.Simulation(cell, parameter_values=values)


def _ramp(time: Any) -> Any:
    elapsed = time - pybamm.InputParameter("Step start time [s]")
    return pybamm.InputParameter("Step start") + pybamm.InputParameter("Step slope") * elapsed
