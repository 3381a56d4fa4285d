"""Solvent that the growing film consumes, and the drying of the cell that follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pybamm

from nelumbo.constants import FARADAY
from nelumbo.law import Law

DRY = 0.01
"""Wetted share at which a cell is dry."""


@dataclass(frozen=True)
class SolventConsumption(Law):
    """The film takes solvent: first from a reserve outside the separator, then from its pores, which fall dry.

    V of solvent is lost per area. While the reserve V₀ lasts, it refills the pores with liquid at c₀. Then the
    wetted share ω of the cell shrinks; current passes only there, and the salt of the drying share moves into it.

    Attributes:
        reserve: V₀, liquid beside that in the separator, volume per area, m.
        ratio: ν, solvent molecules per lithium in the film; 1 for EC in lithium ethylene dicarbonate.
        molar_volume: Ω_s of the solvent, m³/mol.
    """

    equation: ClassVar[str] = "V = ν Ω_s q_sei/F;  ω = 1 − max(V − V₀, 0)/(ε L)"
    units: ClassVar[dict[str, str]] = {
        "V": "m",
        "V₀": "m",
        "ν": "1",
        "Ω_s": "m^3/mol",
        "q_sei": "C/m^2",
        "F": "C/mol",
        "ω": "1",
        "ε": "1",
        "L": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Li2022",)

    reserve: Any
    ratio: Any = 1.0
    molar_volume: Any = 6.67e-5

    def lost(self, sei_charge: Any) -> Any:
        """Return V, m, for ``sei_charge``, C/m², consumed by both electrodes; or dV/dt for a current, A/m²."""
        return self.ratio * self.molar_volume * sei_charge / FARADAY

    def wetted(self, lost: Any, pores: Any) -> Any:
        """Return ω for V = ``lost`` and pores of ε L = ``pores``, m."""
        return 1 - np.maximum(lost - self.reserve, 0.0) / pores


NAMES = {
    "reserve": "Electrolyte reserve [m]",
    "ratio": "Solvent consumed per lithium in the SEI",
    "molar_volume": "Solvent partial molar volume [m3.mol-1]",
}
"""Field of `SolventConsumption` to the name of its parameter."""


def symbolic() -> SolventConsumption:
    """Return the law with `pybamm.Parameter` objects for its numbers."""
    return SolventConsumption(**{name: pybamm.Parameter(parameter) for name, parameter in NAMES.items()})


class PlentyOfSolvent(pybamm.BaseSubModel):  # type: ignore[misc]
    """A cell that never dries."""

    def get_fundamental_variables(self) -> dict[str, Any]:
        """Return that all is wet."""
        return {
            "Wetted share": pybamm.Scalar(1),
            "Salt concentrated by lost solvent [mol.m-3.s-1]": pybamm.Scalar(0),
        }


class _OfBothElectrodes(pybamm.BaseSubModel):  # type: ignore[misc]
    """What depends on the film of both electrodes.

    Args:
        param: symbols of the cell. electrodes: first words of the names of both.
    """

    def __init__(self, param: Any, electrodes: tuple[str, str]) -> None:
        super().__init__(param)
        self.electrodes = electrodes

    def lost(self, variables: dict[str, Any], name: str) -> Any:
        """Return what the law of lost solvent makes of the sum of a variable over both electrodes."""
        return symbolic().lost(sum(variables[f"{electrode} electrode {name}"] for electrode in self.electrodes))


class WettedShare(_OfBothElectrodes):
    """The share of a cell that the film on both electrodes has left wet."""

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add lost solvent and wetted share."""
        lost = self.lost(variables, "SEI charge consumed [C.m-2]")
        variables["Lost solvent [m]"] = lost
        variables["Wetted share"] = symbolic().wetted(lost, self.param.porosity * self.param.thickness)
        return variables

    def add_events_from(self, variables: dict[str, Any]) -> None:
        """End the cell when it is dry."""
        self.events.append(pybamm.Event("Cell is dry", variables["Wetted share"] - DRY))


class SaltLeftBehind(_OfBothElectrodes):
    """Salt that lost solvent leaves in the wet pores: the reserve's at first, later that of drying pores.

    dc/dt = (dV/dt) c_in/(ω ε L), c_in = c₀ while V < V₀, else c.
    """

    def get_coupled_variables(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Add the source of salt."""
        wet_pores = variables["Wetted share"] * self.param.porosity * self.param.thickness
        rate = self.lost(variables, "SEI current density [A.m-2]")
        inside = variables["Separator concentration [mol.m-3]"]
        refilled = variables["Lost solvent [m]"] < symbolic().reserve
        arriving = refilled * self.param.concentration + (1 - refilled) * inside
        variables["Salt concentrated by lost solvent [mol.m-3.s-1]"] = rate * arriving / wet_pores
        return variables
