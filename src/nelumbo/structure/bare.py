"""A bare collector: the limit of a membrane that vanishes."""

from __future__ import annotations

import math

from nelumbo.structure.result import BinderPlacement, Mechanics, Structure


def bare_structure() -> Structure:
    """Return the structure of no film: every length, area and stiffness is zero, nothing hides the collector."""
    return Structure(
        membrane_thickness=0.0,
        mass_loading=0.0,
        binder_loading=0.0,
        layers=0.0,
        porosity=1.0,
        packing_fraction=0.0,
        contacts_per_particle=0.0,
        contacts_per_area=0.0,
        mass_variation=0.0,
        outer_area=0.0,
        inner_area=0.0,
        coated_area=0.0,
        cavity_volume=0.0,
        pinhole_fraction=1.0,
        widest_passage=math.inf,
        binder=BinderPlacement(),
        wall_exchange_ratio=0.0,
        mechanics=Mechanics(
            modulus=0.0,
            poisson_ratio=0.0,
            bending_stiffness=0.0,
            strength=0.0,
            failure_strain=0.0,
            puncture_pressure=0.0,
            puncture_radius=0.0,
        ),
        particles=None,
        image=None,
    )
