"""How an electrode is cycled."""

from __future__ import annotations

from dataclasses import dataclass

from nelumbo.errors import StageError


@dataclass(frozen=True)
class Protocol:
    """Plate a fixed charge at constant current, then strip.

    Attributes:
        plating_current, stripping_current: A/m². plating_charge: per cycle, C/m².
        reserve: lithium that lies on the electrode before the first cycle, C/m²; each strip then removes exactly
            the plating charge while lithium lasts (Li|Li and full cells). ``None``: start empty and strip
            everything in every cycle (Li|Cu to a cut-off voltage).

    Raises:
        StageError: a current or the charge is not positive, or the reserve is negative.
    """

    plating_current: float
    stripping_current: float
    plating_charge: float
    reserve: float | None = None

    def __post_init__(self) -> None:
        if min(self.plating_current, self.stripping_current, self.plating_charge) <= 0:
            raise StageError(
                f"A cycle needs positive currents and charge, got {self}.", "Give magnitudes, without sign."
            )
        if self.reserve is not None and self.reserve < 0:
            raise StageError(f"The reserve of lithium is {self.reserve:g} C/m².", "Give a reserve of 0 or more.")

    @property
    def cycle_duration(self) -> float:
        """Time of one complete cycle of plating and stripping the plating charge, s."""
        return self.plating_charge / self.plating_current + self.plating_charge / self.stripping_current
