"""What the models expect at a place, in words: the source of every ``expected`` in an error."""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from nelumbo.design.part import Part
from nelumbo.design.quantity import Meaning, Unit

TAGS = ("kind", "shape", "method")
"""Keys that choose among the kinds of experiments, particles and packings."""


def annotation_at(model: type[Part], location: tuple[str | int, ...]) -> Any:
    """Return the annotation at a location of a validation error, ``None`` where the model has no such place.

    Args:
        model: the model that was validated. location: as pydantic gives it, tags of unions included.
    """
    annotation: Any = model
    for step in location:
        annotation = _step(_core(annotation), step)
    return annotation


def expected(annotation: Any) -> str:
    """Say in words what a value with this annotation must be, with an example where there is one."""
    what = _what(annotation)
    shown = example(annotation)
    return f"{what}, such as {shown}" if shown and _mark(annotation) else what


def example(annotation: Any) -> str:
    """Return a value as it is written in a design file, empty for tables."""
    mark = _mark(annotation)
    core = _core(annotation)
    if isinstance(mark, Unit):
        return f'"{mark.example}"'
    if mark is not None:
        return mark.example
    if get_origin(core) is tuple and not _is_part(_core(get_args(core)[0])):
        return f"[{', '.join(example(item) for item in get_args(core) if item is not Ellipsis)}]"
    if get_origin(core) is Literal:
        return f'"{get_args(core)[0]}"'
    if _is_union(core) and _tag(core):
        return f"{{ {_tag(core)} = {example(_hints(_options(core)[0])[_tag(core)])}, ... }}"
    return '"..."' if core is str else ""


def unit_of(annotation: Any) -> Unit | None:
    """Return the unit of a quantity or of the quantities in a list, ``None`` where there is none."""
    mark, core = _mark(annotation), _core(annotation)
    if mark is None and get_origin(core) is tuple:
        return unit_of(get_args(core)[0])
    return mark if isinstance(mark, Unit) else None


def fields_of(annotation: Any) -> tuple[str, ...]:
    """Return the keys of a table, empty where the annotation is none or still undecided."""
    core = _core(annotation)
    return tuple(core.model_fields) if _is_part(core) else ()


def is_table(annotation: Any) -> bool:
    """Whether the annotation is a part, a choice of parts or a mapping of them."""
    core = _core(annotation)
    return _is_part(core) or _is_mapping(core) or _is_union(core)


def is_mapping(annotation: Any) -> bool:
    """Whether the annotation is a mapping of parts, written ``[key.NAME]``."""
    return _is_mapping(_core(annotation))


def is_list_of_tables(annotation: Any) -> bool:
    """Whether the annotation is a list of parts, written ``[[name]]``."""
    core = _core(annotation)
    return get_origin(core) is tuple and is_table(get_args(core)[0])


def tags(annotation: Any, name: str) -> tuple[str, ...]:
    """Return the values that the key ``name`` may have in a choice of parts."""
    return tuple(tag for option in _options(_core(annotation)) for tag in get_args(_hints(option).get(name)))


def is_choice(annotation: Any) -> bool:
    """Whether the annotation is a choice of parts; a location in one has a step for the part chosen."""
    return _is_union(_core(annotation))


def options(annotation: Any) -> tuple[str, ...]:
    """Return the texts among which a value is chosen, empty where it is not."""
    core = _core(annotation)
    return tuple(map(str, get_args(core))) if get_origin(core) is Literal else ()


def _step(core: Any, step: str | int) -> Any:
    if get_origin(core) is tuple:
        items = get_args(core)
        return items[step] if isinstance(step, int) and Ellipsis not in items and step < len(items) else items[0]
    if _is_mapping(core):
        return get_args(core)[0]
    if _is_union(core):
        return next((option for option in _options(core) if step in (*_tags(option), option.__name__)), None)
    return _hints(core).get(str(step)) if _is_part(core) else None


def _what(annotation: Any) -> str:
    mark = _mark(annotation)
    core = _core(annotation)
    if mark is not None:
        return mark.what
    if get_origin(core) is tuple:
        items = get_args(core)
        number = "a list" if Ellipsis in items else f"a list of {len(items)}"
        return "at least one table" if is_table(items[0]) else f"{number}, each {_what(items[0])}"
    if get_origin(core) is Literal:
        return "one of " + ", ".join(repr(option) for option in get_args(core))
    if _is_union(core):
        if _tag(core):
            return f"a table with {_tag(core)} = one of " + ", ".join(map(repr, tags(core, _tag(core))))
        return ", or ".join(_what(option) for option in _options(core))
    if _is_mapping(core):
        return "tables by name"
    if _is_part(core):
        return "a table with the keys " + ", ".join(core.model_fields)
    return {str: "a text", bool: "true or false"}.get(core, "a known key")


def _mark(annotation: Any) -> Unit | Meaning | None:
    """Return what describes an annotation, found through ``Annotated`` and ``| None``."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        own = [mark for mark in marks if isinstance(mark, Unit | Meaning)]
        return own[-1] if own else _mark(inner)
    if _is_optional(annotation):
        return _mark(next(option for option in get_args(annotation) if option is not type(None)))
    return None


def _core(annotation: Any) -> Any:
    """Strip ``Annotated`` and ``| None`` from an annotation."""
    if get_origin(annotation) is Annotated:
        return _core(get_args(annotation)[0])
    if _is_optional(annotation):
        return _core(next(option for option in get_args(annotation) if option is not type(None)))
    return annotation


def _is_optional(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def _is_union(core: Any) -> bool:
    return get_origin(core) in (Union, types.UnionType)


def _is_mapping(core: Any) -> bool:
    origin = get_origin(core)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_part(core: Any) -> bool:
    return isinstance(core, type) and issubclass(core, Part)


def _options(union: Any) -> tuple[type[Part], ...]:
    """Return the parts of a union; pydantic calls their places by the values of their tag or by their names."""
    return tuple(_core(option) for option in get_args(union))


def _tag(union: Any) -> str:
    """Return the key that chooses among the parts of a union, empty where the keys in a table tell them apart."""
    first = _hints(_options(union)[0])
    return next((name for name in TAGS if name in first), "")


def _tags(option: Any) -> tuple[Any, ...]:
    return tuple(tag for name in TAGS for tag in get_args(_hints(option).get(name)))


@cache
def _hints(model: type[Part]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)
