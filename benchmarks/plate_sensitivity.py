"""How often each order of electrodes holds under the plate model, over what is assumed: tables for a page.

    python benchmarks/plate_sensitivity.py [--samples 48] [--seeds 2] [--design designs/wei2024.toml] > table.md

All electrodes have the same assumptions and the same noise in a run; films are built anew for every third sample.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

import nelumbo
from nelumbo.experiments.structure_sensitivity import quick_films
from nelumbo.pipeline.stages import build
from nelumbo.structure.films import Films
from nelumbo.study.plate_ordering import PRIORS, Ordering, chances, draw, frequencies, order

FILMS = 3


def main() -> None:
    """Run the samples and print the tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--design", type=Path, default=Path(__file__).parents[1] / "designs" / "wei2024.toml")
    parser.add_argument("--samples", type=int, default=48)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    design = nelumbo.load(wanted.design)
    model = Films(quick_films())
    films = [{e.id: (e, build(model, e, design.seed, n)) for e in design.electrode} for n in range(FILMS)]
    ether = next(iter(design.electrolyte.values()))
    cases = [
        (n, values, seed)
        for n, values in enumerate(draw(wanted.samples, design.seed))
        for seed in range(wanted.seeds)
    ]
    with ProcessPoolExecutor(wanted.workers) as pool:
        found = list(pool.map(partial(run, films, design.lithium, ether), cases, chunksize=2))
    names = [electrode.id for electrode in design.electrode]
    print("\n".join(report(found, names)))


def run(films, lithium, electrolyte, case) -> Ordering:
    number, values, seed = case
    return order(films[number % FILMS], lithium, electrolyte, values, seed)


def report(found: Sequence[Ordering], names: Sequence[str]) -> list[str]:
    """Return the lines of all tables."""
    groups = {
        "all": found,
        "bonded": [o for o in found if o.values["resting"] <= 0.5],
        "resting": [o for o in found if o.values["resting"] > 0.5],
        "film keeps its noise (a > 0.5)": [o for o in found if o.values["persistent"] > 0.5],
        "film forgets its noise (a < 0.5)": [o for o in found if o.values["persistent"] <= 0.5],
    }
    lines = [
        f"{len(found)} runs; {sum(bool(o.failed) for o in found)} could not be finished for every electrode.",
        "",
    ]
    lines += [
        "| electrode | Sq: 10 % | median | 90 %, µm | too steep at the end | membrane failed |",
        "|---|---|---|---|---|---|",
    ]
    for name in names:
        rough = np.array([o.roughness[name] for o in found if name in o.roughness]) * 1e6
        steep = np.mean([o.dendritic[name] > 0 for o in found if name in o.dendritic])
        broken = np.mean([o.punctured[name] > 0.01 for o in found if name in o.punctured])
        low, middle, high = np.quantile(rough, (0.1, 0.5, 0.9))
        lines.append(f"| {name} | {low:.3f} | {middle:.3f} | {high:.3f} | {steep:.0%} | {broken:.0%} |")
    for title, group in groups.items():
        if not group:
            continue
        lines += [
            "",
            f"### {title}: {len(group)} runs",
            "",
            f"| smoother than → | {' | '.join(names)} |",
            "|---" * (len(names) + 1) + "|",
        ]
        for name, row in zip(names, chances(group, names), strict=True):
            lines.append(f"| {name} | {' | '.join('' if np.isnan(c) else f'{c:.0%}' for c in row)} |")
        lines += ["", "| order, smoothest first | share |", "|---|---|"]
        lines += [f"| {' < '.join(order)} | {share:.0%} |" for order, share in frequencies(group)[:6]]
    return [*lines, "", *correlations(found, names)]


def correlations(found: Sequence[Ordering], names: Sequence[str]) -> list[str]:
    """Return the rank correlations of every assumption with the roughness."""
    lines = [
        "### Rank correlation with Sq",
        "",
        f"| assumption | {' | '.join(names)} |",
        "|---" * (len(names) + 1) + "|",
    ]
    for parameter in PRIORS:
        cells = []
        for name in names:
            pairs = [(o.values[parameter], o.roughness[name]) for o in found if name in o.roughness]
            cells.append(f"{spearmanr(*zip(*pairs, strict=True)).statistic:+.2f}")
        lines.append(f"| {parameter.replace('_', ' ')} | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    main()
