"""Parameter values of lithium against a cathode: a published set scaled to the design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pybamm

from nelumbo.cell.cathode_lfp import LFP
from nelumbo.cell.cathode_material import CathodeMaterial
from nelumbo.cell.cathode_ncm811 import NCM811
from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE, LITHIUM_MOLAR_VOLUME
from nelumbo.design.cathode import Cathode
from nelumbo.design.electrolyte import Electrolyte, Separator

MATERIALS: Mapping[str, CathodeMaterial] = {"ncm811": NCM811(), "lfp": LFP()}
"""Chemistry of the design to its published electrode."""
LITHIUM_CONDUCTIVITY = 1.0776e7
"""Electronic conductivity of lithium, S/m (Xu 2019)."""
LITHIUM_AREA = "Lithium area over electrode area"
"""Parameter by which rough lithium multiplies its exchange current, 1 for a foil."""
LITHIUM_REACTION_ORDER = 0.5
"""Exponent of the salt concentration in the exchange current density of lithium: that of symmetric kinetics."""


def thickness(cathode: Cathode) -> float:
    """Return the thickness L = Q/(F c_max ε Δx) that holds the areal capacity Q at rest within the window, m."""
    material = MATERIALS[cathode.chemistry]
    charged, discharged = material.window(*cathode.voltage_window)
    return cathode.areal_capacity / (material.charge_density() * (discharged - charged))


def cathode_parameters(cathode: Cathode, electrolyte: Electrolyte, separator: Separator) -> Any:
    """Return the `pybamm.ParameterValues` of a charged half cell of 1 m².

    The nominal areal capacity is the charge between the states at rest at both cut-offs; it sets the thickness
    of the published electrode and, divided by an hour, 1C. Properties of the electrolyte are constants of the
    design; what a half cell needs of lithium is from Xu et al. (2019). The current of the set is 1C.

    Args:
        cathode, electrolyte, separator: of the design.
    """
    material = MATERIALS[cathode.chemistry]
    low, high = cathode.voltage_window
    charged, _ = material.window(low, high)
    values = material.values()
    concentration = electrolyte.salt_concentration

    def exchange_current_density(c_e: Any, _c_li: Any, _temperature: Any) -> Any:
        fresh = electrolyte.exchange_current_density * (c_e / concentration) ** LITHIUM_REACTION_ORDER
        return pybamm.Parameter(LITHIUM_AREA) * fresh

    nominal = cathode.areal_capacity / 3600
    return pybamm.ParameterValues(
        {
            **values,
            "Positive electrode thickness [m]": thickness(cathode),
            "Initial concentration in positive electrode [mol.m-3]": charged
            * values["Maximum concentration in positive electrode [mol.m-3]"],
            "Negative electrode thickness [m]": cathode.areal_capacity * LITHIUM_HEIGHT_PER_CHARGE,
            "Negative electrode conductivity [S.m-1]": LITHIUM_CONDUCTIVITY,
            "Negative electrode OCP [V]": 0.0,
            "Negative electrode OCP entropic change [V.K-1]": 0.0,
            "Lithium metal partial molar volume [m3.mol-1]": LITHIUM_MOLAR_VOLUME,
            "Exchange-current density for lithium metal electrode [A.m-2]": exchange_current_density,
            LITHIUM_AREA: 1.0,
            "Negative electrode charge transfer coefficient": 0.5,
            "Negative electrode double-layer capacity [F.m-2]": 0.2,
            "Separator thickness [m]": separator.thickness,
            "Separator porosity": separator.porosity,
            "Separator Bruggeman coefficient (electrolyte)": separator.bruggeman_exponent,
            "Initial concentration in electrolyte [mol.m-3]": concentration,
            "Electrolyte conductivity [S.m-1]": electrolyte.conductivity,
            "Electrolyte diffusivity [m2.s-1]": electrolyte.diffusivity,
            "Cation transference number": electrolyte.transference_number,
            "Thermodynamic factor": electrolyte.thermodynamic_factor,
            "Reference temperature [K]": electrolyte.temperature,
            "Ambient temperature [K]": electrolyte.temperature,
            "Initial temperature [K]": electrolyte.temperature,
            "Electrode height [m]": 1.0,
            "Electrode width [m]": 1.0,
            "Number of electrodes connected in parallel to make a cell": 1.0,
            "Number of cells connected in series to make a battery": 1.0,
            "Nominal cell capacity [A.h]": nominal,
            "Current function [A]": nominal,
            "Contact resistance [Ohm]": 0.0,
            "Lower voltage cut-off [V]": low,
            "Upper voltage cut-off [V]": high,
            "Open-circuit voltage at 0% SOC [V]": low,
            "Open-circuit voltage at 100% SOC [V]": high,
        }
    )
