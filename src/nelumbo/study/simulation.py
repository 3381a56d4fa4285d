"""Campaigns with invented results, to see what the machinery would find in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nelumbo.study.calibrate import ALIKE
from nelumbo.study.cycling_fit import INTERVAL, CyclingModel, log_terms
from nelumbo.study.evidence import Evidence
from nelumbo.study.likelihood import Near
from nelumbo.study.posterior import Posterior, sample

Array = NDArray[np.float64]

CLAIM = 0.95
"""Share of the evidence that a law needs before it is claimed over the others."""

_ODD = 4.0
"""χ² per datum above which no law explains the data and none is claimed."""

_WIDER = 2.0
"""Factor on errors, so that points made for one campaign serve all that might have been measured instead."""


@dataclass(frozen=True)
class Bank:
    """Points with what a law predicts there for every piece of evidence: made once, weighed for many campaigns.

    Attributes:
        law: name. posterior: of what the points were made for. values: numbers at the points, by name.
        predicted: shape (t, n).
    """

    law: str
    posterior: Posterior
    values: Mapping[str, Array]
    predicted: Array

    @classmethod
    def of(cls, model: CyclingModel, law: str, points: int, seed: int = 0) -> Bank:
        """Return points as the values from literature allow them; the campaign's measured ones do not count."""
        known = [k for k, item in enumerate(model.evidence) if not item.measured]
        return cls._made(model, law, points, known, seed)

    @classmethod
    def near(cls, model: CyclingModel, law: str, points: int, truth: Array) -> Bank:
        """Return points about those that explain what campaigns find if the predictions ``truth`` are true."""
        evidence = tuple(
            replace(item, likelihood=replace(item.likelihood, seen=float(value), sd=_WIDER * item.likelihood.sd))
            if isinstance(item.likelihood, Near) and item.measured
            else item
            for item, value in zip(model.evidence, truth, strict=True)
        )
        sides = [k for k, item in enumerate(evidence) if isinstance(item.likelihood, Near)]
        return cls._made(replace(model, evidence=evidence), law, points, sides, 0)

    @classmethod
    def _made(cls, model: CyclingModel, law: str, points: int, rows: list[int], seed: int) -> Bank:
        count = len(model.priors(law))
        found = sample(lambda z: model.log_terms(law, z)[rows], count, points, seed=seed)
        values = model.values(law, found.z)
        return cls(law, found, values, model.predict(law, values))

    def weighed(self, evidence: tuple[Evidence, ...]) -> Posterior:
        """Return the posterior for the evidence, whose likelihoods may be others than when the bank was made."""
        return self.posterior.with_terms(log_terms(evidence, self.predicted))


@dataclass(frozen=True)
class Verdict:
    """What was found in the results of one campaign.

    Attributes:
        log_evidence: of every law. chi_squared: per datum, at the best point of the first law.
        posteriors: by law.
    """

    log_evidence: Mapping[str, float]
    chi_squared: float
    posteriors: Mapping[str, Posterior]

    @property
    def first(self) -> str:
        """The law with the most evidence."""
        return max(self.log_evidence, key=lambda law: self.log_evidence[law])

    @property
    def alike(self) -> frozenset[str]:
        """The first law and those that explain the results as well, within a factor of `ALIKE`."""
        least = self.log_evidence[self.first] - math.log(ALIKE)
        return frozenset(law for law, value in self.log_evidence.items() if value >= least)

    @property
    def claimed(self) -> str | None:
        """The law that the results single out: almost all of the evidence, and an acceptable fit; else none."""
        most = self.log_evidence[self.first]
        share = 1 / sum(math.exp(value - most) for value in self.log_evidence.values())
        return self.first if share > CLAIM and self.chi_squared < _ODD else None


def judge(banks: Iterable[Bank], evidence: tuple[Evidence, ...]) -> Verdict:
    """Return what the laws make of the evidence."""
    posteriors = {bank.law: bank.weighed(evidence) for bank in banks}
    found = {law: posterior.log_evidence for law, posterior in posteriors.items()}
    fits = {bank.law: _misfit(bank, evidence) for bank in banks}
    return Verdict(found, fits[max(found, key=lambda law: found[law])], posteriors)


def _misfit(bank: Bank, evidence: tuple[Evidence, ...]) -> float:
    """Return the least χ² per datum over the points."""
    pairs = zip(evidence, bank.predicted, strict=True)
    residuals = np.array([item.likelihood.residual(row) for item, row in pairs])
    return float(np.mean(residuals**2, axis=0).min())


def invented(evidence: tuple[Evidence, ...], truth: Array, random: np.random.Generator) -> tuple[Evidence, ...]:
    """Return the evidence as a campaign might have measured it, were the predictions ``truth``, shape (t,), true.

    Values from literature stay: they are known before the campaign.
    """
    return tuple(
        replace(item, likelihood=item.likelihood.simulated(float(value), random)) if item.measured else item
        for item, value in zip(evidence, truth, strict=True)
    )


def covered(bank: Bank, found: Posterior, truth: Mapping[str, float]) -> list[bool]:
    """Return for every number whether its interval of 90 % holds the truth."""
    return [
        found.quantile(bank.values[name], INTERVAL[0]) <= value <= found.quantile(bank.values[name], INTERVAL[1])
        for name, value in truth.items()
    ]
