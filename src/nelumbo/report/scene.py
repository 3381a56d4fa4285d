"""Pictures of a film for papers: cut open, in section, from above.

```python
from nelumbo.report.scene import Cutaway, Section, TopView, render

picture = render(results["my_electrode"].structure, Cutaway(), columns=1800)
picture.rgb  # (rows, columns, 3), 0 to 1
picture.save("film.png", dpi=600, bar=1e-6)
```
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nelumbo.pipeline.executors import processors
from nelumbo.report.views import Cutaway, Frame, Section, TopView, View
from nelumbo.structure.image import arcs
from nelumbo.structure.result import Particles, Structure, VoxelImage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from nelumbo.numerics.kernels.raycast import Camera
    from nelumbo.numerics.kernels.solids import Solids

__all__ = ["Cutaway", "Rendering", "Section", "TopView", "View", "film_height", "render"]

Array = NDArray[np.float64]

_ROWS = 16
"""Rows that a thread draws before it takes the next ones."""
_CELL = 1.5
"""Edge of the cells in which a ray looks for particles, in mean radii."""


@dataclass(frozen=True)
class Rendering:
    """A picture with its scale.

    Attributes:
        rgb: (rows, columns, 3), sRGB from 0 to 1, the uppermost row first.
        frame: the rectangle of space that it shows. pixel: edge of a pixel in that rectangle, m.
    """

    rgb: Array
    frame: Frame
    pixel: float

    def locate(self, points: Array) -> Array:
        """Return column and row, (n, 2), where points of space, (n, 3), m, are seen."""
        seen = points - self.frame.corner
        return np.stack([seen @ self.frame.right, self.frame.height - seen @ self.frame.up], axis=-1) / self.pixel

    def show(self, axes: Axes, bar: float | None = 1e-6, corner: str = "lower left") -> None:
        """Fill the axes with the picture, its pixels as they are, and a scale bar of ``bar`` m in a corner."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.offsetbox import AnchoredOffsetbox, AuxTransformBox, TextArea, VPacker
        from matplotlib.patches import Rectangle

        rows, columns, _ = self.rgb.shape
        axes.imshow(self.rgb, interpolation="none", extent=(0, columns, rows, 0))
        axes.set_axis_off()
        if bar is None:
            return
        length = AuxTransformBox(axes.transData)
        length.add_artist(Rectangle((0, 0), bar / self.pixel, columns / 70, color="black"))
        label = TextArea(f"{bar * 1e6:.3g} µm", textprops={"fontsize": 7})
        packed = VPacker(children=[label, length], align="center", pad=0, sep=1.5)
        box = AnchoredOffsetbox(corner, child=packed, pad=1.8, borderpad=1.8, prop=FontProperties(size=1))
        box.patch.set(linewidth=0, alpha=0.85)
        axes.add_artist(box)

    def save(
        self, path: Path | str, dpi: float = 300.0, bar: float | None = 1e-6, corner: str = "lower left"
    ) -> None:
        """Write an image file of the kind that its ending says, pixel for pixel, with a scale bar of ``bar`` m."""
        from matplotlib.figure import Figure

        rows, columns, _ = self.rgb.shape
        figure = Figure(figsize=(columns / dpi, rows / dpi), dpi=dpi)
        self.show(figure.add_axes((0.0, 0.0, 1.0, 1.0)), bar, corner)
        figure.savefig(path, dpi=dpi)


def render(
    structure: Structure,
    view: View | None = None,
    *,
    columns: int = 900,
    samples: int = 6,
    directions: int = 2,
    threads: int | None = None,
) -> Rendering:
    """Draw a film; the same bits whatever the number of threads.

    Args:
        structure: a film. Of a film without particles, which comes from an image, its voxels are drawn.
        view: `Cutaway` unless given. columns: pixels across.
        samples: rays per pixel. directions: in which every ray looks for what closes the sky.
        threads: all processors that are free to use unless given.

    Raises:
        ValueError: there is no film to draw, or it cannot be seen in this way.
    """
    view = view or Cutaway()
    top = film_height(structure)
    frame = view.frame(top)
    rows = max(1, round(columns * frame.height / frame.width))
    pixel = frame.width / columns
    if structure.particles is None:
        across, along = ((np.arange(count, dtype=float) + 0.5) * pixel for count in (columns, rows))
        light = view.light_of(_image(structure), across, along[::-1])
    else:
        camera = _camera(frame, (rows, columns), samples, top, structure.particles.largest_radius)
        light = _cast(structure, structure.particles, view, camera, (rows, columns), directions, threads)
    return Rendering(_encoded(light), frame, pixel)


