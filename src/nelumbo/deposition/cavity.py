"""Cavities that fill with lithium from their walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.structure.result import Structure


@dataclass(frozen=True)
class ShellCavities(Law):
    """Lithium of uniform thickness δ on every wall closes each gap between concentric shells.

    V(δ)/V₀ = 1 − Σ [(r_o − δ)³ − (r_i + δ)³]₊ / Σ (r_o³ − r_i³),  A = dV/dδ

    r_o and r_i bound a gap; the innermost cavity has no inner wall and closes at δ = r_o. At a constant current
    density i on its wall a hollow sphere is therefore full at t = r_o F/(Ωi).

    Attributes:
        gaps: outer and inner radius of every gap, the inner one 0 for the innermost cavity, m; empty when there
            is no cavity.
        volume: V₀ of the cavities per electrode area, m³/m².
    """

    equation: ClassVar[str] = "V(δ)/V₀ = 1 − Σ [(r_o − δ)³ − (r_i + δ)³]₊ / Σ (r_o³ − r_i³);  A = dV/dδ"
    units: ClassVar[dict[str, str]] = {
        "V": "m^3/m^2",
        "V₀": "m^3/m^2",
        "A": "m^2/m^2",
        "δ": "m",
        "r_o": "m",
        "r_i": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    gaps: tuple[tuple[float, float], ...]
    volume: float

    @classmethod
    def of(cls, structure: Structure) -> Self:
        """Return the cavities of a film; where its particles are not known, spheres of its volume and area."""
        if structure.cavity_volume == 0 or structure.inner_area == 0:
            return cls((), 0.0)
        particles = structure.particles
        if particles is None:
            return cls(((3 * structure.cavity_volume / structure.inner_area, 0.0),), structure.cavity_volume)
        gaps = []
        for walls in _representatives(particles.walls):
            inside = np.append(walls[1:, 0], 0.0)
            gaps += [(o, i) for o, i in zip(walls[:, 1].tolist(), inside.tolist(), strict=True) if o > 0]
        return cls(tuple(gaps), structure.cavity_volume)

    @property
    def closing(self) -> float:
        """Thickness of lithium on the walls at which the last gap is full, m; 0 without cavities."""
        return max((outer if inner == 0 else (outer - inner) / 2 for outer, inner in self.gaps), default=0.0)

    def filled(self, thickness: float) -> float:
        """Return V, m³/m², at a thickness δ ≥ 0 of lithium on the walls, m."""
        if thickness >= self.closing:
            return self.volume
        void = sum(max(o**3 - i**3, 0.0) for o, i in self._moved(thickness))
        return self.volume * (1 - void / sum(o**3 - i**3 for o, i in self.gaps))

    def area(self, thickness: float) -> float:
        """Return the wall A that still reacts, m²/m², at a thickness δ ≥ 0 of lithium, m."""
        if thickness >= self.closing:
            return 0.0
        walls = sum(3 * (o**2 + i**2) for o, i in self._moved(thickness) if o > i)
        return self.volume * walls / sum(o**3 - i**3 for o, i in self.gaps)

    def _moved(self, thickness: float) -> tuple[tuple[float, float], ...]:
        """Return the radii that bound what is left of every gap, m."""
        return tuple((o - thickness, i + thickness if i > 0 else 0.0) for o, i in self.gaps)


def _representatives(walls: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean walls of at most eight groups of particles of about one size, each as many."""
    order = np.argsort(walls[:, 0, 0], kind="stable")
    groups = np.array_split(walls[order], 1 if np.ptp(walls[:, 0, 0]) == 0 else min(8, len(walls)))
    return np.stack([group.mean(axis=0) for group in groups])
