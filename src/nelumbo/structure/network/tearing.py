"""The film pulled in its plane until it tears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.structure.bond import Bonds
from nelumbo.structure.network.breaking import BreakingNetwork
from nelumbo.structure.network.strained import STRAINS, StrainedNetwork

Array = NDArray[np.float64]

_TORN = 1e6
"""A film that gives way this many times as far as the whole one is in two; only the ground holds it."""


@dataclass(frozen=True)
class Tear:
    """What a film bore.

    Attributes:
        tension: T, largest on the way, N/m. strain: there. broken: bonds broken at the end.
        path: tension and strain at every break, (k, 2).
    """

    tension: float
    strain: float
    broken: int
    path: Array


@dataclass(frozen=True)
class Tearing(Law):
    """Progressive failure under a tension along x or y, free to contract across, held flat.

    N_xx = λ;  λ_k = 1/max u (N_xx = 1) with k bonds broken;  T = max_k λ_k
    T_cut = Σ N_u |n_x d_x|/L²

    The bond that is used most breaks, with all within ``together`` of it, and the next load is sought, larger or
    smaller, until little is left. T is the strength of a brittle film; T_cut, every cut bond at its
    strength, bounds that of a ductile one (isotropic contacts of length d: contacts per area times d N_u/3).

    Attributes:
        together: bonds whose use is within this share of the largest break at once.
        fallen: ends the path when the tension has fallen to this share of the largest.
    """

    equation: ClassVar[str] = "N_xx = λ; λ_k = 1/max u (N_xx = 1); T = max_k λ_k\nT_cut = Σ N_u |n_x d_x|/L²"
    units: ClassVar[dict[str, str]] = {
        "N_xx": "N/m",
        "λ": "N/m",
        "u": "1",
        "T": "N/m",
        "T_cut": "N/m",
        "N_u": "N",
        "n_x": "1",
        "d_x": "m",
        "L": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Potyondy2004",)

    together: float = 0.02
    fallen: float = 0.5

    def tear(self, bonds: Bonds, count: int, area: float, axis: int) -> Tear:
        """Pull ``count`` bodies in a periodic box of ``area``, m², along x (axis 0) or y (axis 1)."""
        return self.pull(StrainedNetwork.of(bonds, count), area, axis)

    def pull(self, film: StrainedNetwork, area: float, axis: int) -> Tear:
        """Pull a film in a periodic box of ``area``, m², along x (axis 0) or y (axis 1)."""
        bonds, (parts, motions) = film.bonds, film.equations.rows.shape
        strain = motions - STRAINS + axis
        load = np.zeros((motions, 2))
        load[strain, 1] = area
        network = BreakingNetwork(bonds, film.equations, np.empty(0), np.zeros((parts, 2)), load)
        network.settle(1.0)
        given = float(network.motion[strain, 1])
        path: list[tuple[float, float]] = []
        while network.broken < len(bonds):
            network.settle(1.0)
            used = network.utilisation(1.0)
            stretch = float(network.motion[strain, 1])
            if not used.any() or stretch > _TORN * given:
                break
            tension = 1 / float(used.max())
            if tension <= self.fallen * max(path, default=(0.0,))[0]:
                break
            path.append((tension, tension * stretch))
            network.break_bonds(np.flatnonzero(used >= (1 - self.together) * used.max()))
        return Tear(*max(path, default=(0.0, 0.0)), network.broken, np.array(path).reshape(-1, 2))


def plastic_tension(bonds: Bonds, area: float, axis: int) -> float:
    """Return T_cut, N/m, along x (axis 0) or y (axis 1)."""
    return float(np.sum(bonds.tension * np.abs(bonds.normals[:, axis] * bonds.branches[:, axis]))) / area
