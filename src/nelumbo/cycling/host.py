"""Inner walls share the current while the cavities fill."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport
from nelumbo.units import MAH_PER_CM2


@dataclass(frozen=True)
class Host(StructureLaw):
    """Cavities take lithium at once with the collector: until they are full the local current is lower.

    λ = 1/(1 + ξ r A_in);   f = 1 − exp(−q_c/q_ref);   χ → χ [1 − f (1 − λ^{1+m})],   A₀ → A₀ [1 − f (1 − λ)]

    Of the share f of a plating that passes while cavities fill, the collector gets the share λ, at a current
    density lower by λ. Lithium inside does not roughen the front.

    Attributes:
        access: ξ, how well the walls are reached by current compared with the collector, 1.
        reference_charge: q_ref, charge of a cycle against which the cavities count, C/m².
    """

    equation: ClassVar[str] = (
        "λ = 1/(1 + ξ r A_in);  f = 1 − exp(−q_c/q_ref);  χ → χ [1 − f (1 − λ^(1+m))];  A₀ → A₀ [1 − f (1 − λ)]"
    )
    units: ClassVar[dict[str, str]] = {
        "λ": "1",
        "ξ": "1",
        "r": "1",
        "A_in": "m^2/m^2",
        "f": "1",
        "q_c": "C/m^2",
        "q_ref": "C/m^2",
        "χ": "1",
        "m": "1",
        "A₀": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Yan2016",)

    access: Any
    reference_charge: Any = MAH_PER_CM2

    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws over this film; without cavities, no change."""
        collector = 1 / (1 + self.access * structure.wall_exchange_ratio * structure.inner_area)
        cavities = structure.cavity_volume / LITHIUM_HEIGHT_PER_CHARGE
        filling = -np.expm1(-cavities / self.reference_charge)
        roughness = 1 - filling * (1 - collector ** (1 + bare.roughening.current_exponent))
        area = 1 - filling * (1 - collector)
        return replace(
            bare,
            sei=replace(bare.sei, area=area * bare.sei.area),
            roughening=replace(bare.roughening, rate=roughness * bare.roughening.rate),
        )
