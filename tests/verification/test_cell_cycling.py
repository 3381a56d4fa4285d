"""Long runs of cells: conservation over hundreds of cycles, the per-cycle map, and lives known by hand."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cell import defaults
from nelumbo.cell.bench import Bench
from nelumbo.cell.cathode_fade import CathodeFade
from nelumbo.cell.cycling import Watch, run_cycles
from nelumbo.cell.defaults import copper_values, symmetric_values
from nelumbo.cell.full_run import run_full
from nelumbo.cell.lithium_cell import LithiumCopper, LithiumSymmetric
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.protocols import plate_strip, to_and_fro
from nelumbo.cycling.symmetric_life import SymmetricLife
from nelumbo.cycling.trace import CycleTrace
from nelumbo.experiments.assembly import assemble
from nelumbo.experiments.result import Sample
from nelumbo.structure.bare import bare_structure
from nelumbo.transport.bare import bare_transport

MAH = 3.6e4
BARE = bare_laws()
PROTECTED = replace(
    BARE,
    sei=replace(BARE.sei, area=0.2 * BARE.sei.area),
    roughening=replace(BARE.roughening, rate=0.2 * BARE.roughening.rate),
)
"""As under a film that keeps four fifths of the surface from the electrolyte and of the roughness from growing."""
COUNTERS = (
    "plated charge",
    "stripped charge",
    "lithium",
    "dead lithium",
    "SEI charge consumed",
    "double-layer charge",
)
DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")


def imbalance(bench, side, before):
    """Lithium and charge that went nowhere, over all that there was."""
    state = bench.watch(*(f"{side} electrode {name} [C.m-2]" for name in COUNTERS))
    plated, *spent = state.values()
    return abs(before + plated - sum(spent)) / (before + plated)


@pytest.mark.parametrize("laws", [BARE, PROTECTED], ids=["bare", "protected"])
@pytest.mark.parametrize("cycles", [30, pytest.param(600, marks=pytest.mark.slow)])
def test_lithium_copper_keeps_its_books(laws, cycles):
    bench = Bench(LithiumCopper, copper_values(laws), compiled=cycles > 30)
    run = run_cycles(bench, plate_strip(10.0, MAH, cycles))
    assert run.end == ""
    assert run.trace.efficiency.size == cycles
    assert imbalance(bench, "Working", 0.0) < 1e-9
    double_layer = bench.watch("Working electrode double-layer charge [C.m-2]").popitem()[1]
    trace = run.trace
    left = trace.plated.sum() - trace.stripped.sum() - trace.dead[-1] - trace.sei_charge[-1] - trace.inventory[-1]
    assert abs(left - double_layer) < 1e-9 * trace.plated.sum()


@pytest.mark.parametrize(
    ("laws", "charge"), [(BARE, 0.1 * MAH), (PROTECTED, 0.3 * MAH)], ids=["bare", "protected"]
)
@pytest.mark.parametrize("cycles", [20, pytest.param(600, marks=pytest.mark.slow)])
def test_a_symmetric_cell_keeps_its_books(laws, charge, cycles):
    lithium = 3 * MAH
    values = symmetric_values(laws)
    values.update({f"{side} electrode initial lithium [C.m-2]": lithium for side in ("Working", "Counter")})
    bench = Bench(LithiumSymmetric, values, compiled=cycles > 20)
    run = run_cycles(bench, to_and_fro(10.0, charge, cycles))
    assert run.end == ""
    assert run.trace.efficiency.size == cycles
    assert max(imbalance(bench, side, lithium) for side in ("Working", "Counter")) < 1e-9


def test_without_losses_the_efficiency_is_one():
    run = run_cycles(Bench(LithiumCopper, copper_values(LOSSLESS)), plate_strip(10.0, MAH, 30))
    assert run.trace.efficiency[1:] == pytest.approx(1.0, abs=1e-9)
    assert run.trace.dead[-1] == 0


@pytest.mark.slow
@pytest.mark.parametrize("laws", [BARE, PROTECTED], ids=["bare", "protected"])
def test_the_map_agrees_with_the_cell_over_400_cycles(laws):
    cell = run_cycles(Bench(LithiumCopper, copper_values(laws), compiled=True), plate_strip(10.0, MAH, 400)).trace
    mapped = run_map(laws, Protocol(10.0, 10.0, MAH), 400)
    assert np.sqrt(np.mean((cell.efficiency - mapped.efficiency) ** 2)) <= 1e-4
    assert mapped.dead[-1] == pytest.approx(cell.dead[-1], rel=2e-3)
    assert mapped.sei_charge[-1] == pytest.approx(cell.sei_charge[-1], rel=5e-3)


def test_the_map_agrees_with_the_cell_over_the_first_cycles():
    cell = run_cycles(Bench(LithiumCopper, copper_values()), plate_strip(10.0, MAH, 30)).trace
    mapped = run_map(BARE, Protocol(10.0, 10.0, MAH), 30)
    assert np.sqrt(np.mean((cell.efficiency - mapped.efficiency) ** 2)) <= 5e-5


@pytest.mark.parametrize("share", [0.03, 0.12])
def test_the_life_of_a_symmetric_cell_is_its_excess_over_the_loss(share):
    # smooth but for what it inherits, so that each strip of q loses ℓ = q φ/(1 − φ)
    laws = replace(LOSSLESS, dead=DeadLithium(share=share, roughness=1e-9))
    values = symmetric_values(laws)
    values["Working electrode initial lithium [C.m-2]"] = 2 * MAH
    values["Counter electrode initial lithium [C.m-2]"] = 200 * MAH
    for name in ("dead lithium share", "initial retained roughness [m]"):
        values[f"Counter electrode {name}"] = 0.0
    values["Working electrode initial retained roughness [m]"] = 1e-6
    protocol = Protocol(10.0, 10.0, MAH, 2 * MAH)
    run = run_cycles(Bench(LithiumSymmetric, values), to_and_fro(10.0, MAH, 200))
    expected = 2 / (share / (1 - share))
    assert "working electrode has run out" in run.end
    assert run.trace.exhausted == int(expected) + 1
    life = SymmetricLife().life(run.trace, protocol, defaults.ETHER, 1.0)
    assert life.failure / protocol.cycle_duration == pytest.approx(expected, abs=0.05 + 0.005 * expected)


def full_cell(laws, id="full_ncm811_1C"):
    experiment = next(e for e in DESIGN.experiment if e.id == id)
    sample = Sample(DESIGN.electrode[0], (bare_structure(),), (bare_transport(),), (laws,))
    cathode = DESIGN.cathode[experiment.cathode]
    (cell,) = assemble(experiment, sample, DESIGN, cathode, (experiment.c_rate, 1), fade=0.0)
    return cell


def test_a_full_cell_without_losses_repeats_itself():
    cell = full_cell(LOSSLESS)
    run = run_full(cell, [cell.current] * 12, (2, 12))
    assert run.summary.efficiency[3:] == pytest.approx(1.0, abs=1e-4)
    assert run.summary.discharge_capacity[11] == pytest.approx(run.summary.discharge_capacity[6], rel=1e-4)
    assert (run.exhausted, run.end, run.notes) == (None, "", ())


def test_a_full_cell_keeps_its_lithium_in_both_electrodes():
    laws = replace(LOSSLESS, dead=DeadLithium(share=0.2, roughness=1e-9), roughening=BARE.roughening)
    cell = replace(full_cell(laws), fade=CathodeFade(2e-3))
    run = run_full(cell, [cell.current] * 25, (1, 15, 25))
    built_in = cell.cell.live_lithium(1.0, cell.reserve + cell.cell.capacity)
    assert run.lithium.sum(axis=1) == pytest.approx(built_in, rel=1e-12)
    for number, cycle in run.kept.items():
        live = cycle.discharge.anode + cycle.discharge.cathode
        # the state of the cell model itself, both electrodes, holds what the ledger says is alive
        assert live == pytest.approx(run.lithium[number - 1, 0], rel=1e-9)
    assert run.exhausted is not None
    shortage = run.summary.discharge_capacity[run.exhausted :]
    assert np.all(np.diff(shortage) < 0)
    assert run.notes


def test_a_full_cell_loses_per_cycle_what_the_map_says_while_lithium_lasts():
    cell = replace(full_cell(BARE), cycles=20)
    run = run_full(cell, [cell.current] * 20, ())
    # the map does not know what lithium the cathode leaves on the anode at this rate, which keeps it rougher
    for cycle, tolerance in ((1, 0.02), (20, 0.05)):
        assert run.lithium[cycle - 1, 1] == pytest.approx(cell.anode[0] - cell.anode[cycle], rel=tolerance)


_CHILD = """
import os, signal, sys
from pathlib import Path
from nelumbo.cell.bench import Bench
from nelumbo.cell.cathode_fade import CathodeFade
from nelumbo.cell.cycling import Watch, run_cycles
from nelumbo.cell.defaults import copper_values
from nelumbo.cell.lithium_cell import LithiumCopper
from nelumbo.cycling.protocols import plate_strip

