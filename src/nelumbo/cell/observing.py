"""Variables of a PyBaMM model by functions that are built once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

import casadi
import numpy as np
import pybamm
from numpy.typing import NDArray

Array = NDArray[np.float64]


def observed(solution: Any, *names: str) -> Array:
    """Return scalar variables at every time of a solution, shape (names, times)."""
    parts = zip(solution.all_models, solution.all_ts, solution.all_ys, solution.all_inputs, strict=True)
    return np.concatenate([values_at(names, *part) for part in parts], axis=1)


def values_at(names: tuple[str, ...], model: Any, times: Array, states: Any, inputs: dict[str, Any]) -> Array:
    """Return scalar variables of a model, shape (names, times).

    Args:
        states: shape (states, times). inputs: of the model.
    """
    function = _variables(model, names, tuple(inputs))
    found = function(np.reshape(times, (1, -1)), states, stacked(inputs))
    return np.asarray(found, dtype=float).reshape(len(names), -1)


def first_state(model: Any, inputs: dict[str, Any]) -> Array:
    """Return the initial state of a discretised model, shape (states, 1)."""
    return np.asarray(_initial(model, tuple(inputs))(stacked(inputs)), dtype=float)


def at_zero(model: Any, state: Array, inputs: dict[str, float]) -> Any:
    """Return a solution from which the next step starts with its clock at zero."""
    return pybamm.Solution(np.zeros(1), state, model, inputs, check_solution=False)


def stacked(inputs: dict[str, Any]) -> Array:
    """Return the values of inputs in their order."""
    return np.array(list(inputs.values())).ravel()


@cache
def _variables(model: Any, names: tuple[str, ...], inputs: tuple[str, ...]) -> casadi.Function:
    """Return the function of time, state and inputs (in the order of their names) that gives the variables."""
    time, state = casadi.MX.sym("t"), casadi.MX.sym("y", model.len_rhs_and_alg)
    given, named = symbols(inputs)
    values = [model.get_processed_variable(name).to_casadi(time, state, inputs=named) for name in names]
    return casadi.Function("variables", [time, state, given], [casadi.vertcat(*values)])


@cache
def _initial(model: Any, inputs: tuple[str, ...]) -> casadi.Function:
    """Return the function of the inputs that gives the initial state."""
    given, named = symbols(inputs)
    return casadi.Function("initial", [given], [model.concatenated_initial_conditions.to_casadi(inputs=named)])


def symbols(inputs: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:
    """Return a vector that stands for the values of inputs, and its parts by name."""
    given = casadi.MX.sym("p", len(inputs))
    return given, {name: given[k] for k, name in enumerate(inputs)}
