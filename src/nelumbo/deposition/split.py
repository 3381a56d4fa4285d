"""Where the charge goes: into the cavities, underneath the membrane, or on top of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from scipy.optimize import brentq

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.cavity import ShellCavities
from nelumbo.law import Law


@dataclass(frozen=True)
class Split:
    """Areal charges of the lithium by place, C/m².

    Attributes:
        inside: in the cavities. underneath: between collector and membrane. on_top: on free outer faces.
        conductance: reacting area times relative exchange current density at this moment, m²/m².
    """

    inside: float
    underneath: float
    on_top: float
    conductance: float


@dataclass(frozen=True)
class UniformOverpotential(Law):
    """One overpotential drives all surfaces, so charge follows area times exchange current density.

    dq_j/dt ∝ A_j r_j,  r_u = 1 − (1 − c) e^(−u/q*)
    Φ(u) = ∫ du/r_u = u + q* ln{[1 − (1 − c) e^(−u/q*)]/c}
    Q = u + V(δ) F/Ω + A_t r_t Φ,  δ = r_w Φ Ω/F

    u is the charge underneath, where the foil (relative exchange current c) is covered by the first layer of
    lithium over the charge q*; r_w, r_t belong to the inner walls and to the free outer faces; V(δ) fills the
    cavities and stays when they are full. Q increases with u, so u is its one root. Holds while the Wagner number
    κR_ct/L ≫ 1: about 200 for a film of 10 µm at 1 mA/cm².

    Attributes:
        cavities: see `ShellCavities`. wall_ratio: r_w, 1. top_area: A_t r_t, m²/m².
        collector_ratio: c, 1. layer: q*, C/m².
    """

    equation: ClassVar[str] = (
        "dq_j/dt ∝ A_j r_j;  r_u = 1 − (1 − c) e^(−u/q*);  Φ = u + q* ln{[1 − (1 − c) e^(−u/q*)]/c};  "
        "Q = u + V(δ) F/Ω + A_t r_t Φ;  δ = r_w Φ Ω/F"
    )
    units: ClassVar[dict[str, str]] = {
        "q_j": "C/m^2",
        "A_j": "m^2/m^2",
        "r_j": "1",
        "c": "1",
        "u": "C/m^2",
        "q*": "C/m^2",
        "Φ": "C/m^2",
        "Q": "C/m^2",
        "V": "m^3/m^2",
        "δ": "m",
        "Ω": "m^3/mol",
        "F": "C/mol",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    cavities: ShellCavities
    wall_ratio: float
    top_area: float
    collector_ratio: float
    layer: float

    def at(self, charge: float) -> Split:
        """Return where a plated charge Q ≥ 0, C/m², sits; the three parts sum to Q to rounding."""
        underneath = self._underneath(charge)
        inside, on_top = self._elsewhere(underneath)
        cover = 1 - (1 - self.collector_ratio) * math.exp(-underneath / self.layer)
        wall = self.cavities.area(self._wall_thickness(underneath)) * self.wall_ratio
        # The largest part takes the rounding of the root, so that the sum is exact.
        if underneath >= inside:
            underneath = charge - inside - on_top
        else:
            inside = charge - underneath - on_top
        return Split(inside, underneath, on_top, cover + wall + self.top_area)

    def _underneath(self, charge: float) -> float:
        """Return the root u, C/m²."""
        if charge == 0:
            return 0.0
        return float(brentq(lambda u: u + sum(self._elsewhere(u)) - charge, 0.0, charge, xtol=1e-14 * charge))

    def _elsewhere(self, underneath: float) -> tuple[float, float]:
        """Return the charges inside and on top, C/m²."""
        inside = self.cavities.filled(self._wall_thickness(underneath)) / LITHIUM_HEIGHT_PER_CHARGE
        return inside, self.top_area * self._driven(underneath)

    def _wall_thickness(self, underneath: float) -> float:
        """Return δ, m."""
        return self.wall_ratio * self._driven(underneath) * LITHIUM_HEIGHT_PER_CHARGE

    def _driven(self, underneath: float) -> float:
        """Return Φ, C/m²."""
        bare = (1 - self.collector_ratio) * math.exp(-underneath / self.layer)
        return underneath + self.layer * math.log((1 - bare) / self.collector_ratio)
