"""Electrolytes as PyBaMM knows them: functions of salt concentration and temperature, with their sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pybamm

from nelumbo.constants import FARADAY, LITHIUM_MOLAR_VOLUME
from nelumbo.design.electrolyte import Electrolyte

Property = float | Callable[[Any, Any], Any]
"""A number, or a function of c, mol/m³, and T, K."""
LITHIUM_RATE = 3.5e-8
"""Rate constant of lithium in LiPF₆ carbonate, m/s (mol/m³)^0: j₀ = F k c_Li^0.7 c^0.3 (Xu et al. 2019)."""
LITHIUM_ORDER = 0.3
"""Reaction order of the salt in it."""


@dataclass(frozen=True)
class Liquid:
    """A binary salt solution and how fast lithium plates from it.

    Attributes:
        source: key of ``references.bib``, and which of the numbers is assumed.
        concentration: c₀, mol/m³. conductivity: κ, S/m. diffusivity: of the salt, m²/s.
        transference: t₊. thermodynamic_factor: 1 + dlnf/dlnc. temperature: K.
        exchange_current_density: of lithium at c₀, A/m². order: of it in c.
    """

    source: str
    concentration: float
    conductivity: Property
    diffusivity: Property
    transference: Property
    thermodynamic_factor: Property
    exchange_current_density: float
    order: float = 0.5
    temperature: float = 298.15

    def values(self) -> dict[str, Any]:
        """Return the entries of the liquid in PyBaMM's words."""
        return {
            "Initial concentration in electrolyte [mol.m-3]": self.concentration,
            "Electrolyte conductivity [S.m-1]": self.conductivity,
            "Electrolyte diffusivity [m2.s-1]": self.diffusivity,
            "Cation transference number": self.transference,
            "Thermodynamic factor": self.thermodynamic_factor,
            "Reference temperature [K]": self.temperature,
            "Ambient temperature [K]": self.temperature,
            "Initial temperature [K]": self.temperature,
        }

    def lithium_rate(self, area: Any = 1.0) -> Callable[[Any, Any, Any], Any]:
        """Return PyBaMM's j₀(c, c_Li, T) of lithium whose surface is ``area`` times the electrode's, A/m²."""

        def exchange_current_density(c_e: Any, _c_li: Any, _temperature: Any) -> Any:
            return area * self.exchange_current_density * (c_e / self.concentration) ** self.order

        return exchange_current_density


def of_design(electrolyte: Electrolyte) -> Liquid:
    """Return the liquid of a design, constant in c and T."""
    return Liquid(
        source="the design",
        concentration=electrolyte.salt_concentration,
        conductivity=electrolyte.conductivity,
        diffusivity=electrolyte.diffusivity,
        transference=electrolyte.transference_number,
        thermodynamic_factor=electrolyte.thermodynamic_factor,
        exchange_current_density=electrolyte.exchange_current_density,
        temperature=electrolyte.temperature,
    )


def valoen2005() -> Liquid:
    """Return 1 M LiPF₆ in PC/EC/DMC of Valøen and Reimers (2005) as in PyBaMM's set ``Xu2019``."""
    return _published("Xu2019", "Valoen2005; j₀ of lithium from Xu2019")


def nyman2008() -> Liquid:
    """Return 1 M LiPF₆ in EC:EMC 3:7 of Nyman et al. (2008) as in ``OKane2022``, with its activation energies."""
    return _published("OKane2022", "Nyman2008; temperature as in PyBaMM's OKane2022, j₀ of lithium from Xu2019")


def landesfeind2019() -> Liquid:
    """Return 1 M LiPF₆ in EC:EMC 3:7 of Landesfeind and Gasteiger (2019) as in ``ORegan2022``.

    All four properties depend on concentration and temperature.
    """
    return _published("ORegan2022", "Landesfeind2019; j₀ of lithium from Xu2019")


def _published(name: str, source: str) -> Liquid:
    published, concentration = pybamm.ParameterValues(name), 1000.0
    lithium = LITHIUM_RATE * FARADAY * LITHIUM_MOLAR_VOLUME ** (LITHIUM_ORDER - 1)
    return Liquid(
        source=source,
        concentration=concentration,
        conductivity=published["Electrolyte conductivity [S.m-1]"],
        diffusivity=published["Electrolyte diffusivity [m2.s-1]"],
        transference=published["Cation transference number"],
        thermodynamic_factor=published["Thermodynamic factor"],
        exchange_current_density=lithium * concentration**LITHIUM_ORDER,
        order=LITHIUM_ORDER,
    )
