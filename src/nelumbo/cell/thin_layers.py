"""Membrane and dead layer as submodels without thickness: their salt settles at one time, or at once."""

from __future__ import annotations

from typing import Any

import pybamm

from nelumbo.cell.place import ElectrodePart
from nelumbo.constants import FARADAY


class ThinMembrane(ElectrodePart):
    """A membrane whose concentration drop δ is one state: see `nelumbo.cell.layer.DiffusionLayer`.

    τ dδ/dt = Λ (N_Li − t₊ j/F)/(D c₀) − δ with the flux N_Li of lithium towards the electrode, t₊ of the membrane,
    and D, κ and dlnf/dlnc of the liquid at the edge of the separator.
    """

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Return the drop of concentration over c₀."""
        return self.name_all({"membrane concentration drop": self.variable("membrane concentration drop", 1.0)})

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add concentration and potential behind the membrane."""
        membrane, edge = self.interface.membrane, self.edge(variables)
        layer = self.layer(variables)
        below = layer.limited(edge - self.state(variables, "membrane concentration drop"))
        ohmic = layer.ohmic(self.wetted_current(variables), membrane.length / membrane.conductance)
        drop = layer.drop(layer.limited(edge), below, self.param.temperature)
        variables.update(
            self.name_all({"membrane inner concentration": below, "membrane overpotential [V]": ohmic + drop})
        )
        return variables

    def layer(self, variables: dict[str, Any]) -> Any:
        """Return the law of the liquid in the membrane."""
        return self.param.layer(self.edge(variables), self.interface.membrane.transference)

    def set_rhs(self, variables: dict[str, Any]) -> None:
        """Let the drop settle."""
        membrane, layer = self.interface.membrane, self.layer(variables)
        drop = self.state(variables, "membrane concentration drop")
        blocked = self.state(variables, "lithium flux [mol.m-2.s-1]") - membrane.transference * (
            self.wetted_current(variables) / FARADAY
        )
        steady = blocked * membrane.length / (layer.diffusivity * layer.concentration)
        self.rhs[drop] = (steady - drop) / membrane.relaxation

    def set_initial_conditions(self, variables: dict[str, Any]) -> None:
        """Start without a drop."""
        self.initial_conditions[self.state(variables, "membrane concentration drop")] = pybamm.Scalar(0)


class NoDeadLayer(ElectrodePart):
    """Nothing between membrane and lithium, as on a foil that is never cycled."""

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Pass on what the membrane leaves."""
        current = self.wetted_current(variables)
        variables.update(
            self.name_all(
                {
                    "surface concentration": self.state(variables, "membrane inner concentration"),
                    "dead layer overpotential [V]": 0 * current,
                    "lithium flux [mol.m-2.s-1]": current / FARADAY,
                }
            )
        )
        return variables


class ThinDeadLayer(ElectrodePart):
    """Dead lithium and spent film crossed in steady state: see `nelumbo.cycling.dead_layer.DeadLayer`."""

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add concentration and potential at the lithium; the layer holds no salt."""
        current, below = self.wetted_current(variables), self.state(variables, "membrane inner concentration")
        layer = self.param.layer(below)
        path = self.interface.dead_layer.path(
            self.state(variables, "dead lithium [C.m-2]"), self.state(variables, "SEI charge consumed [C.m-2]")
        )
        surface = below - layer.fall(current, path)
        drop = self.param.diffusion_potential(below, layer.limited(surface))
        variables.update(
            self.name_all(
                {
                    "surface concentration": surface,
                    "dead layer overpotential [V]": layer.ohmic(current, path) + drop,
                    "lithium flux [mol.m-2.s-1]": current / FARADAY,
                }
            )
        )
        return variables
