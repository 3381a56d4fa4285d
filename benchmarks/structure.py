"""The films of the published design over many seeds, and what building them costs.

    python benchmarks/structure.py [--seeds 8] [--design designs/wei2024.toml] [--json FILE]

Times are those of this machine; the first film of a process pays for loading the compiled kernels and is not
counted.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

import nelumbo
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.membrane import StickingDrop
from nelumbo.structure import PackedSpheres, Region, Structure, voxelise
from nelumbo.structure.bodies import bodies_of_mass
from nelumbo.structure.bond import Bonds
from nelumbo.structure.network.tearing import Tearing
from nelumbo.structure.packing import deposit, draw_slips
from nelumbo.units import MG_PER_CM2, MICROMETRE

QUANTITIES: dict[str, Callable[[Structure], float]] = {
    "thickness / µm": lambda s: s.membrane_thickness / MICROMETRE,
    "layers": lambda s: s.layers,
    "mass loading / mg cm⁻²": lambda s: s.mass_loading / MG_PER_CM2,
    "packing fraction": lambda s: s.packing_fraction,
    "coordination": lambda s: s.contacts_per_particle,
    "outer area / m² m⁻²": lambda s: s.outer_area,
    "inner area / m² m⁻²": lambda s: s.inner_area,
    "pinholes / %": lambda s: 100 * s.pinhole_fraction,
    "widest passage / nm": lambda s: s.widest_passage * 1e9,
    "mass variation / %": lambda s: 100 * s.mass_variation,
    "binder coat / nm": lambda s: s.binder.coat * 1e9,
    "modulus / MPa": lambda s: s.mechanics.modulus / 1e6,
    "Poisson ratio": lambda s: s.mechanics.poisson_ratio,
    "bending stiffness / pN m": lambda s: s.mechanics.bending_stiffness * 1e12,
    "strength, brittle / MPa": lambda s: s.mechanics.strength / 1e6,
    "strength, plastic / MPa": lambda s: s.mechanics.plastic_strength / 1e6,
    "failure strain / %": lambda s: 100 * s.mechanics.failure_strain,
    "puncture, formula / MPa": lambda s: s.mechanics.puncture_pressure / 1e6,
    "puncture, weakest place / MPa": lambda s: weakest(s) / 1e6,
    "indentation / MPa": lambda s: s.mechanics.indentation.mean / 1e6 if s.mechanics.indentation else 0.0,
    "indentation, weakest place / MPa": lambda s: (
        s.mechanics.indentation.minimum / 1e6 if s.mechanics.indentation else 0.0
    ),
    "rise at the largest force / nm": lambda s: (
        s.mechanics.indentation.rise * 1e9 if s.mechanics.indentation else 0.0
    ),
}
"""What is tabulated, with its unit."""


def weakest(structure: Structure) -> float:
    """Return the smallest puncture pressure over places for a tip of the usual radius, Pa."""
    mechanics = structure.mechanics
    found = (tip.minimum for tip in mechanics.punctures if tip.radius == mechanics.puncture_radius)
    return next(found, 0.0)


def main() -> None:
    """Build the films, time the parts, print two tables and write them as JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--design", type=Path, default=Path(__file__).parents[1] / "designs" / "wei2024.toml")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    design = nelumbo.load(wanted.design)
    films = {electrode.id: build(electrode, wanted.seeds) for electrode in design.electrode}
    speed = speeds(design)
    console = Console(width=118)
    console.print(film_table(films, wanted.seeds))
    console.print(speed_table(speed))
    if wanted.json:
        wanted.json.write_text(json.dumps({"films": films, "speed": speed}, indent=1) + "\n", encoding="utf-8")


def build(electrode: Electrode, seeds: int) -> dict[str, list[float]]:
    """Return every quantity of the electrode's film for every seed."""
    model, found = PackedSpheres(), {name: [] for name in (*QUANTITIES, "time / s")}
    model.build(electrode, np.random.default_rng(0))
    for seed in range(seeds):
        start = perf_counter()
        structure = model.build(electrode, np.random.default_rng(seed))
        found["time / s"].append(perf_counter() - start)
        for name, quantity in QUANTITIES.items():
            found[name].append(float(quantity(structure)))
    return found


def speeds(design: Design) -> dict[str, tuple[float, float]]:
    """Return seconds taken and the target, s, of the parts, the best of three."""
    shells = next(e for e in reversed(design.electrode) if e.membrane is not None)
    spheres = next(e for e in design.electrode if e.membrane and isinstance(e.membrane.packing, StickingDrop))
    model, rng, count = PackedSpheres(fewest_particles=210), np.random.default_rng, 20_000
    film = model.build(shells, rng(0))
    bonds = Bonds.between(film.particles, shells.membrane, film.binder)
    bodies = bodies_of_mass(spheres.membrane.particle, count * spheres.membrane.particle.mass, rng(0))
    drops, slips = rng(0).random((count, 2)), draw_slips(spheres.membrane.packing, count, rng(0))
    box = math.sqrt(count / spheres.membrane.particles_per_area)
    side = film.particles.box
    block = Region((0.0, side), (0.0, side), (0.0, side / 4))
    return {
        f"packing with relaxation, {len(film.particles.centres)} hollow spheres": (
            best(lambda: model.pack(shells.membrane, rng(0))),
            2.0,
        ),
        f"{count} nanoparticles deposited": (
            best(lambda: deposit(spheres.membrane.packing, bodies, box, drops, slips)),
            1.0,
        ),
        f"failure path of the network, {len(bonds)} bonds": (
            best(lambda: Tearing().tear(bonds, len(film.particles.centres), film.particles.area, 0)),
            2.0,
        ),
        "voxel image, 400 × 400 × 100": (
            best(lambda: voxelise(film.particles, film.binder, block, side / 400)),
            1.0,
        ),
    }


def best(task: Callable[[], object], repetitions: int = 3) -> float:
    """Return the shortest time of a task after one untimed call, s."""
    task()
    times = []
    for _ in range(repetitions):
        start = perf_counter()
        task()
        times.append(perf_counter() - start)
    return min(times)


def film_table(films: dict[str, dict[str, list[float]]], seeds: int) -> Table:
    """Return mean and standard deviation over the seeds."""
    title = f"Films of the published design, mean ± standard deviation over {seeds} seeds"
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for electrode in films:
        table.add_column(electrode, justify="right")
    for name in next(iter(films.values())):
        table.add_row(name, *(spread(film[name]) for film in films.values()))
    return table


def spread(values: list[float]) -> str:
    """Write mean and standard deviation with three and two digits."""
    if not all(map(math.isfinite, values)):
        return "∞"
    mean, deviation = statistics.fmean(values), statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{mean:.3g}" if deviation == 0 else f"{mean:.3g} ± {deviation:.2g}"


def speed_table(speed: dict[str, tuple[float, float]]) -> Table:
    """Return what took how long, and the target."""
    table = Table(title="Seconds, best of three after compilation", box=box.SIMPLE_HEAD)
    for column in ("part", "s", "target"):
        table.add_column(column, justify="left" if column == "part" else "right")
    for name, (seconds, target) in speed.items():
        table.add_row(name, f"{seconds:.3g}", f"< {target:g}")
    return table


if __name__ == "__main__":
    main()
