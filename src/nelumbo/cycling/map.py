"""The laws of a cycle integrated in closed form, one step per cycle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.dead_lithium import Undercutting
from nelumbo.cycling.elementary import maximum, minimum
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.trace import CycleTrace
from nelumbo.errors import StageError

Ints = NDArray[np.int64]
Part = TypeVar("Part")
_PARTS = 2
"""Parts of a half cycle in each of which the film grows on a constant area."""

__all__ = ["CycleTrace", "Protocol", "preplated_roughness", "run_map"]


@dataclass(frozen=True)
class MapState:
    """Where an electrode stands between two cycles; arrays for an ensemble.

    Attributes:
        inventory: n, live lithium, C/m². retained, fresh: roughnesses w and u, m. film: s, C/m².
        dead, sei_charge: lithium lost so far, C/m².
    """

    inventory: Any
    retained: Any
    fresh: Any
    film: Any
    dead: Any
    sei_charge: Any


def preplated_roughness(laws: CycleLaws, current: float, charge: float) -> tuple[Any, Any]:
    """Return w and u, m, of lithium that was plated on the electrode before the test.

    Args:
        laws: of the electrode. current: at which it was plated, A/m². charge: C/m².
    """
    roughening = laws.at(current, charge).roughening
    return roughening.over_plating(current, charge, 0.0), roughening.per_charge(current) * charge


def run_map(laws: CycleLaws, protocol: Protocol, cycles: int) -> CycleTrace:
    """Cycle an electrode by the closed-form integrals of its laws.

    Plating: w grows along its logistic, u by a(j_plate) per charge, the film by its square-root law. Stripping:
    the dead share is integrated over the shrinking deposit, the square of the film relaxes linearly. In each
    quarter of a cycle roughness enters the film's area, and j_plate the roughness, by its mean; these and the slow
    variation of s/(s + A s₀) are the approximations. Lithium covers the electrode until the last of it is gone
    (θ = 1). Where the roughness was grown (`CycleLaws.at`), it is that of a deposit of the protocol's charge, also
    upon a reserve.

    Args:
        laws: fields may be arrays that broadcast together: an ensemble. protocol: see `Protocol`.
        cycles: count, at least 1.

    Returns:
        plated + reserve = stripped + dead + SEI + inventory holds to rounding, in sums over cycles.

    Raises:
        StageError: fewer than one cycle.
    """
    if cycles < 1:
        raise StageError(f"{cycles} cycles were asked for.", "Ask for at least one.")
    state = start(laws, protocol)
    laws, state, places = _without_repetition(laws.at(protocol.plating_current, protocol.plating_charge), state)
    try:
        rows = _cycles(laws, protocol, state, cycles)
    except (ArithmeticError, ValueError):  # of plain numbers, where NumPy has infinities
        rows = _cycles(_laws_of(laws, np.float64), protocol, _of(state, np.float64), cycles)
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    if places is not None:
        columns = {name: column[:, places] for name, column in columns.items()}
    return CycleTrace(**{field.name: columns[field.name] for field in fields(CycleTrace)})


def start(laws: CycleLaws, protocol: Protocol) -> MapState:
    """Return the state before the first cycle."""
    retained, fresh = preplated_roughness(laws, protocol.plating_current, protocol.reserve or 0.0)
    shape = np.broadcast_shapes(
        *(np.shape(value) for law in (laws.dead, laws.sei, laws.roughening) for value in vars(law).values())
    )
    zero = np.zeros(shape) if shape else 0.0
    return MapState(zero + (protocol.reserve or 0.0), zero + retained, zero + fresh, zero, zero, zero)


def _without_repetition(laws: CycleLaws, state: MapState) -> tuple[CycleLaws, MapState, Ints | None]:
    """Return laws and state of the members of an ensemble that differ, and where each member is among them.

    Numbers are made plain ones, also those that all members share. What is no ensemble has no places.
    """
    numbers = [v for part in (laws.dead, laws.sei, laws.roughening, state) for v in vars(part).values()]
    shape = np.broadcast_shapes(*(np.shape(v) for v in numbers))
    if not shape:
        return _laws_of(laws, float), _of(state, float), None
    columns = np.array([np.broadcast_to(v, shape).ravel() for v in numbers], float)
    _, first, places = np.unique(columns, axis=1, return_index=True, return_inverse=True)

    def kept(value: Any) -> Any:
        return np.broadcast_to(value, shape).ravel()[first]

    def short(value: Any) -> Any:
        own = kept(value)
        return float(own[0]) if (own == own[0]).all() else own

    return _laws_of(laws, short), _of(state, kept), places.reshape(shape)


def _laws_of(laws: CycleLaws, change: Callable[[Any], Any]) -> CycleLaws:
    """Return the laws with changed numbers."""
    return replace(
        laws,
        dead=_of(laws.dead, change),
        sei=_of(laws.sei, change),
        roughening=_of(laws.roughening, change),
    )


def _of(part: Part, change: Callable[[Any], Any]) -> Part:
    """Return a dataclass with changed numbers."""
    return replace(part, **{name: change(value) for name, value in vars(part).items()})  # type: ignore[type-var]


def _cycles(laws: CycleLaws, protocol: Protocol, state: MapState, cycles: int) -> list[dict[str, Any]]:
    """Return the rows of so many cycles."""
    rows = []
    for _ in range(cycles):
        state, row = advance(laws, protocol, state)
        rows.append(row)
    return rows


def advance(laws: CycleLaws, protocol: Protocol, old: MapState) -> tuple[MapState, dict[str, Any]]:
    """Return the state after one cycle and its row of a `CycleTrace`; how large a reserve is does not matter."""
    laws = laws.at(protocol.plating_current, protocol.plating_charge)
    plated = old
    for _ in range(_PARTS):
        plated = _plate(laws, protocol.plating_current, protocol.plating_charge / _PARTS, plated)
    new, stripped, complete = _strip(laws, protocol, plated)
    row = {
        "efficiency": stripped / protocol.plating_charge,
        "plated": protocol.plating_charge + 0.0 * stripped,
        "stripped": stripped,
        "dead": new.dead,
        "sei_charge": new.sei_charge,
        "film": new.film,
        "retained": new.retained,
        "fresh": plated.fresh,
        "inventory": new.inventory,
        "complete": complete,
    }
    return new, row


def _plate(laws: CycleLaws, current: float, charge: float, old: MapState) -> MapState:
    lithium, film, consumed = charge, old.film, 0.0
    below, rough = laws.roughening.below_cap(old.retained), old.retained + old.fresh
    for _ in range(2):  # the film grows on the roughness of the lithium that it leaves
        grown = laws.roughening.per_charge(lithium * (current / charge)) * lithium
        retained, fresh = laws.roughening.inherited(below, grown), old.fresh + grown
        area = laws.sei.surface(0.5 * (rough + retained + fresh), 0.0)
        film = laws.sei.over_plating(old.film, area, charge / current)
        consumed = minimum(film - old.film, charge)
        lithium = charge - consumed
    return MapState(
        inventory=old.inventory + lithium,
        retained=retained,
        fresh=fresh,
        film=film,
        dead=old.dead,
        sei_charge=old.sei_charge + consumed,
    )


def _strip(laws: CycleLaws, protocol: Protocol, old: MapState) -> tuple[MapState, Any, Any]:
    current, least = protocol.stripping_current, 1e-9 * protocol.plating_charge
    before = maximum(old.inventory, least)
    undercutting = laws.dead.undercutting(before, old.retained, old.fresh)
    stripped, left, consumed, film, dead = protocol.plating_charge, 0.0, 0.0, old.film, 0.0
    for _ in range(2):  # duration, film and the lithium left depend on each other through losses of a few per cent
        film, consumed = _film_over_strip(
            laws, old, current * (1 + consumed / stripped), stripped / current, left / before
        )
        left = 0.0 if protocol.reserve is None else _left(undercutting, protocol.plating_charge + consumed)
        dead, _ = undercutting.over_strip(left)
        stripped = maximum(old.inventory - left - dead - consumed, least)
    if protocol.reserve is None:
        complete = np.isfinite(stripped)
    else:
        complete = stripped >= (1 - 1e-9) * protocol.plating_charge
    return (
        MapState(
            inventory=old.inventory - dead - consumed - stripped,
            retained=old.retained,
            fresh=old.fresh * left / before,
            film=film,
            dead=old.dead + dead,
            sei_charge=old.sei_charge + consumed,
        ),
        stripped,
        complete,
    )


def _film_over_strip(laws: CycleLaws, old: MapState, strip: Any, duration: Any, left: Any) -> tuple[Any, Any]:
    """Return s after stripping and what the film consumed, C/m², while u falls to the share ``left``."""
    film, consumed = old.film, 0.0
    for part in range(_PARTS):
        middle = 1 - (part + 0.5) / _PARTS * (1 - left)
        area = laws.sei.surface(old.retained, old.fresh * middle)
        film, more = laws.sei.over_strip(film, area, strip, duration / _PARTS)
        consumed = consumed + more
    return film, consumed


def _left(undercutting: Undercutting, demand: Any) -> Any:
    """Solve q₀ − q₁ − dead(q₀ → q₁) = demand for the lithium left q₁ ≥ 0 by Newton's method (slope φ − 1)."""
    spare = undercutting.before - demand
    left = maximum(spare, 0.0)
    for _ in range(3):
        dead, share = undercutting.over_strip(left)
        left = maximum(left + (spare - left - dead) / (1 - share), 0.0)
    return left
