"""Salt in the separator of a lithium cell, and the voltage of the cell."""

from __future__ import annotations

from typing import Any

import pybamm

from nelumbo.constants import FARADAY

CONCENTRATION_SCALE = 1000.0
"""Scale of the salt concentration in the solver, mol/m³."""


class SaltTransport(pybamm.BaseSubModel):  # type: ignore[misc]
    """Concentrated binary salt in a porous separator between two lithium electrodes.

    ε ∂c/∂t = ∂/∂x((D/N) ∂c/∂x), (D/N) ∂c/∂x = (1 − t₊) i/F at both ends, x from the working electrode (left) to
    the counter electrode (right), N = ε^(−b) the MacMullin number, i > 0 plates the working electrode
    (Newman 2004).
    """

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Return the concentration and its values at the electrodes."""
        c = pybamm.Variable(
            "Separator concentration [mol.m-3]",
            domain="separator",
            scale=CONCENTRATION_SCALE,
            bounds=(0, float("inf")),
        )
        return {
            "Separator concentration [mol.m-3]": c,
            "Left separator concentration [mol.m-3]": pybamm.boundary_value(c, "left"),
            "Right separator concentration [mol.m-3]": pybamm.boundary_value(c, "right"),
        }

    def set_rhs(self, variables: dict[str, Any]) -> None:
        """Set the balance of salt."""
        c = variables["Separator concentration [mol.m-3]"]
        flux = -self.param.diffusivity / self.param.macmullin * pybamm.grad(c)
        self.rhs[c] = -pybamm.div(flux) / self.param.porosity

    def set_boundary_conditions(self, variables: dict[str, Any]) -> None:
        """Only the cation crosses the electrodes."""
        c = variables["Separator concentration [mol.m-3]"]
        param, current = self.param, variables["Total current density [A.m-2]"]
        slope = (1 - param.transference) * current * param.macmullin / (FARADAY * param.diffusivity)
        self.boundary_conditions[c] = {"left": (slope, "Neumann"), "right": (slope, "Neumann")}

    def set_initial_conditions(self, variables: dict[str, Any]) -> None:
        """Start uniform."""
        self.initial_conditions[variables["Separator concentration [mol.m-3]"]] = self.param.concentration


class CellVoltage(pybamm.BaseSubModel):  # type: ignore[misc]
    """V = −Δφ − η_W + η_C with Δφ across the separator and the plating overpotentials η of both electrodes.

    Δφ = i N L/κ − (2RT/F)(1 − t₊)(1 + dlnf/dlnc) ln(c_W/c_C) (Newman 2004).
    """

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add the voltage of the cell and its parts."""
        param = self.param
        layer = param.layer()
        ohmic = layer.ohmic(variables["Total current density [A.m-2]"], param.macmullin * param.thickness)
        relative = [
            layer.limited(variables[f"{side} separator concentration [mol.m-3]"] / param.concentration)
            for side in ("Left", "Right")
        ]
        diffusion = layer.drop(relative[1], relative[0], param.temperature)
        voltage = (
            -ohmic
            - diffusion
            - variables["Working electrode overpotential [V]"]
            + variables["Counter electrode overpotential [V]"]
        )
        variables.update(
            {
                "Separator ohmic drop [V]": ohmic,
                "Separator diffusion potential [V]": diffusion,
                "Voltage [V]": voltage,
                "Battery voltage [V]": voltage,
            }
        )
        return variables

    def add_events_from(self, variables: dict[str, Any]) -> None:
        """Keep the cell inside its window."""
        voltage = variables["Voltage [V]"]
        low = pybamm.Parameter("Lower voltage cut-off [V]")
        high = pybamm.Parameter("Upper voltage cut-off [V]")
        self.events.append(pybamm.Event("Minimum voltage [V]", voltage - low))
        self.events.append(pybamm.Event("Maximum voltage [V]", high - voltage))
