"""Impedance of a symmetric lithium cell in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.cell.interface import LithiumInterface
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.law import Law
from nelumbo.materials.macmullin import macmullin
from nelumbo.materials.salt_polarisation import SaltPolarisation


@dataclass(frozen=True)
class SymmetricImpedance(Law):
    """Two equal electrodes at rest: film and charge-transfer loops, layers, and diffusion across the separator.

    Attributes:
        interface: both electrodes, in their state. electrolyte, separator: between them.
    """

    equation: ClassVar[str] = (
        "Z = 2 [R_f/(1 + iωτ) + R_ct/(1 + iωR_ct a C_dl) + Z_Λ] + N L (1/κ + r tanh(s)/s),  s = (L/2)√(iωεN/D),  "
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
        "a": "1",
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
    def area(self) -> float:
        """a, area of the lithium over that of the electrode."""
        state = self.interface.state
        return float(self.interface.laws.sei.enlargement(state.retained, state.fresh))

    @property
    def film(self) -> float:
        """R_f of one electrode, Ω m²."""
        state, sei = self.interface.state, self.interface.laws.sei
        grown = state.film / sei.surface(state.retained, state.fresh)
        return float(self.interface.surface.resistance(grown, self.area))

    @property
    def charge_transfer(self) -> float:
        """R_ct of one electrode, on the lithium that covers it, Ω m²."""
        kinetics = self.interface.kinetics
        covered = float(kinetics.coverage(self.interface.state.lithium))
        return float(kinetics.resistance(self.electrolyte.temperature) / (covered * self.area))

    def at(self, frequency: NDArray[np.float64]) -> NDArray[np.complex128]:
        """Return Z, Ω m², at ``frequency``, Hz."""
        omega = 2j * np.pi * np.asarray(frequency, dtype=np.complex128)
        surface, separator, electrolyte = self.interface.surface, self.separator, self.electrolyte
        number = macmullin(separator)
        ratio = omega * separator.porosity * number / electrolyte.diffusivity
        s = separator.thickness / 2 * np.sqrt(ratio)
        transfer = self.charge_transfer
        loops = self.film / (1 + omega * surface.relaxation) + transfer / (
            1 + omega * transfer * self.area * self.interface.double_layer_capacity
        )
        diffusion = SaltPolarisation(electrolyte).resistivity() * np.tanh(s) / s
        path = separator.thickness * number * (1 / electrolyte.conductivity + diffusion)
        return np.asarray(2 * (loops + self._layers(omega)) + path)

    def _layers(self, omega: NDArray[np.complex128]) -> NDArray[np.complex128]:
        """Return Z_Λ of membrane and dead lithium of one electrode, Ω m², at iω = ``omega``."""
        membrane, state, kappa = self.interface.membrane, self.interface.state, self.electrolyte.conductivity
        settled = SaltPolarisation(self.electrolyte).resistivity(membrane.transference) / (
            1 + omega * membrane.relaxation
        )
        own = membrane.length * (1 / (kappa * membrane.conductance) + settled)
        return np.asarray(own + self.interface.dead_layer.polarisation(state.dead, state.spent, self.electrolyte))
