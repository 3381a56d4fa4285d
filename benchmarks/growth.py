"""What a step of the lithium front costs, per voxel and step; run by ``python benchmarks/growth.py``."""

from __future__ import annotations

import time

import numpy as np

from nelumbo.deposition.growth.electrolyte import SteadyElectrolyte
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.model import FrontGrowth, Unevenness
from nelumbo.deposition.growth.surface import FilmedSurface
from nelumbo.deposition.growth.transfer import ExponentialTransfer
from nelumbo.materials.butler_volmer import ButlerVolmer

CURRENT = 10.0
KINETICS = ButlerVolmer(100.0, 298.15)
CASES = {"2-D, 3 µm": (150, 1, 20e-9), "2-D, 60 µm": (600, 1, 100e-9), "3-D, 1.6 µm": (80, 80, 20e-9)}


def model(voxel: float) -> FrontGrowth:
    return FrontGrowth(
        voxel=voxel,
        surface=FilmedSurface(ExponentialTransfer(KINETICS)),
        electrolyte=SteadyElectrolyte(1000.0, 3e-10, 0.35, 20e-6),
        film=MovingFilm(9 * KINETICS.resistance(), 600.0),
        cutoff=2 * voxel,
        margin=60 * voxel,
    )


def main() -> None:
    print("case          voxels     band  ms/step  µs/(voxel step)  s/solution  solutions/step")
    for name, (width, depth, voxel) in CASES.items():
        front = model(voxel)
        state = front.init(width, depth, Unevenness(0.1, 15 * voxel, 1))
        for _ in range(3):
            front.step(state, CURRENT)
        steps, before = 30 if depth == 1 else 10, state.solutions
        start = time.perf_counter()
        for _ in range(steps):
            front.step(state, CURRENT)
        per_step = (time.perf_counter() - start) / steps
        solved = (state.solutions - before) / steps
        state.since_solved = np.inf
        start = time.perf_counter()
        front.motion(state, CURRENT)
        solution = time.perf_counter() - start
        print(
            f"{name:12} {state.phi.size:8} {state.shape.cells.size:8} {per_step * 1e3:8.1f}"
            f" {per_step / state.phi.size * 1e6:12.2f} {solution:14.2f} {solved:12.2f}"
        )


if __name__ == "__main__":
    main()
