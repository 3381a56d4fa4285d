"""Checks between the parts of a design: names that must be known, and ids that must be unique."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nelumbo.design.keys import dotted, suggestion, tables
from nelumbo.design.quantity import NAME, NAME_IN_WORDS
from nelumbo.errors import Problem

RESERVED_EXPERIMENT_IDS = ("structure", "structure_sensitivity", "growth_controls")
"""Ids under which results stand that belong to no experiment."""

NAMED_PARTS = ("electrolyte", "separator", "cathode", "stack")
"""Tables of a design whose entries experiments name."""


def check_table_names(tree: Mapping[str, Any], kinds: Iterable[str]) -> list[Problem]:
    """Return the tables ``[kind.NAME]`` whose names are none: names are used in keys and results."""
    return [
        Problem(f"{kind}.{name}", NAME_IN_WORDS, repr(name), f"rename the table, for instance [{kind}.my_{kind}]")
        for kind in kinds
        if isinstance(tree.get(kind), Mapping)
        for name in tree[kind]
        if not re.fullmatch(NAME, name)
    ]


def check_names(tree: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong with ids and names, in tables as read or as dumped from a design."""
    return [*_ids(tree, "electrode"), *_ids(tree, "experiment"), *_reserved(tree), *_names(tree)]


def _ids(tree: Mapping[str, Any], key: str) -> Iterator[Problem]:
    """Refuse ids that come twice, also in another case: results are written to files named after them."""
    seen: dict[str, int] = {}
    for place, member in tables(tree, key):
        name = member.get("id")
        if not isinstance(name, str):
            continue
        if name.lower() in seen:
            first = seen[name.lower()] + 1
            got = f"{name!r}, the id of [[{key}]] number {first}"
            remedy = f"rename one of the two (number {first} or number {place + 1})"
            yield Problem(f"{key}.{place + 1}.id", f"an id that no other {key} has", got, remedy)
        seen.setdefault(name.lower(), place)


def _reserved(tree: Mapping[str, Any]) -> Iterator[Problem]:
    for place, experiment in tables(tree, "experiment"):
        if experiment.get("id") in RESERVED_EXPERIMENT_IDS:
            key = dotted(("experiment", place, "id"), tree)
            got = f"{experiment['id']!r}, under which the results of the films stand"
            yield Problem(key, "an id that is not reserved", got, "rename the experiment")


def _names(tree: Mapping[str, Any]) -> Iterator[Problem]:
    """Refuse names of parts and electrodes that the design does not have."""
    known = [electrode.get("id") for _, electrode in tables(tree, "electrode")]
    ids = [name for name in known if isinstance(name, str)]
    for place, experiment in tables(tree, "experiment"):
        path = ("experiment", place)
        for part in NAMED_PARTS:
            name, parts = experiment.get(part), tree.get(part, {})
            if isinstance(name, str) and isinstance(parts, Mapping) and name not in parts:
                got = repr(name) if parts else f"{name!r}, but the design has no {part}"
                remedy = suggestion(name, parts, f"add a table [{part}.{name}]")
                yield Problem(dotted((*path, part), tree), f"the name of a [{part}.*] table", got, remedy)
        listed = experiment.get("electrodes")
        names = listed if isinstance(listed, list | tuple) else ()
        for number, name in enumerate(names):
            key = dotted((*path, "electrodes", number), tree)
            if isinstance(name, str) and name not in ids:
                remedy = suggestion(name, ids, "add it")
                yield Problem(key, "the id of an electrode", repr(name), remedy)
            elif name in names[:number]:
                yield Problem(key, "every electrode once", f"{name!r} again", "delete the repetition")
