"""The drying meniscus presses a fresh packing flat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.structure.packing import touching_pairs

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DryingLid(Law):
    """Overdamped motion of frictionless soft spheres under a flat lid that carries a constant load.

    dx_i/dτ = Σ_j (2R − |x_ij|)₊ x_ij/|x_ij| + floor and lid,  dH/dτ = F_lid/N − q

    The surface of a drying film pulls the particles at it down with the capillary pressure, which is small against
    the stiffness of the particles: the load q is lowered in stages towards the limit of hard spheres, then the lid
    is taken off and the last overlaps relax. There is no friction and no lateral drying stress.

    Attributes:
        loads: q, force per particle over contact stiffness times radius, one for each stage.
        steps: of each stage. last_steps: most steps without the lid.
        mobility: step of the explicit integration; stable below about 2/12 for up to twelve contacts.
        skin: pairs are searched anew when a particle has moved by this many radii.
        overlap: the last relaxation ends below this overlap in radii.
    """

    equation: ClassVar[str] = "dx_i/dτ = Σ_j (2R − |x_ij|)₊ x_ij/|x_ij|\ndH/dτ = F_lid/N − q"
    units: ClassVar[dict[str, str]] = {
        "x_i": "R",
        "x_ij": "R",
        "R": "m",
        "H": "R",
        "τ": "1",
        "F_lid": "R",
        "N": "1",
        "q": "R",
    }
    references: ClassVar[tuple[str, ...]] = ("Durian1995",)

    loads: tuple[float, ...] = (0.1, 0.02, 0.005, 0.001)
    steps: int = 3000
    last_steps: int = 4000
    mobility: float = 0.12
    skin: float = 0.3
    overlap: float = 1e-5

    def press(self, centres: Array, radius: float, box: float) -> Array:
        """Return the centres, (n, 3), m, after drying."""
        scaled, edge = centres / radius, box / radius
        lid = float(scaled[:, 2].max()) + 1
        for load in self.loads:
            lid = self._stage(scaled, edge, lid, load, self.steps, -1.0)
        self._stage(scaled, edge, math.inf, 0.0, self.last_steps, self.overlap)
        scaled[:, :2] %= edge
        return scaled * radius

    def _stage(self, centres: Array, box: float, lid: float, load: float, steps: int, enough: float) -> float:
        """Move the centres in place; return the height of the lid."""
        from nelumbo.numerics.kernels.lid import press

        while steps > 0:
            pairs = touching_pairs(centres, 1.0, box, gap=2 * self.skin)
            lid, done, overlap = press(centres, pairs, box, lid, load, steps, self.mobility, self.skin)
            steps -= done
            if overlap < enough:
                break
        return lid
