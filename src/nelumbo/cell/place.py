"""Where an electrode stands in its cell, and what all submodels of an electrode share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pybamm

from nelumbo.cell.interface import LithiumInterface

CHARGE_SCALE = 3.6e4
"""Scale of areal charges in the solver, C/m² (1 mAh/cm²)."""


@dataclass(frozen=True)
class Place:
    """An electrode in a cell.

    Attributes:
        name: first word of its variables and parameters. side: ``Left`` or ``Right`` of the separator.
        sign: +1 where positive cell current plates, else −1. interface: its laws, with symbols for numbers.
    """

    name: str
    side: str
    sign: int
    interface: LithiumInterface


class ElectrodePart(pybamm.BaseSubModel):  # type: ignore[misc]
    """A submodel of one electrode.

    Args:
        param: symbols of the cell, a `CellSymbols`. place: the electrode.
    """

    def __init__(self, param: Any, place: Place) -> None:
        super().__init__(param)
        self.place = place
        self.interface = place.interface
        self.electrode = f"{place.name} electrode"

    def state(self, variables: Any, name: str) -> Any:
        """Return the variable ``name`` of this electrode."""
        return variables[f"{self.electrode} {name}"]

    def variable(self, name: str, scale: float) -> Any:
        """Return a state variable of this electrode."""
        return pybamm.Variable(f"{self.electrode} {name}", scale=scale)

    def name_all(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return ``variables`` under their full names."""
        return {f"{self.electrode} {name}": value for name, value in variables.items()}

    def current(self, variables: Any) -> Any:
        """Return the current density that plates this electrode, A/m²."""
        return self.place.sign * variables["Total current density [A.m-2]"]

    def wetted_current(self, variables: Any) -> Any:
        """Return the current density that plates the wetted share of this electrode, A/m²."""
        return self.current(variables) / variables["Wetted share"]

    def edge(self, variables: Any) -> Any:
        """Return c/c₀ at the edge of the separator."""
        return variables[f"{self.place.side} separator concentration [mol.m-3]"] / self.param.concentration
