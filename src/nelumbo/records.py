"""One set of types for simulated and measured data, written with the column names of the Battery Data Format.

Sign at this border: positive current charges the cell (Battery Data Format); PyBaMM's positive current
discharges it. Currents are per electrode area because every cell here is a square metre until a pouch is built.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Record:
    """Columns of equal length; subclasses name them.

    Attributes:
        columns: attribute name to column name in the file, unit included.
    """

    columns: ClassVar[dict[str, str]]

    def __post_init__(self) -> None:
        lengths = {field.name: np.shape(getattr(self, field.name)) for field in fields(self)}
        if len(set(lengths.values())) != 1 or len(next(iter(lengths.values()))) != 1:
            raise ValueError(f"{type(self).__name__} needs one-dimensional columns of one length, got {lengths}")

    def to_csv(self, path: Path) -> None:
        """Write the record with every digit needed to read the same floats back."""
        names = [field.name for field in fields(self)]
        lines = [",".join(self.columns[name] for name in names)]
        lines += [
            ",".join(repr(float(x)) for x in row) for row in zip(*(getattr(self, n) for n in names), strict=True)
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    @classmethod
    def from_csv(cls, path: Path) -> Self:
        """Read a record; extra columns are ignored.

        Raises:
            ValueError: a column is missing; the message names it.
        """
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        names = header.split(",")
        missing = [column for column in cls.columns.values() if column not in names]
        if missing:
            raise ValueError(f"{path}: missing column(s) {missing}; found {names}")
        table = np.array([[float(x) for x in row.split(",")] for row in rows if row]).reshape(-1, len(names))
        return cls(**{key: table[:, names.index(column)] for key, column in cls.columns.items()})


@dataclass(frozen=True)
class CyclingRecord(Record):
    """Voltage and current in time; shape of every column: (samples,).

    Attributes:
        time: s. current: A/m², positive charges. voltage: V. cycle: count from 1.
    """

    columns: ClassVar[dict[str, str]] = {
        "time": "Test Time / s",
        "current": "Current Density / A.m-2",
        "voltage": "Voltage / V",
        "cycle": "Cycle Count / 1",
    }
    time: Array
    current: Array
    voltage: Array
    cycle: Array


@dataclass(frozen=True)
class CycleSummary(Record):
    """One row per cycle.

    Attributes:
        cycle: count from 1. charge_capacity, discharge_capacity: C/m². efficiency: stripped/plated, or
            discharged/charged.
    """

    columns: ClassVar[dict[str, str]] = {
        "cycle": "Cycle Count / 1",
        "charge_capacity": "Charging Capacity / C.m-2",
        "discharge_capacity": "Discharging Capacity / C.m-2",
        "efficiency": "Coulombic Efficiency / 1",
    }
    cycle: Array
    charge_capacity: Array
    discharge_capacity: Array
    efficiency: Array


@dataclass(frozen=True)
class ImpedanceRecord(Record):
    """Impedance per electrode area.

    Attributes:
        frequency: Hz. real, imaginary: Ω m².
    """

    columns: ClassVar[dict[str, str]] = {
        "frequency": "Frequency / Hz",
        "real": "Real Impedance / ohm.m2",
        "imaginary": "Imaginary Impedance / ohm.m2",
    }
    frequency: Array
    real: Array
    imaginary: Array


@dataclass(frozen=True)
class VoltammogramRecord(Record):
    """Current against swept voltage.

    Attributes:
        time: s. voltage: V. current: A/m², positive is anodic (stripping at the working electrode).
    """

    columns: ClassVar[dict[str, str]] = {
        "time": "Test Time / s",
        "voltage": "Voltage / V",
        "current": "Current Density / A.m-2",
    }
    time: Array
    voltage: Array
    current: Array


@dataclass(frozen=True)
class GrowthRecord(Record):
    """Lithium while it is plated, per electrode area.

    Attributes:
        time: s. plated: charge, C/m². overpotential: V. inside, underneath, on_top: charge of the lithium there,
            C/m². lithium_thickness, total_thickness, roughness: m.
    """

    columns: ClassVar[dict[str, str]] = {
        "time": "Test Time / s",
        "plated": "Plated Charge / C.m-2",
        "overpotential": "Overpotential / V",
        "inside": "Charge Inside / C.m-2",
        "underneath": "Charge Underneath / C.m-2",
        "on_top": "Charge On Top / C.m-2",
        "lithium_thickness": "Lithium Thickness / m",
        "total_thickness": "Total Thickness / m",
        "roughness": "Roughness Sq / m",
    }
    time: Array
    plated: Array
    overpotential: Array
    inside: Array
    underneath: Array
    on_top: Array
    lithium_thickness: Array
    total_thickness: Array
    roughness: Array
