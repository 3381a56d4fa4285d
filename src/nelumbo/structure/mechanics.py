"""Stiffness, strength and puncture of a film of bonded particles, by its bonds moving with the mean strain."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.structure.bond import Bond
from nelumbo.structure.result import Mechanics, Particles

Array = NDArray[np.float64]

_VOIGT = ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))


@dataclass(frozen=True)
class MeanField(Law):
    """A film whose bonds follow the mean strain (kinematic hypothesis), free of stress across its plane.

    C_ijkl = (1/(L² h)) Σ_bonds d² [K_n n_i n_j n_k n_l + K_t (¼(n_i n_k δ_jl + …) − n_i n_j n_k n_l)]
    E, ν of the in-plane isotropic part of the plane-stress stiffness;  B = E h³/(12 (1 − ν²))
    T = (1/L²) Σ_bonds N_u d (n_x² + n_y²)/2,  strength = T/h,  failure strain = strength/E
    p = mean over sites of (bonds that cross the cylinder) V_u/(π a²)

    For isotropic contacts this is the closed form of Walton (1987) and Chang & Misra (1990). The
    mean strain makes E an upper bound, and T is the plastic bound, when every cut bond carries its strength; for
    isotropic contacts T is bonds per area times d N_u/3.

    Attributes:
        puncture_radius: a, of the tip, m.
        sites: the tip is pressed on sites × sites points of the box.
    """

    equation: ClassVar[str] = (
        "C_ijkl = (1/(L² h)) Σ d² [K_n n_i n_j n_k n_l + K_t (¼(n_i n_k δ_jl + …) − n_i n_j n_k n_l)]\n"
        "B = E h³/(12 (1 − ν²))\n"
        "T = (1/L²) Σ N_u d (n_x² + n_y²)/2; σ = T/h; ε = σ/E\n"
        "p = Σ_crossing V_u/(π a²)"
    )
    units: ClassVar[dict[str, str]] = {
        "C_ijkl": "Pa",
        "L": "m",
        "h": "m",
        "d": "m",
        "K_n": "N/m",
        "K_t": "N/m",
        "n_i": "1",
        "E": "Pa",
        "ν": "1",
        "B": "N m",
        "T": "N/m",
        "N_u": "N",
        "σ": "Pa",
        "ε": "1",
        "p": "Pa",
        "V_u": "N",
        "a": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Walton1987", "Chang1990")

    puncture_radius: float = 0.5e-6
    sites: int = 12

    def evaluate(self, particles: Particles, bond: Bond, thickness: float) -> Mechanics:
        """Return the mechanics of ``particles`` joined by equal bonds in a film of ``thickness``, m."""
        branches = particles.branches
        lengths = np.linalg.norm(branches, axis=1)
        normals = branches / lengths[:, None]
        volume = particles.area * thickness
        stiffness = stiffness_tensor(normals, lengths, bond) / volume
        modulus, ratio = plane_stress(stiffness)
        strength = bond.tension * float(np.sum(lengths * (normals[:, :2] ** 2).sum(axis=1))) / (2 * volume)
        return Mechanics(
            modulus=modulus,
            poisson_ratio=ratio,
            bending_stiffness=modulus * thickness**3 / (12 * (1 - ratio**2)),
            strength=strength,
            failure_strain=strength / modulus if modulus > 0 else 0.0,
            puncture_pressure=self.puncture(particles, branches, bond),
            puncture_radius=self.puncture_radius,
        )

    def puncture(self, particles: Particles, branches: Array, bond: Bond) -> float:
        """Return p, Pa: the shear strength of the bonds with one end inside the cylinder over the tip's area."""
        steps = (np.arange(self.sites) + 0.5) * particles.box / self.sites
        tips = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 1, 2)
        start = particles.centres[particles.contacts[:, 0], :2]
        offset = start - tips
        offset -= particles.box * np.round(offset / particles.box)
        inside = np.sum(offset**2, axis=-1) < self.puncture_radius**2
        other = offset + branches[:, :2]
        other -= particles.box * np.round(other / particles.box)
        crossing = inside != (np.sum(other**2, axis=-1) < self.puncture_radius**2)
        return float(crossing.sum(axis=1).mean()) * bond.shear / (math.pi * self.puncture_radius**2)


def stiffness_tensor(normals: Array, lengths: Array, bond: Bond) -> Array:
    """Return the sum over bonds of C_ijkl L² h, N m, as a (6, 6) matrix in the order xx, yy, zz, yz, xz, xy."""
    stiffness = np.zeros((6, 6))
    unit = np.eye(3)
    weight = lengths**2
    fourth = np.einsum("b,bi,bj,bk,bl->ijkl", weight, normals, normals, normals, normals, optimize=True)
    second = np.einsum("b,bi,bj->ij", weight, normals, normals)
    mixed = (
        np.einsum("ik,jl->ijkl", second, unit)
        + np.einsum("il,jk->ijkl", second, unit)
        + np.einsum("jk,il->ijkl", second, unit)
        + np.einsum("jl,ik->ijkl", second, unit)
    ) / 4
    full = bond.normal * fourth + bond.tangential * (mixed - fourth)
    for p, ij in enumerate(_VOIGT):
        for q, kl in enumerate(_VOIGT):
            stiffness[p, q] = full[ij + kl]
    return stiffness


def plane_stress(stiffness: Array) -> tuple[float, float]:
    """Return E, Pa, and ν of a film free of stress on its faces, averaged over the directions in its plane.

    A film without a stiffness across its plane (a monolayer) keeps its in-plane stiffness as it is.
    """
    inner, outer = [0, 1, 5], [2, 3, 4]
    coupling = stiffness[np.ix_(inner, outer)]
    q = stiffness[np.ix_(inner, inner)] - coupling @ np.linalg.pinv(stiffness[np.ix_(outer, outer)]) @ coupling.T
    direct = (3 * q[0, 0] + 3 * q[1, 1] + 2 * q[0, 1] + 4 * q[2, 2]) / 8
    cross = (q[0, 0] + q[1, 1] + 6 * q[0, 1] - 4 * q[2, 2]) / 8
    if direct <= 0:
        return 0.0, 0.0
    return float(direct * (1 - (cross / direct) ** 2)), float(cross / direct)
