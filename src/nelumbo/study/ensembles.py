"""Cycle laws side by side in one ensemble, so that the per-cycle map carries all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.result import CycleLaws

_PARTS = ("dead", "sei", "roughening")


def stacked(laws: Sequence[CycleLaws], members: int = 1) -> CycleLaws:
    """Return one ensemble of all laws, each with so many members, in their order.

    Args:
        laws: of one kind of parts each; of grown laws, those at the current and charge of the cycles.
        members: of every law, whose fields are numbers or arrays of this length.
    """

    def together(values: Sequence[Any]) -> NDArray[np.float64]:
        return np.concatenate([np.broadcast_to(value, (members,)) for value in values])

    def part(name: str) -> Any:
        each = [getattr(law, name) for law in laws]
        return type(each[0])(**{f.name: together([getattr(one, f.name) for one in each]) for f in fields(each[0])})

    share: Any = together([law.film_share for law in laws])
    return CycleLaws(part("dead"), part("sei"), part("roughening"), share)


def distinct(laws: CycleLaws) -> tuple[CycleLaws, NDArray[np.int64]]:
    """Return the members of an ensemble that differ, and for every member its place among them.

    What is computed for the distinct members and taken at these places is, to the bit, that of all members.
    """
    rows = [np.asarray(value) for name in _PARTS for value in vars(getattr(laws, name)).values()]
    rows = [*rows, np.asarray(laws.film_share)]
    _, first, index = np.unique(np.stack(rows), axis=1, return_index=True, return_inverse=True)
    return _each(laws, lambda value: value[first]), index.reshape(-1)


def _each(laws: CycleLaws, change: Callable[[Any], Any]) -> CycleLaws:
    """Return the laws with every number of theirs changed."""
    parts = [getattr(laws, name) for name in _PARTS]
    dead, sei, roughening = (type(part)(**{k: change(v) for k, v in vars(part).items()}) for part in parts)
    return CycleLaws(dead, sei, roughening, change(laws.film_share))
