"""One plate–strip cycle of a lithium front, and where the lithium of it went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.connection import near
from nelumbo.deposition.growth.ends import ExhaustedError
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.growth.state import GrowthState

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cycle:
    """Books of one cycle; charges per area of the box, C/m². Live and dead lithium are read off the front.

    live₀ + plated + reconnected = live₁ + stripped + died;   dead₀ + died = dead₁ + reconnected

    Attributes:
        plated, stripped: what the current passed, both positive. live_before, dead_before, live, dead: lithium
            connected to the collector and detached from it, before plating and after stripping. died: live
            lithium that was detached, reconnected: dead lithium that came to life, each as the change of the dead
            lithium over plating and over stripping. overpotential: η at the end of stripping, V.
    """

    plated: float
    stripped: float
    live_before: float
    dead_before: float
    live: float
    dead: float
    died: float
    reconnected: float
    overpotential: float

    @property
    def efficiency(self) -> float:
        """Share of the plated lithium that is stripped again, at most one.

        (stripped − live₀ − reconnected)/plated: lithium that earlier cycles had left is not this cycle's.
        """
        return (self.stripped - self.live_before - self.reconnected) / self.plated

    @property
    def measured_efficiency(self) -> float:
        """stripped/plated, as a cell shows it; above one where earlier lithium comes back."""
        return self.stripped / self.plated

    @property
    def imbalance(self) -> float:
        """What the books of live and of dead lithium lack together, over the plated charge."""
        live = self.live_before + self.plated + self.reconnected - self.stripped - self.died - self.live
        dead = self.dead_before + self.died - self.reconnected - self.dead
        return (abs(live) + abs(dead)) / self.plated


@dataclass(frozen=True)
class PlateStrip:
    """Plating of a charge, then stripping until a voltage or until no connected lithium is left.

    Attributes:
        charge: plated, C/m². plating, stripping: current densities > 0, A/m². limit: |η| that ends stripping, V.
    """

    charge: float
    plating: float
    stripping: float
    limit: float = 1.0

    def run(self, model: FrontGrowth, state: GrowthState) -> Cycle:
        """Change ``state`` by one cycle and return its books.

        Raises:
            StageError: the plating current cannot be kept up.
        """
        start = state.charge
        live_before, dead_before = lithium_charge(state, model.voxel)
        model.run(state, self.plating, self.charge)
        full = state.charge
        _, dead_full = lithium_charge(state, model.voxel)
        state.overpotential = min(state.overpotential, 0.0)
        try:
            while state.overpotential > -self.limit:
                model.step(state, -self.stripping)
        except ExhaustedError:
            pass  # the wanted end
        live, dead = lithium_charge(state, model.voxel)
        changes = (dead_full - dead_before, dead - dead_full)
        return Cycle(
            full - start,
            full - state.charge,
            live_before,
            dead_before,
            live,
            dead,
            sum(max(change, 0.0) for change in changes),
            sum(max(-change, 0.0) for change in changes),
            state.overpotential,
        )


def lithium_charge(state: GrowthState, voxel: float) -> tuple[float, float]:
    """Return the charge of the live and of the dead lithium, C/m², in the box, below it and in cavities.

    A cell that the front cuts belongs to the lithium that it touches; live lithium has it where both do.
    """
    share = (state.phi < 0).astype(float)
    share.ravel()[state.shape.cells] = state.shape.volume
    share *= state.room
    detached: Mask = state.dead | ((state.phi >= 0) & near(state.dead) & ~near((state.phi < 0) & ~state.dead))
    dead = float(share[detached].sum())
    live = float(share[~detached].sum()) - state.box.base * state.columns - state.void
    below = state.dead_below()
    loose = 0.0 if state.debris is None else float(state.debris.share.sum())
    per_charge = LITHIUM_HEIGHT_PER_CHARGE / voxel * state.columns
    return (live - below + float(state.cavities.filled.sum())) / per_charge, (dead + loose + below) / per_charge
