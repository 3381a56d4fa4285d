"""Parameter sets of this package, by name in PyBaMM: ``pybamm.ParameterValues("LithiumCopperNyman2008")``.

The liquid is published; that lithium dies, roughens and grows film as calibrated for a bare collector in an ether
is assumed in every liquid, as is the film resistance of 16 Ω cm² per interface.
"""

from __future__ import annotations

from typing import Any

from nelumbo.cell.cathode import half_cell_values
from nelumbo.cell.cathode_lfp import LFP
from nelumbo.cell.cathode_material import CathodeMaterial
from nelumbo.cell.cathode_ncm811 import NCM811
from nelumbo.cell.defaults import POLYOLEFIN, copper_values, deposit_electrode, symmetric_values
from nelumbo.cell.interface import NAMES, InterfaceState, LithiumInterface
from nelumbo.cell.liquids import Liquid, landesfeind2019, nyman2008, valoen2005
from nelumbo.cell.lithium_side import LITHIUM
from nelumbo.units import MAH_PER_CM2

EXCESS = 4.0
"""Lithium on the anode of a charged half cell, mAh/cm²."""


def lithium_copper_valoen2005() -> Any:
    """Return copper against lithium in 1 M LiPF₆ in PC/EC/DMC (Valøen and Reimers 2005)."""
    return _in(valoen2005(), copper_values())


def lithium_copper_nyman2008() -> Any:
    """Return copper against lithium in 1 M LiPF₆ in EC:EMC 3:7 (Nyman et al. 2008)."""
    return _in(nyman2008(), copper_values())


def lithium_copper_landesfeind2019() -> Any:
    """Return copper against lithium in 1 M LiPF₆ in EC:EMC 3:7 (Landesfeind and Gasteiger 2019)."""
    return _in(landesfeind2019(), copper_values())


def lithium_symmetric_valoen2005() -> Any:
    """Return 3 mAh/cm² of lithium on both sides of 1 M LiPF₆ in PC/EC/DMC (Valøen and Reimers 2005)."""
    return _in(valoen2005(), symmetric_values())


def lithium_symmetric_nyman2008() -> Any:
    """Return 3 mAh/cm² of lithium on both sides of 1 M LiPF₆ in EC:EMC 3:7 (Nyman et al. 2008)."""
    return _in(nyman2008(), symmetric_values())


def lithium_symmetric_landesfeind2019() -> Any:
    """Return 3 mAh/cm² of lithium on both sides of 1 M LiPF₆ in EC:EMC 3:7 (Landesfeind and Gasteiger 2019)."""
    return _in(landesfeind2019(), symmetric_values())


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
        areal_capacity: C/m². window: cut-offs, V. liquid: of the cell. lithium: 4 mAh/cm² unless given.
    """
    values = half_cell_values(material, areal_capacity, window, liquid, POLYOLEFIN)
    values.update((lithium or excess_lithium()).named(LITHIUM) | _kinetics(liquid, LITHIUM))
    return values


def excess_lithium() -> LithiumInterface:
    """Return the lithium that stands against a charged cathode unless another is given."""
    return deposit_electrode().at(InterfaceState(lithium=EXCESS * MAH_PER_CM2))


def _in(liquid: Liquid, values: Any) -> Any:
    """Return ``values`` of a lithium cell with another liquid."""
    values.update(liquid.values())
    for electrode in ("Working", "Counter"):
        values.update(_kinetics(liquid, electrode))
    return values


def _kinetics(liquid: Liquid, electrode: str) -> dict[str, float]:
    """Return the exchange current density of lithium in ``liquid`` as parameters of ``electrode``."""
    of = f"{electrode} electrode "
    return {
        of + NAMES["kinetics.exchange_current_density"]: liquid.exchange_current_density,
        of + NAMES["kinetics.order"]: liquid.order,
    }
