"""LiFePO4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pybamm

from nelumbo.cell.cathode_material import CathodeMaterial
from nelumbo.constants import FARADAY

_C_MAX = 21200.0
_RATE_CONSTANT = 9.736e-7
_REFERENCE_CONCENTRATION = 1000.0
_ACTIVATION_ENERGY = 35000.0
_REFERENCE_TEMPERATURE = 298.15


@dataclass(frozen=True)
class LFP(CathodeMaterial):
    """The positive electrode of a 2 A h LFP|graphite cell, parameterised and published by About:Energy (2022).

    PyBaMM's own set (Prada et al. 2013, particles of 50 nm) loses one per cent from 0.1C to 2C, which no
    ordinary electrode does; this one was compared by its authors with discharges from C/20 to 2C. Solid solution
    with Fick's diffusion stands for the two-phase reaction, as in the source.
    """

    equation: ClassVar[str] = (
        "U = 3.41285712 − 0.0149721852 x + 3.54866018e14 exp(−395.729493 x) "
        "− 1.45998465 exp(−110.108622 (1 − x));  "
        "j₀ = F k √((c/c_ref) x (1 − x)) exp(E/R (1/T_ref − 1/T))"
    )
    units: ClassVar[dict[str, str]] = {
        "U": "V",
        "x": "1",
        "j₀": "A/m^2",
        "F": "C/mol",
        "k": "mol/(m^2 s)",
        "c": "mol/m^3",
        "c_ref": "mol/m^3",
        "E": "J/mol",
        "R": "J/(mol K)",
        "T": "K",
    }
    references: ClassVar[tuple[str, ...]] = ("AboutEnergy2022", "Prada2013")

    def potential(self, stoichiometry: Any) -> Any:
        """Return U, V."""
        x = stoichiometry
        # The product 3.5e14 exp(−396 x) is written as one exponential: no overflow of its parts.
        rise = np.exp(np.log(3.54866018e14) - 395.729493 * x)
        return 3.41285712 - 0.0149721852 * x + rise - 1.45998465 * np.exp(-110.108622 * (1 - x))

    def exchange_current_density(self, electrolyte: Any, surface: Any, maximum: Any, temperature: Any) -> Any:
        """Return j₀, A/m².

        Args:
            electrolyte, surface, maximum: concentrations c, c_s and c_max, mol/m³. temperature: K.
        """
        x = surface / maximum
        arrhenius = np.exp(
            _ACTIVATION_ENERGY / pybamm.constants.R * (1 / _REFERENCE_TEMPERATURE - 1 / temperature)
        )
        driving = (electrolyte / _REFERENCE_CONCENTRATION * x * (1 - x)) ** 0.5
        return FARADAY * _RATE_CONSTANT * arrhenius * driving

    def values(self) -> dict[str, Any]:
        """Return the set's entries of the positive electrode; the double layer is PyBaMM's usual 0.2 F/m²."""
        return {
            "Positive electrode conductivity [S.m-1]": 0.8,
            "Maximum concentration in positive electrode [mol.m-3]": _C_MAX,
            "Positive particle diffusivity [m2.s-1]": 6.873e-17,
            "Positive electrode OCP [V]": self.potential,
            "Positive electrode porosity": 0.20359,
            "Positive electrode active material volume fraction": 4418460 * 5e-7 / 3,  # a R/3
            "Positive particle radius [m]": 5e-7,
            "Positive electrode Bruggeman coefficient (electrolyte)": 1.5,  # 0.20359^1.5 = the set's 0.09186
            "Positive electrode Bruggeman coefficient (electrode)": 0.0,  # the conductivity is of the electrode
            "Positive electrode charge transfer coefficient": 0.5,
            "Positive electrode double-layer capacity [F.m-2]": 0.2,
            "Positive electrode exchange-current density [A.m-2]": self.exchange_current_density,
            "Positive electrode OCP entropic change [V.K-1]": 0.0,
        }
