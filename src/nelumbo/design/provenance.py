"""Take the values out of the tables that say where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nelumbo.design.design import Provenance
from nelumbo.design.keys import Path, dotted, suggestion
from nelumbo.design.measured import Datum
from nelumbo.errors import Problem
from nelumbo.units import same_unit

_FORMS = {
    "assumed": ("assumed", "why"),
    "measured": ("measured", "unit"),
    "sourced": ("value", "source"),
}
_KEYS = {key for keys in _FORMS.values() for key in keys}
_MARKS = _KEYS - {"unit"}
_EXPECTED = '{ assumed = ..., why = "..." }, { measured = "ID", unit = "..." } or { value = ..., source = "..." }'


@dataclass
class Unwrapped:
    """Tables with plain values.

    Attributes:
        tree: the tables. provenance: dotted key to where the value comes from. problems: what is wrong.
        unread: keys of values that stand in a measured file which could not be read.
    """

    tree: dict[str, Any]
    provenance: dict[str, Provenance] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def unwrap(raw: Mapping[str, Any], measured: Mapping[str, Datum] | None) -> Unwrapped:
    """Replace every ``{assumed, why}``, ``{measured, unit}`` and ``{value, source}`` by its value.

    Args:
        raw: the tables of the file.
        measured: data by id; ``None`` when they could not be read, then no id is called unknown.
    """
    result = Unwrapped({})
    reader = _Reader(raw, measured, result)
    result.tree.update((name, _plain(node, (name,), reader)) for name, node in raw.items())
    return result


@dataclass(frozen=True)
class _Reader:
    raw: Mapping[str, Any]
    measured: Mapping[str, Datum] | None
    result: Unwrapped

    def refuse(self, path: Path, expected: str, got: str, remedy: str) -> None:
        self.result.problems.append(Problem(dotted(path, self.raw), expected, got, remedy))

    def accept(self, path: Path, provenance: Provenance) -> None:
        self.result.provenance[dotted(path, self.raw)] = provenance


def _plain(node: Any, path: Path, reader: _Reader) -> Any:
    if isinstance(node, list):
        return [_plain(item, (*path, place), reader) for place, item in enumerate(node)]
    if not isinstance(node, dict):
        return node
    if _MARKS.isdisjoint(node):
        return {name: _plain(item, (*path, name), reader) for name, item in node.items()}
    form = next((form for form, keys in _FORMS.items() if set(keys) == set(node)), None)
    if form is None:
        reader.refuse(path, _EXPECTED, f"a table with the keys {', '.join(node)}", _form_remedy(node))
        return node
    value, note = (node[key] for key in _FORMS[form])
    if not isinstance(note, str) or not note.strip():
        reader.refuse(path, f"a text for {_FORMS[form][1]!r}", repr(note), f'write {_FORMS[form][1]} = "..."')
        return node
    if form == "measured":
        return _joined(node, path, reader)
    reader.accept(path, Provenance(kind="assumed" if form == "assumed" else "sourced", note=note))
    return value


def _form_remedy(node: Mapping[str, Any]) -> str:
    """Say how to mend a table that is not one of the three forms."""
    unknown = [key for key in node if key not in _KEYS]
    if unknown:
        return suggestion(unknown[0], sorted(_KEYS), "delete the key")
    begun = [form for form, keys in _FORMS.items() if keys[0] in node]
    if len(begun) > 1:
        return f"keep one of {' and '.join(_FORMS[form][0] for form in begun)}: a value has one source"
    form = begun[0] if begun else next(form for form, keys in _FORMS.items() if keys[1] in node)
    absent = [key for key in _FORMS[form] if key not in node]
    surplus = [key for key in node if key not in _FORMS[form]]
    return "; ".join([f"add {key!r}" for key in absent] + [f"delete {key!r}" for key in surplus])


def _joined(node: Mapping[str, Any], path: Path, reader: _Reader) -> Any:
    """Return the measured value that a table names by id, as text with its unit."""
    name, unit = node["measured"], node["unit"]
    if reader.measured is None:
        reader.result.unread.append(dotted(path, reader.raw))
        return node
    datum = reader.measured.get(name) if isinstance(name, str) else None
    if datum is None:
        remedy = suggestion(str(name), reader.measured, "add the value to the measured file")
        if not reader.measured:
            remedy = 'name the file of measured values at the top: measured = "FILE.csv"'
        reader.refuse(path, "the id of a measured value", repr(name), remedy)
        return node
    if isinstance(datum.value, str):
        reader.refuse(
            path,
            "the id of a measured number",
            f"{name!r}, which is the word {datum.value!r}",
            "choose the id of a number",
        )
        return node
    if not same_unit(unit, datum.unit):
        reader.refuse(
            path,
            f"{datum.unit!r}, the unit of {name} in the measured file",
            repr(unit),
            f'write unit = "{datum.unit}"',
        )
        return node
    reader.accept(path, Provenance(kind="measured", note=datum.id))
    if datum.unit.strip() == "1":
        return int(datum.value) if datum.value.is_integer() else datum.value
    return f"{datum.value!r} {datum.unit}"
