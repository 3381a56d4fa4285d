"""How a front moves at one moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Motion:
    """How a front moves; shapes (n,), of the cells of its band.

    Attributes:
        speed: along the normal, cells/s. area: of the part of the front that reacts, cell faces.
        thickness: of the lithium beneath, cells. filling: growth of the lithium in every cavity, cells/s.
        onto_front: growth of the lithium behind the front, cells/s.
    """

    speed: Array
    area: Array
    thickness: Array
    filling: Array
    onto_front: float
