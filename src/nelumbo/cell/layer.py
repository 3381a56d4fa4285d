"""A thin liquid-filled layer on an electrode: a membrane, or dead lithium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.law import Law

FLOOR = 1e-3
"""Smallest c/c₀ that the laws of a cell see; an event ends the cell before it."""


@dataclass(frozen=True)
class DiffusionLayer(Law):
    """Salt in a layer so thin that one time describes how its profile settles: a film of 1 µm in milliseconds.

    Without anion flux the steady concentration falls linearly towards the plating surface. The time is that of the
    slow limit of diffusion through a finite layer, tanh(s)/s ≈ 1 − s²/3 with s² = iωεL²/D_eff.

    Attributes:
        conductivity: κ of the free electrolyte, S/m. diffusivity: salt D, m²/s.
        transference: t₊ in the layer. thermodynamic_factor: 1 + dlnf/dlnc.
        concentration: c₀, mol/m³.
    """

    equation: ClassVar[str] = (
        "c_s = c − δ,  τ dδ/dt = (1 − t₊) j Λ/(F D) − δ,  Λ = N L,  τ = εL²/(3 D_eff);  "
        "Δφ = j Λ/κ + (2RT/F)(1 − t₊)(1 + dlnf/dlnc) ln(c/c_s)"
    )
    units: ClassVar[dict[str, str]] = {
        "c": "mol/m^3",
        "c_s": "mol/m^3",
        "δ": "mol/m^3",
        "τ": "s",
        "ε": "1",
        "D_eff": "m^2/s",
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

    def fall(self, current: Any, length: Any) -> Any:
        """Return the steady δ/c₀ at j = ``current``, positive plates, A/m², and Λ = ``length``, m."""
        return (1 - self.transference) * length * current / (FARADAY * self.diffusivity * self.concentration)

    def limited(self, relative: Any) -> Any:
        """Return c/c₀ kept above the floor."""
        return np.maximum(relative, FLOOR)

    def drop(self, outside: Any, inside: Any, temperature: Any) -> Any:
        """Return the diffusion part of Δφ between c/c₀ ``outside`` and ``inside``, V."""
        slope = 2 * GAS_CONSTANT * temperature / FARADAY * (1 - self.transference) * self.thermodynamic_factor
        return slope * np.log(outside / inside)

    def ohmic(self, current: Any, length: Any) -> Any:
        """Return the ohmic part j Λ/κ of Δφ, V."""
        return current * length / self.conductivity
