"""Detached lithium that lies loose among the surroundings of the front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass
class Debris:
    """Dead lithium that is no part of the front any more.

    Attributes:
        share: of every cell that it fills, (z, y, x). permeability: diffusivity in a cell full of it over that of
            the free electrolyte, 1. film: what it carries of it, faces of cells times the film at rest.
    """

    share: Array
    permeability: float
    film: float = 0.0

    @property
    def passage(self) -> Array:
        """Factor by which it lowers the diffusivity of every cell."""
        factor: Array = 1 - (1 - self.permeability) * self.share
        return factor

    def add_planes(self, count: int) -> None:
        """Add ``count`` empty planes on top."""
        self.share = np.concatenate([self.share, np.zeros((count, *self.share.shape[1:]))])
