"""The whole design: everything that a run depends on, and where each value comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from nelumbo.design.cathode import Cathode, Stack
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.design.experiment import Experiment
from nelumbo.design.lithium import Lithium
from nelumbo.design.measured import Datum
from nelumbo.design.quantity import Identifier, Part


class Provenance(Part):
    """Where a value of the design file comes from.

    Attributes:
        kind: ``assumed`` (nobody stated it), ``measured`` (joined by id) or ``sourced`` (from literature).
        note: why, which id, or which source.
    """

    kind: Literal["assumed", "measured", "sourced"]
    note: str


class Design(Part):
    """A validated design; build one with `nelumbo.load`.

    Attributes:
        name: of the campaign. title: one line. seed: of every random number.
        lithium, electrolyte, separator, cathode, stack, electrode, experiment: the parts; mappings by name.
        measured: the campaign's data. provenance: dotted key to where its value comes from.
    """

    name: Identifier
    title: str
    seed: int = Field(strict=True, ge=0)
    lithium: Lithium
    electrolyte: Mapping[str, Electrolyte]
    separator: Mapping[str, Separator]
    cathode: Mapping[str, Cathode] = Field(default_factory=dict)
    stack: Mapping[str, Stack] = Field(default_factory=dict)
    electrode: tuple[Electrode, ...] = Field(min_length=1)
    experiment: tuple[Experiment, ...] = Field(min_length=1)
    measured: tuple[Datum, ...] = ()
    provenance: Mapping[str, Provenance] = Field(default_factory=dict)

    def pairs(self) -> tuple[tuple[Electrode, Experiment], ...]:
        """Every electrode with every experiment that it takes part in, in file order."""
        return tuple(
            (electrode, experiment)
            for electrode in self.electrode
            for experiment in self.experiment
            if experiment.electrodes is None or electrode.id in experiment.electrodes
        )