def die(done, total):
    if done == 20:
        os.kill(os.getpid(), signal.SIGKILL)

watch = Watch((25,), checkpoint=Path(sys.argv[1]), every=10, progress=die)
run_cycles(Bench(LithiumCopper, copper_values()), plate_strip(10.0, 3.6e4, 30), watch)
"""


@pytest.mark.slow
def test_a_process_that_is_killed_leaves_a_run_that_ends_with_the_same_bits(tmp_path):
    file = tmp_path / "checkpoint.npz"
    child = subprocess.run([sys.executable, "-c", _CHILD, str(file)], check=False, env=dict(os.environ))
    assert child.returncode == -signal.SIGKILL
    cycles = plate_strip(10.0, MAH, 30)
    resumed = run_cycles(Bench(LithiumCopper, copper_values()), cycles, Watch((25,), checkpoint=file))
    whole = run_cycles(Bench(LithiumCopper, copper_values()), cycles, Watch((25,)))
    for name in vars(CycleTrace(*[np.empty(0)] * 10)):
        assert np.array_equal(getattr(resumed.trace, name), getattr(whole.trace, name)), name
    assert np.array_equal(resumed.records[25].voltage, whole.records[25].voltage)


_MEMORY = """
from pathlib import Path
from nelumbo.cell.bench import Bench
from nelumbo.cell.cathode_fade import CathodeFade
from nelumbo.cell.cycling import run_cycles
from nelumbo.cell.defaults import copper_values
from nelumbo.cell.lithium_cell import LithiumCopper
from nelumbo.cycling.protocols import plate_strip

def peak():
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024

bench = Bench(LithiumCopper, copper_values(), compiled=True)
run_cycles(bench, plate_strip(10.0, 3.6e4, 50))
before = peak()
run_cycles(bench, plate_strip(10.0, 3.6e4, 650))
print(before, peak())
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak memory from /proc")
def test_memory_does_not_grow_with_the_cycles():
    child = subprocess.run([sys.executable, "-c", _MEMORY], check=True, capture_output=True, text=True)
    before, after = map(float, child.stdout.split())
    assert after < 350
    assert after - before < 15
