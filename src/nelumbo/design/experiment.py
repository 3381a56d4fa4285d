"""Virtual experiments: what is done to an electrode, by kind."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nelumbo.design.quantity import (
    ArealCapacity,
    ArealCapacityOrZero,
    Count,
    CurrentDensity,
    Duration,
    Frequency,
    Identifier,
    Length,
    Part,
    PositiveNumber,
    ScanRate,
    Voltage,
)


class Plating(Part):
    """Plate lithium at constant current and look at the cross-section.

    Attributes:
        current_density: A/m². capacities: plated charges at which to look, C/m²; or ``duration``: one look
            after this time, s. initial_thickness: lithium that is there before, m.
    """

    kind: Literal["plating"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    current_density: CurrentDensity
    capacities: tuple[ArealCapacityOrZero, ...] | None = Field(default=None, min_length=1)
    duration: Duration | None = None
    initial_thickness: Length | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.capacities is None) == (self.duration is None):
            raise ValueError("give either capacities or duration, not both and not neither")
        if self.capacities is not None and list(self.capacities) != sorted(set(self.capacities)):
            raise ValueError("capacities must increase")
        return self

    @property
    def charges(self) -> tuple[float, ...]:
        """Plated charges at which the electrode is looked at, C/m²."""
        if self.capacities is not None:
            return self.capacities
        assert self.duration is not None
        return (self.current_density * self.duration,)


class Transference(Part):
    """Bruce–Vincent measurement on a symmetric cell.

    Attributes:
        voltage_step: V. duration: time allowed for the steady state, s.
        preplated_capacity: lithium on each electrode, C/m².
    """

    kind: Literal["transference"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    voltage_step: Voltage
    duration: Duration
    preplated_capacity: ArealCapacity


class Symmetric(Part):
    """Cycle a symmetric cell with pre-plated lithium on both electrodes.

    Attributes:
        current_density: A/m². capacity: per half cycle, C/m². duration: of the test, s.
        preplated_capacity: lithium on each electrode, C/m².
        report_times: times at which the overpotential is reported, s.
    """

    kind: Literal["symmetric"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    current_density: CurrentDensity
    capacity: ArealCapacity
    duration: Duration
    preplated_capacity: ArealCapacity
    report_times: tuple[Duration, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _enough_lithium(self) -> Self:
        if self.capacity > self.preplated_capacity:
            raise ValueError(
                "the capacity per half cycle is more than the pre-plated lithium: the cell cannot run one cycle"
            )
        if max(self.report_times) > self.duration:
            raise ValueError("a report time lies after the end of the test")
        return self


class HalfCell(Part):
    """Plate on the electrode from a lithium foil, strip to a cut-off: Coulombic efficiency.

    Attributes:
        current_density: A/m². capacity: per plating, C/m². cycles: count. strip_cutoff: V.
        foil_thickness: of the lithium counter electrode, m. report_cycles: cycles whose efficiency is reported.
    """

    kind: Literal["half_cell"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    current_density: CurrentDensity
    capacity: ArealCapacity
    cycles: Count
    strip_cutoff: Voltage
    foil_thickness: Length
    report_cycles: tuple[Count, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _upright(self) -> Self:
        if self.strip_cutoff <= 0:
            raise ValueError("strip_cutoff must be above 0 V against lithium, else nothing is stripped")
        if max(self.report_cycles) > self.cycles:
            raise ValueError("a report cycle lies after the last cycle")
        return self


class CyclicVoltammetry(Part):
    """Sweep the voltage of a half cell there and back.

    Attributes:
        scan_rate: V/s. window: lower and upper turning voltage, V. foil_thickness: of the counter, m.
    """

    kind: Literal["cyclic_voltammetry"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    scan_rate: ScanRate
    window: tuple[Voltage, Voltage]
    foil_thickness: Length

    @model_validator(mode="after")
    def _window_is_upright(self) -> Self:
        low, high = self.window
        if not low < 0 < high:
            raise ValueError("the window must reach below 0 V (plating) and above 0 V (stripping)")
        return self


class Impedance(Part):
    """Impedance of symmetric cells, fresh and after cycling.

    Attributes:
        cycles: cycles after which the impedance is taken, 0 is fresh. current_density, capacity: of the
            cycling, A/m² and C/m². preplated_capacity: C/m². frequency_window: lowest, highest, Hz.
    """

    kind: Literal["eis"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    cycles: tuple[Annotated[int, Field(strict=True, ge=0)], ...] = Field(min_length=1)
    current_density: CurrentDensity
    capacity: ArealCapacity
    preplated_capacity: ArealCapacity
    frequency_window: tuple[Frequency, Frequency]

    @model_validator(mode="after")
    def _upright(self) -> Self:
        low, high = self.frequency_window
        if low >= high:
            raise ValueError("frequency_window is upside down: give the lowest frequency first")
        if self.capacity > self.preplated_capacity:
            raise ValueError("the capacity per half cycle is more than the pre-plated lithium")
        return self


class FullCell(Part):
    """Cycle a full cell at constant rate.

    Attributes:
        cathode: name of the cathode. lithium_capacity: lithium on the electrode before assembly, C/m².
        cycles: count. c_rate: 1/h. activation_c_rate: rate of the first cycle, 1/h.
        report_cycles: cycles whose capacity is reported.
    """

    kind: Literal["full_cell"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    cathode: Identifier
    lithium_capacity: ArealCapacity
    cycles: Count
    c_rate: PositiveNumber
    activation_c_rate: PositiveNumber
    report_cycles: tuple[Count, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _reports_exist(self) -> Self:
        if max(self.report_cycles) > self.cycles:
            raise ValueError("a report cycle lies after the last cycle")
        return self


class RateTest(Part):
    """Discharge a full cell at rising rates.

    Attributes:
        cathode: name of the cathode. lithium_capacity: C/m². c_rates: 1/h. cycles_per_rate: count.
    """

    kind: Literal["rate"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    cathode: Identifier
    lithium_capacity: ArealCapacity
    c_rates: tuple[PositiveNumber, ...] = Field(min_length=1)
    cycles_per_rate: Count


class Pouch(Part):
    """First discharge of a stacked pouch cell and its energy density.

    Attributes:
        cathode: name of the cathode. stack: name of the stack. lithium_capacity: C/m².
        areal_capacity: of the cathode in the pouch, C/m². c_rate: 1/h.
    """

    kind: Literal["pouch"]
    id: Identifier
    electrodes: tuple[Identifier, ...] | None = None
    electrolyte: Identifier
    separator: Identifier
    cathode: Identifier
    stack: Identifier
    lithium_capacity: ArealCapacity
    areal_capacity: ArealCapacity
    c_rate: PositiveNumber


Experiment = Annotated[
    Plating | Transference | Symmetric | HalfCell | CyclicVoltammetry | Impedance | FullCell | RateTest | Pouch,
    Field(discriminator="kind"),
]
