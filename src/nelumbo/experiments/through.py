"""Long tests that the cell model runs from the first cycle to the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nelumbo.cell.interface import InterfaceState
from nelumbo.cell.life import preplated_state
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.protocols import plate_strip, to_and_fro
from nelumbo.cycling.steps import Cycle, strip
from nelumbo.experiments.specimen import Specimen

if TYPE_CHECKING:
    from nelumbo.cell.bench import StepResult
    from nelumbo.cell.cycling import CyclingRun


def half_cell_cycles(experiment: Any) -> list[Cycle]:
    """Return the cycles of a half cell, formation first."""
    charge, cutoff, pause = experiment.capacity, experiment.strip_cutoff, experiment.rest or 0.0
    formed, slow = experiment.formation_cycles, experiment.formation_current_density
    first = plate_strip(slow, charge, formed, cutoff, pause) if slow else []
    return first + plate_strip(experiment.current_density, charge, experiment.cycles, cutoff, pause)


def run_half_cell(part: Specimen, experiment: Any, traced: tuple[int, ...]) -> CyclingRun:
    """Run a half cell; formation has the cycles up to 0.

    Args:
        experiment: a half cell of the design. traced: cycles whose voltages are kept.
    """
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.cycling import Watch, run_cycles
    from nelumbo.cell.lithium_cell import LithiumCopper

    bench = Bench(LithiumCopper, part.against_foil(InterfaceState(), experiment.foil_thickness), compiled=True)
    return run_cycles(bench, half_cell_cycles(experiment), Watch(traced, first=1 - experiment.formation_cycles))


def run_symmetric(
    part: Specimen, protocol: Protocol, cycles: int, traced: tuple[int, ...] = (), cutoff: float = 1.0
) -> tuple[StepResult, CyclingRun]:
    """Run a symmetric cell; return its first half cycle, and its cycles after that.

    The working electrode is stripped first, so that its lithium is used up first; cycles are counted from there,
    as the per-cycle map counts them.

    Args:
        protocol: with the reserve that the first half cycle leaves. cutoff: at which the cell is given up, V.
    """
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.cycling import Watch, run_cycles
    from nelumbo.cell.lithium_cell import LithiumSymmetric

    current, charge = protocol.plating_current, protocol.plating_charge
    state = preplated_state(part.laws, current, charge + (protocol.reserve or 0.0))
    bench = Bench(LithiumSymmetric, part.symmetric(state), compiled=True)
    first = bench.run(strip(current, charge, cutoff))
    run = run_cycles(bench, to_and_fro(current, charge, cycles, cutoff), Watch(traced))
    return first, run