def _image(structure: Structure) -> VoxelImage:
    if structure.image is None:
        raise ValueError("a bare collector has no film to draw. Draw an electrode with a membrane.")
    return structure.image


def film_height(structure: Structure) -> float:
    """Return the height of the highest point of the film, m."""
    if structure.particles is None:
        image = _image(structure)
        return image.shape[0] * image.voxel
    return float((structure.particles.centres[:, 2] + structure.particles.radii).max()) + structure.binder.coat


def _cast(
    structure: Structure,
    particles: Particles,
    view: View,
    camera: Camera,
    shape: tuple[int, int],
    directions: int,
    threads: int | None,
) -> Array:
    """Return the light, (rows, columns, 3); threads take turns at strips of rows."""
    from nelumbo.numerics.kernels.raycast import cast

    solids = _solids(structure, particles, view)
    look = view.look(len(camera.samples), directions)
    light = np.empty((*shape, 3))

    def strip(first: int) -> None:
        cast(solids, camera, look, light, first, min(first + _ROWS, shape[0]))

    with ThreadPoolExecutor(threads or processors()) as pool:
        list(pool.map(strip, range(0, shape[0], _ROWS)))
    return light


def _encoded(light: Array) -> Array:
    """Return sRGB values."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)


def _camera(frame: Frame, shape: tuple[int, int], samples: int, top: float, unit: float) -> Camera:
    """Return the camera over the frame, farther away than the film is large; lengths in ``unit``, m."""
    from nelumbo.numerics.kernels.raycast import Camera

    rows, columns = shape
    forward = np.asarray(-np.cross(frame.right, frame.up), float)
    distance = 4 * (frame.width + frame.height + top)
    number = np.arange(samples)
    return Camera(
        corner=(frame.corner + frame.height * frame.up - distance * forward) / unit,
        right=frame.right * (frame.width / columns / unit),
        down=-frame.up * (frame.height / rows / unit),
        forward=forward,
        samples=np.stack([(number + 0.5) / samples, (number * (np.sqrt(5) - 1) / 2 + 0.5) % 1], axis=-1),
    )


def _solids(structure: Structure, particles: Particles, view: View) -> Solids:
    """Return the film with y counted from the cut plane, which goes through the first particle's centre."""
    from nelumbo.numerics.kernels.solids import Solids, fill_cells

    unit, top = particles.largest_radius, film_height(structure)
    plane = np.array([0.0, particles.centres[0, 1], 0.0])
    coats = particles.radii[:, None, None] + np.array([structure.binder.coat, 0.0])
    layers = np.concatenate([coats, particles.walls], axis=1)
    cell = _CELL * float(layers[:, 0, 0].mean())
    columns, levels = (max(1, int(length / cell)) for length in (particles.box, top))
    grid = (particles.box / unit, columns, top / unit, levels)
    feet, axes, profiles, reach = _bridges(structure, particles)
    block = view.block(top)
    slab = np.column_stack([block[:, :2], [-view.slab, 0.0]])
    return Solids(
        balls=fill_cells((particles.centres - plane) / unit, layers[:, 0, 0] / unit, *grid),
        layers=layers / unit,
        bridges=fill_cells((feet - plane) / unit, reach / unit, *grid),
        axes=axes,
        profiles=profiles / unit,
        reach=reach / unit,
        block=block / unit,
        notch=view.notch(top) / unit,
        slab=slab / unit,
    )


def _bridges(structure: Structure, particles: Particles) -> tuple[Array, Array, Array, Array]:
    """Return feet, axes, profiles and reach of the binder necks, see `nelumbo.structure.image.arcs`."""
    half_angle = structure.binder.half_angle
    if half_angle <= 0 or not len(particles.contacts):
        return np.empty((0, 3)), np.empty((0, 3)), np.empty((0, 4)), np.empty(0)
    distance, left, height, rho = arcs(particles, half_angle).T
    first, second = (particles.radii[ends] for ends in particles.contacts.T)
    axes, right = particles.branches / distance[:, None], distance - left
    feet = particles.centres[particles.contacts[:, 0]] + left[:, None] * axes
    reach = np.maximum(
        np.hypot(left * rho, height * first) / (first + rho),
        np.hypot(right * rho, height * second) / (second + rho),
    )
    return feet, axes, np.stack([left, right, height, rho], axis=-1), reach
