"""How a deposit is called: smooth, rough, dendritic or punctured."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

from nelumbo.deposition.result import State
from nelumbo.law import Law
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.structure.result import Mechanics
from nelumbo.units import MICROMETRE


@dataclass(frozen=True)
class StateRule(Law):
    """One rule for all electrodes.

    punctured  where p > p_c, and p_c < σ_y(2a):  share = erfc(p_c/(σ_p√2))/2;  named so when share ≥ share₀
    dendritic  otherwise, when the rms slope of the front is at least one: it overhangs
    rough      otherwise, when Sq ≥ Sq₀
    smooth     otherwise

    p_c is the pressure that punctures the membrane under a tip of radius a, σ_p the rms pressure of the bonded
    membrane on the lithium over such discs, with Gaussian statistics. Lithium yields at σ_y(2a): a membrane that
    stands more than that is never punctured.

    Attributes:
        lithium: yield strength of a tip. punctured_share: share₀, 1. rough: Sq₀, m. slope: of dendrites, 1.
    """

    equation: ClassVar[str] = (
        "share = erfc(p_c/(σ_p√2))/2 if p_c < σ_y(2a), else 0;  punctured: share ≥ share₀;  "
        "dendritic: slope ≥ 1;  rough: Sq ≥ Sq₀"
    )
    units: ClassVar[dict[str, str]] = {
        "share": "1",
        "p_c": "Pa",
        "σ_p": "Pa",
        "σ_y": "Pa",
        "a": "m",
        "Sq": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Xu2017", "LonguetHiggins1957")

    lithium: LithiumYield = field(default_factory=LithiumYield)
    punctured_share: float = 0.01
    rough: float = 1 * MICROMETRE
    slope: float = 1.0

    def pierceable(self, mechanics: Mechanics) -> bool:
        """Whether there is a membrane, and lithium stands the pressure p_c."""
        tip = 2 * mechanics.puncture_radius
        return tip > 0 and bool(mechanics.puncture_pressure < self.lithium.strength(tip))

    def punctured_fraction(self, mechanics: Mechanics, pressure: float) -> float:
        """Return the share of the area where lithium breaks through, 0 without a membrane.

        Args:
            mechanics: of the membrane. pressure: σ_p over discs of its puncture radius, Pa.
        """
        if pressure == 0 or not self.pierceable(mechanics):
            return 0.0
        return math.erfc(mechanics.puncture_pressure / (pressure * math.sqrt(2))) / 2

    def name(self, roughness: float, slope: float, punctured_fraction: float) -> State:
        """Return the state from Sq, m, the rms slope and the punctured share."""
        if punctured_fraction >= self.punctured_share:
            return State.PUNCTURED
        if slope >= self.slope:
            return State.DENDRITIC
        return State.ROUGH if roughness >= self.rough else State.SMOOTH
