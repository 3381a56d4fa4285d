"""Fit of the few global numbers of the cycle laws, and of every structure law in turn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.cycling.result import CycleLaws
from nelumbo.design.design import Design
from nelumbo.design.experiment import HalfCell, Symmetric
from nelumbo.structure.result import Structure
from nelumbo.study.declared import DECLARED
from nelumbo.study.evidence import Evidence, bare_electrode
from nelumbo.study.mapped_cells import MappedCells
from nelumbo.study.zoom import Minimum, jacobian, minimise
from nelumbo.transport.result import Transport

Array = NDArray[np.float64]

BARE: Mapping[str, tuple[float, float]] = {"dead.share": (2e-3, 0.5), "roughening.retention": (5e-4, 0.2)}
"""Fitted numbers of a bare collector and their bounds."""

HYPER: Mapping[str, tuple[str, ...]] = {
    "film_location": ("film_location.reactivity",),
    "buried_film": ("buried_film.reactivity", "buried_film.half"),
    "puncture": ("puncture.half",),
    "host": ("host.access",),
}
"""Fitted numbers of each structure law; all are ratios whose natural value is 1."""

HYPER_SPREAD = math.log(10)
"""Prior of every hyper-parameter: 1 within a factor of ten, the standard deviation of its logarithm."""

_HYPER_BOUND = math.log(1e4)


@dataclass(frozen=True)
class Film:
    """Realisations of the film on an electrode."""

    structures: tuple[Structure, ...]
    transports: tuple[Transport, ...]


@dataclass(frozen=True)
class Estimate:
    """A fitted number: its value, the standard deviation of its logarithm, the ids that decided it."""

    value: float
    log_sd: float
    fitted_to: tuple[str, ...]


@dataclass(frozen=True)
class LawFit:
    """A structure law with the numbers that suit the evidence best.

    Attributes:
        name: of the law. estimates: of the bare collector's and of its own numbers.
        residuals: of the evidence by id and of the priors, in standard deviations.
        film_share: share of the film that the law leaves on moving lithium, by electrode.
    """

    name: str
    estimates: Mapping[str, Estimate]
    residuals: Mapping[str, float]
    film_share: Mapping[str, float]

    @property
    def chi_squared(self) -> float:
        """Sum of squared residuals."""
        return float(sum(r**2 for r in self.residuals.values()))

    @property
    def aic(self) -> float:
        """Akaike's information criterion for errors of known size, χ² + 2 k."""
        return self.chi_squared + 2 * len(self.estimates)


@dataclass(frozen=True)
class CyclingFit:
    """The fit for one design, in logarithms of the numbers.

    Attributes:
        design: with the experiments. films: electrode id to its film, for every electrode with evidence.
        evidence: everything to reproduce.
    """

    design: Design
    films: Mapping[str, Film]
    evidence: tuple[Evidence, ...]

    @cached_property
    def bare_evidence(self) -> tuple[Evidence, ...]:
        """What the bare collector must reproduce."""
        return tuple(item for item in self.evidence if item.electrode == bare_electrode(self.design))

    @cached_property
    def film_evidence(self) -> tuple[Evidence, ...]:
        """What electrodes with a film must reproduce."""
        return tuple(item for item in self.evidence if item.electrode in self.films)

    @cached_property
    def bare(self) -> Minimum:
        """The numbers in `BARE`, from the bare collector alone: no structure law touches them."""

        def residuals(x: Array) -> Array:
            cells = self.cells(laws_from(_values(tuple(BARE), x)))
            return np.array([item.residual(item.observe(cells)) for item in self.bare_evidence])

        low, high = np.log(np.array(list(BARE.values()))).T
        return minimise(residuals, low, high)

    def cells(self, laws: CycleLaws) -> MappedCells:
        """Return the half and symmetric cells of the design with these laws."""
        half = next(test for test in self.design.experiment if isinstance(test, HalfCell))
        symmetric = next(test for test in self.design.experiment if isinstance(test, Symmetric))
        return MappedCells(laws, self.design, half, symmetric)

    def laws(self, name: str, bare: Array, hyper: Array, film: Film) -> tuple[CycleLaws, ...]:
        """Return the laws of every realisation of ``film``; ``bare`` and ``hyper`` are logarithms."""
        values = {**_values(tuple(BARE), bare), **_values(HYPER[name], hyper)}
        law, naked = structure_law(name, values), laws_from(values)
        return tuple(
            law.protect(naked, structure, transport)
            for structure, transport in zip(film.structures, film.transports, strict=True)
        )

    def fit(self, name: str) -> LawFit:
        """Fit the hyper-parameters of the structure law ``name`` with the bare collector's numbers held."""
        names = HYPER[name]
        bound = np.full(len(names), _HYPER_BOUND)
        best = minimise(lambda x: self._film_residuals(name, self.bare.x, x), -bound, bound)
        others = [item.id for item in self.film_evidence] + [f"prior of {key}" for key in names]
        residuals = dict(zip([item.id for item in self.bare_evidence], self.bare.residuals, strict=True))
        residuals |= dict(zip(others, best.residuals, strict=True))
        return LawFit(
            name=name,
            estimates={
                **_estimates(tuple(BARE), self.bare.x, self.bare.covariance, self.bare_evidence),
                **_estimates(names, best.x, self._hyper_covariance(name, best), self.film_evidence),
            },
            residuals={key: float(value) for key, value in residuals.items()},
            film_share={
                id_: float(np.mean([laws.film_share for laws in self.laws(name, self.bare.x, best.x, film)]))
                for id_, film in self.films.items()
            },
        )

    def _film_residuals(self, name: str, bare: Array, hyper: Array) -> Array:
        rows = []
        for item in self.film_evidence:
            laws = self.laws(name, bare, hyper, self.films[item.electrode])
            predicted = np.mean([item.observe(self.cells(one)) for one in laws], axis=0)
            rows.append(np.broadcast_to(item.residual(predicted), hyper.shape[1:]))
        return np.array([*rows, *(hyper / HYPER_SPREAD)])

    def _hyper_covariance(self, name: str, best: Minimum) -> Array:
        """Return the covariance with that of the bare collector's numbers carried through."""

        def over_bare(x: Array) -> Array:
            return self._film_residuals(name, x, np.repeat(best.x[:, None], x.shape[1], axis=1))

        gain = best.covariance @ best.jacobian.T @ jacobian(over_bare, self.bare.x)
        return np.asarray(best.covariance + gain @ self.bare.covariance @ gain.T)


def _values(names: Sequence[str], logarithms: Array) -> dict[str, Array | float]:
    declared: dict[str, Array | float] = {key: entry.value for key, entry in DECLARED.items()}
    return declared | {name: np.exp(x)[()] for name, x in zip(names, logarithms, strict=True)}


def _estimates(
    names: Sequence[str], x: Array, covariance: Array, evidence: Sequence[Evidence]
) -> dict[str, Estimate]:
    ids = tuple(item.id for item in evidence if item.measured)
    sd = np.sqrt(np.diag(covariance))
    return {
        name: Estimate(float(np.exp(value)), float(s), ids) for name, value, s in zip(names, x, sd, strict=True)
    }
