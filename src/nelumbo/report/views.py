"""Ways to look at a film, all at a stated scale: what is cut away, where the camera stands, how it is lit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.report.voxels import section_of, top_of
from nelumbo.structure.result import VoxelImage

if TYPE_CHECKING:
    from nelumbo.numerics.kernels.raycast import Look

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Palette:
    """Colours in sRGB, 0 to 1, of what is seen: background, collector, coat, necks, metal.

    Attributes:
        faces: of surfaces. cuts: of cut faces. gloss: reflection of the lamp by surfaces.
    """

    faces: tuple[str, str, str, str, str]
    cuts: tuple[str, str, str, str, str]
    gloss: tuple[float, float, float, float, float]

    def of_phases(self) -> tuple[Array, Array]:
        """Return the light of every `Phase` in a cut, (phases, 3), and of the collector, (3,)."""
        ground, collector, binder, _, metal = _linear(self.cuts)
        return np.stack([ground, metal, metal, binder]), collector


COLOUR = Palette(
    faces=("#ffffff", "#a9adb3", "#d9a27c", "#8fa9c4", "#d08a5b"),
    cuts=("#ffffff", "#6f757d", "#1f4e79", "#1f4e79", "#c8581e"),
    gloss=(0.0, 0.0, 0.18, 0.10, 0.12),
)
"""Orange metal against blue binder: apart for every kind of colour vision, and in grey."""
FLAT = Palette(("#eef3f8", *COLOUR.faces[1:]), ("#eef3f8", *COLOUR.cuts[1:]), COLOUR.gloss)
"""The same on a pale ground, which stands for the pores of a section."""
GREY = Palette(
    faces=("#000000", "#3c3c3c", "#9a9a9a", "#8a8a8a", "#9a9a9a"),
    cuts=("#000000", "#3c3c3c", "#7e7e7e", "#7e7e7e", "#a8a8a8"),
    gloss=(0.0, 0.0, 0.0, 0.0, 0.0),
)
"""As in an electron microscope."""


@dataclass(frozen=True)
class Frame:
    """The rectangle of space that a picture shows, m.

    Attributes:
        corner: lower left corner. right, up: (3,), unit vectors in the picture. width, height: of the picture.
    """

    corner: Array
    right: Array
    up: Array
    width: float
    height: float


@dataclass(frozen=True)
class View(ABC):
    """One way to look at a film.

    Attributes:
        slab: thickness of the collector drawn, m.
        palette: colours. light: (azimuth, elevation) of the lamp, degrees; 0° is the direction of x, 90° of y.
        softness: half angle of the lamp, degrees.
        ambient, diffuse, rim: weights of light from everywhere, of the lamp, and of surfaces seen from the side.
        reach: distance at which surfaces no longer darken each other, in radii of the largest particle.
    """

    slab: float = 0.2e-6

    palette: ClassVar[Palette]
    light: ClassVar[tuple[float, float]]
    softness: ClassVar[float] = 8.0
    ambient: ClassVar[float]
    diffuse: ClassVar[float]
    rim: ClassVar[float] = 0.0
    reach: ClassVar[float]

    @abstractmethod
    def frame(self, top: float) -> Frame:
        """Return the rectangle seen of a film that is ``top`` m high, x and y counted from the cut plane."""

    @abstractmethod
    def light_of(self, voxels: VoxelImage, columns: Array, rows: Array) -> Array:
        """Return the light, (rows, columns, 3), of a film of voxels at points of the frame, m from its lower left.

        Raises:
            ValueError: voxels cannot be seen this way.
        """

    @abstractmethod
    def block(self, top: float) -> Array:
        """Return the lower and upper corner, (2, 3), of the part of the film that is drawn, m."""

    def notch(self, top: float) -> Array:
        """Return the corners, (2, 3), of the box that is cut out of the block, m; none unless said."""
        return np.full((2, 3), -1.0)

    def look(self, samples: int, directions: int) -> Look:
        """Return the lighting for so many samples per pixel and directions per sample."""
        from nelumbo.numerics.kernels.raycast import Look

        return Look(
            faces=_linear(self.palette.faces),
            cuts=_linear(self.palette.cuts),
            gloss=np.array(self.palette.gloss),
            sharpness=40.0,
            ambient=self.ambient,
            diffuse=self.diffuse,
            rim=self.rim,
            side=0.3,
            reach=self.reach,
            lights=_lamp(self.light, self.softness, samples),
            sky=_sky(samples, directions),
        )


@dataclass(frozen=True)
class Cutaway(View):
    """A block of the film from above and in front, its sides cut; a corner can be taken out down to the collector.

    Attributes:
        edge: of the block, m. opening: edge of the corner taken out, as a share of the block's edge.
        azimuth, elevation: of the camera, degrees. margin: around the block, m.
        room: height of the tallest film to leave room for, m; at least its own.
    """

    palette: ClassVar[Palette] = COLOUR
    light: ClassVar[tuple[float, float]] = (-150.0, 50.0)
    ambient: ClassVar[float] = 0.5
    diffuse: ClassVar[float] = 0.74
    reach: ClassVar[float] = 2.0

    edge: float = 4e-6
    opening: float = 0.0
    azimuth: float = 30.0
    elevation: float = 32.0
    margin: float = 0.03e-6
    room: float = 0.0

    def frame(self, top: float) -> Frame:
        """Frame the block as the camera sees it."""
        a, e = radians(self.azimuth), radians(self.elevation)
        right = np.array([cos(a), sin(a), 0.0])
        up = np.array([-sin(a) * sin(e), cos(a) * sin(e), cos(e)])
        ends = ((0.0, self.edge), (0.0, self.edge), (-self.slab, max(top, self.room)))
        corners = np.array(np.meshgrid(*ends)).reshape(3, 8)
        across, along = right @ corners, up @ corners
        low = np.array([across.min(), along.min()]) - self.margin
        width, height = np.array([across.max(), along.max()]) + self.margin - low
        return Frame(low[0] * right + low[1] * up, right, up, float(width), float(height))

    def block(self, top: float) -> Array:
        """Return a square block."""
        return np.array([[0.0, 0.0, 0.0], [self.edge, self.edge, top]])

    def light_of(self, voxels: VoxelImage, columns: Array, rows: Array) -> Array:
        """Refuse: there is nothing to cut open."""
        raise ValueError(
            "a cutaway shows particles, and this film is an image of voxels without any. "
            "Use Section() or TopView()."
        )

    def notch(self, top: float) -> Array:
        """Return the corner towards the camera."""
        if self.opening <= 0:
            return super().notch(top)
        side = self.opening * self.edge
        return np.array([[self.edge - side, -self.edge, -top], [2 * self.edge, side, 2 * top]])


@dataclass(frozen=True)
class Section(View):
    """A vertical cut, flat: only what lies in the plane.

    Attributes:
        width: of the picture, m. room: height of the tallest film to leave room for, m; at least its own.
        headroom: above it, m.
    """

    palette: ClassVar[Palette] = FLAT
    light: ClassVar[tuple[float, float]] = (0.0, 90.0)
    ambient: ClassVar[float] = 1.0
    diffuse: ClassVar[float] = 0.0
    reach: ClassVar[float] = 1.0

    width: float = 5.5e-6
    room: float = 0.0
    headroom: float = 0.6e-6

    def frame(self, top: float) -> Frame:
        """Frame the film and the collector below it."""
        height = max(top, self.room) + self.headroom + self.slab
        right, up = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])
        return Frame(np.array([0.0, 0.0, -self.slab]), right, up, self.width, height)

    def block(self, top: float) -> Array:
        """Return a sheet without depth."""
        return np.array([[-1.0, 0.0, 0.0], [self.width + 1.0, 1e-9 * top, top]])

    def light_of(self, voxels: VoxelImage, columns: Array, rows: Array) -> Array:
        """Mix the phases of the first row of voxels."""
        return section_of(voxels, columns, rows - self.slab, self.palette.of_phases())


@dataclass(frozen=True)
class TopView(View):
    """From straight above, grey, with bright rims and dark gaps as in a scanning electron microscope.

    Attributes:
        width, height: of the picture, m.
    """

    palette: ClassVar[Palette] = GREY
    light: ClassVar[tuple[float, float]] = (120.0, 50.0)
    ambient: ClassVar[float] = 0.55
    diffuse: ClassVar[float] = 0.5
    rim: ClassVar[float] = 1.5
    reach: ClassVar[float] = 2.0

    width: float = 5.5e-6
    height: float = 4e-6

    def frame(self, top: float) -> Frame:
        """Frame the film from above."""
        right, up = np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0])
        return Frame(np.array([0.0, 0.0, top]), right, up, self.width, self.height)

    def block(self, top: float) -> Array:
        """Return all of the film that can throw a shadow into the picture."""
        around = self.width + self.height
        return np.array([[-around, -around, 0.0], [self.width + around, self.height + around, top]])

    def light_of(self, voxels: VoxelImage, columns: Array, rows: Array) -> Array:
        """Look through the electrolyte at what lies highest, lit by the lamp."""
        lamp = _lamp(self.light, 0.0, 1)[0]
        return top_of(voxels, columns, rows, self.palette.of_phases(), lamp)


def _linear(colours: tuple[str, ...]) -> Array:
    """Light of sRGB colours."""
    encoded = np.array([[int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)] for colour in colours])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _lamp(direction: tuple[float, float], softness: float, samples: int) -> Array:
    """Return unit vectors to points spread over the lamp's disc along a golden spiral."""
    azimuth, elevation = (radians(angle) for angle in direction)
    towards = np.array([cos(azimuth) * cos(elevation), sin(azimuth) * cos(elevation), sin(elevation)])
    aside = np.array([-sin(azimuth), cos(azimuth), 0.0])
    over = np.cross(towards, aside)
    x, y = _disc(samples)
    lights = towards + np.tan(radians(softness)) * (x[:, None] * aside + y[:, None] * over)
    units: Array = lights / np.linalg.norm(lights, axis=1)[:, None]
    return units


def _sky(samples: int, directions: int) -> Array:
    """Return directions about z with the density of the cosine, those of one sample spread over the hemisphere."""
    x, y = _disc(samples * directions)
    sky = np.stack([x, y, np.sqrt(1 - x**2 - y**2)], axis=-1)
    return np.ascontiguousarray(sky.reshape(directions, samples, 3).transpose(1, 0, 2))


def _disc(count: int) -> tuple[Array, Array]:
    """Return points that fill the unit disc evenly, along a golden spiral."""
    number = np.arange(count)
    radius, angle = np.sqrt((number + 0.5) / count), number * np.pi * (3 - np.sqrt(5))
    return radius * np.cos(angle), radius * np.sin(angle)
