"""What a sequence of cycles leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

    def cycle_of_fall(self, level: float) -> Any:
        """Return the cycle, interpolated, at which the efficiency falls to ``level``; ``inf`` if it never does."""
        return first_crossing(self.efficiency, level) + 1


def first_crossing(values: Array, level: Any) -> Any:
    """Return the index, linear between samples, at which ``values`` first falls to ``level``; ``inf`` if never.

    Args:
        values: shape (samples, *ensemble). level: a number, or shape (*ensemble).
    """
    below = values <= level
    first = np.argmax(below, axis=0)
    after = np.take_along_axis(values, first[None], axis=0)[0]
    before = np.take_along_axis(values, np.maximum(first - 1, 0)[None], axis=0)[0]
    fall = before - after
    step = np.where(fall > 0, (before - level) / np.where(fall > 0, fall, 1.0), 0.0)
    crossing = np.where(first > 0, first - 1 + step, 0.0)
    return np.where(below.any(axis=0), crossing, np.inf)[()]
