"""Symbols that all parts of a lithium cell share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pybamm

from nelumbo.cell.layer import DiffusionLayer
from nelumbo.constants import FARADAY, GAS_CONSTANT

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(3)
"""Gauss's rule on (−1, 1): exact for properties that are polynomials of fifth degree in ln c."""


class CellSymbols:
    """The `pybamm.Parameter` objects of a cell besides its electrodes.

    The properties of the electrolyte are functions of concentration and temperature, under PyBaMM's names and with
    PyBaMM's arguments, so that PyBaMM's published functions fit; a number is a constant function.

    Attributes:
        Q: nominal capacity, A h. A_cc: electrode area, m². current_with_time: A.
        current_density_with_time: A/m². thickness, porosity, macmullin: of the separator.
        concentration: c₀ of the electrolyte, mol/m³. temperature, reference_temperature: of cell and laws, K.
    """

    def __init__(self) -> None:
        self.Q = pybamm.Parameter("Nominal cell capacity [A.h]")
        self.A_cc = pybamm.Parameter("Electrode width [m]") * pybamm.Parameter("Electrode height [m]")
        self.current_with_time = pybamm.FunctionParameter("Current function [A]", {"Time [s]": pybamm.t})
        self.current_density_with_time = self.current_with_time / self.A_cc
        self.thickness = pybamm.Parameter("Separator thickness [m]")
        self.porosity = pybamm.Parameter("Separator porosity")
        self.macmullin = self.porosity ** -pybamm.Parameter("Separator Bruggeman coefficient (electrolyte)")
        self.concentration = pybamm.Parameter("Initial concentration in electrolyte [mol.m-3]")
        self.temperature = pybamm.Parameter("Ambient temperature [K]")
        self.reference_temperature = pybamm.Parameter("Reference temperature [K]")

    def conductivity(self, concentration: Any) -> Any:
        """Return κ, S/m, at c, mol/m³."""
        return self._property("Electrolyte conductivity [S.m-1]", concentration)

    def diffusivity(self, concentration: Any) -> Any:
        """Return the salt's D, m²/s, at c, mol/m³."""
        return self._property("Electrolyte diffusivity [m2.s-1]", concentration)

    def transference(self, concentration: Any) -> Any:
        """Return t₊ of the cation at c, mol/m³."""
        return self._property("Cation transference number", concentration)

    def thermodynamic_factor(self, concentration: Any) -> Any:
        """Return 1 + dlnf/dlnc at c, mol/m³."""
        return self._property("Thermodynamic factor", concentration)

    def layer(self, relative: Any, transference: Any = None) -> DiffusionLayer:
        """Return the law of a thin layer whose salt stands at about c/c₀ = ``relative``.

        Args:
            relative: c/c₀ at which the properties are taken. transference: t₊ in the layer if that differs.
        """
        concentration = relative * self.concentration
        return DiffusionLayer(
            self.conductivity(concentration),
            self.diffusivity(concentration),
            self.transference(concentration) if transference is None else transference,
            self.thermodynamic_factor(concentration),
            self.concentration,
        )

    def diffusion_potential(self, outside: Any, inside: Any) -> Any:
        """Return (2RT/F) ∫(1 − t₊)(1 + dlnf/dlnc) d ln c from c/c₀ ``inside`` to ``outside``, V.

        At one temperature it depends on the two concentrations alone, not on the profile between them.
        """
        middle, half = (np.log(outside) + np.log(inside)) / 2, (np.log(outside) - np.log(inside)) / 2
        mean: Any = 0
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            c = np.exp(middle + node * half) * self.concentration
            mean += weight / 2 * (1 - self.transference(c)) * self.thermodynamic_factor(c)
        return 2 * GAS_CONSTANT * self.temperature / FARADAY * mean * 2 * half

    def _property(self, name: str, concentration: Any) -> Any:
        arguments = {"Electrolyte concentration [mol.m-3]": concentration, "Temperature [K]": self.temperature}
        return pybamm.FunctionParameter(name, arguments)
