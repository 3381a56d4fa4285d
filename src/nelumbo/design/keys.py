"""Names for places in a design file: dotted keys, and suggestions for misspelt ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_MOST_NAMES = 12

Path = tuple[str | int, ...]
"""Steps from the root of a file's tables to a value: keys of tables and places in lists, from zero."""


def dotted(path: Path, tree: Any) -> str:
    """Spell a path as the file's author would: list members by their id, else by their place from one.

    Args:
        path: may end in steps that the tree lacks (a missing key). tree: the tables that the path walks through.
    """
    names: list[str] = []
    for step in path:
        names.append(_name(step, tree))
        tree = child(tree, step)
    return ".".join(names)


def child(tree: Any, step: str | int) -> Any:
    """Return the member of a table or list, ``None`` where there is none."""
    if isinstance(tree, Mapping):
        return tree.get(step)
    if isinstance(tree, list | tuple) and isinstance(step, int) and step < len(tree):
        return tree[step]
    return None


def tables(tree: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield place and content of every table in the list ``tree[key]``; anything else is passed over."""
    members = child(tree, key)
    if isinstance(members, list | tuple):
        yield from ((place, member) for place, member in enumerate(members) if isinstance(member, dict))


def suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return a remedy for an unknown name: the closest known one, else the list of them, else ``otherwise``."""
    known = list(known)
    lower = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(name.lower(), lower, n=1)
    if close:
        return f"did you mean {lower[close[0]]!r}?"
    shown = [*map(repr, known[:_MOST_NAMES]), *(["..."] if len(known) > _MOST_NAMES else [])]
    return f"use one of {', '.join(shown)}, or {otherwise}" if known else otherwise


def _name(step: str | int, siblings: Any) -> str:
    if isinstance(step, str):
        return step
    ids = [child(member, "id") for member in siblings] if isinstance(siblings, list | tuple) else []
    own = ids[step] if step < len(ids) else None
    return own if isinstance(own, str) and own.isidentifier() and ids.count(own) == 1 else str(step + 1)
