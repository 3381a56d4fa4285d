"""Fit the global numbers of nelumbo to a campaign and let the evidence choose among the structure laws."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.experiments.result import Sample
from nelumbo.materials.calibration import DRAWS, VALUES, CalibratedValue, Calibration, LawEvidence
from nelumbo.pipeline.executors import SerialExecutor, process_pool, single_threaded
from nelumbo.pipeline.stages import build, solve
from nelumbo.structure.model import StructureModel
from nelumbo.structure.result import Structure
from nelumbo.study.calibration_file import write_calibration, write_draws
from nelumbo.study.cathode_fit import Retention, fading, full_cell_evidence, utilisations
from nelumbo.study.cycling_fit import CyclingModel, Film, LawFit
from nelumbo.study.declared import DECLARED
from nelumbo.study.evidence import cycling_evidence
from nelumbo.study.growths import GROWN, can_be_fitted, gathered, growing
from nelumbo.study.posterior import Posterior
from nelumbo.study.priors import HYPER
from nelumbo.transport.model import TransportModel
from nelumbo.transport.result import Transport

REALISATIONS = 2
"""Films built per electrode; predictions are averaged over them."""

ALIKE = 3.0
"""Ratio of the evidence of two laws up to which they explain the data equally well (Kass1995: not worth more than
a bare mention)."""

ASSUMED = 0.88
"""ln of the evidence that a law fed by growths owes to what its growths assume: what is left of it as a mean over
assumed films, decision 21."""

THREE_DIGITS = 5e-4
"""Relative difference of numbers that agree to three digits."""

KEPT = 64
"""Members of the posterior of every law that are kept for predictions."""


def campaign_model(
    design: Design, films: Mapping[str, Film], full_cells: Iterable[Retention] = ()
) -> CyclingModel:
    """Return the model of all that a campaign says about cycling.

    Args:
        films: electrode id to its film, for every measured electrode. full_cells: and what they kept.
    """
    evidence = (*cycling_evidence(design), *full_cell_evidence(design, full_cells))
    wanted = {item.electrode for item in evidence}
    covered = {e.id for e in design.electrode if e.membrane is not None} & wanted
    return CyclingModel(design, {id_: film for id_, film in films.items() if id_ in covered}, evidence)


Found = tuple[Posterior, NDArray[np.float64]]
"""Posterior of a law, and the most probable of its numbers."""


def fit_laws(
    design: Design, films: Mapping[str, Film], full_cells: Sequence[Retention], pool: Executor, points: int = 4096
) -> tuple[LawFit, ...]:
    """Fit every structure law to the campaign, see `ranked` for their order.

    Args:
        films, full_cells: see `campaign_model`. pool: where the laws are fitted side by side.
        points: of each round of sampling.
    """
    model = campaign_model(design, films, full_cells)
    known = [name for name in HYPER if can_be_fitted(name, model.films.values())]
    return fitted(model, begin_fits(known, design, films, full_cells, pool, points))


def begin_fits(
    laws: Iterable[str],
    design: Design,
    films: Mapping[str, Film],
    full_cells: Sequence[Retention],
    pool: Executor,
    points: int = 4096,
) -> dict[str, Future[Found]]:
    """Begin to fit some laws and return the fits under way, by law; see `fit_laws`."""
    return {name: pool.submit(_fit, design, films, full_cells, name, points) for name in laws}


def fitted(model: CyclingModel, tasks: Mapping[str, Future[Found]]) -> tuple[LawFit, ...]:
    """Return fits that were begun when they are done."""
    return ranked(LawFit(name, model, *task.result()) for name, task in tasks.items())


def _fit(
    design: Design, films: Mapping[str, Film], full_cells: Sequence[Retention], name: str, points: int
) -> Found:
    found = campaign_model(design, films, full_cells).fit(name, points)
    return found.posterior, found.best


def ranked(fits: Iterable[LawFit]) -> tuple[LawFit, ...]:
    """Return the laws by their evidence (`claim`); those within `ALIKE` of the most by their count of numbers.

    Of as many numbers, a law that needs no growths comes first: what a growth assumes is not counted in them.
    """
    found = list(fits)
    alike = max(map(claim, found)) - math.log(ALIKE)

    def order(law: LawFit) -> tuple[int, int, bool, float, str]:
        if claim(law) <= alike:
            return (1, 0, False, -claim(law), law.name)
        return (0, law.best.size, law.name in GROWN, -claim(law), law.name)

    return tuple(sorted(found, key=order))


def claim(law: LawFit) -> float:
    """Return ln evidence, of a law fed by growths less `ASSUMED`."""
    return law.log_evidence - (ASSUMED if law.name in GROWN else 0.0)


def scale_cathodes(design: Design, films: Mapping[str, Film], cycling: Calibration) -> dict[str, CalibratedValue]:
    """Return how much of the cathodes of the published cells took part, over anodes that age by ``cycling``.

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
        growth = films[electrode.id].growths.get(cycling.structure_law)
        laws = law.protect(bare, structure, transport, growth)
        samples[electrode.id] = Sample(electrode, (structure,), (transport,), (laws,))
    fades = {name.removeprefix("fade."): value for name, value in numbers.items() if name.startswith("fade.")}
    return utilisations(design, samples, fades)


def build_films(
    design: Design,
    structure: StructureModel,
    transport: TransportModel,
    electrodes: Iterable[str] | None = None,
    pool: Executor | None = None,
) -> dict[str, Film]:
    """Return the films of some electrodes with the random numbers of a run, of those with data by default.

    Args:
        electrodes: ids. pool: where the films are built side by side; one after the other by default.
    """
    wanted = {datum.electrode for datum in design.measured} if electrodes is None else set(electrodes)
    workers = pool or SerialExecutor()
    tasks = {
        electrode.id: [
            workers.submit(_film, structure, transport, electrode, design.seed, k) for k in range(REALISATIONS)
        ]
        for electrode in design.electrode
        if electrode.id in wanted
    }
    films = {}
    for id_, found in tasks.items():
        structures, transports = zip(*(task.result() for task in found), strict=True)
        films[id_] = Film(structures, transports)
    return films


