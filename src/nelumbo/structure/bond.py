"""Stiffness and strength of the bond between two particles: a neck of binder in series with both particles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

from nelumbo.design.membrane import Membrane
from nelumbo.design.particle import PrimaryParticle
from nelumbo.law import Law
from nelumbo.structure.binder import BinderPlacement
from nelumbo.structure.crush import ShellCrush
from nelumbo.structure.shell_compliance import ShellCompliance


@dataclass(frozen=True)
class Bond(Law):
    """One bond of a film of equal particles.

    A = π a², l = V/A;  1/K_n = l/(E A) + 2c,  1/K_t = l/(G A) + 2c (2−ν_p)/(2(1−ν_p))
    N_u = min(σ_b A, F),  V_u = min(σ_b A/√3, F)

    c is the particle's compliance: a shell's (Reissner 1946) with inner shells in parallel by their share, or a
    solid half-space under a rigid punch, c = (1−ν²)/(2 E a) (Johnson 1985). The ratio of tangential to normal
    compliance is that of Mindlin (1949), taken over for shells. F is the crush force of a shell; a solid sphere is
    stronger than its necks.

    Attributes:
        normal, tangential: stiffnesses K_n, K_t, N/m. tension, shear: strengths N_u, V_u, N.
    """

    equation: ClassVar[str] = (
        "A = π a²; l = V/A\n"
        "1/K_n = l/(E A) + 2c; 1/K_t = l/(G A) + 2c (2−ν_p)/(2(1−ν_p))\n"
        "N_u = min(σ_b A, F); V_u = min(σ_b A/√3, F)"
    )
    units: ClassVar[dict[str, str]] = {
        "A": "m^2",
        "a": "m",
        "l": "m",
        "V": "m^3",
        "K_n": "N/m",
        "K_t": "N/m",
        "E": "Pa",
        "G": "Pa",
        "c": "m/N",
        "ν_p": "1",
        "N_u": "N",
        "V_u": "N",
        "σ_b": "Pa",
        "F": "N",
    }
    references: ClassVar[tuple[str, ...]] = ("Reissner1946", "Johnson1985", "Mindlin1949")

    normal: float
    tangential: float
    tension: float
    shear: float

    @classmethod
    def between(cls, membrane: Membrane, placement: BinderPlacement) -> Self:
        """Return the bond of two of the membrane's particles; without a neck nothing holds them together."""
        if placement.neck_radius <= 0:
            return cls(0.0, 0.0, 0.0, 0.0)
        binder = membrane.binder.material
        ratio = membrane.particle.primary.material.poisson_ratio
        area = math.pi * placement.neck_radius**2
        length = placement.neck_volume / area
        shear_modulus = binder.youngs_modulus / (2 * (1 + binder.poisson_ratio))
        compliance = _compliance(membrane, placement.neck_radius)
        slip = compliance * (2 - ratio) / (2 * (1 - ratio))
        crush = _crush_force(membrane, placement.neck_radius)
        return cls(
            normal=1 / (length / (binder.youngs_modulus * area) + 2 * compliance),
            tangential=1 / (length / (shear_modulus * area) + 2 * slip),
            tension=min(binder.strength * area, crush),
            shear=min(binder.strength * area / math.sqrt(3), crush),
        )


def _compliance(membrane: Membrane, patch: float) -> float:
    primary: PrimaryParticle = membrane.particle.primary
    solid, walls = primary.material, primary.walls()
    if walls[0].inner == 0:
        return (1 - solid.poisson_ratio**2) / (2 * solid.youngs_modulus * patch)
    law = ShellCompliance(solid.youngs_modulus * (1 - primary.wall_porosity) ** 2, solid.poisson_ratio)
    outer, *inner = (1 / law.compliance((w.outer + w.inner) / 2, w.thickness, patch) for w in walls)
    return 1 / (outer + membrane.inner_share * sum(inner))


def _crush_force(membrane: Membrane, patch: float) -> float:
    primary: PrimaryParticle = membrane.particle.primary
    outermost, *inner = primary.walls()
    if outermost.inner == 0:
        return math.inf
    law = ShellCrush(primary.material.strength, primary.wall_porosity, membrane.inner_share)
    return law.force((outermost.outer + outermost.inner) / 2, outermost.thickness, patch, 1 + len(inner))
