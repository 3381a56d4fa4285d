"""Parameter sets of this package, by name in PyBaMM: ``pybamm.ParameterValues("LithiumCopperNyman2008")``.

The liquid is published; that lithium dies, roughens and grows film as calibrated for a bare collector in an ether
is assumed in every liquid, as is the film resistance of 16 Ω cm² per interface.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nelumbo.cell.cathode import half_cell_values
from nelumbo.cell.cathode_lfp import LFP
from nelumbo.cell.cathode_material import CathodeMaterial
from nelumbo.cell.cathode_ncm811 import NCM811
from nelumbo.cell.defaults import ETHER, POLYOLEFIN, copper_electrode, deposit_electrode, foil_electrode
from nelumbo.cell.interface import InterfaceState, LithiumInterface
from nelumbo.cell.liquids import Liquid, landesfeind2019, nyman2008, valoen2005
from nelumbo.cell.lithium_side import LITHIUM
from nelumbo.cell.parameters import parameter_values
from nelumbo.units import MAH_PER_CM2

EXCESS = 4.0
"""Lithium on the anode of a charged half cell, mAh/cm²."""


def lithium_copper_valoen2005() -> Any:
    """Return copper against lithium in 1 M LiPF₆ in PC/EC/DMC (Valøen and Reimers 2005)."""
    return _copper_in(valoen2005())


def lithium_copper_nyman2008() -> Any:
    """Return copper against lithium in 1 M LiPF₆ in EC:EMC 3:7 (Nyman et al. 2008)."""
    return _copper_in(nyman2008())


def lithium_copper_landesfeind2019() -> Any:
    """Return copper against lithium in 1 M LiPF₆ in EC:EMC 3:7 (Landesfeind and Gasteiger 2019)."""
    return _copper_in(landesfeind2019())


def lithium_symmetric_valoen2005() -> Any:
    """Return 3 mAh/cm² of lithium on both sides of 1 M LiPF₆ in PC/EC/DMC (Valøen and Reimers 2005)."""
    return _symmetric_in(valoen2005())


def lithium_symmetric_nyman2008() -> Any:
    """Return 3 mAh/cm² of lithium on both sides of 1 M LiPF₆ in EC:EMC 3:7 (Nyman et al. 2008)."""
    return _symmetric_in(nyman2008())


def lithium_symmetric_landesfeind2019() -> Any:
    """Return 3 mAh/cm² of lithium on both sides of 1 M LiPF₆ in EC:EMC 3:7 (Landesfeind and Gasteiger 2019)."""
    return _symmetric_in(landesfeind2019())


def lithium_ncm811() -> Any:
    """Return NCM811 (Chen et al. 2020) of 2 mAh/cm², 2.8 to 4.3 V, against 4 mAh/cm² of lithium when charged.

    The liquid is 1 M LiPF₆ in EC:EMC 3:7 (Nyman et al. 2008). The parameter "Positive electrode areal capacity
    [A.h.m-2]" sets thickness, nominal capacity and 1C.
    """
    return lithium_against(NCM811(), 2 * MAH_PER_CM2, (2.8, 4.3), nyman2008())


def lithium_lfp() -> Any:
    """Return LiFePO₄ (About:Energy 2022) of 2 mAh/cm², 2.5 to 3.8 V, otherwise as `lithium_ncm811`."""
    return lithium_against(LFP(), 2 * MAH_PER_CM2, (2.5, 3.8), nyman2008())


def lithium_against(
    material: CathodeMaterial,
    areal_capacity: float,
    window: tuple[float, float],
    liquid: Liquid,
    lithium: LithiumInterface | None = None,
) -> Any:
    """Return the parameter values of a charged cathode against lithium, 1 m².

    Args:
        material: such as `NCM811`, `LFP` or a `nelumbo.cell.cathode_published.PublishedCathode`.
        areal_capacity: C/m². window: cut-offs, V. liquid: of the cell.
        lithium: with kinetics of its own; 4 mAh/cm² with those of the liquid unless given.
    """
    values = half_cell_values(material, areal_capacity, window, liquid, POLYOLEFIN)
    values.update((lithium or excess_lithium(liquid)).named(LITHIUM))
    return values


def excess_lithium(liquid: Liquid | None = None) -> LithiumInterface:
    """Return the lithium that stands against a charged cathode in ``liquid`` unless another is given."""
    return _wetted(deposit_electrode(), liquid or nyman2008()).at(InterfaceState(lithium=EXCESS * MAH_PER_CM2))


def _copper_in(liquid: Liquid) -> Any:
    values = parameter_values(
        _wetted(copper_electrode(), liquid), _wetted(foil_electrode(), liquid), ETHER, POLYOLEFIN
    )
    values.update(liquid.values())
    return values


def _symmetric_in(liquid: Liquid) -> Any:
    deposit = _wetted(deposit_electrode(), liquid)
    values = parameter_values(deposit, deposit, ETHER, POLYOLEFIN)
    values.update(liquid.values())
    return values


def _wetted(electrode: LithiumInterface, liquid: Liquid) -> LithiumInterface:
    """Return ``electrode`` with the exchange current density of lithium in ``liquid``."""
    rate, order = liquid.exchange_current_density, liquid.order
    return electrode.having(kinetics=replace(electrode.kinetics, exchange_current_density=rate, order=order))
