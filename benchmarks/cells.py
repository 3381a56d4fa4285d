"""Cells over hundreds of cycles: time per cycle, peak memory and charge balance, beside PyBaMM's own half cells.

    python benchmarks/cells.py [--cycles 600] [--repetitions 2] [--json FILE]

Every case runs in a process of its own, so that its peak memory is its own; the best of the repetitions is
shown, in processor time of one core, which other programs on the machine change little. What is built or
compiled once is not counted in the time, but is in the memory. Bare electrodes of a symmetric cell exchange a
tenth of the charge of the others: at the full charge they run out of lithium after 67 cycles. The full cells
have the lithium of the published ones; bare, they are short of it from cycle 101 on. PyBaMM's half cells run a
charge and a discharge at 1C per cycle, through `pybamm.Simulation` and `pybamm.Experiment` as its documentation
shows, with its fastest solver and without what it would keep of each cycle.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

import nelumbo
from nelumbo.cycling.calibrated import bare_laws, default_law
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.protocols import plate_strip, to_and_fro
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.units import MAH_PER_CM2

CURRENT = 10.0
"""1 mA/cm², A/m²; a cycle plates 1 mAh/cm²."""
LITHIUM = 3 * MAH_PER_CM2
"""On each electrode of a symmetric cell, C/m²."""
DESIGN = Path(__file__).parents[1] / "designs" / "wei2024.toml"


@dataclass(frozen=True)
class Outcome:
    """What one case showed: seconds for all cycles, their number and what is worth noting."""

    seconds: float
    cycles: int
    note: str
    samples: int = 1


def protected_laws() -> CycleLaws:
    """Return what a cycle costs under one film of the published design."""
    from nelumbo.structure import PackedSpheres
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

    electrode = nelumbo.load(DESIGN).electrode[-1]
    structure = PackedSpheres().build(electrode, np.random.default_rng(0))
    transport = VoxelDiffusion(largest=100_000).solve(electrode, structure)
    return default_law().protect(bare_laws(), structure, transport)


def read_laws(text: str) -> CycleLaws:
    """Return laws from their JSON."""
    parts = json.loads(text)
    return CycleLaws(
        DeadLithium(**parts["dead"]),
        SEIGrowth(**parts["sei"]),
        Roughening(**parts["roughening"]),
        parts["film_share"],
    )


def half_cell(laws: CycleLaws, compiled: bool) -> Callable[[int], Outcome]:
    """Return Li|Cu."""
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.defaults import copper_values
    from nelumbo.cell.lithium_cell import LithiumCopper

    values = copper_values(laws)
    return lambda cycles: _timed(
        lambda: Bench(LithiumCopper, values, compiled), plate_strip(CURRENT, MAH_PER_CM2, cycles), 0.0
    )


def symmetric(laws: CycleLaws, compiled: bool) -> Callable[[int], Outcome]:
    """Return Li|Li."""
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.defaults import symmetric_values
    from nelumbo.cell.lithium_cell import LithiumSymmetric

    values = symmetric_values(laws)
    values.update({f"{side} electrode initial lithium [C.m-2]": LITHIUM for side in ("Working", "Counter")})
    charge = MAH_PER_CM2 * (0.1 if laws == bare_laws() else 1.0)
    return lambda cycles: _timed(
        lambda: Bench(LithiumSymmetric, values, compiled), to_and_fro(CURRENT, charge, cycles), LITHIUM
    )


def _timed(build: Callable[[], Any], cycles: Any, before: float) -> Outcome:
    from nelumbo.cell.cycling import run_cycles

    run_cycles(build(), cycles[:1])
    bench, start = build(), process_time()
    run = run_cycles(bench, cycles)
    seconds = process_time() - start
    names = (
        "plated charge",
        "stripped charge",
        "lithium",
        "dead lithium",
        "SEI charge consumed",
        "double-layer charge",
    )
    state = bench.watch(*(f"Working electrode {name} [C.m-2]" for name in names))
    plated, *spent = state.values()
    balance = abs(before + plated - sum(spent)) / (before + plated)
    if run.end:
        raise RuntimeError(f"not complete: {run.end}")
    helped = f", {len(run.remedies)} remedies" if run.remedies else ""
    return Outcome(
        seconds, len(cycles), f"last CE {run.trace.efficiency[-1]:.4f}, charge balance {balance:.0e}{helped}"
    )


def lfp(laws: CycleLaws, compiled: bool) -> Callable[[int], Outcome]:
    """Return Li|LFP on the SPMe, 700 cycles at 1C."""
    from nelumbo.cell.full_run import run_full
    from nelumbo.experiments.assembly import assemble
    from nelumbo.experiments.result import Sample
    from nelumbo.structure.bare import bare_structure
    from nelumbo.transport.bare import bare_transport

    design = nelumbo.load(DESIGN)
    experiment = next(e for e in design.experiment if e.id == "full_lfp_1C")
    sample = Sample(design.electrode[0], (bare_structure(),), (bare_transport(),), (laws,))
    cathode = design.cathode["lfp"]
    (cell,) = assemble(experiment, sample, design, cathode, (1.0, experiment.cycles), None, compiled)
    run_full(cell, [cell.current], ())

    def run(_: int) -> Outcome:
        start = process_time()
        found = run_full(cell, [cell.current] * 700, ())
        seconds = process_time() - start
        built_in = cell.cell.live_lithium(1.0, cell.reserve + cell.cell.capacity)
        balance = np.max(np.abs(found.lithium.sum(axis=1) / built_in - 1))
        kept = found.summary.discharge_capacity[-1] / found.summary.discharge_capacity[1]
        return Outcome(seconds, found.summary.cycle.size, f"retention {kept:.3f}, lithium balance {balance:.0e}")

    return run


def pybamm_half_cell(model: str) -> Callable[[int], Outcome]:
    """Return PyBaMM's own half cell of NMC532 against an endless foil."""
    import pybamm

    cell = getattr(pybamm.lithium_ion, model)({"working electrode": "positive"})
    values = pybamm.ParameterValues("Xu2019")
    cycle = ("Discharge at 1C until 3.5 V", "Charge at 1C until 4.2 V")

    def run(cycles: int) -> Outcome:
        count = min(cycles, 30)
        experiment = pybamm.Experiment([cycle] * count)
        solver = pybamm.IDAKLUSolver(output_variables=["Voltage [V]"])
        simulation = pybamm.Simulation(cell, parameter_values=values, experiment=experiment, solver=solver)
        simulation.build_for_experiment()
        start = process_time()
        found = simulation.solve(calc_esoh=False, save_at_cycles=count)
        return Outcome(process_time() - start, count, f"{len(found.cycles)} cycles, nothing ages")

    return run


