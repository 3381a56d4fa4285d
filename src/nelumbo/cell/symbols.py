"""Symbols that all parts of a lithium cell share."""

from __future__ import annotations

from typing import Any

import pybamm

from nelumbo.cell.layer import DiffusionLayer


class CellSymbols:
    """The `pybamm.Parameter` objects of a cell besides its electrodes.

    Attributes:
        Q: nominal capacity, A h. A_cc: electrode area, m². current_with_time: A.
        current_density_with_time: A/m². thickness, porosity, macmullin: of the separator.
        concentration, conductivity, diffusivity, transference, thermodynamic_factor: of the electrolyte.
        temperature: K.
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
        self.conductivity = pybamm.Parameter("Electrolyte conductivity [S.m-1]")
        self.diffusivity = pybamm.Parameter("Electrolyte diffusivity [m2.s-1]")
        self.transference = pybamm.Parameter("Cation transference number")
        self.thermodynamic_factor = pybamm.Parameter("Thermodynamic factor")
        self.temperature = pybamm.Parameter("Ambient temperature [K]")

    def layer(self, transference: Any = None) -> DiffusionLayer:
        """Return the law of a thin layer, with the cation's ``transference`` in it if that differs."""
        return DiffusionLayer(
            self.conductivity,
            self.diffusivity,
            self.transference if transference is None else transference,
            self.thermodynamic_factor,
            self.concentration,
        )
