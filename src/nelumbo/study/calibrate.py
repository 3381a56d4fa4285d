"""Fit the global numbers of nelumbo to a campaign and let the evidence choose among the structure laws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.design.design import Design
from nelumbo.experiments.result import Sample
from nelumbo.materials.calibration import DRAWS, VALUES, CalibratedValue, Calibration, LawEvidence
from nelumbo.pipeline.stages import build, solve
from nelumbo.structure.model import StructureModel
from nelumbo.study.calibration_file import write_calibration, write_draws
from nelumbo.study.cathode_fit import CathodeFit
from nelumbo.study.cycling_fit import CyclingModel, Film, LawFit
from nelumbo.study.declared import DECLARED
from nelumbo.study.evidence import cycling_evidence
from nelumbo.study.priors import BARE, HYPER
from nelumbo.transport.model import TransportModel

REALISATIONS = 2
"""Films built per electrode; predictions are averaged over them."""

ALIKE = 2.0
"""Difference of Akaike's criterion below which two laws explain the data equally well."""

KEPT = 64
"""Members of the posterior of every law that are kept for predictions."""


def fit_cycling(design: Design, films: Mapping[str, Film], points: int = 4096) -> tuple[LawFit, ...]:
    """Fit every structure law to the campaign, see `ranked` for their order.

    Args:
        design: with measured values. films: electrode id to its film, for every measured electrode.
        points: of each round of sampling.
    """
    model = CyclingModel(design, covering(design, films), cycling_evidence(design))
    return ranked(model.fit(name, points) for name in HYPER)


def covering(design: Design, films: Mapping[str, Film]) -> dict[str, Film]:
    """Return the films that cover an electrode about whose cycling something is known."""
    wanted = {item.electrode for item in cycling_evidence(design)}
    covered = {e.id for e in design.electrode if e.membrane is not None} & wanted
    return {id_: film for id_, film in films.items() if id_ in covered}


def ranked(fits: Iterable[LawFit]) -> tuple[LawFit, ...]:
    """Return the laws by Akaike's criterion; those within `ALIKE` of the least by their number of numbers."""
    found = list(fits)
    least = min(law.aic for law in found)
    return tuple(
        sorted(found, key=lambda law: (0, law.best.size, law.aic) if law.aic < least + ALIKE else (1, 0, law.aic))
    )


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


def build_films(
    design: Design, structure: StructureModel, transport: TransportModel, electrodes: Iterable[str] | None = None
) -> dict[str, Film]:
    """Return the films of some electrodes with the random numbers of a run, of those with data by default."""
    wanted = {datum.electrode for datum in design.measured} if electrodes is None else set(electrodes)
    films = {}
    for electrode in design.electrode:
        if electrode.id in wanted:
            structures = tuple(build(structure, electrode, design.seed, k) for k in range(REALISATIONS))
            films[electrode.id] = Film(structures, tuple(solve(transport, electrode, one) for one in structures))
    return films


def cycling_calibration(design: Design, fits: Sequence[LawFit]) -> Calibration:
    """Return the declared numbers, those of the bare collector with the first law, and those of every law."""
    values = dict(DECLARED)
    values |= {name: _fitted(fits[0], name) for name in BARE}
    for law in fits:
        values |= {name: _fitted(law, name) for name in HYPER[law.name]}
    return Calibration(dict(sorted(values.items())), design.name, [_evidence(law) for law in fits])


def _fitted(law: LawFit, name: str) -> CalibratedValue:
    ids = tuple(item.id for item in law.model.evidence if item.measured)
    value = law.values[name]
    source = f"most probable with {law.name}"
    return CalibratedValue(value, "1", ids, source, value * law.log_sd(name), law.interval(name))


def _evidence(law: LawFit) -> LawEvidence:
    return LawEvidence(
        name=law.name,
        parameters=law.best.size,
        data=len(law.model.evidence),
        chi_squared=law.chi_squared,
        aic=law.aic,
        log_evidence=law.posterior.log_evidence,
        leave_one_out=law.leave_one_out,
        values=law.values,
    )


def table(fits: Sequence[LawFit]) -> list[str]:
    """Return the comparison of the laws, and what is known of the numbers of the first, as lines of text."""
    data = fits[0].model.evidence
    lines = [
        f"{len(data)} data, {sum(item.measured for item in data)} of the campaign; k numbers per law",
        "structure law     k    chi2     AIC   ln evidence   leave-one-out",
    ]
    lines += [
        f"{law.name:16s} {law.best.size:2d} {law.chi_squared:7.2f} {law.aic:7.2f} "
        f"{law.posterior.log_evidence:13.2f} {law.leave_one_out:15.2f}"
        for law in fits
    ]
    best = fits[0]
    residuals = ", ".join(f"{key} {value:+.2f}" for key, value in best.residuals.items())
    lines += ["", f"with {best.name}, residuals in standard deviations: {residuals}"]
    for name, value in best.values.items():
        low, high = best.interval(name)
        lines.append(f"  {name:26s} {value:10.4g}   90 %: {low:.3g} to {high:.3g}")
    for law in fits:
        lines += ["", *identifiability(law)]
    return lines


def identifiability(law: LawFit) -> list[str]:
    """Return which combinations of the numbers the data decide, the least known last.

    The numbers are standard normal before the data, so that a direction with the spread of one was left as it was.
    """
    spreads, directions = np.linalg.eigh(law.posterior.covariance)
    names = list(law.values)
    scale = np.sqrt(np.diag(law.posterior.covariance))
    correlation = law.posterior.covariance / np.outer(scale, scale)
    pairs = [(i, j) for i in range(len(names)) for j in range(i) if abs(correlation[i, j]) > 0.7]
    lines = [f"{law.name}: spread after the data over spread before, by direction"]
    for spread, direction in zip(np.sqrt(spreads), directions.T, strict=True):
        words = " ".join(f"{weight:+.2f} {name}" for weight, name in zip(direction, names, strict=True))
        lines.append(f"  {spread:5.2f}  along {words}")
    lines += [
        f"  {names[j]} and {names[i]} are known together: correlation {correlation[i, j]:+.2f}" for i, j in pairs
    ]
    return lines


@dataclass(frozen=True)
class Fitted:
    """Everything a calibration finds. Attributes: calibration: numbers. fits: of every law, the first in use."""

    calibration: Calibration
    fits: tuple[LawFit, ...]

    def write(self, folder: Path) -> None:
        """Write both files into a folder."""
        write_calibration(folder / VALUES, self.calibration)
        write_draws(folder / DRAWS, {law.name: law.draws(KEPT) for law in self.fits})


def calibrate(
    design: Design,
    structure: StructureModel,
    transport: TransportModel,
    tell: Callable[[str], None],
) -> Fitted:
    """Build the films, fit the cycle laws and then the cathodes.

    Args:
        tell: is told the comparison of the laws as soon as it is known.
    """
    films = build_films(design, structure, transport)
    fits = fit_cycling(design, films)
    tell("\n".join(table(fits)))
    cycling = cycling_calibration(design, fits)
    entries = {**cycling, **fit_cathodes(design, films, cycling)}
    return Fitted(Calibration(dict(sorted(entries.items())), design.name, cycling.laws), fits)
