"""Lithium against a cathode: PyBaMM's half cell with an inventory of live lithium and a series resistance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pybamm

from nelumbo.law import Law

ANODE_LITHIUM = "Live lithium on the negative electrode [C.m-2]"
PASSED_CHARGE = "Charge passed to the negative electrode [C.m-2]"
LITHIUM_AT_REST = "Live lithium on the negative electrode before any charge passed [C.m-2]"
SERIES_RESISTANCE = "Contact resistance [Ohm]"
"""PyBaMM's name; the cell is one square metre, so the number is the areal resistance, Ω m²."""


@dataclass(frozen=True)
class LithiumHalfCell(Law):
    """A model of PyBaMM whose lithium is worn from outside, through its inputs, by a map that counts cycles.

    `nelumbo.cell.half_cells` has models whose lithium wears by itself.

    Three things are added, all through PyBaMM's public interface (`options`, ``rhs``, ``events``), so a new
    release breaks a test and not the physics: the live lithium n is a state and not an endless foil; the cell
    stops when a discharge has used it up; films, membrane and dead lithium in front of the lithium are ohmic, so
    they stand in series with the cell. PyBaMM's sign holds inside the model: i > 0 discharges, which strips
    lithium.

    Attributes:
        base: ``pybamm.lithium_ion.SPM``, ``SPMe`` or ``DFN``.
    """

    equation: ClassVar[str] = "n = n₀ + q;  dq/dt = −i;  V = V_half(i) − i R;  stop when n = 0 and i > 0"
    units: ClassVar[dict[str, str]] = {
        "n": "C/m^2",
        "n₀": "C/m^2",
        "q": "C/m^2",
        "i": "A/m^2",
        "V": "V",
        "R": "ohm m^2",
    }
    references: ClassVar[tuple[str, ...]] = ("Sulzer2021", "Marquis2019")

    base: Any = pybamm.lithium_ion.SPMe

    def build(self) -> Any:
        """Return the model, not yet processed; its inputs are `LITHIUM_AT_REST` and `SERIES_RESISTANCE`."""
        model = self.base(
            {
                "working electrode": "positive",
                "contact resistance": "true",
                "calculate discharge energy": "true",
            }
        )
        current = model.variables["Total current density [A.m-2]"]
        passed = pybamm.Variable(PASSED_CHARGE)
        lithium = pybamm.InputParameter(LITHIUM_AT_REST) + passed
        model.rhs[passed] = -current
        model.initial_conditions[passed] = pybamm.Scalar(0)
        model.variables |= {PASSED_CHARGE: passed, ANODE_LITHIUM: lithium}
        # A charge may start from an empty electrode: only a discharge can exhaust it.
        charging = current < 0
        model.events.append(pybamm.Event("Lithium exhausted", lithium + charging))
        return model
