"""What was built: a vertical section and a top view of every membrane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nelumbo.pipeline import Results
from nelumbo.report.style import Picture, new_figure
from nelumbo.structure.result import Particles, Phase, Structure, VoxelImage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PHASE_COLOURS = {
    Phase.ELECTROLYTE: (0.93, 0.96, 0.99),
    Phase.SHELL: (0.78, 0.42, 0.20),
    Phase.SOLID: (0.78, 0.42, 0.20),
    Phase.BINDER: (0.35, 0.35, 0.38),
}
_CAPTION = """Vertical section (copper and its porous shells brown, binder grey, electrolyte pale; the line below
is the collector) and top view of one random realisation, all at one scale; the bar is 1 µm."""
_VIEW = 4.0  # µm of film shown, the same for all membranes


def pictures(results: Results) -> Iterator[Picture]:
    """Draw the gallery when at least one membrane was built."""
    built = {e: results[e].structure for e in results.electrodes}
    membranes = {
        e: s for e, s in built.items() if s is not None and s.image is not None and s.particles is not None
    }
    if not membranes:
        return
    figure, axes = new_figure(len(membranes), 2, height=3.4)
    tallest = max(s.image.shape[0] * s.image.voxel for s in membranes.values() if s.image) * 1e6
    for column, (electrode, structure) in enumerate(membranes.items()):
        _section(axes[column], structure.image, tallest)
        axes[column].set_title(electrode)
        _top_view(axes[len(membranes) + column], structure)
    axes[0].set_ylabel("section")
    axes[len(membranes)].set_ylabel("top view")
    yield Picture(
        "membranes",
        "The membranes that were built",
        _CAPTION,
        figure,
    )


def _section(axes: Axes, image: VoxelImage | None, tallest: float) -> None:
    if image is None:
        return
    fractions = np.tile(
        image.fractions[:, :, image.shape[1] // 2, :], (1, 1, _repeats(image.shape[2] * image.voxel))
    )
    colours = np.array([_PHASE_COLOURS[phase] for phase in Phase])
    pixels = np.clip(np.einsum("pzx,pc->zxc", fractions, colours), 0, 1)
    width, height = pixels.shape[1] * image.voxel * 1e6, pixels.shape[0] * image.voxel * 1e6
    axes.imshow(pixels, origin="lower", extent=(0, width, 0, height), interpolation="nearest", aspect="equal")
    axes.axhline(0, color="0.2", linewidth=2.5)
    _frame(axes, _VIEW, tallest * 1.05, low=-0.08)
    _scale_bar(axes, tallest * 0.97)


def _top_view(axes: Axes, structure: Structure) -> None:
    from matplotlib.collections import EllipseCollection

    if structure.particles is None:
        return
    x, y, z = _tiled(structure.particles).T * 1e6
    order = np.argsort(z)
    diameter = np.full(len(order), 2 * structure.particles.radius * 1e6)
    shade = z[order] / max(float(z.max()), 1e-9)
    axes.add_collection(
        EllipseCollection(
            diameter, diameter, np.zeros(len(order)), units="x", offsets=np.column_stack([x, y])[order],
            transOffset=axes.transData, array=shade, cmap="copper", edgecolors="black", linewidths=0.15,
        )
    )  # fmt: skip
    axes.set_facecolor(_PHASE_COLOURS[Phase.ELECTROLYTE])
    _frame(axes, _VIEW, _VIEW)


def _repeats(width: float) -> int:
    return int(np.ceil(_VIEW * 1e-6 / width)) if width > 0 else 1


def _tiled(particles: Particles) -> NDArray[np.float64]:
    """Centres of the particles and of their periodic images that reach into the view."""
    n = _repeats(particles.box)
    shifts = np.array([(i, j, 0.0) for i in range(-1, n + 1) for j in range(-1, n + 1)]) * particles.box
    return np.concatenate([particles.centres + shift for shift in shifts])


def _frame(axes: Axes, width: float, height: float, low: float = 0.0) -> None:
    axes.set(xlim=(0, width), ylim=(low, height), xticks=[], yticks=[], aspect="equal")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _scale_bar(axes: Axes, y: float) -> None:
    axes.plot([0.2, 1.2], [y, y], color="black", linewidth=2, solid_capstyle="butt")
