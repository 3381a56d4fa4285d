"""A cell built once and run step by step, for any number of electrodes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import pybamm
from numpy.typing import NDArray

from nelumbo.cell.lithium_cell import LithiumCell
from nelumbo.cell.observing import at_zero, first_state, observed, values_at
from nelumbo.cycling.steps import CurrentStep, Step, VoltageStep
from nelumbo.errors import StageError

Array = NDArray[np.float64]

_FIXED = frozenset({"Separator thickness [m]", "Current function [A]", "Voltage function [V]"})
"""Parameters that are no inputs of a built cell: the mesh, and what each step controls."""
_NEVER = -1.0
"""Magnitude of a current that no step falls to, A."""
_NO_WAY = "non-positive at initial conditions"
"""PyBaMM's words where a step is over before it begins."""


@dataclass(frozen=True)
class Remedy:
    """How a step is solved, first and after a failure.

    Attributes:
        name: for the record. relative, absolute: tolerances. order: highest of the BDF.
    """

    name: str
    relative: float = 1e-5
    absolute: float = 1e-7
    order: int = 5


REMEDIES = (
    Remedy(""),
    Remedy("tolerances ten times smaller", 1e-6, 1e-8),
    Remedy("tolerances ten times larger", 1e-4, 1e-6),
    Remedy("order 2 and tolerances ten times larger", 1e-4, 1e-6, 2),
)
"""What is tried in turn when the solver fails. The third costs at most 1e-5 of efficiency."""


class CellEndedError(StageError):
    """The cell itself came to its end, and no solver: an electrode is starved of salt or of lithium."""


@dataclass(frozen=True)
class StepResult:
    """What a step showed.

    Attributes:
        start: when it began, since the start of the test, s. complete: whether it lasted its duration.
        solution: of PyBaMM, whose time starts at zero. area: of the electrode, m². remedy: that it took, or none.
    """

    start: float
    complete: bool
    solution: Any
    area: float
    remedy: str = ""

    @cached_property
    def time(self) -> Array:
        """Since the start of the test, s; shape (samples,) as of the others."""
        return self.start + np.asarray(self.solution.t)

    @cached_property
    def _seen(self) -> Array:
        return observed(self.solution, "Current [A]", "Voltage [V]")

    @property
    def current(self) -> Array:
        """Current, A/m², positive plates."""
        return np.asarray(self._seen[0] / self.area)

    @property
    def voltage(self) -> Array:
        """Voltage, V."""
        return np.asarray(self._seen[1])

    @property
    def duration(self) -> float:
        """How long it lasted, s."""
        return float(self.solution.t[-1])

    def at(self, variable: str, time: float) -> float:
        """Return a scalar variable ``time`` s after the step began, linear between the solver's steps."""
        times, model = self.solution.t, self.solution.all_models[-1]
        after = int(np.clip(np.searchsorted(times, time), 1, len(times) - 1))
        around = slice(after - 1, after + 1)
        states, inputs = self.solution.all_ys[-1][:, around], self.solution.all_inputs[-1]
        [pair] = values_at((variable,), model, times[around], states, inputs)
        return float(np.interp(time, times[around], pair))

    def last(self, variable: str) -> float:
        """Return the last value of a scalar variable."""
        return float(observed(self.solution.last_state, variable)[0, -1])


