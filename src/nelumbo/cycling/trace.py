"""What a sequence of cycles leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CycleTrace:
    """One entry per cycle; shape of every array: (cycles,), or (cycles, *ensemble) for laws that hold arrays.

    Attributes:
        efficiency: stripped/plated of the cycle, 1. plated, stripped: charge of the cycle, C/m².
        dead: lithium that has died, cumulative, C/m². sei_charge: charge consumed by films, cumulative, C/m².
        film: s after the cycle, C/m². retained: w after the cycle, m. fresh: u at the end of plating, m.
        inventory: live lithium after the cycle, C/m².
        complete: whether the protocol's charge could be stripped in full; always so when everything is stripped.
    """

    efficiency: Array
    plated: Array
    stripped: Array
    dead: Array
    sei_charge: Array
    film: Array
    retained: Array
    fresh: Array
    inventory: Array
    complete: NDArray[np.bool_]

    @property
    def exhausted(self) -> int | None:
        """First cycle, counted from 1, that cannot be stripped in full; ``None`` when all can.

        Raises:
            ValueError: the trace holds an ensemble; look at ``complete`` instead.
        """
        if self.complete.ndim != 1:
            raise ValueError("an ensemble has no single first cycle; reduce `complete` over axis 0 instead")
        return None if self.complete.all() else int(np.argmin(self.complete)) + 1
