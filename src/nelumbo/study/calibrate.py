"""Fit the global numbers of nelumbo to a campaign: ``python -m nelumbo.study.calibrate designs/wei2024.toml``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import nelumbo.materials
from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.design.design import Design
from nelumbo.design.load import load
from nelumbo.experiments.result import Sample
from nelumbo.materials.calibration import CalibratedValue, Calibration, LawEvidence
from nelumbo.pipeline.stages import build, solve
from nelumbo.structure.model import StructureModel
from nelumbo.study.calibration_file import write_calibration
from nelumbo.study.cathode_fit import CathodeFit
from nelumbo.study.cycling_fit import HYPER, CyclingFit, Film, LawFit
from nelumbo.study.declared import DECLARED
from nelumbo.study.evidence import cycling_evidence
from nelumbo.transport.model import TransportModel

REALISATIONS = 2
"""Films built per electrode; predictions are averaged over them."""

OUTER_FILM = 0.5
"""A film counts as found on the membrane when less than this share of it is on moving lithium."""


def fit_cycling(design: Design, films: Mapping[str, Film]) -> tuple[LawFit, ...]:
    """Fit every structure law to the campaign, the law that the evidence prefers first.

    Laws that contradict a measured ordering come after those that do not; among equals the smaller AIC wins.

    Args:
        design: with measured values. films: electrode id to its film, for every measured electrode.
    """
    evidence = cycling_evidence(design)
    wanted = {item.electrode for item in evidence} | set(_film_orderings(design))
    covered = {e.id for e in design.electrode if e.membrane is not None} & wanted
    fit = CyclingFit(design, {id_: film for id_, film in films.items() if id_ in covered}, evidence)
    fits = [fit.fit(name) for name in HYPER]
    return tuple(sorted(fits, key=lambda law: (contradictions(law, design), law.aic)))


def fit_cathodes(design: Design, films: Mapping[str, Film], cycling: Calibration) -> dict[str, CalibratedValue]:
    """Fit fade and utilisation of the cathodes over anodes that age by ``cycling``.

    Args:
        films: electrode id to its film, for every electrode with data; one realisation is used.
    """
    numbers = {name: entry.value for name, entry in cycling.items()}
    law, bare = structure_law(cycling.structure_law, numbers), laws_from(numbers)
    samples = {}
    for electrode in design.electrode:
        if electrode.id not in films:
            continue
        structure, transport = films[electrode.id].structures[0], films[electrode.id].transports[0]
        laws = law.protect(bare, structure, transport)
        samples[electrode.id] = Sample(electrode, (structure,), (transport,), (laws,))
    return CathodeFit(design, samples).fit()


def build_films(design: Design, structure: StructureModel, transport: TransportModel) -> dict[str, Film]:
    """Return the films of the electrodes that were measured, with the random numbers of a run."""
    measured = {datum.electrode for datum in design.measured}
    films = {}
    for electrode in design.electrode:
        if electrode.id in measured:
            structures = tuple(build(structure, electrode, design.seed, k) for k in range(REALISATIONS))
            films[electrode.id] = Film(structures, tuple(solve(transport, electrode, one) for one in structures))
    return films


def contradictions(law: LawFit, design: Design) -> int:
    """Return how many measured film locations the law contradicts."""
    return sum(law.film_share[electrode] >= OUTER_FILM for electrode in _film_orderings(design))


def cycling_calibration(design: Design, fits: Sequence[LawFit]) -> Calibration:
    """Return the declared numbers, those of the bare collector and those of every structure law."""
    values = dict(DECLARED)
    for law in fits:
        for name, estimate in law.estimates.items():
            source = (
                f"least squares with {law.name}" if name in HYPER[law.name] else "least squares, bare collector"
            )
            values[name] = CalibratedValue(
                estimate.value, "1", estimate.fitted_to, source, estimate.value * estimate.log_sd
            )
    laws = [
        LawEvidence(law.name, len(law.estimates), law.chi_squared, law.aic, contradictions(law, design))
        for law in fits
    ]
    return Calibration(dict(sorted(values.items())), design.name, laws)


def table(design: Design, fits: Sequence[LawFit]) -> list[str]:
    """Return the comparison of the laws as lines of text."""
    lines = ["structure law    k   chi2     AIC  orderings against"]
    for law in fits:
        count = len(law.estimates)
        lines.append(
            f"{law.name:15s} {count:2d} {law.chi_squared:7.2f} {law.aic:7.2f}  {contradictions(law, design)}"
        )
    residuals = ", ".join(f"{key} {value:+.2f}" for key, value in fits[0].residuals.items())
    return [*lines, f"residuals of {fits[0].name} in standard deviations: {residuals}"]


def _film_orderings(design: Design) -> tuple[str, ...]:
    """Electrodes on which the film was found on the outside of the membrane."""
    return tuple(
        datum.electrode
        for datum in design.measured
        if datum.quantity == "sei_location" and datum.value == "outermost layer"
    )


def _shipped_file() -> Path:
    return Path(str(nelumbo.materials.__file__)).parent / "calibration.toml"


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print the comparison and write the calibration that ships with nelumbo."""
    from nelumbo.structure.packed import PackedSpheres
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

    parser = argparse.ArgumentParser(prog="python -m nelumbo.study.calibrate", description=__doc__)
    parser.add_argument("design", type=Path, help="design file with measured values")
    parser.add_argument("-o", "--output", type=Path, default=_shipped_file(), help="file to write")
    options = parser.parse_args(arguments)
    design = load(options.design)
    films = build_films(design, PackedSpheres(), VoxelDiffusion())
    fits = fit_cycling(
        design, {id_: film for id_, film in films.items() if film.structures[0].particles is not None}
    )
    print("\n".join(table(design, fits)))
    cycling = cycling_calibration(design, fits)
    entries = {**cycling, **fit_cathodes(design, films, cycling)}
    write_calibration(options.output, Calibration(dict(sorted(entries.items())), design.name, cycling.laws))


if __name__ == "__main__":
    main()
