"""The few numbers that stand at the end of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from nelumbo.observables import shown

if TYPE_CHECKING:
    from nelumbo.pipeline import Results

HEADLINES = {
    "plating": "state",
    "transference": "transference_number",
    "symmetric": "failure",
    "half_cell": "coulombic_efficiency",
    "cyclic_voltammetry": "peak_current",
    "eis": "charge_transfer_resistance",
    "full_cell": "discharge_capacity",
    "rate": "discharge_capacity",
    "pouch": "energy_density",
}
"""The quantity of each kind of experiment that stands for it at the end of a run; its last row is shown."""

_FIRST, _COLUMN = 38, 14
"""Characters of the column of experiments, and of one electrode."""


@dataclass(frozen=True)
class Headline:
    """The last row of a quantity of an experiment, for every electrode that has one.

    Attributes:
        experiment: id. quantity, unit, condition: of the row. values: by electrode.
    """

    experiment: str
    quantity: str
    unit: str
    condition: str
    values: dict[str, float | str | None]

    @property
    def content(self) -> dict[str, Any]:
        """As a mapping, for JSON."""
        return vars(self)

    @property
    def label(self) -> str:
        """Quantity, unit and the last key of the condition in words."""
        unit = "" if self.unit in ("", "1") else f" ({self.unit})"
        where = self.condition.split("; ")[-1]
        return f"{self.quantity.replace('_', ' ')}{unit}" + (f", {where}" if where else "")


def headlines_of(results: Results) -> list[Headline]:
    """Return one headline per experiment that left something."""
    wanted = [("structure", "membrane_thickness")]
    wanted += [(experiment.id, HEADLINES[experiment.kind]) for experiment in results.design.experiment]
    rows = results.observables.to_dict("records")
    lines = []
    for experiment, quantity in wanted:
        found = [row for row in rows if row["experiment"] == experiment and row["quantity"] == quantity]
        if found:
            values = {row["electrode"]: row["value"] for row in found}
            lines.append(Headline(experiment, quantity, found[-1]["unit"], found[-1]["condition"], values))
    return lines


def headlines(results: Results, width: int) -> Group:
    """Return one row per experiment and one column per electrode, in as many tables as the width asks for."""
    lines = headlines_of(results)
    abreast = max((width - _FIRST) // _COLUMN, 1)
    tables = []
    for first in range(0, len(results.electrodes), abreast):
        electrodes = results.electrodes[first : first + abreast]
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
        table.add_column("experiment")
        for electrode in electrodes:
            table.add_column(electrode, justify="right", vertical="bottom")
        for line in lines:
            label = Text(line.experiment + "\n").append("  " + line.label, style="dim")
            table.add_row(label, *(shown(line.values.get(electrode)) for electrode in electrodes))
        tables.append(table)
    title = f"{results.design.title} ({results.manifest['fidelity']})"
    return Group(Text(title, style="bold"), *tables)
