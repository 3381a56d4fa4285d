"""The dead layer with its thickness: salt diffuses through it, in x."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pybamm

from nelumbo.cell.place import ElectrodePart
from nelumbo.constants import FARADAY
from nelumbo.cycling.dead_layer import DeadLayer

THINNEST = 1e-8
"""Thickness that is added to the layer, so that an electrode without dead lithium has one, m."""
CONCENTRATION_SCALE = 1000.0
"""Scale of the salt concentration in the solver, mol/m³."""
CELLS = 8
"""Control volumes across the layer."""
_ACROSS = pybamm.SpatialVariable("x_s", domain=["separator"], coord_sys="cartesian")


@dataclass(frozen=True)
class ResolvedDeadLayer:
    """Give this as ``dead_layer`` to a cell, and its dead layer is resolved in x.

    Attributes:
        porous: thickness and MacMullin number of the layer.
    """

    porous: DeadLayer = field(default_factory=DeadLayer)


def domain(name: str) -> str:
    """Return PyBaMM's domain of the dead layer on the electrode ``name``."""
    return f"{name.lower()} dead layer"


def coordinate(name: str) -> Any:
    """Return ξ of the dead layer on the electrode ``name``: 0 at the lithium, 1 at the membrane."""
    return pybamm.SpatialVariable(f"xi_{name.lower()}", domain=[domain(name)], coord_sys="cartesian")


class DeadLayerTransport(ElectrodePart):
    """Concentrated binary salt in the pores of dead lithium and spent film, a layer that grows.

    ε ∂c/∂t = −(1/L) ∂J/∂ξ,  J = −(D/(N L)) ∂c/∂ξ − t₊ j/F,  ξ = x/L(t) from the lithium outwards, N = ε^(−b);
    J = −j/F at the lithium, c continuous at the membrane. The pores of what dies fill with liquid as it stands
    there: the advection ξ (dL/dt) ∂c/∂x is left out, L dL/dt ≪ D by seven orders of magnitude.
    """

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Return the concentration in the layer."""
        c = pybamm.Variable(
            f"{self.electrode} dead layer concentration [mol.m-3]",
            domain=domain(self.place.name),
            scale=CONCENTRATION_SCALE,
            bounds=(0, float("inf")),
        )
        return self.name_all({"dead layer concentration [mol.m-3]": c})

    @property
    def porous(self) -> DeadLayer:
        """The layer with symbols for its numbers."""
        layer: DeadLayer = self.interface.dead_layer.porous
        return layer

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add thickness, fluxes, and concentration and potential at the lithium."""
        param, porous = self.param, self.porous
        c = self.state(variables, "dead layer concentration [mol.m-3]")
        thickness = THINNEST + porous.thickness(
            self.state(variables, "dead lithium [C.m-2]"), self.state(variables, "SEI charge consumed [C.m-2]")
        )
        path = porous.macmullin * thickness
        current, below = self.wetted_current(variables), self.state(variables, "membrane inner concentration")
        surface = pybamm.boundary_value(c, "left") / param.concentration
        resistance = path * pybamm.Integral(1 / param.conductivity(c), coordinate(self.place.name))
        drop = param.diffusion_potential(below, param.layer(1.0).limited(surface))
        salt = porous.porosity * thickness * pybamm.Integral(c, coordinate(self.place.name))
        variables.update(
            self.name_all(
                {
                    "dead layer thickness [m]": thickness,
                    "dead layer salt [mol.m-2]": salt,
                    "surface concentration": surface,
                    "dead layer overpotential [V]": current * resistance + drop,
                    "lithium flux [mol.m-2.s-1]": self.outer_flux(variables, path),
                }
            )
        )
        return variables

    def outer_flux(self, variables: dict[str, Any], path: Any) -> Any:
        """Return the flux of lithium from the separator into the layer, mol/(m² s).

        Between the middles of the separator's last cell and the layer's lie two resistances r = δx N/D in series
        and the drop over the membrane: n = [c₁ − δ c₀ − c₂ + (t₁ r₁ + t₂ r₂) j/F]/(r₁ + r₂).
        """
        param, side = self.param, self.place.side.lower()
        outside = variables["Separator concentration [mol.m-3]"]
        c = self.state(variables, "dead layer concentration [mol.m-3]")
        node = pybamm.BoundaryValue(_ACROSS, side, order="constant")
        innermost = pybamm.BoundaryValue(coordinate(self.place.name), "right", order="constant")
        half_cells = (
            (outside, side, param.macmullin * (node if side == "left" else param.thickness - node), 1),
            (c, "right", path * (1 - innermost), -1),
        )
        fall: Any = -self.state(variables, "membrane concentration drop") * param.concentration
        resistance: Any = 0
        for part, where, length, sign in half_cells:
            own = length / pybamm.boundary_value(param.diffusivity(part), where)
            carried = pybamm.boundary_value(param.transference(part), where) * self.wetted_current(variables)
            fall += sign * pybamm.BoundaryValue(part, where, order="constant") + own * carried / FARADAY
            resistance += own
        return fall / resistance

    def set_rhs(self, variables: dict[str, Any]) -> None:
        """Set the balance of salt."""
        param, porous = self.param, self.porous
        c = self.state(variables, "dead layer concentration [mol.m-3]")
        thickness = self.state(variables, "dead layer thickness [m]")
        diffusion = -param.diffusivity(c) / (porous.macmullin * thickness) * pybamm.grad(c)
        migration = -param.transference(c) * self.wetted_current(variables) / FARADAY
        self.rhs[c] = -pybamm.div(diffusion + migration) / (porous.porosity * thickness)

    def set_boundary_conditions(self, variables: dict[str, Any]) -> None:
        """Only the cation crosses the lithium; at the membrane the concentration is given."""
        param = self.param
        c = self.state(variables, "dead layer concentration [mol.m-3]")
        path = self.porous.macmullin * self.state(variables, "dead layer thickness [m]")
        current = self.wetted_current(variables) / FARADAY

        def slope(side: str, flux: Any) -> Any:
            carried = pybamm.boundary_value(param.transference(c), side) * current
            return (flux - carried) * path / pybamm.boundary_value(param.diffusivity(c), side)

        inner, outer = slope("left", current), slope("right", self.state(variables, "lithium flux [mol.m-2.s-1]"))
        self.boundary_conditions[c] = {"left": (inner, "Neumann"), "right": (outer, "Neumann")}

    def set_initial_conditions(self, variables: dict[str, Any]) -> None:
        """Start uniform."""
        c = self.state(variables, "dead layer concentration [mol.m-3]")
        self.initial_conditions[c] = self.param.concentration
