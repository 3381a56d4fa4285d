"""Stiffness and strength of a particle at one of its contacts, whatever its walls are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nelumbo.design.membrane import Membrane
from nelumbo.design.solid import Solid
from nelumbo.structure.crush import ShellCrush
from nelumbo.structure.punch_compliance import PunchCompliance
from nelumbo.structure.shell_compliance import ShellCompliance

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ParticleEnd:
    """A particle seen from a contact: shells in parallel by their share, or a compact sphere.

    Attributes:
        material: of the walls. wall_porosity: φ. inner_share: κ, load of each inner shell.
    """

    material: Solid
    wall_porosity: float
    inner_share: float

    @classmethod
    def of(cls, membrane: Membrane) -> Self:
        """Return the end of the membrane's particles."""
        primary = membrane.particle.primary
        return cls(primary.material, primary.wall_porosity, membrane.inner_share)

    @property
    def punch(self) -> PunchCompliance:
        """Law of a compact sphere of the material; its ratios of compliances serve for shells too."""
        return PunchCompliance(self.modulus, self.material.poisson_ratio)

    @property
    def modulus(self) -> float:
        """E = E_dense (1−φ)² of open-cell foams (Gibson & Ashby 1997), Pa."""
        return self.material.youngs_modulus * (1 - self.wall_porosity) ** 2

    def compliance(self, walls: Array, patch: Array) -> Array:
        """Return c, m/N, under a force on a patch.

        Args:
            walls: outer and inner radii, (k, w, 2), m, outermost first. patch: radius of the patch, (k,), m.
        """
        shell = ShellCompliance(self.modulus, self.material.poisson_ratio)
        stiffness = np.zeros(len(patch))
        for index in range(walls.shape[1]):
            outer, inner = walls[:, index].T
            compact = inner == 0
            bent = shell.compliance((outer + inner) / 2, outer - inner, patch)
            given = np.where(compact, self.punch.normal(patch), bent)
            stiffness += (1.0 if index == 0 else self.inner_share) / given
        return np.asarray(1 / stiffness)

    def crush(self, walls: Array, patch: Array) -> Array:
        """Return the force, N, at which the outermost wall gives way; a compact sphere does not."""
        outer, inner = walls[:, 0].T
        law = ShellCrush(self.material.strength, self.wall_porosity, self.inner_share)
        force = law.force((outer + inner) / 2, outer - inner, patch, walls.shape[1])
        return np.where(inner == 0, np.inf, force)
