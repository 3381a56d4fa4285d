"""Impedance spectra of lithium cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import casadi
import numpy as np
import pybamm
from numpy.typing import NDArray

from nelumbo.cell.bench import as_inputs, cell_inputs
from nelumbo.cell.lithium_cell import LithiumSymmetric
from nelumbo.cell.observing import first_state, stacked, symbols

_CELLS = 20
"""Cells of the separator: the first is 0.6 % of it, so that diffusion does not blur the high frequencies."""


def spectrum(values: Any, frequency: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the impedance of a symmetric cell at rest, Ω m², linearised at its initial state.

    (iω M − J) x = b for a current of one ampere;  Z = −ΔV/ΔI

    Args:
        values: see `nelumbo.cell.parameters.parameter_values`. frequency: Hz.
    """
    inputs = cell_inputs(values)
    linear = _linearised(float(values["Separator thickness [m]"]), tuple(inputs))
    area = float(values["Electrode width [m]"] * values["Electrode height [m]"])
    slopes, seen = linear.at(first_state(linear.model, inputs), stacked(inputs))
    omega = 2j * np.pi * np.asarray(frequency, float)
    systems = omega[:, None, None] * linear.mass - slopes
    voltage, current = seen @ np.linalg.solve(systems, linear.forcing[:, None])[:, :, 0].T
    return area * np.asarray(-voltage / current, dtype=np.complex128)


@dataclass(frozen=True)
class _Linearised:
    """A cell around a state.

    Attributes:
        model: discretised. slopes: function of state and inputs, for J and the slopes of voltage and current.
        mass: M. forcing: b.
    """

    model: Any
    slopes: casadi.Function
    mass: NDArray[np.float64]
    forcing: NDArray[np.float64]

    def at(
        self, state: NDArray[np.float64], inputs: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return J and the slopes of voltage and current."""
        jacobian, seen = (np.asarray(found.full(), float) for found in self.slopes(state, inputs))
        return jacobian, seen


@cache
def _linearised(thickness: float, names: tuple[str, ...]) -> _Linearised:
    """Return what is built once per process for all cells with the same separator."""
    cell = LithiumSymmetric()
    values = as_inputs(cell.default_parameter_values)
    values["Separator thickness [m]"] = thickness
    simulation = pybamm.EISSimulation(cell, parameter_values=values, var_pts={"x_s": _CELLS})
    simulation.build()
    model = simulation.built_model
    state, (given, inputs) = casadi.MX.sym("y", model.len_rhs_and_alg), symbols(names)
    equations, seen = (
        casadi.vertcat(*[part.to_casadi(0, state, inputs=inputs) for part in parts])
        for parts in (
            (model.concatenated_rhs, model.concatenated_algebraic),
            [model.get_processed_variable(name) for name in ("Voltage [V]", "Current [A]")],
        )
    )
    slopes = casadi.Function(
        "slopes", [state, given], [casadi.jacobian(equations, state), casadi.jacobian(seen, state)]
    )
    [current] = [slices[0].start for var, slices in model.y_slices.items() if var.name == "Current variable [A]"]
    forcing = np.zeros(model.len_rhs_and_alg)
    forcing[current] = -1
    return _Linearised(model, slopes, model.mass_matrix.entries.toarray(), forcing)