class Bench:
    """Runs steps on a cell, each from where the last one ended; a failure raises an error, never a short result.

    Every step restarts the clock of the solver, so that a cell of a thousand hours resolves a millisecond as well
    as a fresh one, and the state between two steps is all there is to remember.

    Args:
        model: `LithiumCopper` or `LithiumSymmetric`. values: see `nelumbo.cell.parameters.parameter_values`.
        compiled: translate the equations to machine code when a C compiler is there. It takes seconds once and
            makes every step about four times as fast; results agree to the tolerance.
    """

    def __init__(self, model: type[LithiumCell], values: Any, compiled: bool = False) -> None:
        self._kind = (
            model,
            float(values["Separator thickness [m]"]),
            compiled and has_compiler(),
        )
        self._inputs = cell_inputs(values)
        self._area = float(values["Electrode width [m]"] * values["Electrode height [m]"])
        self._last: Any = pybamm.EmptySolution()
        self.time = 0.0
        """Since the start of the test, s."""

    def run(self, step: Step) -> StepResult:
        """Run one step; the solver's failures are answered by `REMEDIES`.

        Raises:
            CellEndedError: an event that is no cut-off of the step. StageError: every remedy failed.
        """
        inputs = self._inputs | self._controls(step)
        solution, remedy = self._solve(step, inputs)
        complete = solution.termination == "final time"
        if not complete and "[experiment]" not in solution.termination:
            raise CellEndedError(
                f"The cell ended after {solution.t[-1]:.4g} s of {step.duration:.4g} s: {solution.termination}.",
                "Lower the current or the charge per cycle.",
            )
        result = StepResult(self.time, complete, solution, self._area, remedy)
        self._last = at_zero(solution.all_models[-1], solution.last_state.all_ys[0], inputs)
        self.time += result.duration
        return result

    def watch(self, *names: str) -> dict[str, float]:
        """Return scalar variables of the present state by name, without PyBaMM's processing of solutions.

        Raises:
            StageError: no step has been run.
        """
        if isinstance(self._last, pybamm.EmptySolution):
            raise StageError("The cell has no state before its first step.", "Run a step first.")
        return dict(zip(names, observed(self._last, *names)[:, 0].tolist(), strict=True))

    @property
    def identity(self) -> tuple[Any, ...]:
        """Everything that decides what the steps show: kind of cell, parameters, state at the start."""
        model, thickness, compiled = self._kind
        return model.__qualname__, thickness, compiled, tuple(self._inputs.items())

    @property
    def state(self) -> Array:
        """What the solver has to remember between two steps of current, besides the time; shape (states,)."""
        model = _built(*self._kind, CurrentStep, REMEDIES[0]).model
        if isinstance(self._last, pybamm.EmptySolution) or self._last.all_models[-1] is model:
            return np.asarray(self._last.all_ys[0]).ravel()
        _, start = model.set_initial_conditions_from(self._last, inputs=self._inputs, return_type="ics")
        return np.asarray(start.evaluate(0, inputs=self._inputs)).ravel()

    def resume(self, state: Array, time: float) -> None:
        """Go on from the ``state`` of another bench of the same kind after ``time``, s."""
        model = _built(*self._kind, CurrentStep, REMEDIES[0]).model
        self._last = at_zero(model, state[:, None], self._inputs | self._controls(CurrentStep(1.0)))
        self.time = time

    def _controls(self, step: Step) -> dict[str, float]:
        if isinstance(step, CurrentStep):
            return {
                "Step current [A]": step.current * self._area,
                "Step low [V]": step.low,
                "Step high [V]": step.high,
            }
        if isinstance(step, VoltageStep):
            least = step.least * self._area if step.least else _NEVER
            return {"Step voltage [V]": step.voltage, "Step slope [V.s-1]": step.slope, "Step least [A]": least}
        raise StageError(f"The bench knows no {type(step).__name__}.", "Use CurrentStep or VoltageStep.")

    def _solve(self, step: Step, inputs: dict[str, float]) -> tuple[Any, str]:
        failures = []
        for remedy in REMEDIES:
            built = _built(*self._kind, type(step), remedy)
            last = self._last
            if isinstance(last, pybamm.EmptySolution):
                last = at_zero(built.model, first_state(built.model, inputs), inputs)
            try:
                return built.solver.step(last, built.model, step.duration, save=False, inputs=inputs), remedy.name
            except pybamm.SolverError as error:
                if _NO_WAY in str(error):
                    raise CellEndedError(
                        f"The cell is beyond its limits before the step begins: {error}",
                        "Lower the current, or look whether an electrode has run out of lithium.",
                    ) from error
                failures.append(f"{remedy.name or 'as it is'}: {error}")
        raise StageError(
            f"The cell could not be solved for {step}; tried " + "; ".join(failures),
            "Lower the current, or look whether the electrode has run out of lithium or salt.",
        )


class _Built(NamedTuple):
    """A discretised model and the solver that knows it."""

    model: Any
    solver: Any


@cache
def _built(
    model: type[LithiumCell], thickness: float, compiled: bool, control: type[Step], remedy: Remedy
) -> _Built:
    """Return what is built once per process for all cells with the same mesh."""
    cell, control_values = _CONTROLS[control](model)
    values = as_inputs(cell.default_parameter_values)
    values["Separator thickness [m]"] = thickness
    values.update(control_values)
    simulation = pybamm.Simulation(cell, parameter_values=values)
    simulation.build()
    # A held voltage is told by small currents: differences between runs would drown in a looser tolerance.
    relative = remedy.relative / (10 if control is VoltageStep else 1)
    solver = pybamm.IDAKLUSolver(
        rtol=relative, atol=remedy.absolute, options={"compile": compiled, "max_order_bdf": remedy.order}
    )
    return _Built(simulation.built_model, solver)


def _current_controlled(model: type[LithiumCell]) -> tuple[LithiumCell, dict[str, Any]]:
    cell = model({"operating mode": "current"})
    voltage = cell.variables["Voltage [V]"]
    cell.events.append(pybamm.Event("Low cut-off [experiment]", voltage - pybamm.InputParameter("Step low [V]")))
    cell.events.append(pybamm.Event("High cut-off [experiment]", pybamm.InputParameter("Step high [V]") - voltage))
    return cell, {"Current function [A]": pybamm.InputParameter("Step current [A]")}


def _voltage_controlled(model: type[LithiumCell]) -> tuple[LithiumCell, dict[str, Any]]:
    cell = model({"operating mode": "voltage"})
    current = abs(cell.variables["Current [A]"])
    cell.events.append(
        pybamm.Event("Small current [experiment]", current - pybamm.InputParameter("Step least [A]"))
    )
    return cell, {"Voltage function [V]": _ramp}


_CONTROLS = {CurrentStep: _current_controlled, VoltageStep: _voltage_controlled}


def _ramp(time: Any) -> Any:
    return pybamm.InputParameter("Step voltage [V]") + pybamm.InputParameter("Step slope [V.s-1]") * time


def has_compiler() -> bool:
    """Whether there is the C compiler that PyBaMM calls."""
    return shutil.which("gcc") is not None


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
