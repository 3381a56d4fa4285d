"""The usual tests of lithium cells as sequences of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from nelumbo.cycling.steps import CurrentStep, Cycle, End, hold, plate, rest, strip, strip_all, sweep
from nelumbo.errors import StageError
from nelumbo.law import Law


def plate_strip(
    current: float, charge: float, cycles: int, cutoff: float = 1.0, pause: float = 0.0
) -> list[Cycle]:
    """Return cycles of plating ``charge``, C/m², at ``current``, A/m², and stripping to ``cutoff``, V.

    Formation is the same with a small current and few cycles. A ``pause``, s, follows each plating.
    """
    between = (rest(pause),) if pause else ()
    return [(plate(current, charge), *between, strip_all(current, charge, cutoff))] * cycles


def to_and_fro(current: float, charge: float, cycles: int, limit: float = 1.0, pause: float = 0.0) -> list[Cycle]:
    """Return cycles of a symmetric cell: the same ``charge``, C/m², there and back at ``current``, A/m².

    Args:
        limit: magnitude of the voltage that ends the cell, V. pause: after each half cycle, s.
    """
    between = (rest(pause),) if pause else ()
    there, back = plate(current, charge, -limit), strip(current, charge, limit)
    return [(there, *between, back, *between)] * cycles


def rate_steps(currents: Sequence[float], charge: float, cycles: int, cutoff: float = 1.0) -> list[Cycle]:
    """Return ``cycles`` of `plate_strip` at each of ``currents``, A/m², one after the other."""
    return [cycle for current in currents for cycle in plate_strip(current, charge, cycles, cutoff)]


def cc_cv(current: float, charge: float, voltage: float, least: float, cycles: int = 1) -> list[Cycle]:
    """Return plating of ``charge``, C/m², and stripping at ``current``, A/m², to ``voltage``, V, which is held.

    Args:
        least: magnitude of the current that ends the hold, A/m².
    """
    duration = 2 * charge / current
    return [(plate(current, charge), strip_all(current, charge, voltage), hold(voltage, duration, least))] * cycles


def voltammetry(window: tuple[float, float], rate: float, cycles: int = 1) -> list[Cycle]:
    """Return sweeps from 0 V to the lower and the upper end of ``window``, V, and back to 0 V at ``rate``, V/s."""
    low, high = window
    return [(sweep(0.0, low, rate), sweep(low, high, rate), sweep(high, 0.0, rate))] * cycles


@dataclass(frozen=True)
class ReservoirTest(Law):
    """Coulombic efficiency from a reservoir of lithium: plate it, cycle a part of it, strip what is left.

    The mean efficiency of a cycle is what has come back of all that was plated. With a constant loss per cycle it
    is the efficiency of each; a test that runs out of its reservoir has none.

    Attributes:
        reservoir: q_r, plated first, C/m². charge: q_c of the cycles, C/m². cycles: n.
        current: A/m². cutoff: of the last strip, V.
        conditioning: whether the reservoir is first plated and stripped once without being counted.
    """

    equation: ClassVar[str] = "CE = (n q_c + q_s)/(n q_c + q_r)"
    units: ClassVar[dict[str, str]] = {"CE": "1", "n": "1", "q_c": "C/m^2", "q_s": "C/m^2", "q_r": "C/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Adams2018",)

    reservoir: float
    charge: float
    cycles: int
    current: float
    cutoff: float = 1.0
    conditioning: bool = True

    def __post_init__(self) -> None:
        if self.charge > self.reservoir:
            raise StageError(
                f"Each cycle takes {self.charge:g} C/m² from a reservoir of {self.reservoir:g} C/m².",
                "Cycle less than the reservoir.",
            )

    def steps(self) -> list[Cycle]:
        """Return conditioning, if any, the reservoir, the cycles of stripping and plating, and the last strip."""
        fill, empty = plate(self.current, self.reservoir), strip_all(self.current, self.reservoir, self.cutoff)
        first: list[Cycle] = [(fill, empty)] if self.conditioning else []
        part = strip(self.current, self.charge, self.cutoff), plate(self.current, self.charge)
        return [*first, (fill,), *[part] * self.cycles, (empty,)]

    def efficiency(self, last_strip: float) -> float:
        """Return CE when the last strip gave back q_s = ``last_strip``, C/m²."""
        moved = self.cycles * self.charge
        return (moved + last_strip) / (moved + self.reservoir)


def charge_discharge(current: float, capacity: float, window: tuple[float, float], cycles: int = 1) -> list[Cycle]:
    """Return cycles of a full cell between the voltages ``window``, V, at ``current``, A/m².

    Args:
        capacity: about what a half cycle moves, C/m²; three times that is too long.
    """
    low, high = window
    longest = 3 * capacity / current
    charge = CurrentStep(longest, End.CUTOFF, -current, high=high)
    return [(charge, CurrentStep(longest, End.CUTOFF, current, low=low))] * cycles
