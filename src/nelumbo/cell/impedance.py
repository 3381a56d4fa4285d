"""Impedance of a symmetric lithium cell in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.cell.interface import LithiumInterface
from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.law import Law


@dataclass(frozen=True)
class SymmetricImpedance(Law):
    """Two equal electrodes at rest: film and charge-transfer loops, layers, and diffusion across the separator.

    Attributes:
        interface: both electrodes, in their state. electrolyte, separator: between them.
    """

    equation: ClassVar[str] = (
        "Z = 2 [R_f/(1 + iωτ) + R_ct/(1 + iωR_ct C_dl) + Z_Λ] + N L (1/κ + r tanh(s)/s),  s = (L/2)√(iωεN/D),  "
        "r = 2RT(1 − t₊)²(1 + dlnf/dlnc)/(F²D c₀)"
    )
    units: ClassVar[dict[str, str]] = {
        "Z": "ohm m^2",
        "R_f": "ohm m^2",
        "R_ct": "ohm m^2",
        "Z_Λ": "ohm m^2",
        "ω": "1/s",
        "τ": "s",
        "C_dl": "F/m^2",
        "N": "1",
        "L": "m",
        "κ": "S/m",
        "r": "ohm m",
        "ε": "1",
        "D": "m^2/s",
        "t₊": "1",
        "c₀": "mol/m^3",
        "R": "J/(mol K)",
        "T": "K",
        "F": "C/mol",
        "f": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004", "Bard2001")

    interface: LithiumInterface
    electrolyte: Electrolyte
    separator: Separator

    @property
    def film(self) -> float:
        """R_f of one electrode, Ω m²."""
        state, sei = self.interface.state, self.interface.laws.sei
        return float(self.interface.surface.resistance(state.film / sei.surface(state.retained, state.fresh)))

    @property
    def charge_transfer(self) -> float:
        """R_ct of one electrode on the lithium that covers it, Ω m²."""
        kinetics = self.interface.kinetics
        covered = float(kinetics.coverage(self.interface.state.lithium))
        return kinetics.resistance(self.electrolyte.temperature) / covered

    def at(self, frequency: NDArray[np.float64]) -> NDArray[np.complex128]:
        """Return Z, Ω m², at ``frequency``, Hz."""
        omega = 2j * np.pi * np.asarray(frequency, dtype=np.complex128)
        surface, separator, electrolyte = self.interface.surface, self.separator, self.electrolyte
        macmullin = separator.porosity**-separator.bruggeman_exponent
        ratio = omega * separator.porosity * macmullin / electrolyte.diffusivity
        s = separator.thickness / 2 * np.sqrt(ratio)
        transfer = self.charge_transfer
        loops = self.film / (1 + omega * surface.relaxation) + transfer / (
            1 + omega * transfer * self.interface.double_layer_capacity
        )
        diffusion = self._diffusion(electrolyte.transference_number) * np.tanh(s) / s
        path = separator.thickness * macmullin * (1 / electrolyte.conductivity + diffusion)
        return np.asarray(2 * (loops + self._layers(omega)) + path)

    def _diffusion(self, transference: float) -> float:
        """Return r, Ω m, where the cation has the ``transference``."""
        electrolyte = self.electrolyte
        thermal = 2 * GAS_CONSTANT * electrolyte.temperature / FARADAY**2
        share = (1 - transference) ** 2 * electrolyte.thermodynamic_factor
        return thermal * share / (electrolyte.diffusivity * electrolyte.salt_concentration)

    def _layers(self, omega: NDArray[np.complex128]) -> NDArray[np.complex128]:
        """Return Z_Λ of membrane and dead lithium of one electrode, Ω m², at iω = ``omega``."""
        membrane, state, kappa = self.interface.membrane, self.interface.state, self.electrolyte.conductivity
        settled = self._diffusion(membrane.transference) / (1 + omega * membrane.relaxation)
        own = membrane.length * (1 / (kappa * membrane.conductance) + settled)
        return np.asarray(own + DeadLayer().polarisation(state.dead, state.spent, self.electrolyte))
