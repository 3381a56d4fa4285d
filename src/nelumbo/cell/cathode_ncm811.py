"""LiNi0.8Mn0.1Co0.1O2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pybamm

from nelumbo.cell.cathode_material import CathodeMaterial


@dataclass(frozen=True)
class NCM811(CathodeMaterial):
    """The positive electrode of an LG M50 cell, measured by Chen et al. (2020), as PyBaMM ships it.

    The potential was measured for 0.27 ≤ x ≤ 0.91 and is extrapolated outside; it stays above 3.48 V up to
    x = 1, so a discharge ends by diffusion and kinetics.
    """

    equation: ClassVar[str] = (
        "U = 4.4875 − 0.8090 x − 0.0428 tanh(18.5138 (x − 0.5542)) − 17.7326 tanh(15.7890 (x − 0.3117)) "
        "+ 17.5842 tanh(15.9308 (x − 0.3120));  j₀ = m √(c (c_max − c_s) c_s)"
    )
    units: ClassVar[dict[str, str]] = {
        "U": "V",
        "x": "1",
        "j₀": "A/m^2",
        "m": "(A/m^2)(m^3/mol)^1.5",
        "c": "mol/m^3",
        "c_max": "mol/m^3",
        "c_s": "mol/m^3",
    }
    references: ClassVar[tuple[str, ...]] = ("Chen2020",)

    def potential(self, stoichiometry: Any) -> Any:
        """Return U, V."""
        return pybamm.ParameterValues("Chen2020")["Positive electrode OCP [V]"](stoichiometry)

    def values(self) -> dict[str, Any]:
        """Return the set's entries of the positive electrode."""
        parts = ("Positive electrode", "Positive particle", "Maximum concentration in positive electrode")
        published = pybamm.ParameterValues("Chen2020")
        return {key: published[key] for key in published.keys() if key.startswith(parts)}  # noqa: SIM118
