"""Parameter values of lithium against a cathode: a published set scaled to the design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pybamm

from nelumbo.cell.cathode_lfp import LFP
from nelumbo.cell.cathode_material import CathodeMaterial
from nelumbo.cell.cathode_ncm811 import NCM811
from nelumbo.cell.liquids import Liquid, of_design
from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE, LITHIUM_MOLAR_VOLUME
from nelumbo.design.cathode import Cathode
from nelumbo.design.electrolyte import Electrolyte, Separator

MATERIALS: Mapping[str, CathodeMaterial] = {"ncm811": NCM811(), "lfp": LFP()}
"""Chemistry of the design to its published electrode."""
LITHIUM_CONDUCTIVITY = 1.0776e7
"""Electronic conductivity of lithium, S/m (Xu 2019)."""
LITHIUM_AREA = "Lithium area over electrode area"
"""Parameter by which rough lithium multiplies its exchange current, 1 for a foil."""
AREAL_CAPACITY = "Positive electrode areal capacity [A.h.m-2]"
"""Parameter from which thickness, nominal capacity and 1C of a half cell follow."""


def thickness(cathode: Cathode) -> float:
    """Return the thickness L = Q/(F c_max ε Δx) that holds the areal capacity Q at rest within the window, m."""
    material = MATERIALS[cathode.chemistry]
    charged, discharged = material.window(*cathode.voltage_window)
    return cathode.areal_capacity / (material.charge_density() * (discharged - charged))


def half_cell_values(
    material: CathodeMaterial,
    areal_capacity: float,
    window: tuple[float, float],
    liquid: Liquid,
    separator: Separator,
) -> Any:
    """Return the `pybamm.ParameterValues` of a charged half cell of 1 m²; the current of the set is 1C.

    The areal capacity is the charge between the states at rest at both cut-offs. It is the parameter
    `AREAL_CAPACITY`: thickness L = Q/(F c_max ε Δx), nominal capacity and 1C follow it when it is changed. What
    a half cell needs of lithium is from Xu et al. (2019).

    Args:
        material: of the cathode. areal_capacity: Q, C/m². window: lower and upper cut-off, V.
        liquid, separator: between the electrodes.
    """
    low, high = window
    charged, discharged = material.window(low, high)
    values = material.values()
    capacity = pybamm.Parameter(AREAL_CAPACITY)
    nominal = capacity * pybamm.Parameter("Electrode width [m]") * pybamm.Parameter("Electrode height [m]")
    return pybamm.ParameterValues(
        {
            **values,
            **liquid.values(),
            AREAL_CAPACITY: areal_capacity / 3600,
            "Positive electrode thickness [m]": capacity
            * (3600 / (material.charge_density() * (discharged - charged))),
            "Initial concentration in positive electrode [mol.m-3]": charged
            * values["Maximum concentration in positive electrode [mol.m-3]"],
            "Negative electrode thickness [m]": areal_capacity * LITHIUM_HEIGHT_PER_CHARGE,
            "Negative electrode conductivity [S.m-1]": LITHIUM_CONDUCTIVITY,
            "Negative electrode OCP [V]": 0.0,
            "Negative electrode OCP entropic change [V.K-1]": 0.0,
            "Lithium metal partial molar volume [m3.mol-1]": LITHIUM_MOLAR_VOLUME,
            "Exchange-current density for lithium metal electrode [A.m-2]": liquid.lithium_rate(
                pybamm.Parameter(LITHIUM_AREA)
            ),
            LITHIUM_AREA: 1.0,
            "Negative electrode charge transfer coefficient": 0.5,
            "Negative electrode double-layer capacity [F.m-2]": 0.2,
            "Separator thickness [m]": separator.thickness,
            "Separator porosity": separator.porosity,
            "Separator Bruggeman coefficient (electrolyte)": separator.bruggeman_exponent,
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


def cathode_parameters(cathode: Cathode, electrolyte: Electrolyte, separator: Separator) -> Any:
    """Return the `pybamm.ParameterValues` of a charged half cell of a design, 1 m²; see `half_cell_values`.

    Properties of the electrolyte are constants.
    """
    material, liquid = MATERIALS[cathode.chemistry], of_design(electrolyte)
    return half_cell_values(material, cathode.areal_capacity, cathode.voltage_window, liquid, separator)
