"""What was built: a vertical section and a top view of every membrane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nelumbo.pipeline import Results
from nelumbo.report.style import Picture, new_figure
from nelumbo.structure.result import Particles, Structure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Raster = NDArray[np.float64]

_CAPTION = """Vertical section through the particles' centres of the first row (metal and its porous shells brown,
binder coat dark, pores and cavities pale; the collector is the line below) and top view, shaded by height, of one
random realisation. All at one scale; the bar is 1 µm."""
_VIEW = 4e-6  # m of film shown, the same for all membranes
_PIXEL = 8e-9  # m
_PORE, _METAL, _COAT = (0.93, 0.96, 0.99), (0.78, 0.42, 0.20), (0.25, 0.25, 0.28)


def pictures(results: Results) -> Iterator[Picture]:
    """Draw the gallery when at least one membrane was built."""
    built = {electrode: results[electrode].structure for electrode in results.electrodes}
    membranes = {e: (s, s.particles) for e, s in built.items() if s is not None and s.particles is not None}
    if not membranes:
        return
    figure, axes = new_figure(len(membranes), 2, height=3.6)
    tallest = 1.1 * max(float(p.centres[:, 2].max()) + p.largest_radius for _, p in membranes.values())
    for column, (electrode, (structure, particles)) in enumerate(membranes.items()):
        _show(axes[column], _section(structure, particles, tallest))
        axes[column].axhline(0, color="0.15", linewidth=2.5)
        axes[column].set_title(electrode)
        _show(axes[len(membranes) + column], _top_view(particles))
        axes[len(membranes) + column].plot(
            [0.2, 1.2], [0.2, 0.2], color="white", linewidth=3, solid_capstyle="butt"
        )
    yield Picture("membranes", "The membranes that were built", _CAPTION, figure)


def _section(structure: Structure, particles: Particles, tallest: float) -> Raster:
    """Paint the cut through the plane in which the first particle lies, by the exact circles."""
    centres = _tiled(particles)
    distance = centres[:, 1] - particles.centres[0, 1]
    image = np.empty((round(tallest / _PIXEL), round(_VIEW / _PIXEL), 3))
    image[:] = _PORE
    walls = particles.walls[0]
    rings = [
        (particles.largest_radius + structure.binder_coat, particles.largest_radius, _COAT),
        *((a, b, _METAL) for a, b in walls),
    ]
    for outer, inner, colour in rings:
        for x, d, z in zip(centres[:, 0], distance, centres[:, 2], strict=True):
            if abs(d) < outer:
                cut = np.sqrt([outer**2 - d**2, max(inner**2 - d**2, 0.0)])
                rows, columns, squared = _window(image.shape[:2], z, x, cut[0])
                image[rows, columns][(squared <= cut[0] ** 2) & (squared >= cut[1] ** 2)] = colour
    return image


def _top_view(particles: Particles) -> Raster:
    """Paint the height of the highest surface, lit from one side."""
    from matplotlib import colormaps
    from matplotlib.colors import LightSource

    size = round(_VIEW / _PIXEL)
    height = np.zeros((size, size))
    for x, y, z in _tiled(particles):
        rows, columns, squared = _window(height.shape, y, x, particles.largest_radius)
        cap = np.where(
            squared < particles.largest_radius**2,
            z + np.sqrt(np.maximum(particles.largest_radius**2 - squared, 0)),
            0,
        )
        np.maximum(height[rows, columns], cap, out=height[rows, columns])
    light = LightSource(azdeg=315, altdeg=50)
    shaded: Raster = light.shade(
        height, colormaps["copper"], dx=_PIXEL, dy=_PIXEL, blend_mode="soft", vmin=-0.3e-6
    )
    return shaded[..., :3]


def _window(shape: tuple[int, ...], row: float, column: float, radius: float) -> tuple[slice, slice, Raster]:
    """Return the pixels around a point, m, and their squared distances from it."""
    slices, axes = [], []
    for centre, size in zip((row, column), shape, strict=True):
        span = slice(*np.clip([int((centre - radius) / _PIXEL) - 1, int((centre + radius) / _PIXEL) + 2], 0, size))
        slices.append(span)
        axes.append((np.arange(span.start, span.stop) + 0.5) * _PIXEL - centre)
    return slices[0], slices[1], axes[0][:, None] ** 2 + axes[1][None, :] ** 2


def _tiled(particles: Particles) -> Raster:
    """Centres of the particles and of their periodic images that reach into the view."""
    n = int(np.ceil(_VIEW / particles.box))
    shifts = np.array([(i, j, 0.0) for i in range(-1, n + 1) for j in range(-1, n + 1)]) * particles.box
    centres = np.concatenate([particles.centres + shift for shift in shifts])
    near = np.all(
        (centres[:, :2] > -particles.largest_radius) & (centres[:, :2] < _VIEW + particles.largest_radius), axis=1
    )
    return centres[near]


def _show(axes: Axes, image: Raster) -> None:
    extent = (0, image.shape[1] * _PIXEL * 1e6, 0, image.shape[0] * _PIXEL * 1e6)
    axes.imshow(image, origin="lower", extent=extent, interpolation="antialiased")
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)
