"""The libraries of a design file, validated as a whole so that an entry that nobody uses is checked too."""

from __future__ import annotations

from nelumbo.design.electrode import Collector
from nelumbo.design.frozen_mapping import FrozenMapping
from nelumbo.design.membrane import Binder
from nelumbo.design.part import Part
from nelumbo.design.particle import Particle
from nelumbo.design.solid import Solid


class Libraries(Part):
    """Entries by name that electrodes, particles and binders refer to.

    Attributes:
        solid, particle, binder, collector: mappings by name.
    """

    solid: FrozenMapping[Solid]
    particle: FrozenMapping[Particle]
    binder: FrozenMapping[Binder]
    collector: FrozenMapping[Collector]
