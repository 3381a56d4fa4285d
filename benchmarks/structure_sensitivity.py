"""Which unstated value of the published design changes which property of its films: tables for the documentation.

    python benchmarks/structure_sensitivity.py [--films 6] [--design designs/wei2024.toml] > table.md

Effects smaller than twice the standard error of the mean difference between equal random numbers are in brackets.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import nelumbo
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.errors import StageError
from nelumbo.experiments.structure import OF_A_FILM, OF_ANY_ELECTRODE
from nelumbo.experiments.structure_sensitivity import AS_DESIGNED, StructureSensitivity, variants
from nelumbo.observables import Observable
from nelumbo.report.sensitivity import SHOWN, effect, in_words

Values = dict[str, dict[str, NDArray[np.float64]]]


def main() -> None:
    """Build the films and print one table per electrode in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--design", type=Path, default=Path(__file__).parents[1] / "designs" / "wei2024.toml")
    parser.add_argument("--films", type=int, default=6)
    wanted = parser.parse_args()
    design = nelumbo.load(wanted.design)
    electrodes = [electrode for electrode in design.electrode if electrode.membrane is not None]
    with ProcessPoolExecutor() as pool:
        work = [pool.submit(values_of, electrode, design, wanted.films) for electrode in electrodes]
        for electrode, found in zip(electrodes, work, strict=True):
            print("\n".join(table(electrode.id, found.result())), end="\n\n")


def values_of(electrode: Electrode, design: Design, films: int) -> Values:
    """Return every property of every film of one electrode, by condition and quantity."""
    instrument, found = StructureSensitivity(), {}
    for where, variant in variants(electrode):
        try:
            built = [instrument.build(variant, design.seed, film) for film in range(films)]
        except StageError:  # more binder than void: said in the run's report
            continue
        quantities = OF_ANY_ELECTRODE | OF_A_FILM
        found[where] = {name: np.array([quantities[name](film) for film in built]) for name in SHOWN}
    return found


def table(name: str, found: Values) -> list[str]:
    """Return the lines of a table."""
    base = found.pop(AS_DESIGNED)
    shown = [q for q in SHOWN if any(np.any(new[q] != base[q]) for new in found.values())]
    lines = [
        f"### {name}",
        "",
        f"| changed | {' | '.join(SHOWN[q] for q in shown)} |",
        "|---" * (len(shown) + 1) + "|",
    ]
    means = " | ".join(f"{base[q].mean():.3g} {unit(q)}".rstrip() for q in shown)
    lines.append(f"| as designed | {means} |")
    for where, new in found.items():
        lines.append(f"| {in_words(where)} | {' | '.join(cell(base[q], new[q]) for q in shown)} |")
    return lines


def unit(quantity: str) -> str:
    """Return the unit of a quantity as it is written in text."""
    plain = Observable(quantity, 0.0).unit
    return "" if plain in ("1", "m2/m2") else plain.replace("um", "µm").replace("cm2", "cm²")


def cell(before: NDArray[np.float64], after: NDArray[np.float64]) -> str:
    """Return an effect, in brackets where chance explains it."""
    text = effect(float(before.mean()), float(after.mean())).text
    differences = after - before
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return f"({text})" if 0 < abs(differences.mean()) < 2 * error else text


if __name__ == "__main__":
    main()
