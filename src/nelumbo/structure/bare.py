"""A bare collector: the limit of a membrane that vanishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nelumbo.design.electrode import Electrode
from nelumbo.structure.mechanics import BARE
from nelumbo.structure.model import StructureModel
from nelumbo.structure.result import Structure


def bare_structure() -> Structure:
    """Return the structure of no film: every length, area and stiffness is zero, nothing hides the collector."""
    return Structure(
        membrane_thickness=0.0,
        mass_loading=0.0,
        binder_loading=0.0,
        layers=0.0,
        porosity=1.0,
        contacts_per_particle=0.0,
        outer_area=0.0,
        inner_area=0.0,
        coated_area=0.0,
        cavity_volume=0.0,
        pinhole_fraction=1.0,
        binder_coat=0.0,
        neck_radius=0.0,
        wall_exchange_ratio=0.0,
        mechanics=BARE,
        particles=None,
        image=None,
    )


@dataclass(frozen=True)
class BareCollector(StructureModel):
    """Ignores any membrane: the control of what the membrane does."""

    equation: ClassVar[str] = "h = 0"
    units: ClassVar[dict[str, str]] = {"h": "m"}
    references: ClassVar[tuple[str, ...]] = ("Visscher1972",)

    def build(self, electrode: Electrode, rng: np.random.Generator) -> Structure:
        """Return the limit whatever the electrode."""
        return bare_structure()
