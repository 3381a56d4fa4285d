"""Effective diffusivity of voxel images against TauFactor and PoreSpy, on the same images and boundary conditions.

    pip install -e ".[bench]"
    python benchmarks/transport.py [--sizes 128 256] [--out transport.json]

Every figure comes from a fresh process. Cold is the first call in it, with the machine code of earlier runs on
disk and all modules imported; trimming of voxels that lead nowhere is part of every call of nelumbo. Memory is the
peak of the process's resident memory during a call above that before it, per voxel; for nelumbo of the second
call, so that the machine code that the first one loads, some 60 MB whatever the image, does not count. The error
is that of D_eff against nelumbo at a tolerance of 1e-8, at the same boundary conditions.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SEED = 1
DIFFUSIVITY = {0: 1.0, 1: 0.05, 2: 0.0}
"""Electrolyte, nanoporous shell, binder."""
IMBALANCE = 1e-3
"""Of the flux between layers at which TauFactor stops."""
SAMPLED_ITERATIONS = 100
"""After so many TauFactor is timed where a whole run would take too long."""


# ------------------------------------------------------------------ images


def blobs(n: int) -> np.ndarray:
    """Labels 0 (half of the volume) and 2 of a smoothed noise, periodic."""
    from scipy.ndimage import gaussian_filter

    noise = np.random.default_rng(SEED).standard_normal((n, n, n)).astype(np.float32)
    smooth = gaussian_filter(noise, 4.0, mode="wrap")
    return np.where(smooth < np.median(smooth), 0, 2).astype(np.uint8)


def shells(n: int) -> np.ndarray:
    """A drop-and-roll packing of spheres 40 voxels wide with three shells of 2 voxels and closed necks."""
    from nelumbo.numerics.kernels.packing import deposit

    radius, wall, neck = 20.0, 2.0, 5.0
    box = n / radius
    rng = np.random.default_rng(SEED)
    count = int(1.2 * n**3 * 0.58 / (4 / 3 * np.pi * radius**3))
    centres = deposit(rng.random((count, 2)) * box, np.full(count, 1000, np.int64), np.ones(count), box) * radius
    centres[:, 2] -= radius  # into the bulk, away from the floor
    image = np.zeros((n, n, n), np.uint8)
    for a, b in np.argwhere(np.triu(_touching(centres, n, 2 * radius + 0.05), 1)):
        middle = centres[b] - centres[a]
        middle[:2] -= n * np.round(middle[:2] / n)
        _ball(image, centres[a] + middle / 2, neck, 2)
    for centre in centres:
        for outer in (radius, 13.0, 6.5):
            _ball(image, centre, outer, 1)
            _ball(image, centre, outer - wall, 0)
    return image


def _touching(centres: np.ndarray, n: int, reach: float) -> np.ndarray:
    apart = centres[:, None] - centres[None]
    apart[..., :2] -= n * np.round(apart[..., :2] / n)
    return (apart**2).sum(-1) < reach**2


def _ball(image: np.ndarray, centre: np.ndarray, radius: float, label: int) -> None:
    n = len(image)
    near = [np.arange(math.floor(c - radius) - 1, math.ceil(c + radius) + 2) for c in centre]
    x, y = near[0], near[1]
    z = near[2][(near[2] >= 0) & (near[2] < n)]
    inside = (z[:, None, None] + 0.5 - centre[2]) ** 2 + (y[:, None] + 0.5 - centre[1]) ** 2
    inside = inside + (x + 0.5 - centre[0]) ** 2 < radius**2
    block = np.ix_(z, y % n, x % n)
    image[block] = np.where(inside, label, image[block])


IMAGES = {"blobs": blobs, "shells": shells}


# ------------------------------------------------------------------ one measurement, in its own process


class Peak:
    """Largest resident memory while inside, above that at the start, bytes."""

    def __enter__(self) -> Peak:
        import psutil

        self._process = psutil.Process()
        self._before = self.bytes = self._process.memory_info().rss
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._stop.wait(0.002):
            self.bytes = max(self.bytes, self._process.memory_info().rss)

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.bytes = max(self.bytes, self._process.memory_info().rss) - self._before


def nelumbo(image: np.ndarray, tolerance: float, ends: str = "OUTSIDE", repeats: int = 3) -> dict[str, Any]:
    """Time `nelumbo.transport.effective_diffusivity`."""
    from nelumbo.numerics import elliptic, percolation  # noqa: F401
    from nelumbo.numerics.kernels import clusters, stencil  # noqa: F401
    from nelumbo.transport import Ends, Sides, effective_diffusivity

    def call() -> Any:
        return effective_diffusivity(image, DIFFUSIVITY, sides=Sides.NO_FLUX, ends=Ends[ends], tolerance=tolerance)

    cold, result = _timed(call)
    del result
    warm = []
    with Peak() as peak:
        time_, result = _timed(call)
    warm.append(time_)
    for _ in range(repeats - 1):
        del result
        time_, result = _timed(call)
        warm.append(time_)
    return {
        "cold": cold,
        "warm": min(warm),
        "iterations": result.iterations,
        "ratio": result.ratio,
        "imbalance": result.imbalance,
        "bytes": peak.bytes,
    }


def taufactor(image: np.ndarray, iterations: int | None) -> dict[str, Any]:
    """Time TauFactor's solver of several phases, to an imbalance of 1e-3 or for a number of iterations."""
    import taufactor as tau
    import torch

    # Its label 0 is what does not conduct.
    labels = np.array([0 if d == 0 else label + 1 for label, d in DIFFUSIVITY.items()], np.uint8)[image]
    conducts = {label + 1: d for label, d in DIFFUSIVITY.items() if d > 0 and (image == label).any()}
    limit = {} if iterations is None else {"iter_limit": iterations}
    with Peak() as peak:
        start = time.perf_counter()
        solver = tau.MultiPhaseSolver(labels, conducts, device=torch.device("cpu"))
        solver.solve(verbose=False, conv_crit=IMBALANCE, **limit)
        cold = time.perf_counter() - start
    found = float(np.ravel(solver.D_eff)[0])
    return {"cold": cold, "iterations": int(solver.iter), "ratio": found, "bytes": peak.bytes}


