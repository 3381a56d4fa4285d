"""Salt in the separator of a lithium cell, and the voltage of the cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pybamm

from nelumbo.cell.layer import FLOOR
from nelumbo.constants import FARADAY

CONCENTRATION_SCALE = 1000.0
"""Scale of the salt concentration in the solver, mol/m³."""


class SaltTransport(pybamm.BaseSubModel):  # type: ignore[misc]
    """Concentrated binary salt in the wetted share ω of a porous separator between two lithium electrodes.

    ε ∂c/∂t = −∂J/∂x + s,  J = −(D/N) ∂c/∂x − t₊ i/(ω F), x from the working electrode (left) to the counter
    electrode (right), N = ε^(−b) the MacMullin number, i > 0 plates the working electrode. J is the flux of
    lithium: at an electrode it is −i/(ω F), unless a layer with salt of its own lies between. D, t₊ and all
    else may depend on c; s is what the consumption of solvent brings (Newman 2004).
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
            "X-averaged separator concentration [mol.m-3]": pybamm.x_average(c),
            "Left separator concentration [mol.m-3]": pybamm.boundary_value(c, "left"),
            "Right separator concentration [mol.m-3]": pybamm.boundary_value(c, "right"),
        }

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add the current density in the liquid."""
        current = variables["Total current density [A.m-2]"] / variables["Wetted share"]
        variables["Separator current density [A.m-2]"] = current
        return variables

    def set_rhs(self, variables: dict[str, Any]) -> None:
        """Set the balance of salt."""
        c, param = variables["Separator concentration [mol.m-3]"], self.param
        current = variables["Separator current density [A.m-2]"]
        diffusion = -param.diffusivity(c) / param.macmullin * pybamm.grad(c)
        migration = -param.transference(c) * current / FARADAY
        source = variables["Salt concentrated by lost solvent [mol.m-3.s-1]"]
        self.rhs[c] = -pybamm.div(diffusion + migration) / param.porosity + source

    def set_boundary_conditions(self, variables: dict[str, Any]) -> None:
        """Let through what the electrodes or the layers on them take."""
        c, param = variables["Separator concentration [mol.m-3]"], self.param
        current = variables["Separator current density [A.m-2]"] / FARADAY
        conditions = {}
        for name, side, sign in (("Working", "left", 1), ("Counter", "right", -1)):
            # Boundary values of the properties, as the flux takes them, conserve salt to rounding.
            blocked = pybamm.boundary_value(param.transference(c), side)
            diffusivity = pybamm.boundary_value(param.diffusivity(c), side) / param.macmullin
            taken = sign * variables[f"{name} electrode lithium flux [mol.m-2.s-1]"]
            conditions[side] = ((taken - blocked * current) / diffusivity, "Neumann")
        self.boundary_conditions[c] = conditions

    def set_initial_conditions(self, variables: dict[str, Any]) -> None:
        """Start uniform."""
        self.initial_conditions[variables["Separator concentration [mol.m-3]"]] = self.param.concentration


class CellVoltage(pybamm.BaseSubModel):  # type: ignore[misc]
    """V = −Δφ − η_W + η_C with Δφ across the separator and the plating overpotentials η of both electrodes.

    Δφ = (i/ω) N ∫dx/κ − (2RT/F) ∫(1 − t₊)(1 + dlnf/dlnc) d ln c from the counter to the working electrode
    (Newman 2004).
    """

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add the voltage of the cell and its parts."""
        param = self.param
        c = variables["Separator concentration [mol.m-3]"]
        path = param.macmullin * param.thickness
        resistance = path * pybamm.x_average(1 / param.conductivity(c))
        ohmic = variables["Separator current density [A.m-2]"] * resistance
        working, counter = (
            np.maximum(variables[f"{side} separator concentration [mol.m-3]"] / param.concentration, FLOOR)
            for side in ("Left", "Right")
        )
        diffusion = param.diffusion_potential(counter, working)
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
