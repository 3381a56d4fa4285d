"""Stiffness and strength of a film of which only the shares of its solids are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from nelumbo.design.solid import Solid
from nelumbo.law import Law
from nelumbo.structure.result import Mechanics


@dataclass(frozen=True)
class OpenCellFoam(Law):
    """An open-cell foam of the film's solids, loaded in series.

    s = Σ s_j,  1/E_s = Σ (s_j/s)/E_j,  σ_s = min σ_j;  E = E_s s²,  σ = 0.3 σ_s s^1.5,  ε = σ/E,  ν = 1/3
    B = E h³/(12 (1 − ν²));  p = 2 h σ/(√3 a)

    The powers and the factor 0.3 are Gibson and Ashby's for the stiffness and the plastic collapse of foams whose
    struts bend; they hold below s ≈ 0.3 and within a factor of about two, and are taken beyond. A closure: an
    image says how much solid there is, not how it hangs together. Metal and binder lie in every load path, so that
    the softest makes the struts soft and the weakest makes them weak, as necks of binder between grains of metal
    do. A tip of radius a shears a disc out of the film.

    Attributes:
        puncture_radius: a, m.
    """

    equation: ClassVar[str] = (
        "s = Σ s_j; 1/E_s = Σ (s_j/s)/E_j; σ_s = min σ_j\n"
        "E = E_s s²; σ = 0.3 σ_s s^1.5; ε = σ/E; ν = 1/3\n"
        "B = E h³/(12 (1 − ν²)); p = 2 h σ/(√3 a)"
    )
    units: ClassVar[dict[str, str]] = {
        "s": "1",
        "s_j": "1",
        "E": "Pa",
        "E_s": "Pa",
        "E_j": "Pa",
        "σ": "Pa",
        "σ_s": "Pa",
        "σ_j": "Pa",
        "ε": "1",
        "ν": "1",
        "B": "N m",
        "h": "m",
        "p": "Pa",
        "a": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Gibson1997",)

    puncture_radius: float = 0.5e-6

    def evaluate(self, shares: dict[Solid, float], thickness: float) -> Mechanics:
        """Return the mechanics of a film.

        Args:
            shares: s_j, volume of each solid over that of the film. thickness: h, m.
        """
        present = {solid: share for solid, share in shares.items() if share > 0}
        share = sum(present.values())
        compliance = sum(part / share / solid.youngs_modulus for solid, part in present.items())
        modulus, ratio = share**2 / compliance, 1 / 3
        strength = 0.3 * min(solid.strength for solid in present) * share**1.5
        return Mechanics(
            modulus=modulus,
            poisson_ratio=ratio,
            bending_stiffness=modulus * thickness**3 / (12 * (1 - ratio**2)),
            strength=strength,
            failure_strain=strength / modulus,
            puncture_pressure=2 * thickness * strength / (math.sqrt(3) * self.puncture_radius),
            puncture_radius=self.puncture_radius,
        )
