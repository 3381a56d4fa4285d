"""Why a current cannot go on: the proper end of stripping, a blocked surface, or a failure of the calculation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.connection import at_feet, near, open_to_bulk
from nelumbo.deposition.growth.state import FIRST, GrowthState
from nelumbo.deposition.growth.surface import MOST
from nelumbo.errors import StageError

Array = NDArray[np.float64]
_GIVE_ROOM = (
    "let the membrane float and detached lithium lie loose, or use three dimensions, in which the pores that a "
    "slice closes go on beside it."
)


class ExhaustedError(StageError):
    """Stripping found no lithium that is connected to the collector and the electrolyte: its proper end."""

    def __init__(self, reason: str = "no connected lithium is left to strip") -> None:
        super().__init__(f"{reason}.", "stop the stripping earlier.")


def fills_a_cell(state: GrowthState, area: Array) -> bool:
    """Whether lithium beneath the part of the front that reacts fills a cell: less is not resolved.

    Args:
        area: that reacts, in the cells of the band, cell faces.
    """
    full = state.phi < 0
    full.ravel()[state.shape.cells] = state.shape.volume > 1 - 1e-9
    full &= (state.box.wall_distance > 0.49) & ~state.dead & (state.room > 0.5)
    reacting = np.zeros(full.shape, bool)
    reacting.ravel()[state.shape.cells[area > 1e-6]] = True
    return bool((full & near(reacting)).any()) or float(state.cavities.filled.max(initial=0.0)) > 1


def end_of_stripping(state: GrowthState, area: Array, failure: StageError) -> StageError:
    """Return what to raise where stripping cannot go on: the ``failure``, if it leaves resolved lithium behind."""
    return failure if fills_a_cell(state, area) else ExhaustedError()


def nothing_reacts(state: GrowthState) -> StageError:
    """Return what to raise where no lithium in the box can be stripped."""
    below = max(-state.box.base, 0.0) * state.columns - state.void - state.dead_below()
    if below > FIRST * state.columns:
        return StageError(
            "what lithium is left lies below the box, which what was detached keeps from coming down.",
            "begin with a box that reaches deeper: more free planes between collector and membrane.",
        )
    return ExhaustedError()


def blocked(state: GrowthState, current_density: float, area: Array, overpotential: float) -> StageError:
    """Return why no surface takes the current, and what to do.

    Args:
        current_density: over the area of the box, A/m². area: that reacts, in the cells of the band, cell faces.
        overpotential: as far as it was sought, V.
    """
    reason = f"no surface takes the current {current_density:.4g} A/m²"
    if current_density < 0:
        if abs(overpotential) > 0.99 * MOST:
            return ExhaustedError(f"{reason} at an overpotential of {MOST:g} V")
        return end_of_stripping(state, area, StageError(f"{reason}.", "use smaller cells or shorter steps."))
    shape = state.shape
    reached = at_feet(near(open_to_bulk(state.phi, state.conduct)), shape.foot)
    bearing = shape.area * state.room.ravel()[shape.cells] > 1e-6
    if np.any(reached & bearing):
        return StageError(f"{reason}: all that electrolyte reaches is inert, dead or full.", _GIVE_ROOM)
    return StageError(
        f"{reason}: lithium or the membrane has sealed all of the surface from the bulk.", _GIVE_ROOM
    )
