"""Where lithium grows, how it got there, and what one sees of it: a bare collector, or one under a membrane."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field

import numpy as np

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.cavities import cavity_of_planes
from nelumbo.deposition.growth.filling import CavityFilling
from nelumbo.deposition.growth.membrane import FilmSection, Surroundings, surroundings
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.growth.motion import Motion
from nelumbo.deposition.growth.outputs import Morphology, location, morphology
from nelumbo.deposition.growth.picture import FilmPicture
from nelumbo.deposition.growth.section import Below, lowest_plane, section
from nelumbo.deposition.growth.state import GrowthState
from nelumbo.deposition.result import Section
from nelumbo.errors import StageError
from nelumbo.numerics.front.shape import BAND
from nelumbo.numerics.resample import cell_averages
from nelumbo.structure.result import Particles, Phase, Structure, VoxelImage
from nelumbo.units import MICROMETRE

_FIRST = 1e-3
"""Lithium on the collector at the start, cells: a front exactly on faces of cells has half its area."""
_OVER_BARE, _OVER_FILM = 1 * MICROMETRE, 0.6 * MICROMETRE


@dataclass(frozen=True)
class Look:
    """What one sees after a charge.

    Attributes:
        morphology: of the lithium outside cavities. inside, on_top: areal charge of the lithium there, C/m².
        membrane_bottom: height of the membrane above the collector, m; 0 without one. punctured_fraction: share of
            the columns of cells in which the membrane has been broken through. section: what is where.
    """

    morphology: Morphology
    inside: float
    on_top: float
    membrane_bottom: float
    punctured_fraction: float
    section: Section


@dataclass
class Scene:
    """A box in which lithium grows.

    Attributes:
        voxel: edge of a cell, m. columns: cells along x and y. margin: free electrolyte above the lithium, m.
        film: the membrane, as its first plane shows it, and where it is in the box, or none.
        state: of the growth. below: lithium that a rising membrane has left beneath the box. ahead: how the front
            moves next and for how long, s, where that is known.
    """

    voxel: float
    columns: tuple[int, int]
    margin: float
    film: tuple[FilmPicture, Surroundings] | None = None
    below: Below = field(default_factory=Below)
    ahead: tuple[Motion, float] | None = None
    state: GrowthState = field(init=False)

    def begin(self, growth: FrontGrowth) -> None:
        """Put a front on the clean collector."""
        if self.film is None:
            self.state = growth.init(*self.columns)
            return
        around = self.film[1]
        planes = np.arange(around.box.room.shape[0])[:, None, None] + 0.5 - around.box.base - _FIRST
        phi = np.clip(np.broadcast_to(planes, around.box.room.shape), -BAND, BAND).copy()
        self.state = growth.start(around.box, phi, CavityFilling.of(around.cavities))

    def grow(
        self, growth: FrontGrowth, current_density: float, charge: float, after: Callable[[], None] = lambda: None
    ) -> Scene:
        """Plate up to the last whole step before ``charge``, C/m²; return a copy that has gone on to it.

        Steps do not end at the charges that are looked at, so that a growth does not depend on these. At zero
        charge the overpotential is found and nothing moves.

        Args:
            after: is called after every whole step.
        """
        end = charge / current_density
        while True:
            if self.ahead is None:
                self.ahead = growth.ahead(self.state, current_density)
            if self.state.time + self.ahead[1] > end:
                break
            self.take(growth, current_density, *self.ahead)
            after()
        seen = self._copy()
        while end - seen.state.time > 1e-9 * end:
            motion, time = seen.ahead or growth.ahead(seen.state, current_density)
            seen.take(growth, current_density, motion, min(time, end - seen.state.time))
        return seen

    def take(self, growth: FrontGrowth, current_density: float, motion: Motion, time: float) -> None:
        """Take a step, and keep what a rising membrane leaves below the box."""
        lowest, base = lowest_plane(self.state), self.state.box.base
        growth.take(self.state, current_density, motion, time)
        self.below.follow(lowest, base - self.state.box.base)
        self.ahead = None

    def _copy(self) -> Scene:
        """Return a scene that can go on alone; what never changes is shared."""
        other = copy(self)
        other.state, other.below = self.state.copy(), Below(list(self.below.planes))
        return other

    def look(self) -> Look:
        """Return what one sees now."""
        shape = morphology(self.state, self.voxel)
        picture = section(self.state, self.voxel, self.below, self.film)
        if self.film is None:
            return Look(shape, 0.0, 0.0, 0.0, 0.0, picture)
        bottom, top = self.film[1].bottom, self.film[1].top
        found = location(self.state, self.voxel, bottom, top)
        return Look(
            shape,
            found.inside / LITHIUM_HEIGHT_PER_CHARGE,
            found.on_top / LITHIUM_HEIGHT_PER_CHARGE,
            (bottom - self.state.box.base) * self.voxel,
            self._punctured(bottom, top),
            picture,
        )

    def _punctured(self, bottom: int, top: int) -> float:
        """Return the share of columns that hold no membrane any more, but did."""
        assert self.film is not None
        was = self.film[0].film.image.fractions[Phase.ELECTROLYTE] < 1
        is_open = (self.state.box.room[bottom:top] == 1) & (self.state.box.conduct[bottom:top] == 1)
        return float((is_open.all(0) & was.any(0)).mean())


def bare_scene(columns: int, voxel: float, dimensions: int = 2) -> Scene:
    """Return a bare collector, in three dimensions a square of it."""
    return Scene(voxel, (columns, columns if dimensions == 3 else 1), _OVER_BARE)


def membrane_scene(
    structure: Structure, ratios: tuple[float, float], width: float, voxel: float = 0.0, dimensions: int = 2
) -> Scene:
    """Return a membrane over a collector, in two dimensions the plane that is most like the whole film.

    It is repeated until it is about ``width`` wide; the copies of a cavity fill alike.

    Args:
        structure: with an image. ratios: diffusivity in the walls and in the binder, as of `surroundings`.
        width: of the box, m; at least one copy. voxel: edge of a cell, m; at least that of the image, at most the
            diameter of the smallest particle.

    Raises:
        StageError: the film has cavities, but only an image tells of them.
    """
    image, particles = structure.image, structure.particles
    assert image is not None
    if particles is None:
        if unknown_cavities(structure):
            raise StageError(
                "a front fills the cavities of particles, and this film is known by its image only.",
                "plate it with ChargeExactFilling, or describe the membrane by its particles.",
            )
        particles = Particles.alike(
            np.zeros((0, 3)), [(image.voxel, 0.0)], Phase.SOLID, 1.0, np.zeros((0, 2), int)
        )
    whole = FilmSection.whole(image, particles)
    drawn = whole.plane(typical_row(image, particles) if dimensions == 2 else 0)
    smallest = 2 * float(particles.radii.min(initial=np.inf))
    film = repeated(coarser(drawn if dimensions == 2 else whole, min(voxel, smallest)), width)
    uncoated = max(structure.outer_area - structure.coated_area, 0.0)
    edge, (_, rows, columns) = film.image.voxel, film.image.shape
    around = surroundings(film, ratios, 1, int(_OVER_FILM / edge) + 8, uncoated)
    return Scene(edge, (columns, rows), _OVER_FILM, (FilmPicture(film, drawn), around))


def coarser(film: FilmSection, voxel: float) -> FilmSection:
    """Return a film, or a plane of it, on cells of about ``voxel``, m; the same where they are not larger."""
    image = film.image
    phases, planes, rows, columns = image.fractions.shape
    new = round(columns * image.voxel / voxel) if voxel > image.voxel else columns
    if new == columns:
        return film
    ratio = columns / new
    # As many free planes on top as it takes for whole new ones.
    free = min(range(8), key=lambda n: abs((planes + n) / ratio - round((planes + n) / ratio)))
    padded = np.zeros((phases, planes + free, rows, columns))
    padded[Phase.ELECTROLYTE] = 1
    padded[:, :planes] = image.fractions
    shape = (phases, round((planes + free) / ratio), max(round(rows / ratio), 1), new)
    cells = VoxelImage(cell_averages(padded, shape).astype(image.fractions.dtype), ratio * image.voxel)
    return FilmSection.whole(cells, film.particles) if rows > 1 else FilmSection(cells, film.particles, film.rows)


def repeated(film: FilmSection, width: float) -> FilmSection:
    """Return as many copies of a film, or a plane of it, beside each other as come nearest to ``width``, m."""
    image = film.image
    _, _, rows, columns = image.fractions.shape
    copies = max(round(width / (columns * image.voxel)), 1)
    tiled = VoxelImage(np.tile(image.fractions, (1, 1, copies if rows > 1 else 1, copies)), image.voxel)
    return FilmSection.whole(tiled, film.particles) if rows > 1 else FilmSection(tiled, film.particles, film.rows)


def unknown_cavities(structure: Structure) -> bool:
    """Whether the film has cavities that are not known one by one."""
    return structure.particles is None and structure.cavity_volume > 0


def typical_row(image: VoxelImage, particles: Particles) -> int:
    """Return the row of cells whose plane holds as much cavity (or wall, without any) as the mean plane."""
    amount = cavity_of_planes(particles, np.asarray((np.arange(image.shape[1]) + 0.5) * image.voxel, float))
    if not amount.any():
        amount = 1 - image.fractions[Phase.ELECTROLYTE].mean((0, 2)).astype(float)
    return int(np.argmin(abs(amount - amount.mean())))
