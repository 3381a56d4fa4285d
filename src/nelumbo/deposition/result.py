"""What the deposition stage hands on."""

from __future__ import annotations

from dataclasses import dataclass, replace
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


NO_FILM = 255
"""What a cell outside the particles of a film holds in a `FilmView`."""


@dataclass(frozen=True)
class FilmView:
    """A section through a membrane, drawn finer than its lithium was computed.

    Attributes:
        matter: walls, binder and what the cavities hold, `NO_FILM` elsewhere, shape (z, x), uint8. voxel: edge of
            a cell, m. bottom: height of its lowest row above the collector, m.
    """

    matter: NDArray[np.uint8]
    voxel: float
    bottom: float


@dataclass(frozen=True)
class Section:
    """A vertical section from the collector upwards.

    Attributes:
        matter: see `Matter`, shape (z, x), uint8; the lowest row lies on the collector, x is periodic.
        voxel: edge of a cell, m. share: of lithium outside cavities, in 255ths, as ``matter``. film: the membrane.
    """

    matter: NDArray[np.uint8]
    voxel: float
    share: NDArray[np.uint8]
    film: FilmView | None = None

    def upon(self, thickness: float) -> Section:
        """Return the section upon flat lithium of ``thickness``, m, to whole cells."""
        count = round(thickness / self.voxel)

        def raised(labels: NDArray[np.uint8], below: int) -> NDArray[np.uint8]:
            return np.concatenate([np.full((count, labels.shape[1]), below, np.uint8), labels])

        film = self.film
        return Section(
            raised(self.matter, Matter.LITHIUM),
            self.voxel,
            raised(self.share, 255),
            None if film is None else replace(film, bottom=film.bottom + count * self.voxel),
        )


@dataclass(frozen=True)
class FilmBySurface:
    """How much film lies where: area times film, m² of the film at rest on lithium without a membrane per m².

    Attributes:
        lithium: on the lithium outside cavities and on what is bare of the collector. dead: on detached lithium.
        inner: in cavities, on their walls or the lithium that covers them. outer: on the outer faces of the
            membrane's particles.
    """

    lithium: float
    dead: float
    inner: float
    outer: float

    @property
    def total(self) -> float:
        """All film."""
        return self.lithium + self.dead + self.inner + self.outer


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
        film: where the film is, section: what is where; ``None`` from a model that resolves none.
        idle: names of rules that have not come into play, so that the growth is the same without them; ``None``
            from a model that has none.
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
    film: FilmBySurface | None = None
    section: Section | None = None
    idle: tuple[str, ...] | None = None

    def upon(self, thickness: float) -> Deposit:
        """Return the deposit upon flat, dense lithium of ``thickness``, m, that was there before."""
        return replace(
            self,
            lithium_thickness=self.lithium_thickness + thickness,
            total_thickness=self.total_thickness + thickness,
            section=None if self.section is None else self.section.upon(thickness),
        )
