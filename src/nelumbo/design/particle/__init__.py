"""Particles of a membrane, by shape; a new shape is one file and one entry of the union."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nelumbo.design.particle.aggregate import Aggregate
from nelumbo.design.particle.hollow_multishelled import HollowMultishelled
from nelumbo.design.particle.model import ParticleKind, PrimaryParticle, Wall
from nelumbo.design.particle.solid_sphere import SolidSphere

__all__ = ["Aggregate", "HollowMultishelled", "Particle", "ParticleKind", "PrimaryParticle", "SolidSphere", "Wall"]

Particle = Annotated[SolidSphere | HollowMultishelled | Aggregate, Field(discriminator="shape")]
