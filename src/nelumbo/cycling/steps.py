"""The steps that tests are made of; a protocol is a sequence of cycles, a cycle a sequence of steps.

The sign is that of the working electrode: positive current plates it, at a voltage below zero.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum

from nelumbo.errors import StageError

UNLIMITED = 10.0
"""Cut-off that no step reaches, V."""


class End(Enum):
    """How a step has to end: after its duration, at its cut-off, or at whichever comes first."""

    DURATION = "duration"
    CUTOFF = "cut-off"
    EITHER = "either"


@dataclass(frozen=True)
class Step(ABC):
    """Abstract: one thing is controlled until the duration is over or a cut-off is met.

    Attributes:
        duration: longest, s. end: how it has to end; anything else is an early end of the cell.
    """

    duration: float
    end: End = End.EITHER

    def __post_init__(self) -> None:
        if not self.duration > 0:
            raise StageError(f"A step lasts {self.duration:g} s.", "Give each step a time or a charge above 0.")

    @abstractmethod
    def text(self, area: float = 1.0) -> str:
        """Return the step as PyBaMM's `Experiment` spells it, for a cell of ``area``, m².

        Raises:
            StageError: PyBaMM has no words for it.
        """


@dataclass(frozen=True)
class CurrentStep(Step):
    """Constant current; a rest is one at zero.

    Attributes:
        current: A/m². low, high: cut-offs of the voltage, V.
    """

    current: float = 0.0
    low: float = -UNLIMITED
    high: float = UNLIMITED

    def text(self, area: float = 1.0) -> str:
        """Return for example ``Discharge at 10 A for 3600 s or until -1 V``."""
        if self.current == 0:
            return f"Rest for {self.duration!r} s"
        word, cutoff = ("Discharge", self.low) if self.current > 0 else ("Charge", self.high)
        until = f" or until {cutoff!r} V" if abs(cutoff) < UNLIMITED else ""
        return f"{word} at {abs(self.current) * area!r} A for {self.duration!r} s{until}"


@dataclass(frozen=True)
class VoltageStep(Step):
    """Constant or linearly swept voltage.

    Attributes:
        voltage: at the start, V. slope: V/s. least: magnitude of the current at which it ends, A/m².
    """

    voltage: float = 0.0
    slope: float = 0.0
    least: float = 0.0

    def text(self, area: float = 1.0) -> str:
        """Return for example ``Hold at 0.1 V for 3600 s or until 0.1 A``."""
        if self.slope:
            raise StageError(
                "A voltage sweep has no words in PyBaMM.", "Use nelumbo.cell.experiment, which makes step objects."
            )
        until = f" or until {self.least * area!r} A" if self.least else ""
        return f"Hold at {self.voltage!r} V for {self.duration!r} s{until}"


Cycle = tuple[Step, ...]


def plate(current: float, charge: float, low: float = -1.0) -> CurrentStep:
    """Return plating of the whole ``charge``, C/m², at ``current`` > 0, A/m²; ``low`` V ends the cell."""
    return CurrentStep(charge / current, End.DURATION, current, low=low)


def strip(current: float, charge: float, high: float = 1.0) -> CurrentStep:
    """Return stripping of the whole ``charge``, C/m², at ``current`` > 0, A/m²; ``high`` V ends the cell."""
    return CurrentStep(charge / current, End.DURATION, -current, high=high)


def strip_all(current: float, charge: float, high: float = 1.0) -> CurrentStep:
    """Return stripping to ``high``, V, of an electrode with about ``charge``, C/m²; twice that is too long."""
    return CurrentStep(2 * charge / current, End.CUTOFF, -current, high=high)


def rest(duration: float) -> CurrentStep:
    """Return ``duration`` s without current."""
    return CurrentStep(duration, End.DURATION)


def sweep(start: float, stop: float, rate: float) -> VoltageStep:
    """Return a sweep from ``start`` to ``stop``, V, at ``rate`` > 0, V/s."""
    slope = rate if stop > start else -rate
    return VoltageStep(abs(stop - start) / rate, End.DURATION, start, slope)


def hold(voltage: float, duration: float, least: float = 0.0) -> VoltageStep:
    """Return ``voltage``, V, for at most ``duration`` s, until the current falls to ``least``, A/m²."""
    return VoltageStep(duration, End.EITHER if least else End.DURATION, voltage, least=least)
