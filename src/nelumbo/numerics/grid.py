"""A box of equal cells, what happens at its sides and where the values at its two ends are held."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import prod


class Sides(Enum):
    """What leaves through a side along y or x: comes back on the opposite side, or nothing leaves."""

    PERIODIC = "periodic"
    NO_FLUX = "no-flux"


class Ends(Enum):
    """Where the two end values along z are held.

    ``FACE``: on the outer faces, half a cell from the outermost centres; N cells span the length N h.
    ``OUTSIDE``: at the centre of one cell added outside each end, which conducts like its neighbour; the centres
    span the length (N + 1) h.
    """

    FACE = "face"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Grid:
    """Equal cuboid cells, in the axis order z, y, x; the ends are along z.

    Attributes:
        shape: number of cells per axis. spacing: edge lengths of a cell, m. sides, ends: see the enumerations.
    """

    shape: tuple[int, int, int]
    spacing: tuple[float, float, float]
    sides: Sides = Sides.PERIODIC
    ends: Ends = Ends.FACE

    @property
    def length(self) -> float:
        """Distance between the two end values, m."""
        cells = self.shape[0] + (1 if self.ends is Ends.OUTSIDE else 0)
        return cells * self.spacing[0]

    @property
    def cross_section(self) -> float:
        """Area of the box normal to z, m²."""
        return prod(self.shape[1:]) * prod(self.spacing[1:])

    def face_over_distance(self, axis: int) -> float:
        """Area of a face normal to ``axis`` over the distance between the centres on its two sides, m."""
        return prod(self.spacing) / self.spacing[axis] ** 2

    @property
    def end_over_distance(self) -> float:
        """Area of an end face over the distance from the outermost centre to the end value, m."""
        return self.face_over_distance(0) * (2 if self.ends is Ends.FACE else 1)
