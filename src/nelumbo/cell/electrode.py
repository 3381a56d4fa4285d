"""A lithium electrode as a PyBaMM submodel: its states and their equations."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np
import pybamm

from nelumbo.cell.interface import LithiumInterface, symbolic
from nelumbo.cell.symbols import CellSymbols
from nelumbo.cycling.dead_layer import DeadLayer

CHARGE_SCALE = 3.6e4
"""Scale of areal charges in the solver, C/m² (1 mAh/cm²)."""
DOUBLE_LAYER_SCALE = 0.02
"""Scale of the charge of double layers in the solver, C/m²."""
LENGTH_SCALE = 1e-6
"""Scale of roughnesses in the solver, m."""
IDLE_CURRENT = 1e-6
"""Plating current that the power law of roughening sees at rest, A/m²: keeps its derivative finite."""


class LithiumElectrode(pybamm.BaseSubModel):  # type: ignore[misc]
    """Charge transfer, film and lithium of an electrode; what cycling costs is left to the subclasses.

    j is the current density that plates this electrode, a the area of its lithium over that of the electrode:
    q = a C_dl h, dq/dt = j − j_li − j_sei, τ de_f/dt = R_f j − e_f, dn/dt = j_li − j_dead.
    Its overpotential is η = h + e_f + drop in the layers before it.

    Args:
        param: symbols of the cell. name: ``Working`` or ``Counter``. side: ``Left`` or ``Right`` of the separator.
        sign: +1 where positive cell current plates, else −1.
    """

    def __init__(self, param: CellSymbols, name: str, side: str, sign: int) -> None:
        super().__init__(param)
        self.electrode = f"{name} electrode"
        self.interface: LithiumInterface = symbolic(name)
        self.side = side
        self.sign = sign

    def state(self, variables: Any, name: str) -> Any:
        """Return the variable ``name`` of this electrode."""
        return variables[f"{self.electrode} {name}"]

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Return the states that every electrode has."""
        return self.name_all(
            {
                "double-layer charge [C.m-2]": self.variable("double-layer charge [C.m-2]", DOUBLE_LAYER_SCALE),
                "film overpotential [V]": self.variable("film overpotential [V]", 0.1),
                "lithium [C.m-2]": self.variable("lithium [C.m-2]", CHARGE_SCALE),
                "membrane concentration drop": self.variable("membrane concentration drop", 1.0),
            }
        )

    def variable(self, name: str, scale: float) -> Any:
        """Return a state variable of this electrode."""
        return pybamm.Variable(f"{self.electrode} {name}", scale=scale)

    def name_all(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return ``variables`` under their full names."""
        return {f"{self.electrode} {name}": value for name, value in variables.items()}

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add currents, concentrations and overpotential."""
        here, param = self.interface, self.param
        current = self.sign * variables["Total current density [A.m-2]"]
        edge = variables[f"{self.side} separator concentration [mol.m-3]"] / param.concentration
        inner, outer = param.layer(), param.layer(here.membrane.transference)
        dead = self.dead_length(variables)
        below = edge - self.state(variables, "membrane concentration drop")
        surface = below - inner.fall(current, dead)
        edge, below, limited = inner.limited(edge), inner.limited(below), inner.limited(surface)
        e_f, n = self.state(variables, "film overpotential [V]"), self.state(variables, "lithium [C.m-2]")
        area = self.area(variables)
        h = self.state(variables, "double-layer charge [C.m-2]") / (area * here.double_layer_capacity)
        drop = (
            outer.ohmic(current, here.membrane.length / here.membrane.conductance)
            + inner.ohmic(current, dead)
            + outer.drop(edge, below, param.temperature)
            + inner.drop(below, limited, param.temperature)
        )
        transfer = here.kinetics.current(h, limited, n, param.temperature, area)
        variables.update(
            self.name_all(
                {
                    "current density [A.m-2]": current,
                    "lithium current density [A.m-2]": transfer,
                    "surface concentration": surface,
                    "coverage": here.kinetics.coverage(n),
                    "area": area,
                    "double-layer overpotential [V]": h,
                    "layer overpotential [V]": drop,
                    "overpotential [V]": h + e_f + drop,
                }
            )
        )
        variables.update(self.name_all(self.losses(variables)))
        return variables

    @abstractmethod
    def area(self, variables: dict[str, Any]) -> Any:
        """Return a, area of the lithium over that of the electrode."""

    @abstractmethod
    def dead_length(self, variables: dict[str, Any]) -> Any:
        """Return the diffusion length Λ of the dead lithium and spent film, m."""

    @abstractmethod
    def losses(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return ``SEI current density``, ``dead current density`` and ``film charge per surface``."""

    def set_rhs(self, variables: dict[str, Any]) -> None:
        """Set the balances of charge and lithium."""
        here = self.interface
        current = self.state(variables, "current density [A.m-2]")
        transfer = self.state(variables, "lithium current density [A.m-2]")
        sei = self.state(variables, "SEI current density [A.m-2]")
        charge = self.state(variables, "double-layer charge [C.m-2]")
        e_f = self.state(variables, "film overpotential [V]")
        film = self.state(variables, "film charge per surface [C.m-2]")
        self.rhs[charge] = current - transfer - sei
        resistance = here.surface.resistance(film, self.state(variables, "area"))
        self.rhs[e_f] = here.surface.rate(resistance, current, e_f)
        dying = self.state(variables, "dead current density [A.m-2]")
        self.rhs[self.state(variables, "lithium [C.m-2]")] = transfer - dying
        drop = self.state(variables, "membrane concentration drop")
        steady = self.param.layer(here.membrane.transference).fall(current, here.membrane.length)
        self.rhs[drop] = (steady - drop) / here.membrane.relaxation

    def set_initial_conditions(self, variables: dict[str, Any]) -> None:
        """Start at rest with the lithium of the interface's state."""
        for name in ("double-layer charge [C.m-2]", "film overpotential [V]", "membrane concentration drop"):
            self.initial_conditions[self.state(variables, name)] = pybamm.Scalar(0)
        self.initial_conditions[self.state(variables, "lithium [C.m-2]")] = self.interface.state.lithium

    def add_events_from(self, variables: dict[str, Any]) -> None:
        """End the cell where its salt is used up at this electrode."""
        floor = 2 * self.param.layer().floor
        self.events.append(
            pybamm.Event(
                f"{self.electrode} is starved of salt", self.state(variables, "surface concentration") - floor
            )
        )


class LithiumFoil(LithiumElectrode):
    """A thick foil: lithium comes and goes without loss."""

    def area(self, variables: dict[str, Any]) -> Any:
        """Return one: a foil is flat."""
        return pybamm.Scalar(1)

    def dead_length(self, variables: dict[str, Any]) -> Any:
        """Return zero."""
        return pybamm.Scalar(0)

    def losses(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return no losses and the fresh film."""
        return {
            "SEI current density [A.m-2]": pybamm.Scalar(0),
            "dead current density [A.m-2]": pybamm.Scalar(0),
            "film charge per surface [C.m-2]": pybamm.Scalar(0),
        }


class CyclingLithium(LithiumElectrode):
    """Lithium that dies, grows film and roughens while it is cycled.

    Attributes:
        layer: the law of what its losses build up.
    """

    layer = DeadLayer()

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Add dead lithium, film, roughnesses and the charge that the film has taken."""
        variables = super().get_fundamental_variables()
        names = {
            "dead lithium [C.m-2]": CHARGE_SCALE,
            "film charge [C.m-2]": CHARGE_SCALE / 100,
            "retained roughness [m]": LENGTH_SCALE,
            "fresh roughness [m]": LENGTH_SCALE,
            "SEI charge consumed [C.m-2]": CHARGE_SCALE,
            "plated charge [C.m-2]": CHARGE_SCALE,
            "stripped charge [C.m-2]": CHARGE_SCALE,
        }
        variables.update(self.name_all({name: self.variable(name, scale) for name, scale in names.items()}))
        return variables

    def area(self, variables: dict[str, Any]) -> Any:
        """Return a = 1 + (w + u)/ℓ."""
        rough = (self.state(variables, f"{name} roughness [m]") for name in ("retained", "fresh"))
        return self.interface.laws.sei.enlargement(*rough)

    def dead_length(self, variables: dict[str, Any]) -> Any:
        """Return Λ = N_M L of the layer of dead lithium and spent film."""
        dead = self.state(variables, "dead lithium [C.m-2]")
        spent = self.state(variables, "SEI charge consumed [C.m-2]")
        return self.layer.path(dead, spent)

    def losses(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the currents that go into film and dead lithium, from the laws of cycling."""
        laws = self.interface.laws
        film = self.state(variables, "film charge [C.m-2]")
        retained = self.state(variables, "retained roughness [m]")
        fresh = self.state(variables, "fresh roughness [m]")
        transfer = self.state(variables, "lithium current density [A.m-2]")
        strip = np.maximum(-transfer, 0)
        coverage = self.state(variables, "coverage")
        return {
            "stripping current density [A.m-2]": strip,
            "SEI current density [A.m-2]": laws.sei.current(coverage, film, retained, fresh),
            "dead current density [A.m-2]": laws.dead.current(strip, retained, fresh),
            "film charge per surface [C.m-2]": film / laws.sei.surface(retained, fresh),
        }

    def set_rhs(self, variables: dict[str, Any]) -> None:
        """Add dead lithium, film, roughness and the counters of charge."""
        super().set_rhs(variables)
        here, laws = self.interface, self.interface.laws
        strip = self.state(variables, "stripping current density [A.m-2]")
        dying = self.state(variables, "dead current density [A.m-2]")
        sei = self.state(variables, "SEI current density [A.m-2]")
        film = self.state(variables, "film charge [C.m-2]")
        retained = self.state(variables, "retained roughness [m]")
        fresh = self.state(variables, "fresh roughness [m]")
        current = self.state(variables, "current density [A.m-2]")
        plate = np.maximum(self.state(variables, "lithium current density [A.m-2]"), IDLE_CURRENT)
        lithium = np.maximum(self.state(variables, "lithium [C.m-2]"), 1e-3 * here.kinetics.coverage_charge)
        self.rhs[self.state(variables, "dead lithium [C.m-2]")] = dying
        self.rhs[film] = sei - laws.sei.loss(strip, film)
        self.rhs[retained] = laws.roughening.retained_rate(plate, retained)
        self.rhs[fresh] = laws.roughening.fresh_rate(plate, strip + dying, fresh, lithium)
        self.rhs[self.state(variables, "SEI charge consumed [C.m-2]")] = sei
        self.rhs[self.state(variables, "plated charge [C.m-2]")] = np.maximum(current, 0)
        self.rhs[self.state(variables, "stripped charge [C.m-2]")] = np.maximum(-current, 0)

    def set_initial_conditions(self, variables: dict[str, Any]) -> None:
        """Start where the interface's state says; counters start at zero."""
        super().set_initial_conditions(variables)
        start = self.interface.state
        values = {
            "dead lithium [C.m-2]": start.dead,
            "film charge [C.m-2]": start.film,
            "retained roughness [m]": start.retained,
            "fresh roughness [m]": start.fresh,
            "SEI charge consumed [C.m-2]": start.spent,
        }
        counters = ("plated charge [C.m-2]", "stripped charge [C.m-2]")
        values |= dict.fromkeys(counters, pybamm.Scalar(0))
        for name, value in values.items():
            self.initial_conditions[self.state(variables, name)] = value
