"""Interface of what happens to lithium and film besides growth."""

from __future__ import annotations

from abc import abstractmethod

from nelumbo.deposition.growth.state import GrowthState
from nelumbo.law import Law


class Mechanism(Law):
    """One rule that a growth may have or lack; leaving it out of the list switches it off."""

    @abstractmethod
    def apply(self, state: GrowthState, voxel: float) -> None:
        """Change the state after a step; ``voxel`` is the edge of a cell, m."""
