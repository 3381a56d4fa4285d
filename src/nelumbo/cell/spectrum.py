"""Impedance spectra of lithium cells."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pybamm
from numpy.typing import NDArray

from nelumbo.cell.bench import as_inputs, cell_inputs
from nelumbo.cell.lithium_cell import LithiumSymmetric

_CELLS = 20
"""Cells of the separator: the first is 0.6 % of it, so that diffusion does not blur the high frequencies."""


def spectrum(values: Any, frequency: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the impedance of a symmetric cell at rest, Ω m², linearised at its initial state.

    Args:
        values: see `nelumbo.cell.parameters.parameter_values`. frequency: Hz.
    """
    simulation = _simulation(float(values["Separator thickness [m]"]))
    area = float(values["Electrode width [m]"] * values["Electrode height [m]"])
    impedance = simulation.solve(frequency, inputs=cell_inputs(values)).impedance
    return area * np.asarray(impedance, dtype=np.complex128)


@cache
def _simulation(thickness: float) -> Any:
    cell = LithiumSymmetric()
    values = as_inputs(cell.default_parameter_values)
    values["Separator thickness [m]"] = thickness
    return pybamm.EISSimulation(cell, parameter_values=values, var_pts={"x_s": _CELLS})
