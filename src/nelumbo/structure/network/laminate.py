"""The film as a plate: its stiffness against mean strain and curvature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.structure.bond import Bonds
from nelumbo.structure.network import frame
from nelumbo.structure.network.strained import STRAINS, StrainedNetwork

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Laminate(Law):
    """Forces and moments per width of a periodic network under mean strain e and curvature κ.

    (N, M) = [A b; bᵀ D] (e, κ),  [A b; bᵀ D] = (1/L²) min_x (B x + G)ᵀ C (B x + G)
    Q = isotropic part of A: Q₁₁ = (3A₁₁ + 3A₂₂ + 2A₁₂ + 4A₃₃)/8, Q₁₂ = (A₁₁ + A₂₂ + 6A₁₂ − 4A₃₃)/8
    E h = Q₁₁(1 − ν²),  ν = Q₁₂/Q₁₁;   B = (D − bᵀA⁻¹b)₁₁, isotropic part

    The bodies' own motion x makes the energy smallest; without it (x = 0) the bonds follow the mean strain, an
    upper bound (Walton 1987; Chang & Misra 1990 for isotropic contacts). B does not depend on the reference plane.

    Attributes:
        stiffness: shape (6, 6) for (e_xx, e_yy, γ_xy, κ_xx, κ_yy, κ_xy), N/m, N and N m.
        bound: the same with bonds that follow the mean strain.
    """

    equation: ClassVar[str] = (
        "[A b; bᵀ D] = (1/L²) min_x (B x + G)ᵀ C (B x + G)\n"
        "Q₁₁ = (3A₁₁ + 3A₂₂ + 2A₁₂ + 4A₃₃)/8; Q₁₂ = (A₁₁ + A₂₂ + 6A₁₂ − 4A₃₃)/8\n"
        "E h = Q₁₁(1 − ν²); ν = Q₁₂/Q₁₁; B = (D − bᵀA⁻¹b)₁₁"
    )
    units: ClassVar[dict[str, str]] = {
        "A": "N/m",
        "b": "N",
        "D": "N m",
        "B": "N m (plate)",
        "Q₁₁": "N/m",
        "Q₁₂": "N/m",
        "E": "Pa",
        "ν": "1",
        "h": "m",
        "L": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Walton1987", "Chang1990", "Timoshenko1970")

    stiffness: Array
    bound: Array

    @classmethod
    def of(cls, bonds: Bonds, heights: Array, area: float) -> Self:
        """Return the plate of bodies at ``heights``, (n,), m, joined by ``bonds`` in a box of ``area``, m²."""
        return cls.of_network(StrainedNetwork.of(bonds, len(heights)), heights, area)

    @classmethod
    def of_network(cls, film: StrainedNetwork, heights: Array, area: float) -> Self:
        """Return the plate of a film with bodies at ``heights``, (n,), m, in a box of ``area``, m²."""
        equations = film.equations
        mean = frame.mean_deformation(film.bonds, heights)
        stressed = equations.weights[:, None] * mean
        affine, push = mean.T @ stressed, equations.rows.T @ stressed
        relaxed = affine - push.T @ equations.solve(push, held=STRAINS)
        return cls((relaxed + relaxed.T) / (2 * area), affine / area)

    @property
    def share_of_bound(self) -> float:
        """Stiffness of the softest stretch in the plane over that of the bound, 0 for a film in pieces."""
        soft, bound = (np.linalg.eigvalsh(matrix[:3, :3]) for matrix in (self.stiffness, self.bound))
        return float(soft[0] / bound[0]) if bound[0] > 1e-12 * bound[-1] else 0.0

    @property
    def in_plane(self) -> tuple[float, float]:
        """E h, N/m, and ν, averaged over the directions in the plane."""
        direct, cross = _isotropic(self.stiffness[:3, :3])
        return direct * (1 - (cross / direct) ** 2), cross / direct

    @property
    def bending_stiffness(self) -> float:
        """B, N m, averaged over the directions in the plane."""
        stretch, coupling, bend = self.stiffness[:3, :3], self.stiffness[:3, 3:], self.stiffness[3:, 3:]
        return _isotropic(bend - coupling.T @ np.linalg.solve(stretch, coupling))[0]

    @property
    def anisotropy(self) -> float:
        """Norm of what is not isotropic in A over the norm of A, both of the tensor A_ijkl."""
        direct, cross = _isotropic(self.stiffness[:3, :3])
        shear = (direct - cross) / 2
        isotropic = np.array([[direct, cross, 0.0], [cross, direct, 0.0], [0.0, 0.0, shear]])
        times = np.array([1.0, 1.0, 2.0])
        counted = np.outer(times, times)
        rest = np.sum(counted * (self.stiffness[:3, :3] - isotropic) ** 2)
        return float(np.sqrt(rest / np.sum(counted * self.stiffness[:3, :3] ** 2)))


def _isotropic(q: Array) -> tuple[float, float]:
    """Return the isotropic part of a plane stiffness in the order xx, yy, xy: Q₁₁ and Q₁₂."""
    direct = (3 * q[0, 0] + 3 * q[1, 1] + 2 * q[0, 1] + 4 * q[2, 2]) / 8
    cross = (q[0, 0] + q[1, 1] + 6 * q[0, 1] - 4 * q[2, 2]) / 8
    return float(direct), float(cross)
