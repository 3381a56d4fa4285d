"""What the first quarter of an hour costs: the first run, the next one, its report, the tests, the import.

    python benchmarks/first_run.py [--tests] [--output FOLDER]

The unit U is the processor time of 2·10⁷ additions in a plain Python loop on the same machine, so that the ratios
hold on a slower one. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
DESIGN = ROOT / "designs" / "wei2024.toml"
GOALS = {
    "warm run": 45.0,
    "cold run": 60.0,
    "report / warm run": 0.10,
    "tests": 110.0,
    "import": 0.1,
    "memory": 1.2,
}
_LOOP = """
import time
start = time.process_time()
total = 0
for n in range(20_000_000):
    total += n
print(time.process_time() - start)
"""


@dataclass(frozen=True)
class Cost:
    """What a command took: processor time, s; time by the clock, s; peak of its processes together, bytes."""

    user: float
    wall: float
    memory: int


def cost(command: list[str], **environment: str) -> Cost:
    """Run a command to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(psutil.Process(process.pid), peak), daemon=True)
    watcher.start()
    if process.wait() != 0:
        raise SystemExit(f"{' '.join(command)} ended with exit code {process.returncode}")
    user = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return Cost(user, time.perf_counter() - start, peak[0])


def _watch(process: psutil.Process, peak: list[int]) -> None:
    """Keep the largest sum of the resident sets of a process and all below it."""
    while True:
        try:
            tree = [process, *process.children(recursive=True)]
            peak[0] = max(peak[0], sum(each.memory_info().rss for each in tree))
        except psutil.NoSuchProcess:
            pass
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)


def unit() -> float:
    """Return U, s: the median of three."""
    found = sorted(
        float(subprocess.run([sys.executable, "-c", _LOOP], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    )
    return found[1]


def imported() -> float:
    """Return how long ``import nelumbo`` takes without the interpreter, s: the median of five."""
    code = "import time; t = time.perf_counter(); import nelumbo; print(time.perf_counter() - t)"
    found = sorted(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    )
    return found[2]


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tests", action="store_true", help="run the fast tests too, with compiled loops")
    arguments.add_argument("--output", type=Path, help="keep the run folders here")
    given = arguments.parse_args()
    nelumbo = [sys.executable, "-m", "nelumbo"]
    with tempfile.TemporaryDirectory() as scratch:
        home = given.output or Path(scratch)
        loops = {"NUMBA_CACHE_DIR": f"{scratch}/loops", "OMP_NUM_THREADS": "1"}
        u = unit()
        cold = cost([*nelumbo, "run", str(DESIGN), "-o", str(home / "cold")], **loops)
        warm = cost([*nelumbo, "run", str(DESIGN), "-o", str(home / "warm")], **loops)
        report = cost([*nelumbo, "report", str(home / "warm")], **loops)
        rows = [
            ("cold run", cold.user / u, "U", f"{cold.user:.1f} s, {cold.wall:.0f} s by the clock"),
            ("warm run", warm.user / u, "U", f"{warm.user:.1f} s, {warm.wall:.0f} s by the clock"),
            ("report / warm run", report.user / warm.user, "", f"{report.user:.1f} s"),
            ("memory", max(cold.memory, warm.memory) / 1e9, "GB", "all processes of a run"),
            ("import", imported(), "s", "without the interpreter"),
        ]
        if given.tests:
            tests = cost(["make", "test"], **loops)
            rows.append(("tests", tests.user / u, "U", f"{tests.user:.1f} s, {tests.wall:.0f} s by the clock"))
        same = (home / "cold/observables.csv").read_bytes() == (home / "warm/observables.csv").read_bytes()
    print(f"U = {u:.2f} s of processor time; {os.cpu_count()} processors")
    for name, value, of, detail in rows:
        print(f"{name:<18} {value:8.2f} {of:<3} goal {GOALS[name]:g}   {detail}")
    print(f"tables of the cold and the warm run are {'the same' if same else 'NOT the same'} to the byte")


if __name__ == "__main__":
    main()
