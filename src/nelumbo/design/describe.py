"""The resolved parts list of a design: every value in a unit for people and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nelumbo.design import derived, schema
from nelumbo.design.consistency import NAMED_PARTS
from nelumbo.design.design import Design
from nelumbo.design.libraries import LIBRARIES
from nelumbo.design.part import Part
from nelumbo.design.quantity import Unit
from nelumbo.units import from_si

Source = Literal["stated", "assumed", "measured", "sourced", "derived"]


_NO_VALUES = ("id", "same_loading_as", "sha256")
"""Fields that name something and are no values; what they lead to is listed."""


@dataclass(frozen=True)
class Row:
    """One value.

    Attributes:
        key: where the file writes it, e.g. ``particle.shell.shell_thickness``; a derived number is keyed as
            if it stood there. name: the key within its section.
        value: as text; members of a list joined by commas. unit: of the value, empty for plain numbers and words.
        source: who says so. note: why it is assumed, the id of the datum, the literature, or how it is derived.
    """

    key: str
    name: str
    value: str
    unit: str
    source: Source
    note: str = ""


@dataclass(frozen=True)
class Section:
    """The values of one part.

    Attributes:
        key: of the part in the file, e.g. ``electrode.film_a``. rows: its values, derived numbers last.
    """

    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Description:
    """A design as a parts list.

    Attributes:
        name, title: of the design. seed: of every random number.
        sections: one for each part that is used, electrodes and experiments last.
    """

    name: str
    title: str
    seed: int
    sections: tuple[Section, ...]

    @property
    def assumed(self) -> tuple[Row, ...]:
        """Every value that nobody measured or stated, each once."""
        rows = {row.key: row for section in self.sections for row in section.rows if row.source == "assumed"}
        return tuple(rows.values())

    def __str__(self) -> str:
        """Return the parts list as aligned text, the assumed values again at its end."""
        lines = [f"{self.name}: {self.title} (seed {self.seed})"]
        for section in self.sections:
            lines += ["", f"[{section.key}]", *_aligned(section.rows, [row.name for row in section.rows])]
        assumed = self.assumed
        lines += ["", f"{len(assumed)} values are assumed", *_aligned(assumed, [row.key for row in assumed])]
        return "\n".join(lines)


def describe(design: Design) -> Description:
    """List every part of a design with its values, where they come from, and what follows from them."""
    parts = _Parts(design)
    parts.add("lithium", design.lithium)
    for kind in NAMED_PARTS:
        for name, part in getattr(design, kind).items():
            parts.add(f"{kind}.{name}", part)
    for electrode in design.electrode:
        parts.add(f"electrode.{electrode.id}", electrode)
    for experiment in design.experiment:
        parts.add(f"experiment.{experiment.id}", experiment)
    order = ("lithium", *NAMED_PARTS, *LIBRARIES, "electrode", "experiment")
    sections = sorted(parts.sections.items(), key=lambda item: order.index(item[0].partition(".")[0]))
    return Description(
        design.name, design.title, design.seed, tuple(Section(key, tuple(rows)) for key, rows in sections)
    )


class _Parts:
    """Collects the sections of a design; a part from a library becomes one section however often it is used."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.sections: dict[str, list[Row]] = {}

    def add(self, key: str, part: Part) -> None:
        """Add the section of a part, and those of the parts that it takes from libraries."""
        if key in self.sections:
            return
        rows = self.sections[key] = []
        rows += self._rows(key, part, "")
        rows += [
            Row(f"{key}.{number.name}", number.name, number.value, number.unit, "derived", number.note)
            for number in derived.numbers(part, self.design)
        ]

    def _rows(self, key: str, part: Part, prefix: str) -> Iterator[Row]:
        for field in sorted(type(part).model_fields, key=lambda name: name not in schema.TAGS):
            value, place, name = getattr(part, field), f"{key}.{field}", f"{prefix}{field}"
            if value is None or value == () or field in _NO_VALUES:
                continue
            if isinstance(value, Part):
                yield from self._part_rows(place, value, name)
            else:
                yield self._row(place, name, value, schema.annotation_at(type(part), (field,)))

    def _part_rows(self, place: str, part: Part, name: str) -> Iterator[Row]:
        """Yield the rows of a part within a part, or its name if it stands in a library."""
        written = self.design.key_in_file(place)
        if written == place or written.count(".") > 1:
            yield from self._rows(place, part, f"{name}.")
        else:
            yield Row(place, name, written.partition(".")[2], "", "stated")
            self.add(written, part)

    def _row(self, place: str, name: str, value: Any, annotation: Any) -> Row:
        key = self.design.key_in_file(place)
        source, note = self._origin(key)
        if key != place and key.startswith("electrode."):
            note = "; ".join(filter(None, (f"the same as {key.split('.')[1]}", note)))
        text, unit = written_out(value, schema.unit_of(annotation))
        return Row(key, name, text, unit, source, note)

    def _origin(self, key: str) -> tuple[Source, str]:
        """Return the source of a value; of a list with sources of its members, the weakest."""
        found = self.design.provenance_of(key)
        members = [p for k, p in self.design.provenance.items() if k.startswith(f"{key}.")]
        for provenance in sorted(members, key=lambda p: p.kind) if found is None else [found]:
            return provenance.kind, provenance.note
        return "stated", ""


def written_out(value: Any, unit: Unit | None) -> tuple[str, str]:
    """Write a value or a list of values in the unit for people that suits the smallest.

    Returns:
        text and unit, e.g. ``("400, 260", "nm")``; the unit is empty without ``unit``.
    """
    values = value if isinstance(value, tuple) else (value,)
    if unit is None:
        return ", ".join(f"{v:.6g}" if isinstance(v, float) else str(v) for v in values), ""
    smallest = min((abs(v) for v in values if v), default=0.0)
    fitting = (shown for shown in unit.shown if from_si(smallest, unit.si, shown) >= 1)
    choice = next(fitting, unit.shown[-1] if smallest else unit.shown[0])
    return ", ".join(f"{from_si(v, unit.si, choice):.6g}" for v in values), choice


def _aligned(rows: Sequence[Row], names: Sequence[str]) -> list[str]:
    values = [f"{row.value} {row.unit}".rstrip() for row in rows]
    width, wide = max(map(len, names), default=0), max(map(len, values), default=0)
    return [
        f"  {name:<{width}}  {value:<{wide}}  {row.source:<8}  {row.note}".rstrip()
        for row, name, value in zip(rows, names, values, strict=True)
    ]
