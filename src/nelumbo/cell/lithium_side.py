"""The lithium of this package in PyBaMM's half cells."""

from __future__ import annotations

from typing import Any

import pybamm

from nelumbo.cell.electrode import CyclingLithium
from nelumbo.cell.interface import LithiumInterface
from nelumbo.cell.place import Place
from nelumbo.cell.resolved_layer import ResolvedDeadLayer
from nelumbo.cell.symbols import CellSymbols
from nelumbo.cell.thin_layers import ThinDeadLayer, ThinMembrane

LITHIUM = "Lithium"
"""First word of the variables and parameters of the lithium electrode."""


class SeparatorEdge(pybamm.BaseSubModel):  # type: ignore[misc]
    """What an electrode of this package wants to know of PyBaMM's separator."""

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add the concentration at the lithium; a half cell never dries."""
        c = variables["Separator electrolyte concentration [mol.m-3]"]
        variables["Left separator concentration [mol.m-3]"] = pybamm.boundary_value(c, "left")
        variables["Wetted share"] = pybamm.Scalar(1)
        return variables


class LithiumPotential(pybamm.BaseSubModel):  # type: ignore[misc]
    """φ_e = φ_s + η at the lithium, η the plating overpotential; φ_s falls by i L/σ through the foil.

    Stands in for PyBaMM's own submodels of the potential and the kinetics of lithium, whose variables it gives.
    """

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add potentials and currents under PyBaMM's names."""
        foil, current = self.param.n, variables["Current collector current density [A.m-2]"]
        drop = current * foil.L / foil.sigma(None, variables["Negative current collector temperature [K]"])
        solid = variables["Negative current collector potential [V]"] - drop
        overpotential = variables[f"{LITHIUM} electrode overpotential [V]"]
        variables.update(
            {
                "Negative electrode potential drop [V]": drop,
                "X-averaged negative electrode ohmic losses [V]": drop / 2,
                "Lithium metal interface electrode potential [V]": solid,
                "Lithium metal interface electrolyte potential [V]": solid + overpotential,
                "Lithium metal interface surface potential difference [V]": -overpotential,
                "Lithium metal interface reaction overpotential [V]": -overpotential,
                "Lithium metal plating current density [A.m-2]": current,
                "Lithium metal total interfacial current density [A.m-2]": current,
                "Negative electrode SEI film overpotential [V]": pybamm.Scalar(0),
            }
        )
        return variables


def put_lithium(model: Any, lithium: LithiumInterface) -> None:
    """Replace the lithium of ``model``, a half cell of PyBaMM that is not built yet.

    Raises:
        ValueError: the options or the electrode ask for what a half cell cannot do.
    """
    if isinstance(lithium.dead_layer, ResolvedDeadLayer):
        raise ValueError("A half cell takes its dead layer as thin; give dead_layer=DeadLayer().")
    if model.options.negative["SEI"] != "none" or model.options["thermal"] != "isothermal":
        raise ValueError(
            "The lithium of this half cell grows its own SEI and is isothermal; leave out the options 'SEI' and "
            "'thermal', and give laws by sei=… and activation=…."
        )
    for name in [name for name in model.submodels if name.startswith("negative electrode interface")]:
        del model.submodels[name]
    place, symbols = Place(LITHIUM, "Left", -1, lithium.symbolic(LITHIUM)), CellSymbols()
    model.submodels |= {
        "negative electrode potential": LithiumPotential(model.param),
        "lithium separator edge": SeparatorEdge(model.param),
        "lithium membrane": ThinMembrane(symbols, place),
        "lithium dead layer": ThinDeadLayer(symbols, place),
        "lithium electrode": CyclingLithium(symbols, place),
    }
