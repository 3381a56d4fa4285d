"""A thin liquid-filled layer on an electrode: a membrane, or dead lithium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.law import Law


@dataclass(frozen=True)
class DiffusionLayer(Law):
    """Salt in a layer so thin that its profile is steady: a film of 10 µm settles in under a second.

    Without anion flux the concentration falls linearly towards the plating surface.

    Attributes:
        conductivity: κ of the free electrolyte, S/m. diffusivity: salt D, m²/s.
        transference: t₊ in the layer. thermodynamic_factor: 1 + dlnf/dlnc.
        concentration: c₀, mol/m³. floor: smallest c/c₀ that is resolved; an event ends the cell before it.
    """

    equation: ClassVar[str] = (
        "c_s = c − (1 − t₊) j Λ/(F D),  Λ = N L;  Δφ = j Λ/κ + (2RT/F)(1 − t₊)(1 + dlnf/dlnc) ln(c/c_s)"
    )
    units: ClassVar[dict[str, str]] = {
        "c": "mol/m^3",
        "c_s": "mol/m^3",
        "t₊": "1",
        "j": "A/m^2",
        "Λ": "m",
        "N": "1",
        "L": "m",
        "D": "m^2/s",
        "κ": "S/m",
        "Δφ": "V",
        "F": "C/mol",
        "R": "J/(mol K)",
        "T": "K",
        "f": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    conductivity: Any
    diffusivity: Any
    transference: Any
    thermodynamic_factor: Any
    concentration: Any
    floor: float = 1e-3

    def surface(self, outside: Any, current: Any, length: Any) -> Any:
        """Return c_s/c₀ before the floor is applied.

        Args:
            outside: c/c₀ at the outer face. current: j, positive plates, A/m². length: Λ, m.
        """
        fall = (1 - self.transference) * length / (FARADAY * self.diffusivity * self.concentration)
        return outside - fall * current

    def limited(self, relative: Any) -> Any:
        """Return c/c₀ kept above the floor."""
        return np.maximum(relative, self.floor)

    def drop(self, outside: Any, inside: Any, temperature: Any) -> Any:
        """Return the diffusion part of Δφ between c/c₀ ``outside`` and ``inside``, V."""
        slope = 2 * GAS_CONSTANT * temperature / FARADAY * (1 - self.transference) * self.thermodynamic_factor
        return slope * np.log(outside / inside)

    def ohmic(self, current: Any, length: Any) -> Any:
        """Return the ohmic part j Λ/κ of Δφ, V."""
        return current * length / self.conductivity
