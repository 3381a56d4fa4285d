"""The laws of a cycle integrated as differential equations: the reference of the closed-form map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.map import preplated_roughness
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.trace import CycleTrace
from nelumbo.errors import StageError

Array = NDArray[np.float64]

_N, _W, _U, _S, _DEAD, _SEI = range(6)
"""Order of the state: inventory n, roughness w and u, film s, dead lithium, lithium spent on film."""

_EMPTY = 1e-9
"""Share of the plating charge at which an electrode counts as stripped bare (u/n needs n > 0)."""


def run_ode(laws: CycleLaws, protocol: Protocol, cycles: int, tolerance: float = 1e-9) -> CycleTrace:
    """Cycle an electrode by integrating its laws in time (Dormand–Prince of order 8).

    Plating at j: n′ = j − j_sei, w′ and u′ from the roughening law at j_plate = j − j_sei, s′ = j_sei.
    Stripping at j: j_strip = j + j_sei, n′ = −(j_strip + j_dead), s′ = j_sei − s j_strip/q_ren. Lithium covers the
    electrode (θ = 1) until the last of it is gone.

    Args:
        laws: numbers, no ensemble. tolerance: relative, of the integrator.

    Returns:
        the same trace as `run_map`; charge is conserved to rounding because the counters are linear in the state.

    Raises:
        StageError: the integrator fails, with its message.
    """
    start = protocol.reserve or 0.0
    w, u = preplated_roughness(laws, protocol.plating_current, start)
    state = np.array([start, w, u, 0.0, 0.0, 0.0])
    rows = []
    for _ in range(cycles):
        plated = _integrate(
            _plating(laws, protocol), state, protocol.plating_charge / protocol.plating_current, tolerance
        )
        state, duration, done = _strip(laws, protocol, plated, tolerance)
        rows.append((plated[_U], protocol.stripping_current * duration, done, state))
    fresh, stripped, complete, states = (np.array(column) for column in zip(*rows, strict=True))
    return CycleTrace(
        efficiency=stripped / protocol.plating_charge,
        plated=np.full(cycles, protocol.plating_charge),
        stripped=stripped,
        dead=states[:, _DEAD],
        sei_charge=states[:, _SEI],
        film=states[:, _S],
        retained=states[:, _W],
        fresh=fresh,
        inventory=states[:, _N],
        complete=complete,
    )


def _plating(laws: CycleLaws, protocol: Protocol) -> Callable[[float, Array], Array]:
    current = protocol.plating_current

    def rate(_: float, y: Array) -> Array:
        sei = laws.sei.current(1.0, y[_S], y[_W], y[_U])
        lithium = current - sei
        retained = laws.roughening.retained_rate(lithium, y[_W])
        return np.array([lithium, retained, laws.roughening.per_charge(lithium) * lithium, sei, 0.0, sei])

    return rate


def _stripping(laws: CycleLaws, protocol: Protocol) -> Callable[[float, Array], Array]:
    def rate(_: float, y: Array) -> Array:
        sei = laws.sei.current(1.0, y[_S], y[_W], y[_U])
        strip = protocol.stripping_current + sei
        dead = laws.dead.current(strip, y[_W], y[_U])
        smoothing = -(strip + dead) * y[_U] / y[_N]
        return np.array([-(strip + dead), 0.0, smoothing, sei - laws.sei.loss(strip, y[_S]), dead, sei])

    return rate


def _strip(laws: CycleLaws, protocol: Protocol, state: Array, tolerance: float) -> tuple[Array, float, bool]:
    full = protocol.plating_charge / protocol.stripping_current
    limit = full if protocol.reserve is not None else 2 * full

    def empty(_: float, y: Array) -> float:
        return float(y[_N] - _EMPTY * protocol.plating_charge)

    empty.terminal = True  # type: ignore[attr-defined]
    end, duration = _solve(_stripping(laws, protocol), state, limit, tolerance, empty)
    return end, duration, protocol.reserve is None or duration >= full


def _integrate(rate: Callable[[float, Array], Array], state: Array, duration: float, tolerance: float) -> Array:
    return _solve(rate, state, duration, tolerance, None)[0]


def _solve(
    rate: Callable[[float, Array], Array], state: Array, duration: float, tolerance: float, event: Any
) -> tuple[Array, float]:
    from scipy.integrate import solve_ivp

    scale = tolerance * np.array([3.6e4, 1e-6, 1e-6, 1e2, 1e3, 1e2])
    answer = solve_ivp(rate, (0.0, duration), state, method="DOP853", rtol=tolerance, atol=scale, events=event)
    if not answer.success:
        raise StageError(f"The cycle could not be integrated: {answer.message}.", "Look for extreme parameters.")
    return np.asarray(answer.y[:, -1]), float(answer.t[-1])
