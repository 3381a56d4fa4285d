"""Fit of the few global numbers of the cycle laws with every structure law in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.design.design import Design
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Structure
from nelumbo.study.declared import DECLARED
from nelumbo.study.evidence import Cells, Evidence, bare_electrode
from nelumbo.study.mapped_cells import MappedCells
from nelumbo.study.posterior import Posterior, climb, sample
from nelumbo.study.priors import FADE, Prior, priors
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.result import Transport

Array = NDArray[np.float64]

INTERVAL = (0.05, 0.95)
"""Quantiles that bound the interval of 90 %."""


@dataclass(frozen=True)
class Film:
    """Realisations of the film on an electrode.

    Attributes:
        growths: how rough lithium grows under it, by the name of the law that asks (`nelumbo.study.growths`).
    """

    structures: tuple[Structure, ...]
    transports: tuple[Transport, ...]
    growths: Mapping[str, RoughnessTable] = field(default_factory=dict)


@dataclass(frozen=True)
class CyclingModel:
    """What every structure law predicts for the evidence.

    Attributes:
        design: with the experiments. films: electrode id to its film, for every electrode with evidence.
        evidence: everything to reproduce.
    """

    design: Design
    films: Mapping[str, Film]
    evidence: tuple[Evidence, ...]

    def cells(self, name: str, values: Mapping[str, float | Array]) -> list[Cells]:
        """Return the cells of all electrodes, one mapping per realisation of the films.

        Args:
            name: of the structure law. values: fitted numbers by name, each a number or shape (n,).
        """
        numbers = {key: entry.value for key, entry in DECLARED.items()} | dict(values)
        law, naked = structure_law(name, numbers), laws_from(numbers)
        bare = bare_electrode(self.design)
        fades = {key: numbers[key] for item in self.evidence for key in item.fades}
        alone = MappedCells(law.protect(naked, bare_structure(), bare_transport()), self.design, fades=fades)
        found: list[Cells] = []
        for k in range(max((len(film.structures) for film in self.films.values()), default=1)):
            cells = {bare: alone}
            for id_, film in self.films.items():
                one = k % len(film.structures)
                structure, transport = film.structures[one], film.transports[one]
                path = transport.resistance(1.0)  # the resistance at 1 S/m
                laws = law.protect(naked, structure, transport, film.growths.get(name))
                cells[id_] = MappedCells(laws, self.design, path, fades)
            found.append(cells)
        return found

    def predict(self, name: str, values: Mapping[str, Array]) -> Array:
        """Return the prediction for every piece of evidence, the mean over the films, shape (t, n)."""
        count = next(iter(values.values())).size
        sets = self.cells(name, values)
        rows = []
        for item in self.evidence:
            each = [np.broadcast_to(np.asarray(item.observe(cells), dtype=np.float64), (count,)) for cells in sets]
            rows.append(np.mean(each, axis=0))
        return np.array(rows)

    def priors(self, name: str) -> dict[str, Prior]:
        """Return what is fitted with a structure law: its numbers, and the fade of every cathode with evidence."""
        return {**priors(name), **{key: FADE for item in self.evidence for key in item.fades}}

    def values(self, name: str, z: Array) -> dict[str, Array]:
        """Return the fitted numbers by name at points z, shape (p, n)."""
        return {key: prior.value(row) for (key, prior), row in zip(self.priors(name).items(), z, strict=True)}

    def log_terms(self, name: str, z: Array) -> Array:
        """Return ln p of every piece of evidence at points z, shape (t, n)."""
        return log_terms(self.evidence, self.predict(name, self.values(name, z)))

    def fit(self, name: str, points: int = 4096) -> LawFit:
        """Return the posterior and the most probable numbers with the structure law ``name``."""
        found = sample(lambda z: self.log_terms(name, z), len(self.priors(name)), points)
        return LawFit(name, self, found, climb(lambda z: self.log_terms(name, z), found))


def log_terms(evidence: tuple[Evidence, ...], predicted: Array) -> Array:
    """Return ln p of every piece of evidence under its prediction; both shapes (t, n)."""
    return np.array([item.likelihood.log_density(row) for item, row in zip(evidence, predicted, strict=True)])


@dataclass(frozen=True)
class LawFit:
    """A structure law with what the evidence says of its numbers.

    Attributes:
        name: of the law. model: that was fitted. posterior: of z. best: most probable z, shape (p,).
    """

    name: str
    model: CyclingModel
    posterior: Posterior
    best: Array

    @cached_property
    def values(self) -> dict[str, float]:
        """Most probable numbers by name."""
        found = self.model.values(self.name, self.best[:, None])
        return {key: float(value[0]) for key, value in found.items()}

    @cached_property
    def predicted(self) -> Array:
        """Prediction of every piece of evidence with them, shape (t,)."""
        one = {key: np.array([value]) for key, value in self.values.items()}
        return np.asarray(self.model.predict(self.name, one)[:, 0])

    @property
    def residuals(self) -> dict[str, float]:
        """Deviation of every piece of evidence with them, in standard deviations, by id."""
        pairs = zip(self.model.evidence, self.predicted, strict=True)
        return {item.id: float(item.likelihood.residual(value)) for item, value in pairs}

    @property
    def chi_squared(self) -> float:
        """Σ residual²; bounds and orderings on the right side add nothing."""
        return float(sum(r**2 for r in self.residuals.values()))

    @property
    def deviance(self) -> float:
        """−2 Σ ln p with the most probable numbers."""
        return float(-2 * log_terms(self.model.evidence, self.predicted[:, None]).sum())

    @property
    def aic(self) -> float:
        """Akaike's information criterion for errors of known size, deviance + 2 k."""
        return self.deviance + 2 * self.best.size

    @property
    def log_evidence(self) -> float:
        """Evidence ln ∫ p(data) over the priors: how probable the data are, whatever the numbers of the law."""
        return self.posterior.log_evidence

    @property
    def leave_one_out(self) -> float:
        """Σ ln p(yᵢ | all others): how well what was left out is foretold."""
        return float(self.posterior.leave_one_out.sum())

    def interval(self, name: str) -> tuple[float, float]:
        """Return the interval of 90 % of a fitted number."""
        row = self.model.values(self.name, self.posterior.z)[name]
        low, high = (self.posterior.quantile(row, share) for share in INTERVAL)
        return low, high

    def log_sd(self, name: str) -> float:
        """Return the standard deviation of the logarithm of a fitted number."""
        row = np.log(self.model.values(self.name, self.posterior.z)[name])
        return float(np.sqrt(np.cov(row, aweights=self.posterior.probability, ddof=0)))

    def draws(self, count: int) -> dict[str, Array]:
        """Return ``count`` members of the posterior, by name."""
        chosen = self.posterior.z[:, self.posterior.draws(count)]
        return self.model.values(self.name, chosen)