def ensemble(reserve: float | None) -> Callable[[int], Outcome]:
    """Return the per-cycle map of a thousand samples."""
    bare, samples = bare_laws(), 1000
    shares = bare.dead.share * np.linspace(0.5, 1.5, samples)
    many = replace(bare, dead=replace(bare.dead, share=shares))

    def run(cycles: int) -> Outcome:
        start = process_time()
        trace = run_map(many, Protocol(CURRENT, CURRENT, MAH_PER_CM2, reserve), cycles)
        seconds = process_time() - start
        return Outcome(seconds, cycles, f"{trace.efficiency.shape[1]} samples", samples)

    return run


CASES: dict[str, tuple[Callable[[CycleLaws], Callable[[int], Outcome]], str]] = {
    f"{name}, {state}{', compiled' if compiled else ''}": (
        lambda laws, kind=kind, compiled=compiled: kind(laws, compiled),
        target if compiled else "",
    )
    for name, kind, target in (
        ("Li|Cu", half_cell, "8 ms"),
        ("Li|Li", symmetric, ""),
        ("Li|LFP SPMe", lfp, "29 ms"),
    )
    for state in ("bare", "protected")
    for compiled in (True, False)
}
CASES |= {
    f"PyBaMM Li|NMC {model}": (lambda _, model=model: pybamm_half_cell(model), "")
    for model in ("SPM", "SPMe", "DFN")
}
CASES |= {
    "map, stripped to a cut-off": (lambda _: ensemble(None), "2 µs"),
    "map, with a reserve": (lambda _: ensemble(200 * MAH_PER_CM2), "2 µs"),
}


def measure(case: str, laws: CycleLaws, cycles: int, repetitions: int) -> dict[str, Any]:
    """Run one case in this process."""
    run = CASES[case][0](laws)
    best = min((run(cycles) for _ in range(repetitions)), key=lambda outcome: outcome.seconds)
    unit = 1e6 if best.samples > 1 else 1e3
    return {
        "per cycle": best.seconds / best.cycles / best.samples * unit,
        "unit": "µs" if best.samples > 1 else "ms",
        "cycles": best.cycles,
        "seconds": best.seconds,
        "memory / MB": peak_memory(),
        "note": best.note,
    }


def peak_memory() -> float:
    """Return the peak memory of this process, MB; not a number where the system does not tell."""
    status = Path("/proc/self/status")  # getrusage would tell that of the parent, if larger
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), math.nan)


def main() -> None:
    """Run every case in its own process, print a table and write it as JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=600)
    parser.add_argument("--repetitions", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--case", choices=CASES, help="run this one here and print its numbers")
    parser.add_argument("--laws", help="JSON of what a cycle costs in that case; bare copper when absent")
    wanted = parser.parse_args()
    if wanted.case:
        laws = read_laws(wanted.laws) if wanted.laws else bare_laws()
        print(json.dumps(measure(wanted.case, laws, wanted.cycles, wanted.repetitions)))
        return
    film = json.dumps(asdict(protected_laws()))
    found = {case: _apart(case, film if "protected" in case else "", wanted) for case in CASES}
    table = Table(title=f"{wanted.cycles} cycles of 1 mA/cm², 1 mAh/cm²", box=box.SIMPLE_HEAD)
    for column in ("case", "per cycle", "target", "cycles", "memory / MB", ""):
        table.add_column(column, justify="left" if column in ("case", "") else "right")
    for case, row in found.items():
        table.add_row(
            case,
            f"{row['per cycle']:.3g} {row['unit']}",
            CASES[case][1] and f"≤ {CASES[case][1]}",
            str(row["cycles"]),
            f"{row['memory / MB']:.0f}",
            row["note"],
        )
    Console(width=140).print(table)
    if wanted.json:
        wanted.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _apart(case: str, laws: str, wanted: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, __file__, "--case", case, "--cycles", str(wanted.cycles)]
    command += ["--repetitions", str(wanted.repetitions), *(["--laws", laws] if laws else [])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


if __name__ == "__main__":
    main()
