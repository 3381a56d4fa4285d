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
    from nelumbo.cell.lithium_cell import LithiumCell, LithiumCopper, LithiumSymmetric
    from nelumbo.cell.parameters import parameter_values

__all__ = ["LithiumCell", "LithiumCopper", "LithiumSymmetric", "parameter_values"]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "LithiumCell": "nelumbo.cell.lithium_cell",
        "LithiumCopper": "nelumbo.cell.lithium_cell",
        "LithiumSymmetric": "nelumbo.cell.lithium_cell",
        "parameter_values": "nelumbo.cell.parameters",
    },
)
