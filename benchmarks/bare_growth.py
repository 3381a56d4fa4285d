"""When a bare collector grows moss: a table over the assumptions about its film, for the documentation.

    python benchmarks/bare_growth.py docs/bare-growth-sensitivity.csv > table.md

Every run is a line of the CSV file; what stands there is not done again.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from nelumbo.deposition.growth.electrolyte import SteadyElectrolyte
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.growth.noise import Unevenness
from nelumbo.deposition.growth.outputs import morphology
from nelumbo.deposition.growth.surface import FilmedSurface
from nelumbo.deposition.growth.transfer import ExponentialTransfer
from nelumbo.errors import StageError
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.units import MICROMETRE

KINETICS = ButlerVolmer(100.0, 298.15)
CHARGE = 2 * 36000.0
"""2 mAh/cm² in C/m²."""
SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class Case:
    """One set of assumptions; lengths in m, current in A/m², the symbols of `MovingFilm`."""

    share: float = 0.99
    contrast: float = 50.0
    stretch: float = 0.1
    healing: float = 100.0
    noise: float = 0.1
    current: float = 10.0
    width: float = 60 * MICROMETRE
    voxel: float = 0.2 * MICROMETRE
    cutoff: float = 0.4 * MICROMETRE

    def growth(self) -> FrontGrowth:
        """Return the front with these assumptions."""
        film = MovingFilm.of(
            self.share, self.contrast, KINETICS.resistance(), healing=self.healing, critical_stretch=self.stretch
        )
        return FrontGrowth(
            voxel=self.voxel,
            surface=FilmedSurface(ExponentialTransfer(KINETICS)),
            electrolyte=SteadyElectrolyte(1000.0, 3e-10, 0.35, 20 * MICROMETRE),
            film=film,
            cutoff=self.cutoff,
            capillary_length=4e-9,
        )


NEVER = float("inf")
CASES = (
    Case(),
    Case(stretch=0.05),
    Case(stretch=0.3),
    Case(stretch=0.3, healing=1000.0),
    Case(stretch=0.3, current=66.7),
    Case(contrast=1.0, stretch=NEVER),
    Case(contrast=7.0),
    Case(contrast=20.0),
    Case(share=0.9, contrast=10.0),
    Case(share=0.8, contrast=5.0),
    Case(current=66.7, healing=15.0),
    Case(noise=0.03),
    Case(healing=30.0),
    Case(healing=1000.0),
    Case(voxel=0.1 * MICROMETRE),
    Case(cutoff=0.8 * MICROMETRE),
    Case(width=120 * MICROMETRE),
    Case(stretch=0.3, share=0.3, contrast=1.4),
    Case(stretch=0.3, share=0.8, contrast=5.0),
    Case(stretch=0.3, share=0.9, contrast=10.0),
    Case(stretch=0.3, contrast=7.0),
    Case(stretch=0.3, contrast=20.0),
    Case(stretch=0.3, healing=30.0),
    Case(stretch=0.3, noise=0.03),
    Case(stretch=0.3, current=30.0, healing=100 / 3),
    Case(stretch=0.3, current=66.7, healing=15.0),
    Case(stretch=0.3, voxel=0.1 * MICROMETRE),
    Case(stretch=0.3, cutoff=0.8 * MICROMETRE),
    Case(stretch=0.3, width=120 * MICROMETRE),
)
"""Where it cracks; then where it hardly does."""


def grow(case: Case, seed: int) -> dict[str, float]:
    """Return what one deposit looks like; one that could not be grown to its end has no numbers but its charge."""
    growth, start = case.growth(), time.perf_counter()
    state = growth.init(round(case.width / case.voxel), 1, Unevenness(case.noise, 2 * MICROMETRE, seed))
    try:
        growth.run(state, case.current, CHARGE)
    except StageError as error:
        return {"ended_at": state.charge, "why": str(error), "wall": time.perf_counter() - start}
    found = morphology(state, case.voxel)
    return {
        "ended_at": state.charge,
        "high": found.thickness / found.dense,
        "void": found.porosity,
        "mean": found.mean / found.dense,
        "sq": found.roughness_sq / MICROMETRE,
        "area": found.exposed_area,
        "overhang": found.overhang,
        "wall": time.perf_counter() - start,
    }


SHOWN = {"high": 2, "void": 2, "mean": 2, "sq": 1, "area": 2, "overhang": 2}
COLUMNS = [f.name for f in fields(Case)] + ["seed", "ended_at", *SHOWN, "wall", "why"]


def done(path: Path) -> list[dict[str, str]]:
    """Return the lines of the file."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def key(row: Mapping[str, object]) -> tuple[float, ...]:
    """Return what names a run."""
    return tuple(float(str(row[name])) for name in [*(f.name for f in fields(Case)), "seed"])


def append(path: Path, row: Mapping[str, object]) -> None:
    """Write a line that is there whole when the call returns."""
    fresh = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if fresh:
            writer.writeheader()
        writer.writerow(row)
        file.flush()
        os.fsync(file.fileno())


def table(rows: list[dict[str, str]]) -> list[str]:
    """Return the lines of the table: lowest–highest of the seeds."""
    lines = [
        "| s | K | ε_c | τ, s | noise | j, A/m² | width, voxel, ℓ, µm "
        "| 98 % | void | mean | Sq, µm | area | overhang | seeds |",
        "|---" * 14 + "|",
    ]
    for case in CASES:
        runs = sorted((r for r in rows if key(r)[:-1] == tuple(asdict(case).values())), key=key)
        grown = [run for run in runs if run["high"]]
        if not runs:
            continue
        lengths = ", ".join(f"{value / MICROMETRE:g}" for value in (case.width, case.voxel, case.cutoff))
        cells = [f"{case.share:g}", f"{case.contrast:g}", f"{case.stretch:g}", f"{case.healing:.0f}"]
        cells += [f"{case.noise:g}", f"{case.current:g}", lengths]
        cells += [interval([float(run[name]) for run in grown], digits) for name, digits in SHOWN.items()]
        cells.append(f"{len(grown)}" if len(grown) == len(runs) else f"{len(grown)} of {len(runs)}")
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def interval(values: list[float], digits: int) -> str:
    """Return lowest–highest."""
    if not values:
        return "–"
    low, high = (f"{value:.{digits}f}" for value in (min(values), max(values)))
    return low if low == high else f"{low}–{high}"


def main() -> None:
    """Do what is missing, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--table", action="store_true", help="do nothing more, print the table of what is there")
    wanted = parser.parse_args()
    path = wanted.file
    have = {key(row) for row in done(path)}
    for case in CASES:
        for seed in SEEDS:
            run = asdict(case) | {"seed": seed}
            if key(run) not in have and not wanted.table:
                append(path, run | grow(case, seed))
    print("\n".join(table(done(path))))


if __name__ == "__main__":
    main()
