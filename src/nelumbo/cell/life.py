"""Where an electrode stands after a number of cycles, by the per-cycle map or by the cell."""

from __future__ import annotations

from dataclasses import replace

from nelumbo.cell.interface import InterfaceState
from nelumbo.cycling.map import preplated_roughness
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.trace import CycleTrace


def stripped_state(trace: CycleTrace, cycle: int, laws: CycleLaws, protocol: Protocol) -> InterfaceState:
    """Return the state after ``cycle`` cycles of ``trace``, plated next; 0 is before the first.

    What is left of a deposit keeps its roughness per lithium: u falls with n while it is stripped.
    """
    if cycle == 0:
        return preplated_state(laws, protocol.plating_current, protocol.reserve or 0.0)
    k = cycle - 1
    left = float(trace.inventory[k])
    died = float(trace.dead[k] - (trace.dead[k - 1] if k else 0.0))
    share = left / (left + float(trace.stripped[k]) + died)
    return InterfaceState(
        lithium=left,
        dead=float(trace.dead[k]),
        spent=float(trace.sei_charge[k]),
        film=float(trace.film[k]),
        retained=float(trace.retained[k]),
        fresh=float(trace.fresh[k]) * share,
    )


def plated_state(trace: CycleTrace, cycle: int, laws: CycleLaws, protocol: Protocol) -> InterfaceState:
    """Return the state of the electrode that is stripped next: as in `stripped_state`, and plated once more."""
    if cycle == 0:
        return preplated_state(laws, protocol.plating_current, (protocol.reserve or 0.0) + protocol.plating_charge)
    before = stripped_state(trace, cycle, laws, protocol)
    return replace(before, lithium=before.lithium + protocol.plating_charge, fresh=float(trace.fresh[cycle - 1]))


def preplated_state(laws: CycleLaws, current: float, charge: float) -> InterfaceState:
    """Return the state of an electrode with ``charge``, C/m², plated at ``current``, A/m², before the test."""
    retained, fresh = preplated_roughness(laws, current, charge)
    return InterfaceState(lithium=charge, retained=float(retained), fresh=float(fresh))
