"""Cells: Li|Cu, Li|Li, lithium against a cathode, and pouches, as PyBaMM models.

PyBaMM takes two seconds to import and loads with the first cell, without its usage reports.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nelumbo.lazy import lazily

# PyBaMM asks a question at the terminal and reports usage unless told not to before it is imported.
os.environ.setdefault("PYBAMM_DISABLE_TELEMETRY", "true")

if TYPE_CHECKING:
    from nelumbo.cell.activation import Activation
    from nelumbo.cell.cathode_lfp import LFP
    from nelumbo.cell.cathode_ncm811 import NCM811
    from nelumbo.cell.cathode_published import PublishedCathode
    from nelumbo.cell.film import SurfaceFilm
    from nelumbo.cell.half_cells import LithiumDFN, LithiumSPM, LithiumSPMe, lithium_half_cell
    from nelumbo.cell.interface import InterfaceState, LithiumInterface, Membrane
    from nelumbo.cell.kinetics import LithiumKinetics, MarcusHushChidseyKinetics
    from nelumbo.cell.liquids import Liquid
    from nelumbo.cell.lithium_cell import LithiumCell, LithiumCopper, LithiumSymmetric
    from nelumbo.cell.parameters import parameter_values
    from nelumbo.cell.resolved_layer import ResolvedDeadLayer
    from nelumbo.cell.sets import lithium_against
    from nelumbo.cell.solvent import SolventConsumption

_PLACES = {
    "activation": ("Activation",),
    "cathode_lfp": ("LFP",),
    "cathode_ncm811": ("NCM811",),
    "cathode_published": ("PublishedCathode",),
    "film": ("SurfaceFilm",),
    "half_cells": ("LithiumDFN", "LithiumSPM", "LithiumSPMe", "lithium_half_cell"),
    "interface": ("InterfaceState", "LithiumInterface", "Membrane"),
    "kinetics": ("LithiumKinetics", "MarcusHushChidseyKinetics"),
    "liquids": ("Liquid",),
    "lithium_cell": ("LithiumCell", "LithiumCopper", "LithiumSymmetric"),
    "parameters": ("parameter_values",),
    "resolved_layer": ("ResolvedDeadLayer",),
    "sets": ("lithium_against",),
    "solvent": ("SolventConsumption",),
}

__all__ = [
    "LFP",
    "NCM811",
    "Activation",
    "InterfaceState",
    "Liquid",
    "LithiumCell",
    "LithiumCopper",
    "LithiumDFN",
    "LithiumInterface",
    "LithiumKinetics",
    "LithiumSPM",
    "LithiumSPMe",
    "LithiumSymmetric",
    "MarcusHushChidseyKinetics",
    "Membrane",
    "PublishedCathode",
    "ResolvedDeadLayer",
    "SolventConsumption",
    "SurfaceFilm",
    "lithium_against",
    "lithium_half_cell",
    "parameter_values",
]

__getattr__, __dir__ = lazily(
    __name__, {name: f"nelumbo.cell.{module}" for module, names in _PLACES.items() for name in names}
)
