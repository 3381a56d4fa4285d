"""The front of lithium itself says how rough it grows under a film."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from nelumbo.cycling.grown_law import UNITS, GrownLaw
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.materials.film_share import FilmShare
from nelumbo.units import MICROMETRE


def coarse_front() -> VoxelFront:
    """Return the coarsest section whose front still has room for its waves: 30 µm wide in cells of 0.3 µm."""
    return VoxelFront(width=30 * MICROMETRE, voxel=0.3 * MICROMETRE, courant=0.9, renewal=0.5 * MICROMETRE)


@dataclass(frozen=True)
class FrontRoughness(GrownLaw):
    """A front that carries its film, fills cavities and lifts the membrane is as rough as it turns out.

    f = 1/(1 + β A_out);   A₀ → f A₀,   film share = f,   χ → χ Sq(f, j, Q)/Sq_bare(j, Q)

    Sq is of a `VoxelFront`: the film that f leaves on the lithium cracks where it is stretched, the membrane
    flattens what pushes against it as far as it stands it, and pores, cavities and pinholes are where they are.
    Limits: no film, no change; a membrane under which the front stays flat, no roughening.

    Attributes:
        reactivity: β, rate of film growth on a particle's face relative to that on lithium, 1.
        grid: where growths are looked at. front: what grows.
    """

    equation: ClassVar[str] = (
        "f = 1/(1 + β A_out);  A₀ → f A₀;  χ → χ Sq(f, j, Q)/Sq_bare(j, Q), Sq of a front on voxels"
    )
    units: ClassVar[dict[str, str]] = UNITS
    references: ClassVar[tuple[str, ...]] = ("Peled1979", "Adalsteinsson1999", "Xu2017")

    front: VoxelFront = field(default_factory=coarse_front)

    def model(self, film_share: FilmShare) -> VoxelFront:
        """Return the front, with this law of where the film forms."""
        return replace(self.front, film_share=film_share)