def _film(
    structure: StructureModel, transport: TransportModel, electrode: Electrode, seed: int, number: int
) -> tuple[Structure, Transport]:
    one = build(structure, electrode, seed, number)
    return one, solve(transport, electrode, structures=(one,))


def cycling_calibration(design: Design, fits: Sequence[LawFit]) -> Calibration:
    """Return the declared numbers, those of the bare collector with the first law, and those of every law."""
    values = dict(DECLARED)
    values |= {name: _fitted(fits[0], name) for name in fits[0].values}
    for law in fits:
        values |= {name: _fitted(law, name) for name in HYPER[law.name]}
    return Calibration(dict(sorted(values.items())), design.name, [_evidence(law) for law in fits])


def _fitted(law: LawFit, name: str) -> CalibratedValue:
    """Return a number with the data that decided it; a fade enters only the full cells of its cathode."""
    full = name.startswith("fade.")
    ids = tuple(item.id for item in law.model.evidence if item.measured and (not full or name in item.fades))
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
        log_evidence=law.log_evidence,
        leave_one_out=law.leave_one_out,
        values=law.values,
    )


def table(fits: Sequence[LawFit]) -> list[str]:
    """Return the comparison of the laws, and what is known of the numbers of the first, as lines of text."""
    data = fits[0].model.evidence
    lines = [
        f"{len(data)} data, {sum(item.measured for item in data)} of the campaign; k numbers per law",
        "structure law     k    chi2     AIC   ln evidence   leave-one-out   effective points",
    ]
    lines += [
        f"{law.name:16s} {law.best.size:2d} {law.chi_squared:7.2f} {law.aic:7.2f} "
        f"{law.log_evidence:13.2f} {law.leave_one_out:15.2f} {law.posterior.effective_points:18.0f}"
        for law in fits
    ]
    lines += ["", _told_apart(fits)]
    best = fits[0]
    residuals = ", ".join(f"{key} {value:+.2f}" for key, value in best.residuals.items())
    lines += ["", f"with {best.name}, residuals in standard deviations: {residuals}"]
    for name, value in best.values.items():
        low, high = best.interval(name)
        lines.append(f"  {name:26s} {value:10.4g}   90 %: {low:.3g} to {high:.3g}")
    for law in fits:
        lines += ["", *identifiability(law)]
    return lines


def _told_apart(fits: Sequence[LawFit]) -> str:
    """Return which laws the data leave open, and which they rule out against the best of them."""
    most = max(map(claim, fits))
    alike = [law.name for law in fits if claim(law) >= most - math.log(ALIKE)]
    rest = [f"{law.name} by e^{most - claim(law):.1f}" for law in fits if law.name not in alike]
    open_ = f"the data do not tell {', '.join(alike)} apart" if len(alike) > 1 else f"the data prefer {alike[0]}"
    return f"{open_}; less probable: {', '.join(rest)}" if rest else open_


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
    """Build the films, look at the full cells, fit all laws, and scale the cathodes.

    Args:
        tell: is told the comparison of the laws as soon as it is known.
    """
    with single_threaded(), process_pool() as pool:
        films = build_films(design, structure, transport, pool=pool)
        growths, full_cells = growing(design, films, pool), fading(design)
        # Laws without growths are fitted while lithium still grows for the others.
        tasks = begin_fits([name for name in HYPER if name not in GROWN], design, films, full_cells, pool)
        films = gathered(films, growths, tell)
        model = campaign_model(design, films, full_cells)
        fed = [name for name in GROWN if can_be_fitted(name, model.films.values())]
        tasks |= begin_fits(fed, design, films, full_cells, pool)
        fits = fitted(model, tasks)
    tell("\n".join(table(fits)))
    cycling = cycling_calibration(design, fits)
    entries = {**cycling, **scale_cathodes(design, films, cycling)}
    return Fitted(Calibration(dict(sorted(entries.items())), design.name, cycling.laws), fits)


def drift(found: Calibration, shipped: Calibration) -> list[str]:
    """Return how far a calibration lies from the shipped one, as lines of text."""
    if found.campaign != shipped.campaign:
        return [f"the shipped calibration is of another campaign, {shipped.campaign or 'none'}"]
    new, old = _numbers(found), _numbers(shipped)
    lines = [f"only in {where}: {', '.join(names)}" for where, names in (
        ("this calibration", sorted(new.keys() - old.keys())), ("the shipped one", sorted(old.keys() - new.keys()))
    ) if names]  # fmt: skip
    off = sorted(
        ((abs(new[name] / old[name] - 1), name) for name in new.keys() & old.keys() if old[name]), reverse=True
    )
    same = sum(size < THREE_DIGITS for size, _ in off)
    lines.append(f"{same} of {len(off)} numbers are those of the shipped calibration to three digits")
    lines += [f"  {name} differs by {100 * size:.2g} %" for size, name in off[:5] if size >= THREE_DIGITS]
    if off and same == len(off):
        lines.append(f"  the farthest, {off[0][1]}, by {100 * off[0][0]:.2g} %")
    return lines


def _numbers(calibration: Calibration) -> dict[str, float]:
    numbers = {name: entry.value for name, entry in calibration.items()}
    return numbers | {f"{name} with {law.name}": v for law in calibration.laws for name, v in law.values.items()}
