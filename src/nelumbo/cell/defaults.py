"""Textbook cells: what the models run with when nobody gives them a design."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nelumbo.cell.interface import InterfaceState, LithiumInterface
from nelumbo.cell.parameters import lithium_foil, lithium_interface, parameter_values
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.result import CycleLaws
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.units import MAH_PER_CM2

DOUBLE_LAYER = 0.2
"""F/m², Xu2019 parameter set of PyBaMM."""
NUCLEATION = 0.03
"""Overpotential before lithium forms on copper, V (assumed)."""
FOIL = 450e-6
"""Thickness of the counter foil, m."""
ETHER = Electrolyte.model_construct(
    salt_concentration=1000.0,
    conductivity=1.097,
    diffusivity=3e-10,
    transference_number=0.35,
    thermodynamic_factor=1.0,
    exchange_current_density=100.0,
    sei_resistance=1.6e-3,
    density=1100.0,
    temperature=298.15,
)
"""1 M LiTFSI in DOL:DME 1:1; conductivity from CALiSol-23, the rest assumed as in the published campaign."""
POLYOLEFIN = Separator.model_construct(thickness=25e-6, porosity=0.39, bruggeman_exponent=1.5, density=900.0)
"""A polyolefin separator like Celgard 2325."""


def copper_electrode(laws: CycleLaws | None = None) -> LithiumInterface:
    """Return a bare copper foil without lithium.

    Args:
        laws: of a cycle, by default the calibrated ones of a bare collector.
    """
    copper = lithium_interface(ETHER, laws or bare_laws(), DOUBLE_LAYER)
    return copper.having(kinetics=replace(copper.kinetics, nucleation_overpotential=NUCLEATION))


def foil_electrode() -> LithiumInterface:
    """Return a thick lithium foil."""
    return lithium_foil(ETHER, FOIL, DOUBLE_LAYER)


def deposit_electrode(laws: CycleLaws | None = None) -> LithiumInterface:
    """Return a bare electrode with 3 mAh/cm² of lithium.

    Args:
        laws: of a cycle, by default the calibrated ones of a bare collector.
    """
    return lithium_interface(ETHER, laws or bare_laws(), DOUBLE_LAYER).at(InterfaceState(lithium=3 * MAH_PER_CM2))


def copper_values(laws: CycleLaws | None = None) -> Any:
    """Return a bare copper foil without lithium against a thick lithium foil, 1 m², in an ether.

    Args:
        laws: of a cycle at the copper, by default the calibrated ones of a bare collector.
    """
    return parameter_values(copper_electrode(laws), foil_electrode(), ETHER, POLYOLEFIN)


def symmetric_values(laws: CycleLaws | None = None) -> Any:
    """Return two bare electrodes with 3 mAh/cm² of lithium each, 1 m², in an ether.

    Args:
        laws: of a cycle at both electrodes, by default the calibrated ones of a bare collector.
    """
    deposit = deposit_electrode(laws)
    return parameter_values(deposit, deposit, ETHER, POLYOLEFIN)
