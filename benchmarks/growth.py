"""What growing lithium costs: steps, solutions and whole deposits.

    python benchmarks/growth.py [--only NAME]

Cases: a bare collector in two dimensions; 1 mAh/cm² under a window of a film of the published design, in two
dimensions 3 µm wide and in three 1.6 × 1.6 µm, on voxels of 20 nm; Laplace growth on 160² and 320² cells; and
1 mAh/cm² under a film as the fidelity ``full`` grows it, in three dimensions about 30 µm wide.

BattPhase.jl publishes 16.9 and 185 s for boxes of 160² and 320². Its front follows ∇²φ = 0 with a linear reaction;
the reduced case here is a front without film, cut-off and surface energy that follows ∇²c = 0, solved in every
step, until it has grown through half of the box. Same kind of physics and size, not the same run: other start,
other length of growth, other machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

import nelumbo
from nelumbo.deposition.growth.electrolyte import SteadyElectrolyte
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.growth.noise import Unevenness
from nelumbo.deposition.growth.state import Box, GrowthState
from nelumbo.deposition.growth.surface import FilmedSurface
from nelumbo.deposition.growth.transfer import ExponentialTransfer
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.fidelity import fidelity_named
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.numerics.elliptic import EllipticProblem
from nelumbo.numerics.front.shape import BAND
from nelumbo.structure.mechanics import FilmMechanics
from nelumbo.structure.network.tearing import Tearing
from nelumbo.structure.packed import PackedSpheres
from nelumbo.structure.result import Structure, VoxelImage
from nelumbo.units import MAH_PER_CM2

DESIGN = Path(__file__).parents[1] / "designs" / "wei2024.toml"
CURRENT = 10.0
KINETICS = ButlerVolmer(100.0, 298.15)
VOXEL = 20e-9


@dataclass
class Case:
    """A growth that can be timed: ``step`` grows by one step and returns whether there is more to do."""

    state: GrowthState
    growth: FrontGrowth
    step: Callable[[], bool]


@cache
def film(width: float) -> Structure:
    """Return a film whose image is a window of the first electrode with three shells; its sides are cut."""
    electrode = nelumbo.load(DESIGN).electrode[-1]
    mechanics = FilmMechanics(tearing=Tearing(fallen=0.7), sites=4)
    packed = PackedSpheres(
        fewest_particles=1, smallest_box=width, largest_image=10**7, voxel=VOXEL, mechanics=mechanics
    )
    whole = packed.build(electrode, np.random.default_rng(1))
    image = whole.image
    assert image is not None
    start, cells = image.shape[1] // 3, round(width / image.voxel)
    window = image.fractions[:, :, start : start + cells, start : start + cells]
    return replace(whole, image=VoxelImage(np.ascontiguousarray(window), image.voxel))


def membrane(width: float, dimensions: int) -> Case:
    """Return 1 mAh/cm² under a film."""
    design = nelumbo.load(DESIGN)
    electrode, structure = design.electrode[-1], film(width)
    model = VoxelFront(width=width, membrane_voxel=VOXEL, dimensions=dimensions)
    growth, scene = model.begin(electrode, structure, design.lithium, design.electrolyte["ether"])
    return until(growth, scene.state, MAH_PER_CM2)


def full() -> Case:
    """Return 1 mAh/cm² under a film, both as ``full`` makes them."""
    design, fidelity = nelumbo.load(DESIGN), fidelity_named("full")
    electrode = design.electrode[-1]
    structure = fidelity.structure.build(electrode, np.random.default_rng(1))
    growth, scene = fidelity.instruments["plating"].model.begin(
        electrode, structure, design.lithium, design.electrolyte["ether"]
    )
    return until(growth, scene.state, MAH_PER_CM2)


def until(growth: FrontGrowth, state: GrowthState, charge: float) -> Case:
    """Return a growth that ends at ``charge``, C/m²."""
    end = charge / CURRENT

    def step() -> bool:
        growth.step(state, CURRENT, end - state.time)
        return end - state.time > 1e-9 * end

    return Case(state, growth, step)


def bare() -> Case:
    """Return 2 mAh/cm² on 60 µm of bare collector."""
    voxel = 0.1e-6
    growth = FrontGrowth(
        voxel=voxel,
        surface=FilmedSurface(ExponentialTransfer(KINETICS)),
        electrolyte=SteadyElectrolyte(1000.0, 3e-10, 0.35, 20e-6),
        film=MovingFilm.of(0.99, 50.0, KINETICS.resistance(), healing=100.0, critical_stretch=0.1),
        cutoff=2 * voxel,
        capillary_length=4e-9,
    )
    return until(growth, growth.init(600, 1, Unevenness(0.1, 2e-6, 1)), 2 * MAH_PER_CM2)


def laplace(cells: int) -> Case:
    """Return growth by diffusion alone from a wave through half of a box of ``cells``², without film or cut-off.

    i₀ is so large that kinetics do not matter, and the electrolyte is solved in every step.
    """
    growth = FrontGrowth(
        voxel=VOXEL,
        surface=FilmedSurface(ExponentialTransfer(ButlerVolmer(1e5, 298.15))),
        electrolyte=SteadyElectrolyte(1000.0, 3e-10, 0.35, VOXEL),
        film=MovingFilm(0.0, np.inf),
        renewal=0.0,
        margin=VOXEL,
    )
    x = np.arange(cells)
    front = 0.1 * cells * (1 + 0.5 * np.cos(2 * np.pi * x / cells))
    height = (np.arange(cells)[:, None, None] - front[None, None, :]) / np.hypot(1, 0.05 * 2 * np.pi)
    state = growth.start(Box.empty((cells, 1, cells)), np.clip(height, -BAND, BAND))

    def step() -> bool:
        growth.step(state, CURRENT)
        return state.highest() < cells // 2

    return Case(state, growth, step)


@contextmanager
def counted_iterations() -> Iterator[list[int]]:
    """Collect the iterations of every solution of an elliptic equation."""
    solve, counts = EllipticProblem.solve, []

    def counting(self, *given, **named):
        solution = solve(self, *given, **named)
        counts.append(solution.iterations)
        return solution

    EllipticProblem.solve = counting
    try:
        yield counts
    finally:
        EllipticProblem.solve = solve


CASES: dict[str, Callable[[], Case]] = {
    "2-D bare, 60 µm, 2 mAh/cm²": bare,
    "2-D membrane, 3 µm, 1 mAh/cm²": lambda: membrane(3e-6, 2),
    "2-D Laplace growth, 160²": lambda: laplace(160),
    "2-D Laplace growth, 320²": lambda: laplace(320),
    "3-D membrane, 1.6 × 1.6 µm, 1 mAh/cm²": lambda: membrane(1.6e-6, 3),
    "3-D membrane as at full fidelity, 1 mAh/cm²": full,
}


def main() -> None:
    """Time the cases and print a table: wall clock, and processor time of all threads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="part of the name of a case")
    wanted = parser.parse_args().only
    print(
        "| case | voxels | steps | solutions | PCG iterations per step | µs per voxel and step | CPU s | wall s |"
    )
    print("|---" * 8 + "|")
    for name, make in CASES.items():
        if wanted not in name:
            continue
        make().step()  # compiles
        case = make()
        with counted_iterations() as iterations:
            wall, processor, work = time.perf_counter(), time.process_time(), 0
            more = True
            while more:
                work += case.state.phi.size
                more = case.step()
            processor, wall = time.process_time() - processor, time.perf_counter() - wall
        state = case.state
        print(
            f"| {name} | {state.phi.size} | {state.steps} | {state.solutions} |"
            f" {sum(iterations) / state.steps:.1f} | {processor / work * 1e6:.2f} |"
            f" {processor:.0f} | {wall:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
