"""A small segmented image of a film, so that a design of an image runs before there is a microscope."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_DIAMETER, _WALL, _NECK = 20, 2.5, 3.0
"""Of spheres, their walls and the binder in their contacts, in voxels."""


def example_image(layers: int = 2, columns: int = 3) -> NDArray[np.uint8]:
    """Return hollow spheres on a square lattice, joined by binder; axes (z, y, x), periodic in y and x.

    Labels: 0 electrolyte, in and around the spheres; 1 wall; 2 binder.

    Args:
        layers: of spheres. columns: of spheres along each side.
    """
    sizes = (layers * _DIAMETER, columns * _DIAMETER, columns * _DIAMETER)
    centres = np.meshgrid(*(np.arange(n) + 0.5 for n in sizes), indexing="ij")
    offsets = [(x % _DIAMETER) - _DIAMETER / 2 for x in centres]  # from the centre of the sphere that is nearest
    radius = np.sqrt(sum(x**2 for x in offsets))
    gaps = [_DIAMETER / 2 - np.abs(x) for x in offsets]  # to the planes in which spheres touch
    labels = np.zeros(sizes, np.uint8)
    for axis, gap in enumerate(gaps):
        off_axis = np.sqrt(sum(x**2 for other, x in enumerate(offsets) if other != axis))
        labels[(off_axis < _NECK) & (gap < _WALL)] = 2
    labels[(radius <= _DIAMETER / 2) & (radius > _DIAMETER / 2 - _WALL)] = 1
    return labels
