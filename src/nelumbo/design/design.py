"""The whole design: everything that a run depends on, and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from nelumbo.design.cathode import Cathode, Stack
from nelumbo.design.consistency import check_names
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.design.experiment import Experiment
from nelumbo.design.frozen_mapping import FrozenMapping
from nelumbo.design.lithium import Lithium
from nelumbo.design.measured import Datum
from nelumbo.design.part import Fault, Part
from nelumbo.design.quantity import Identifier, Meaning


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

    A key is the dotted path of a value. Members of lists that have an id go by it and others by their place,
    counted from one: ``electrode.film_a.membrane.mass_loading``, ``particle.shell.shell_outer_radii.2``.

    Attributes:
        name: of the campaign. title: one line. seed: of every random number.
        lithium, electrolyte, separator, cathode, stack, electrode, experiment: the parts; mappings by name.
        measured: the campaign's data. provenance: key in the design file to where its value comes from; values
            that are absent were stated plainly.
        written_at: key of a part of this design to the key in the file where it is written, for parts that the
            file takes from a library: ``electrode.film_a.collector`` to ``collector.copper_foil``.
    """

    name: Identifier
    title: str
    seed: Annotated[int, Field(strict=True, ge=0), Meaning("a whole number of zero or more", "1")]
    lithium: Lithium
    electrolyte: FrozenMapping[Electrolyte]
    separator: FrozenMapping[Separator] = FrozenMapping()
    cathode: FrozenMapping[Cathode] = FrozenMapping()
    stack: FrozenMapping[Stack] = FrozenMapping()
    electrode: tuple[Electrode, ...] = Field(min_length=1)
    experiment: tuple[Experiment, ...] = Field(min_length=1)
    measured: tuple[Datum, ...] = ()
    provenance: FrozenMapping[Provenance] = FrozenMapping()
    written_at: FrozenMapping[str] = FrozenMapping()

    def faults(self) -> Iterator[Fault]:
        """Refuse ids that come twice, and names of parts and electrodes that the design does not have."""
        tables = self.model_dump(exclude={"lithium", "measured", "provenance", "written_at"})
        for problem in check_names(tables):
            yield Fault(problem.key, problem.expected, problem.got, problem.remedy)

    def pairs(self) -> tuple[tuple[Electrode, Experiment], ...]:
        """Every electrode with every experiment that it takes part in, in file order."""
        return tuple(
            (electrode, experiment)
            for electrode in self.electrode
            for experiment in self.experiment
            if experiment.electrodes is None or electrode.id in experiment.electrodes
        )

    def key_in_file(self, key: str) -> str:
        """Return where the file writes the value of a key of this design, followed through the libraries."""
        names = key.split(".")
        for length in range(len(names), 0, -1):
            place = self.written_at.get(".".join(names[:length]))
            if place is not None:
                return ".".join([place, *names[length:]])
        return key

    def provenance_of(self, key: str) -> Provenance | None:
        """Return where a value comes from, ``None`` when the file states it plainly.

        Args:
            key: as in the file or of this design, e.g. ``electrode.film_a.membrane.particle.shell_thickness``.
        """
        names = self.key_in_file(key).split(".")
        keys = (".".join(names[:length]) for length in range(len(names), 0, -1))
        return next((self.provenance[k] for k in keys if k in self.provenance), None)
