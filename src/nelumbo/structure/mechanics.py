"""Stiffness, strength and puncture of a film of bonded particles."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nelumbo.design.membrane import Membrane
from nelumbo.structure.bond import Bonds, body_centres, waists
from nelumbo.structure.network.indentation import Indentation
from nelumbo.structure.network.laminate import Laminate
from nelumbo.structure.network.puncture import Puncture
from nelumbo.structure.network.strained import StrainedNetwork
from nelumbo.structure.network.tearing import Tearing, plastic_tension
from nelumbo.structure.particle_end import ParticleEnd
from nelumbo.structure.result import (
    BinderPlacement,
    IndentationPressure,
    Mechanics,
    Particles,
    PuncturePressure,
)

Array = NDArray[np.float64]

_HOLDS = 1e-6
"""Stiffness of a film that holds together, relative to that of bonds which follow the mean strain."""

_PLASTIC_NUMBER = 1.32471795724474602596
"""x³ = x + 1: places at the multiples of (1/x, 1/x²) modulo 1 spread evenly over a square."""


@dataclass(frozen=True)
class FilmMechanics:
    """What the network of a film is asked.

    Attributes:
        puncture_radius: of the tip of the one puncture pressure, m. radii: of the table, m.
        tearing, puncture, indentation: how. sites: places of the indentation; none leaves it out.
    """

    puncture_radius: float = 0.5e-6
    radii: tuple[float, ...] = (0.25e-6, 0.5e-6, 1e-6)
    tearing: Tearing = field(default_factory=Tearing)
    puncture: Puncture = field(default_factory=Puncture)
    indentation: Indentation = field(default_factory=Indentation)
    sites: int = 8

    def evaluate(
        self, particles: Particles, membrane: Membrane, placement: BinderPlacement, thickness: float
    ) -> Mechanics:
        """Return the mechanics of a film of ``thickness``, m; zero where nothing holds it together sideways."""
        bonds = Bonds.between(particles, membrane, placement)
        centres, area = body_centres(particles), particles.area
        if len(bonds) == 0:
            return self._loose()
        film = StrainedNetwork.of(bonds, len(centres))
        laminate = Laminate.of_network(film, centres[:, 2], area)
        if laminate.share_of_bound < _HOLDS:
            return self._loose()
        stretch, ratio = laminate.in_plane
        tears = [self.tearing.pull(film, area, axis) for axis in (0, 1)]
        plastic = [plastic_tension(bonds, area, axis) for axis in (0, 1)]
        end, patch = ParticleEnd.of(membrane), waists(placement, particles.radii)
        ends = [law(particles.walls, patch) for law in (end.compliance, end.crush)]
        return Mechanics(
            modulus=stretch / thickness,
            poisson_ratio=ratio,
            bending_stiffness=laminate.bending_stiffness,
            strength=float(np.mean([tear.tension for tear in tears])) / thickness,
            failure_strain=float(np.mean([tear.strain for tear in tears])),
            puncture_pressure=self.puncture.mean(bonds, particles.box, self.puncture_radius),
            puncture_radius=self.puncture_radius,
            plastic_strength=float(np.mean(plastic)) / thickness,
            bonds_broken=float(np.mean([tear.broken for tear in tears])),
            anisotropy=laminate.anisotropy,
            punctures=tuple(self.puncture.over_sites(centres, bonds, particles.box, a) for a in self.radii),
            indentation=self.indent(particles, bonds, np.stack(ends, axis=1)) if self.sites > 0 else None,
        )

    def _loose(self) -> Mechanics:
        """Return the mechanics of particles that nothing joins to a film."""
        return Mechanics(
            *(0.0,) * 6,
            self.puncture_radius,
            punctures=tuple(PuncturePressure(radius, 0.0, 0.0, 0.0) for radius in self.radii),
            indentation=IndentationPressure(self.indentation.radius, *(0.0,) * 7) if self.sites > 0 else None,
        )

    def indent(self, particles: Particles, bonds: Bonds, contact: Array) -> IndentationPressure:
        """Push at `sites` places of the box; ``contact``, (n, 2), as for `Indentation.push`."""
        steps = np.arange(1, self.sites + 1)[:, None] / _PLASTIC_NUMBER ** np.array([1, 2])
        pushes = [self.indentation.push(particles, bonds, contact, site) for site in steps % 1 * particles.box]
        forces = np.array([push.force for push in pushes])
        pressure = forces / (math.pi * self.indentation.radius**2)
        through = [push.breakthrough for push in pushes if push.pierced]
        return IndentationPressure(
            radius=self.indentation.radius,
            mean=float(pressure.mean()),
            minimum=float(pressure.min()),
            rise=float(np.mean([push.rise for push in pushes])),
            breakthrough=float(np.mean(through)) if through else 0.0,
            pierced=len(through) / len(pushes),
            crushing=float(np.mean([push.crushing for push in pushes])),
            bonds_broken=float(np.mean([push.broken[-1] for push in pushes])),
        )
