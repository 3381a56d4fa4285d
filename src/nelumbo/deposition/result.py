"""What the deposition stage hands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray


class State(StrEnum):
    """How a deposit looks; the rule is in `nelumbo.deposition.state`."""

    SMOOTH = "smooth"
    ROUGH = "rough"
    DENDRITIC = "dendritic"
    PUNCTURED = "punctured"


class Matter(IntEnum):
    """What a cell of a section holds."""

    ELECTROLYTE = 0
    LITHIUM = 1
    DEAD = 2
    WALL = 3
    BINDER = 4


@dataclass(frozen=True)
class Section:
    """A vertical section from the collector upwards.

    Attributes:
        matter: see `Matter`, shape (z, x), uint8; the lowest row lies on the collector, x is periodic.
        voxel: edge of a cell, m.
    """

    matter: NDArray[np.uint8]
    voxel: float


@dataclass(frozen=True)
class Deposit:
    """Lithium on an electrode after a plated charge.

    Attributes:
        charge: plated, C/m². current_density: A/m².
        inside, underneath, on_top: areal charge of the lithium in the cavities, between collector and
            membrane, and above the membrane, C/m²; they sum to ``charge``.
        lithium_thickness: height of the lithium outside the cavities, its pores included, m.
        total_thickness: from the collector to the top of membrane or lithium, m.
        deposit_porosity: pore share of the lithium outside the cavities.
        roughness_sq: rms height variation of the lithium's surface, m. tip_height: highest point above the
            mean, m.
        punctured_fraction: share of the area where lithium has broken through the membrane.
        overpotential: of plating, positive, V. state: see `State`.
        section: ``None`` from a model that resolves none.
    """

    charge: float
    current_density: float
    inside: float
    underneath: float
    on_top: float
    lithium_thickness: float
    total_thickness: float
    deposit_porosity: float
    roughness_sq: float
    tip_height: float
    punctured_fraction: float
    overpotential: float
    state: State
    section: Section | None = None