def porespy(image: np.ndarray) -> dict[str, Any]:
    """Time PoreSpy's finite differences with its default solver; they know open and closed voxels only."""
    import porespy as ps

    with Peak() as peak:
        cold, found = _timed(lambda: ps.simulations.tortuosity_fd(image == 0, axis=0))
    return {"cold": cold, "ratio": float(found.effective_porosity / found.tortuosity), "bytes": peak.bytes}


def bandwidth(n: int) -> dict[str, Any]:
    """Compare what the two stencils of the solver stream, every array counted once, with a triad a = b + s c."""
    from numba import njit, prange

    from nelumbo.numerics.kernels import stencil
    from nelumbo.numerics.kernels.threads import over_planes, share_cores

    @njit(parallel=True, fastmath=True)
    def triad(a: np.ndarray, b: np.ndarray, c: np.ndarray, s: float) -> None:
        for i in prange(a.size):
            a[i] = b[i] + s * c[i]

    threads = share_cores()
    ghosts = (n + 2,) * 3
    rng = np.random.default_rng(SEED)
    rho = np.where(rng.random(ghosts) < 0.7, 1.0, 20.0)
    u, p = rng.random(ghosts), rng.random(ghosts).astype(np.float32)
    left, single = np.zeros((n, n, n), np.float32), rho.astype(np.float32)
    nothing, sums = np.empty((0, 0, 0)), np.empty((n, 2))
    on = (rho, np.empty((3, 0, 0, 0)), (2.0, 2.0, 2.0), nothing)
    empty = (np.empty((3, 0, 0, 0), np.float32), np.empty((0, 0, 0), np.float32))
    on_single = (single, empty[0], tuple(np.float32(2.0) for _ in range(3)), empty[1])

    def over(loop: Callable[..., None], *arguments: object) -> None:
        over_planes(loop, n, n**3, threads, *arguments)

    a, b, c = (np.ones(n**3) for _ in range(3))
    tests: dict[str, tuple[Callable[[], object], int]] = {
        "triad": (lambda: triad(a, b, c, 2.0), 24),
        "residual": (lambda: over(stencil.residual, u, on, nothing, left, sums), 20),
        "curvature": (lambda: over(stencil.curvature, p, left, on_single, sums), 12),
    }
    speeds: dict[str, float] = dict.fromkeys(tests, 0.0)
    for _ in range(12):
        for name, (call, per_voxel) in tests.items():
            speeds[name] = max(speeds[name], per_voxel * n**3 / _timed(call)[0] / 1e9)
    return {"threads": threads, **speeds}


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


MEASUREMENTS = {"nelumbo": nelumbo, "taufactor": taufactor, "porespy": porespy}


