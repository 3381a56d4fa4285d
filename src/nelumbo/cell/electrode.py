"""A lithium electrode as a PyBaMM submodel: its states and their equations."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np
import pybamm

from nelumbo.cell.layer import FLOOR
from nelumbo.cell.place import CHARGE_SCALE, ElectrodePart

DOUBLE_LAYER_SCALE = 0.02
"""Scale of the charge of double layers in the solver, C/m²."""
LENGTH_SCALE = 1e-6
"""Scale of roughnesses in the solver, m."""
IDLE_CURRENT = 1e-6
"""Plating current that the power law of roughening sees at rest, A/m²: keeps its derivative finite."""
LEAST_LITHIUM = 1e-3
"""Lithium over the coverage charge below which a deposit no longer smoothens by stripping."""


class LithiumElectrode(ElectrodePart):
    """Charge transfer, film and lithium of an electrode; what cycling costs is left to the subclasses.

    j is the current density that plates this electrode, a the area of its lithium over that of the electrode, ω
    the wetted share, A Arrhenius factors:
    q = ω a C_dl h, dq/dt = j − j_li − j_sei, j_li = ω A j_law(h), τ de_f/dt = R_f j/(ω A) − e_f,
    dn/dt = j_li − j_dead. Its overpotential is η = h + e_f + drop in membrane and dead layer.
    """

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Return the states that every electrode has."""
        return self.name_all(
            {
                "double-layer charge [C.m-2]": self.variable("double-layer charge [C.m-2]", DOUBLE_LAYER_SCALE),
                "film overpotential [V]": self.variable("film overpotential [V]", 0.1),
                "lithium [C.m-2]": self.variable("lithium [C.m-2]", CHARGE_SCALE),
            }
        )

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add currents, concentrations and overpotential."""
        here, wet = self.interface, variables["Wetted share"]
        e_f, n = self.state(variables, "film overpotential [V]"), self.state(variables, "lithium [C.m-2]")
        area = self.area(variables)
        charge = self.state(variables, "double-layer charge [C.m-2]")
        h = charge / (wet * area * here.double_layer_capacity)
        surface = np.maximum(self.state(variables, "surface concentration"), FLOOR)
        layers = self.state(variables, "membrane overpotential [V]") + self.state(
            variables, "dead layer overpotential [V]"
        )
        transfer = here.kinetics.current(h, surface, n, self.param.temperature, area)
        variables.update(
            self.name_all(
                {
                    "current density [A.m-2]": self.current(variables),
                    "lithium current density [A.m-2]": wet * self.factor("transfer") * transfer,
                    "coverage": here.kinetics.coverage(n),
                    "area": area,
                    "double-layer overpotential [V]": h,
                    "layer overpotential [V]": layers,
                    "overpotential [V]": h + e_f + layers,
                }
            )
        )
        variables.update(self.name_all(self.losses(variables)))
        return variables

    def factor(self, rate: str) -> Any:
        """Return the Arrhenius factor of ``rate``: ``transfer``, ``growth`` or ``film``."""
        activation, param = self.interface.activation, self.param
        return activation.factor(getattr(activation, rate), param.temperature, param.reference_temperature)

    @abstractmethod
    def area(self, variables: dict[str, Any]) -> Any:
        """Return a, area of the lithium over that of the electrode."""

    @abstractmethod
    def losses(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return ``SEI current density``, ``dead current density`` and ``film charge per surface``."""

    def set_rhs(self, variables: dict[str, Any]) -> None:
        """Set the balances of charge and lithium."""
        surface = self.interface.surface
        current = self.state(variables, "current density [A.m-2]")
        transfer = self.state(variables, "lithium current density [A.m-2]")
        sei = self.state(variables, "SEI current density [A.m-2]")
        charge = self.state(variables, "double-layer charge [C.m-2]")
        e_f = self.state(variables, "film overpotential [V]")
        film = self.state(variables, "film charge per surface [C.m-2]")
        self.rhs[charge] = current - transfer - sei
        resistance = surface.resistance(film, self.state(variables, "area")) / self.factor("film")
        self.rhs[e_f] = surface.rate(resistance, self.wetted_current(variables), e_f)
        dying = self.state(variables, "dead current density [A.m-2]")
        self.rhs[self.state(variables, "lithium [C.m-2]")] = transfer - dying

    def set_initial_conditions(self, variables: dict[str, Any]) -> None:
        """Start at rest with the lithium of the interface's state."""
        for name in ("double-layer charge [C.m-2]", "film overpotential [V]"):
            self.initial_conditions[self.state(variables, name)] = pybamm.Scalar(0)
        self.initial_conditions[self.state(variables, "lithium [C.m-2]")] = self.interface.state.lithium

    def add_events_from(self, variables: dict[str, Any]) -> None:
        """End the cell where its salt is used up at this electrode."""
        surface = self.state(variables, "surface concentration")
        self.events.append(pybamm.Event(f"{self.electrode} is starved of salt", surface - 2 * FLOOR))


class LithiumFoil(LithiumElectrode):
    """A thick foil: lithium comes and goes without loss."""

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Add that no film has grown."""
        spent = {"SEI charge consumed [C.m-2]": pybamm.Scalar(0)}
        return super().get_fundamental_variables() | self.name_all(spent)

    def area(self, variables: dict[str, Any]) -> Any:
        """Return one: a foil is flat."""
        return pybamm.Scalar(1)

    def losses(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return no losses and the fresh film."""
        return {
            "SEI current density [A.m-2]": pybamm.Scalar(0),
            "dead current density [A.m-2]": pybamm.Scalar(0),
            "film charge per surface [C.m-2]": pybamm.Scalar(0),
        }


class CyclingLithium(LithiumElectrode):
    """Lithium that dies, grows film and roughens while it is cycled."""

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

    def losses(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the currents that go into film and dead lithium, from the laws of cycling."""
        laws = self.interface.laws
        film = self.state(variables, "film charge [C.m-2]")
        retained = self.state(variables, "retained roughness [m]")
        fresh = self.state(variables, "fresh roughness [m]")
        transfer = self.state(variables, "lithium current density [A.m-2]")
        strip = np.maximum(-transfer, 0)
        growth = laws.sei.current(self.state(variables, "coverage"), film, retained, fresh)
        return {
            "stripping current density [A.m-2]": strip,
            "SEI current density [A.m-2]": variables["Wetted share"] * self.factor("growth") * growth,
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
        lithium = np.maximum(
            self.state(variables, "lithium [C.m-2]"), LEAST_LITHIUM * here.kinetics.coverage_charge
        )
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
