"""The drying meniscus presses a fresh packing flat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.structure.packing import near_pairs

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


_KICK, _GOLDEN = 1e-6, (math.sqrt(5) - 1) / 2
"""Bodies are raised by up to this, off the floor: a layer pressed into a plane would stay there however full."""


@dataclass(frozen=True)
class DryingLid(Law):
    """Overdamped motion of frictionless soft spheres under a flat lid that carries a constant load.

    f_i = Σ_j (R_i + R_j − |x_ij|)₊ x_ij/|x_ij| + floor and lid,  dH/dτ = F_lid/N − q
    v = Σ f_i/D,  ω = Σ a_i × f_i/(ρ² D)  of a body of spheres at the arms a_i, ρ² = ⟨|a_i|²⟩;  v = f of a sphere
    D = max(1, Σ_contacts (1 + |a_i|²/ρ²)/12)

    The surface of a drying film pulls the particles at it down with the capillary pressure, which is small against
    the stiffness of the particles: the load q per body is lowered in stages towards the limit of hard spheres,
    then the lid is taken off and the last overlaps relax. There is no friction and no lateral drying stress.

    Attributes:
        loads: q, force per body over contact stiffness times mean radius R, one for each stage.
        steps: of each stage. last_steps: most steps without the lid.
        mobility: step of the explicit integration; stable below about 2/12 for up to twelve contacts.
        skin: pairs are searched anew when a sphere has moved by this many mean radii.
        overlap: the last relaxation ends below this overlap in mean radii.
    """

    equation: ClassVar[str] = (
        "f_i = Σ_j (R_i + R_j − |x_ij|)₊ x_ij/|x_ij|\n"
        "v = Σ f_i/D; ω = Σ a_i × f_i/(ρ² D); D = max(1, Σ (1 + |a_i|²/ρ²)/12)\n"
        "dH/dτ = F_lid/N − q"
    )
    units: ClassVar[dict[str, str]] = {
        "x_ij": "R",
        "R_i": "R",
        "f_i": "R",
        "v": "R",
        "ω": "1",
        "a_i": "R",
        "ρ": "R",
        "D": "1",
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

    def press(self, centres: Array, radii: Array, bodies: Ints, box: float) -> Array:
        """Return the centres, m, after drying.

        Args:
            centres: (n, 3), m. radii: (n,), m. bodies: (n,), ascending number of the rigid body of each sphere.
            box: edge, m.
        """
        unit = float(radii.mean())
        edge = box / unit
        first = np.searchsorted(bodies, np.arange(bodies[-1] + 2))
        whole = centres - centres[first[bodies]]
        whole[:, :2] -= box * np.round(whole[:, :2] / box)  # a body that the sides of the box cut is put together
        spheres = ((centres[first[bodies]] + whole) / unit, radii / unit, first)
        lid = float((spheres[0][:, 2] + spheres[1]).max())
        for load in self.loads:
            lid = self._stage(spheres, bodies, edge, lid, load)
        sunk = np.maximum.reduceat(spheres[1] - spheres[0][:, 2], first[:-1])
        spheres[0][:, 2] += np.maximum(sunk, 0.0)[bodies] + _KICK * (_GOLDEN * bodies % 1)
        self._stage(spheres, bodies, edge, math.inf, 0.0)
        pressed = spheres[0]
        pressed[:, :2] %= edge
        return pressed * unit

    def _stage(
        self, spheres: tuple[Array, Array, Ints], bodies: Ints, box: float, lid: float, load: float
    ) -> float:
        """Move the centres in place; return the height of the lid. The stage without load ends when at rest."""
        from nelumbo.numerics.kernels.lid import press

        centres, radii, _ = spheres
        steps, enough = (self.steps, -1.0) if load > 0 else (self.last_steps, self.overlap)
        while steps > 0:
            pairs = near_pairs(centres, radii, box, 2 * self.skin)
            pairs = pairs[bodies[pairs[:, 0]] != bodies[pairs[:, 1]]]
            lid, done, overlap = press(spheres, pairs, box, lid, load, steps, self.mobility, self.skin)
            steps -= done
            if overlap < enough:
                break
        return lid