def measured(name: str, image: Path | int, **options: Any) -> dict[str, Any] | str:
    """Run one measurement in a process of its own; a failure comes back as its last line."""
    order = json.dumps([name, str(image), options])
    done = subprocess.run([sys.executable, __file__, "--one", order], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def one(order: str) -> None:
    """Make one measurement and print it."""
    name, image, options = json.loads(order)
    found = bandwidth(int(image)) if name == "bandwidth" else MEASUREMENTS[name](np.load(image), **options)
    print(json.dumps(found))


# ------------------------------------------------------------------ the table


def compare(kind: str, n: int, folder: Path, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measure all solvers on one image; ``before`` has the rows of smaller ones."""
    path = folder / f"{kind}{n}.npy"
    np.save(path, IMAGES[kind](n))
    measured("nelumbo", path, tolerance=1e-3, repeats=1)  # so that the machine code is on disk
    reference = {"OUTSIDE": measured("nelumbo", path, tolerance=1e-8, repeats=1)}
    rows = []

    def add(solver: str, found: dict[str, Any] | str, ends: str = "OUTSIDE", note: str = "") -> dict[str, Any]:
        row: dict[str, Any] = {"image": kind, "size": n, "solver": solver, "note": note}
        if isinstance(found, str):
            row["note"] = f"failed: {found[:60]}"
        else:
            exact = reference.get(ends, "no boundary conditions in common")
            row |= found | {"bytes_per_voxel": found["bytes"] / n**3}
            if not isinstance(exact, str) and found["ratio"] is not None:
                row["error"] = abs(found["ratio"] / exact["ratio"] - 1)
        rows.append(row)
        print(line(row), flush=True)
        return row

    add("nelumbo, tolerance 1e-3", measured("nelumbo", path, tolerance=1e-3))
    add("nelumbo, tolerance 1e-6", measured("nelumbo", path, tolerance=1e-6))
    if n <= 128:
        add("TauFactor", measured("taufactor", path, iterations=None))
    else:
        found = measured("taufactor", path, iterations=SAMPLED_ITERATIONS)
        whole = [row for row in before if row["image"] == kind and row["solver"] == "TauFactor"]
        short = next((row for row in whole if "iterations" in row), None)
        if short is not None and not isinstance(found, str):
            # Successive over-relaxation takes as many more iterations as the image has cells along its length.
            needed = short["iterations"] * n / short["size"]
            per_iteration = found["cold"] / found["iterations"]
            found |= {"cold": needed * per_iteration, "iterations": round(needed), "ratio": None}
        add("TauFactor, extrapolated", found, note=f"timed for {SAMPLED_ITERATIONS} iterations")
    if kind == "blobs" and n <= 128:
        add("PoreSpy", measured("porespy", path), ends="", note="values held in the outermost voxels: not matched")
    return rows


def line(row: dict[str, Any]) -> str:
    """One row of the table."""

    def number(key: str, form: str) -> str:
        value = row.get(key)
        there = isinstance(value, int | float) and math.isfinite(value)
        return format(value, form) if there else "–".rjust(int(form.rstrip("def").split(".")[0]))

    return (
        f"{row['image']:7}{row['size']:5}  {row['solver']:25}{number('cold', '9.2f')}{number('warm', '9.2f')}"
        f"{number('iterations', '7d')}{number('ratio', '11.6f')}{number('error', '10.1e')}"
        f"{number('bytes_per_voxel', '8.0f')}  {row['note']}"
    )


def verdict(rows: list[dict[str, Any]], speeds: dict[str, Any], sizes: list[int]) -> list[str]:
    """The targets and what came out."""
    lines = []
    for n, wanted in ((128, 20), (256, 30)):
        if n not in sizes:
            continue
        ours = next((r for r in rows if r["size"] == n and r["image"] == "shells" and "1e-3" in r["solver"]), {})
        theirs = next((r for r in rows if r["size"] == n and r["image"] == "shells" and "Tau" in r["solver"]), {})
        if "cold" in ours and "cold" in theirs:
            factor = theirs["cold"] / ours["cold"]
            lines.append(f"{n}³ shells, cold: {factor:.0f} × faster than TauFactor (wanted {wanted})")
    if "triad" in speeds:
        best = max(speeds["residual"], speeds["curvature"])
        lines.append(
            f"stencils {speeds['residual']:.0f} (double) and {speeds['curvature']:.0f} (single) GB/s on "
            f"{speeds['threads']} threads, triad {speeds['triad']:.0f}: {best / speeds['triad']:.2f} (wanted 0.7)"
        )
    memory = [r["bytes_per_voxel"] for r in rows if r["solver"].startswith("nelumbo") and "bytes_per_voxel" in r]
    if memory:
        lines.append(f"peak memory up to {max(memory):.0f} bytes per voxel above the image (wanted 60)")
    return lines


def main() -> None:
    """Print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[128, 256])
    parser.add_argument("--out", type=Path, default=Path("transport.json"))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one)
        return
    import tempfile

    print(
        f"{'image':7}{'size':>5}  {'solver':25}{'cold s':>9}{'warm s':>9}{'steps':>7}"
        + f"{'D ratio':>11}{'error':>10}{'B/voxel':>8}"
    )
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for n in arguments.sizes:
            for kind in IMAGES:
                rows += compare(kind, n, Path(folder), rows)
    speeds = measured("bandwidth", max(arguments.sizes))
    speeds = {} if isinstance(speeds, str) else speeds
    lines = verdict(rows, speeds, arguments.sizes)
    print("\n".join(lines))
    about = {
        "machine": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
    }
    arguments.out.write_text(
        json.dumps({"about": about, "rows": rows, "bandwidth": speeds, "targets": lines}, indent=1)
    )


if __name__ == "__main__":
    main()
