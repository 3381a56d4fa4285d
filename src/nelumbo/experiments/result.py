"""What an experiment hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.observables import Observable
from nelumbo.records import Record
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


@dataclass(frozen=True)
class Growth:
    """Lithium grown once, seen after several charges.

    Attributes:
        model: that grew it, with its random numbers.
        electrolyte: in which it grew.
        current_density: A/m².
        deposits: in the order of their charges.
        refusal: why another model than the one of the design grew it, empty where it did not.
    """

    model: DepositionModel
    electrolyte: Electrolyte
    current_density: float
    deposits: tuple[Deposit, ...]
    refusal: str = ""

    def at(self, charge: float) -> Deposit | None:
        """Return the deposit after a charge, C/m², ``None`` where it was not looked at."""
        return next((deposit for deposit in self.deposits if deposit.charge == charge), None)


@dataclass(frozen=True)
class Sample:
    """An electrode as made: its design and several random realisations of it.

    A bare collector has nothing random: of equal entries the first is kept.

    Attributes:
        electrode: the design.
        structures, transports, laws: one entry per realisation.
        growths: lithium that was grown for several experiments together.
    """

    electrode: Electrode
    structures: tuple[Structure, ...]
    transports: tuple[Transport, ...]
    laws: tuple[CycleLaws, ...]
    growths: tuple[Growth, ...] = ()

    def __post_init__(self) -> None:
        if self.electrode.membrane is None:
            for name in ("structures", "transports", "laws"):
                object.__setattr__(self, name, getattr(self, name)[:1])


@dataclass(frozen=True)
class Outcome:
    """Everything an experiment says about one electrode.

    Attributes:
        observables: rows for ``observables.csv``. records: name to time series, for ``records/``.
        deposits: at the charges asked for, first growth. course: of every growth, the deposits at these and
            further charges; sections of the first only. breakdown: named shares of a total, e.g. masses in kg/m².
        notes: remarks for the report, e.g. why a cell ended.
    """

    observables: tuple[Observable, ...]
    records: Mapping[str, Record] = field(default_factory=dict)
    deposits: tuple[Deposit, ...] = ()
    course: tuple[tuple[Deposit, ...], ...] = ()
    breakdown: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
