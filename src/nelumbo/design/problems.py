"""Turn what pydantic says about tables into problems in the terms of the design file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from nelumbo.design import schema
from nelumbo.design.keys import Path, child, dotted, suggestion
from nelumbo.design.libraries import Resolved
from nelumbo.design.part import Fault, Part
from nelumbo.errors import Problem

_RANGE = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


def problems_of(
    error: ValidationError, model: type[Part], resolved: Resolved, tree: Any, file: Mapping[str, Any]
) -> list[Problem]:
    """Translate a validation error.

    Args:
        error: raised by ``model``. model: what was validated. resolved: where the parts are written.
        tree: the tables that were validated. file: the tables of the file, provenance unwrapped.
    """
    found: list[Problem] = []
    for entry in error.errors(include_url=False):
        place = _Place(entry["loc"], model, resolved, tree, file)
        found += place.problems(str(entry["type"]), entry.get("ctx", {}))
    return list(dict.fromkeys(found))


class _Place:
    """A location in the validated tables, as pydantic and as the file's author see it."""

    def __init__(
        self,
        location: tuple[str | int, ...],
        model: type[Part],
        resolved: Resolved,
        tree: Any,
        file: Mapping[str, Any],
    ) -> None:
        self.annotation = schema.annotation_at(model, location)
        self.parent = schema.annotation_at(model, location[:-1])
        self.path = _without_tags(location, model)
        self.file = file
        self.resolved = resolved
        self.value = _at(self.path, tree)

    def key(self, *names: str | int) -> str:
        """Dotted key of the place, or of something below it."""
        return dotted(self.resolved.written_at((*self.path, *names)), self.file)

    def problems(self, kind: str, context: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield the problems that one entry of a validation error stands for."""
        if kind == "faults":
            faults: Sequence[Fault] = context["faults"]
            for fault in faults:
                yield Problem(self.key(*fault.field.split(".")), fault.expected, fault.got, fault.remedy)
        elif kind == "too_short" and len(self.value) >= context["min_length"]:
            return  # pydantic counts the valid members only; the others have problems of their own
        elif kind == "missing":
            yield self._missing(str(self.path[-1]))
        elif kind == "extra_forbidden":
            yield self._unknown()
        elif kind in ("union_tag_not_found", "union_tag_invalid"):
            yield self._tag(str(context["discriminator"]).strip("'"))
        else:
            yield Problem(
                self.key(), schema.expected(self.annotation), _shown(self.value), self._remedy(kind, context)
            )

    def _missing(self, name: str) -> Problem:
        key, annotation = self.key(), self.annotation
        table = key.rpartition(".")[0]
        where = self._bracketed(table) if table else "the top of the file"
        if schema.is_list_of_tables(annotation) or schema.is_table(annotation):
            remedy = f"add {self._table()}"
        else:
            remedy = f"add {name} = {schema.example(annotation)} to {where}"
        return Problem(key, schema.expected(annotation), "nothing: the key is missing", remedy)

    def _unknown(self) -> Problem:
        remedy = suggestion(str(self.path[-1]), schema.fields_of(self.parent), "delete the key")
        return Problem(self.key(), "a known key", f"the unknown key {self.path[-1]!r}", remedy)

    def _tag(self, name: str) -> Problem:
        """Say which kind of table the key ``name`` may choose."""
        tags = schema.tags(self.annotation, name)
        value = child(self.value, name)
        expected = "one of " + ", ".join(map(repr, tags))
        if value is None:
            return Problem(self.key(name), expected, "nothing: the key is missing", f'add {name} = "{tags[0]}"')
        return Problem(self.key(name), expected, _shown(value), suggestion(str(value), tags, "change it"))

    def _remedy(self, kind: str, context: Mapping[str, Any]) -> str:
        if "remedy" in context:
            return str(context["remedy"])
        if kind in _RANGE:
            name, word = _RANGE[kind]
            return f"write a value {word} {context[name]:g}"
        if kind == "literal_error" and isinstance(self.value, str):
            return suggestion(self.value, schema.options(self.annotation), "change it")
        if kind == "too_short":
            return "add at least one"
        example = schema.example(self.annotation)
        if example and isinstance(self.path[-1], str):
            return f"write {self.path[-1]} = {example}"
        return f"write {example or self._table()}"

    def _table(self) -> str:
        """Say which table the file needs here."""
        if isinstance(self.path[-1], int) or schema.is_list_of_tables(self.annotation):
            return f"a table [[{next(step for step in reversed(self.path) if isinstance(step, str))}]]"
        return f"a table {self._bracketed(self.key() + ('.NAME' if schema.is_mapping(self.annotation) else ''))}"

    def _bracketed(self, key: str) -> str:
        """Write a key as the head of its table; members of lists have no head of their own."""
        in_list = any(isinstance(step, int) for step in self.resolved.written_at(self.path))
        return key if in_list else f"[{key}]"


def _without_tags(location: tuple[str | int, ...], model: type[Part]) -> Path:
    """Drop the steps of a location that name the kind of a table and no member of it."""
    kinds = (schema.is_choice(schema.annotation_at(model, location[:place])) for place in range(len(location)))
    return tuple(step for step, kind in zip(location, kinds, strict=True) if not kind)


def _at(path: Path, tree: Any) -> Any:
    for step in path:
        tree = child(tree, step)
    return tree


def _shown(value: Any) -> str:
    """Write a value as it stands in the file, shortened."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"a table with the keys {', '.join(value) or '(none)'}"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
