"""Virtual experiments: what is done to an electrode, by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.design.part import Fault, Part, exceeds
from nelumbo.design.quantity import (
    ArealCapacity,
    ArealCapacityOrZero,
    Count,
    CountOrZero,
    CurrentDensity,
    Duration,
    Frequency,
    Identifier,
    Length,
    PositiveNumber,
    PositiveVoltage,
    ScanRate,
    Voltage,
)
from nelumbo.units import HOUR, MAH_PER_CM2

Counts = Annotated[tuple[Count, ...], Field(min_length=1)]


class Trial(Part):
    """Abstract: what all experiments share.

    Attributes:
        id: name used in results. electrodes: ids of those that take part, all when absent.
        electrolyte: name of the electrolyte.
    """

    id: Identifier
    electrodes: tuple[Identifier, ...] | None = Field(default=None, min_length=1)
    electrolyte: Identifier


class CellTrial(Trial):
    """Abstract: what the experiments in a cell share.

    Attributes:
        separator: name of the separator.
    """

    separator: Identifier


class Plating(Trial):
    """Plate lithium at constant current and look at the cross-section.

    Attributes:
        current_density: A/m². capacities: plated charges at which to look, C/m²; or ``duration``: one look
            after this time, s. initial_thickness: lithium that is there before, m.
    """

    kind: Literal["plating"]
    current_density: CurrentDensity
    capacities: tuple[ArealCapacityOrZero, ...] | None = Field(default=None, min_length=1)
    duration: Duration | None = None
    initial_thickness: Length | None = None

    @property
    def charges(self) -> tuple[float, ...]:
        """Plated charges at which the electrode is looked at, C/m²."""
        if self.duration is not None:
            return (self.current_density * self.duration,)
        return self.capacities or ()

    def faults(self) -> Iterator[Fault]:
        """Refuse both or neither of the two ways to say when to look, and charges out of order."""
        if self.capacities is None and self.duration is None:
            yield Fault("capacities", "capacities or duration", "neither", "add one of the two")
        elif self.capacities is not None and self.duration is not None:
            yield Fault("duration", "either capacities or duration", "both", "delete one of the two")
        elif self.capacities is not None:
            yield from _increasing("capacities", self.capacities, MAH_PER_CM2, "mAh/cm^2")


class Transference(CellTrial):
    """Bruce–Vincent measurement on a symmetric cell.

    Attributes:
        voltage_step: V. duration: time allowed for the steady state, s.
        preplated_capacity: lithium on each electrode, C/m².
    """

    kind: Literal["transference"]
    voltage_step: PositiveVoltage
    duration: Duration
    preplated_capacity: ArealCapacity


class Symmetric(CellTrial):
    """Cycle a symmetric cell with pre-plated lithium on both electrodes.

    Attributes:
        current_density: A/m². capacity: per half cycle, C/m². duration: of the test, s.
        preplated_capacity: lithium on each electrode, C/m².
        report_times: times at which the overpotential is reported, s.
    """

    kind: Literal["symmetric"]
    current_density: CurrentDensity
    capacity: ArealCapacity
    duration: Duration
    preplated_capacity: ArealCapacity
    report_times: tuple[Duration, ...] = Field(min_length=1)

    def faults(self) -> Iterator[Fault]:
        """Refuse more charge than lithium, and reports out of order or after the end."""
        yield from _within_inventory(self.capacity, self.preplated_capacity)
        yield from _increasing("report_times", self.report_times, HOUR, "h")
        if exceeds(max(self.report_times), self.duration):
            yield Fault(
                "report_times",
                f"times up to the end of the test at {self.duration / HOUR:g} h",
                f"{max(self.report_times) / HOUR:g} h",
                "delete the times after the end or make the test longer",
            )


class HalfCell(CellTrial):
    """Plate on the electrode from a lithium foil, strip to a cut-off: Coulombic efficiency.

    Attributes:
        current_density: A/m². capacity: per plating, C/m². cycles: count. strip_cutoff: V.
        foil_thickness: of the lithium counter electrode, m. report_cycles: cycles whose efficiency is reported.
        formation_cycles, formation_current_density: cycles of the same charge before cycle 1, A/m².
        rest: after each plating, s.
    """

    kind: Literal["half_cell"]
    current_density: CurrentDensity
    capacity: ArealCapacity
    cycles: Count
    strip_cutoff: PositiveVoltage
    foil_thickness: Length
    report_cycles: Counts
    formation_cycles: CountOrZero = 0
    formation_current_density: CurrentDensity | None = None
    rest: Duration | None = None

    @property
    def foil_capacity(self) -> float:
        """Charge of the lithium foil, C/m²."""
        return self.foil_thickness / LITHIUM_HEIGHT_PER_CHARGE

    def faults(self) -> Iterator[Fault]:
        """Refuse a plating that the foil cannot supply, and reports out of order or after the end."""
        yield from _within_foil("capacity", self.capacity, self.foil_capacity)
        yield from _reports(self.report_cycles, self.cycles)
        if bool(self.formation_cycles) != (self.formation_current_density is not None):
            yield Fault(
                "formation_cycles",
                "formation_cycles together with formation_current_density",
                "one of the two",
                "write both or neither",
            )


class Reservoir(CellTrial):
    """Mean Coulombic efficiency: plate a reservoir from a lithium foil, cycle a part of it, strip what is left.

    Attributes:
        current_density: A/m². reservoir_capacity: plated first, C/m². capacity: per cycle, C/m². cycles: count.
        strip_cutoff: V. foil_thickness: of the lithium counter electrode, m.
        conditioning: whether the reservoir is plated and stripped once before.
    """

    kind: Literal["reservoir"]
    current_density: CurrentDensity
    reservoir_capacity: ArealCapacity
    capacity: ArealCapacity
    cycles: Count
    strip_cutoff: PositiveVoltage
    foil_thickness: Length
    conditioning: bool = True

    def faults(self) -> Iterator[Fault]:
        """Refuse cycles that take more than the reservoir, and a reservoir that the foil cannot supply."""
        if exceeds(self.capacity, self.reservoir_capacity):
            yield Fault(
                "capacity",
                f"at most the reservoir of {self.reservoir_capacity / MAH_PER_CM2:g} mAh/cm^2",
                f"{self.capacity / MAH_PER_CM2:g} mAh/cm^2",
                "cycle less or make reservoir_capacity larger",
            )
        yield from _within_foil(
            "reservoir_capacity", self.reservoir_capacity, self.foil_thickness / LITHIUM_HEIGHT_PER_CHARGE
        )


class CyclicVoltammetry(CellTrial):
    """Sweep the voltage of a half cell there and back.

    Attributes:
        scan_rate: V/s. window: lower and upper turning voltage, V. foil_thickness: of the counter, m.
    """

    kind: Literal["cyclic_voltammetry"]
    scan_rate: ScanRate
    window: tuple[Voltage, Voltage]
    foil_thickness: Length

    def faults(self) -> Iterator[Fault]:
        """Refuse a window that does not reach to both sides of 0 V."""
        low, high = self.window
        if not low < 0 < high:
            yield Fault(
                "window",
                "a voltage below 0 V (plating), then one above 0 V (stripping)",
                f"{low:g} V and {high:g} V",
                'write the window around 0 V, such as ["-0.2 V", "0.2 V"]',
            )


class Impedance(CellTrial):
    """Impedance of symmetric cells, fresh and after cycling.

    Attributes:
        cycles: cycles after which the impedance is taken, 0 is fresh. current_density, capacity: of the
            cycling, A/m² and C/m². preplated_capacity: C/m². frequency_window: lowest, highest, Hz.
    """

    kind: Literal["eis"]
    cycles: tuple[CountOrZero, ...] = Field(min_length=1)
    current_density: CurrentDensity
    capacity: ArealCapacity
    preplated_capacity: ArealCapacity
    frequency_window: tuple[Frequency, Frequency]

    def faults(self) -> Iterator[Fault]:
        """Refuse a window that is upside down, more charge than lithium, and cycles out of order."""
        low, high = self.frequency_window
        if low >= high:
            yield Fault(
                "frequency_window",
                "the lowest frequency first, then a higher one",
                f"{low:g} Hz and {high:g} Hz: the frequency window is upside down",
                "swap the two frequencies",
            )
        yield from _within_inventory(self.capacity, self.preplated_capacity)
        yield from _increasing("cycles", self.cycles)


class FullCell(CellTrial):
    """Cycle a full cell at constant rate.

    Attributes:
        cathode: name of the cathode. lithium_capacity: lithium on the electrode before assembly, C/m².
        cycles: count. c_rate: 1/h. activation_c_rate: rate of the first cycle, 1/h.
        report_cycles: cycles whose capacity is reported.
    """

    kind: Literal["full_cell"]
    cathode: Identifier
    lithium_capacity: ArealCapacity
    cycles: Count
    c_rate: PositiveNumber
    activation_c_rate: PositiveNumber
    report_cycles: Counts

    def faults(self) -> Iterator[Fault]:
        """Refuse reports out of order or after the end."""
        yield from _reports(self.report_cycles, self.cycles)


class RateTest(CellTrial):
    """Discharge a full cell at several rates, one after the other.

    Attributes:
        cathode: name of the cathode. lithium_capacity: C/m². c_rates: 1/h. cycles_per_rate: count.
    """

    kind: Literal["rate"]
    cathode: Identifier
    lithium_capacity: ArealCapacity
    c_rates: tuple[PositiveNumber, ...] = Field(min_length=1)
    cycles_per_rate: Count


class Pouch(CellTrial):
    """First discharge of a stacked pouch cell and its energy density.

    Attributes:
        cathode: name of the cathode. stack: name of the stack. lithium_capacity: C/m².
        areal_capacity: of the cathode in the pouch, C/m². c_rate: 1/h.
    """

    kind: Literal["pouch"]
    cathode: Identifier
    stack: Identifier
    lithium_capacity: ArealCapacity
    areal_capacity: ArealCapacity
    c_rate: PositiveNumber


Experiment = Annotated[
    Plating
    | Transference
    | Symmetric
    | HalfCell
    | Reservoir
    | CyclicVoltammetry
    | Impedance
    | FullCell
    | RateTest
    | Pouch,
    Field(discriminator="kind"),
]


def _increasing(field: str, values: Sequence[float], scale: float = 1.0, unit: str = "") -> Iterator[Fault]:
    for earlier, later in pairwise(values):
        if not exceeds(later, earlier):
            yield Fault(
                field,
                "values that increase",
                f"{earlier / scale:g} followed by {later / scale:g} {unit}".rstrip(),
                "sort the values and write each once",
            )
            return


def _reports(report_cycles: Sequence[int], cycles: int) -> Iterator[Fault]:
    yield from _increasing("report_cycles", report_cycles)
    if max(report_cycles) > cycles:
        yield Fault(
            "report_cycles",
            f"cycles up to the last one, {cycles}",
            str(max(report_cycles)),
            "delete the cycles after the end or run more cycles",
        )


def _within_inventory(capacity: float, preplated: float) -> Iterator[Fault]:
    if exceeds(capacity, preplated):
        yield Fault(
            "capacity",
            f"at most the pre-plated {preplated / MAH_PER_CM2:g} mAh/cm^2, all the lithium there is",
            f"{capacity / MAH_PER_CM2:g} mAh/cm^2",
            "cycle less or make preplated_capacity larger",
        )


def _within_foil(field: str, charge: float, foil: float) -> Iterator[Fault]:
    if exceeds(charge, foil):
        yield Fault(
            field,
            f"at most {foil / MAH_PER_CM2:.3g} mAh/cm^2, all the lithium of the counter foil",
            f"{charge / MAH_PER_CM2:g} mAh/cm^2",
            "plate less or make foil_thickness larger",
        )
