"""The membrane as a plate on the growing lithium says how rough that grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.grown_law import UNITS, GrownLaw
from nelumbo.deposition.plate_model import PlateModel
from nelumbo.deposition.result import Deposit
from nelumbo.materials.film_share import FilmShare
from nelumbo.units import MICROMETRE

_EARLIEST = 0.01
"""First look over the first charge of the grid."""
_LOOKS = 24
"""Number of looks at even ratios, so that the charge at which growth ends is known to a fifth."""


def small_plate() -> PlateModel:
    """Return a plate of eight correlation lengths of a film's noise (2 µm), with eight cells in each."""
    return PlateModel(cells=64, width=16 * MICROMETRE)


@dataclass(frozen=True)
class PlateRoughness(GrownLaw):
    """Lithium must bend the plate above it: what it does until its slope is one decides, and then goes on.

    f = 1/(1 + β A_out);   A₀ → f A₀,   film share = f,   χ → χ Sq(f, j, Q)/Sq_bare(j, Q)
    Sq = Sq₁ Q/Q₁  beyond the charge Q₁ at which a front reaches slope one with Sq₁

    Sq is of a `PlateModel`, which ends where the front would overhang. From there on a deposit is taken to roughen
    as the laws of a cycle have it, in proportion to its charge; holding Sq₁ would let every ratio tend to one
    because the bare collector ends first. So the law says chiefly for how long a membrane postpones that slope.
    Limits: no film, no change; a membrane under which lithium stays flat, no roughening.

    Attributes:
        reactivity: β, rate of film growth on a particle's face relative to that on lithium, 1.
        grid: where growths are looked at. plate: what grows.
    """

    equation: ClassVar[str] = (
        "f = 1/(1 + β A_out);  A₀ → f A₀;  χ → χ Sq(f, j, Q)/Sq_bare(j, Q), Sq under a plate;  "
        "Sq = Sq₁ Q/Q₁ beyond slope one"
    )
    units: ClassVar[dict[str, str]] = UNITS | {"Sq₁": "m", "Q₁": "C/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Peled1979", "Mullins1964", "Monroe2005", "Timoshenko1970")

    plate: PlateModel = field(default_factory=small_plate)

    def model(self, film_share: FilmShare) -> PlateModel:
        """Return the plate, with this law of where the film forms."""
        return replace(self.plate, split=replace(self.plate.split, film_share=film_share))

    @property
    def looks(self) -> tuple[float, ...]:
        """Charges at which a growth is looked at, C/m²: those of the grid and many before."""
        first, last = self.grid.charges[0], self.grid.charges[-1]
        return tuple(sorted({*self.grid.charges, *np.geomspace(_EARLIEST * first, last, _LOOKS)[:-1].tolist()}))

    def roughness(self, deposits: Sequence[Deposit]) -> NDArray[np.float64]:
        """Return Sq, m, at every look; in proportion to the charge after the look at which growth has ended."""
        found = super().roughness(deposits)
        charge = np.array([deposit.charge for deposit in deposits])
        last = int(np.argmax(found == found[-1]))  # from here on nothing changes any more
        return np.where(charge > charge[last], found * charge / charge[last], found)
