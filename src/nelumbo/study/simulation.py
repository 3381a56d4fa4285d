"""Campaigns with invented results, to see what the machinery would find in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nelumbo.study.cycling_fit import INTERVAL, CyclingModel, log_terms
from nelumbo.study.evidence import Evidence
from nelumbo.study.posterior import Posterior, sample
from nelumbo.study.priors import priors

Array = NDArray[np.float64]

CLAIM = 0.95
"""Share of the evidence that a law needs before it is claimed over the others."""

_ODD = 4.0
"""χ² per datum above which no law explains the data and none is claimed."""


@dataclass(frozen=True)
class Bank:
    """Points that literature allows a law, with what it predicts there for every piece of evidence.

    Attributes:
        law: name. prior: posterior of the literature alone. values: numbers at the points, by name.
        predicted: shape (t, n).
    """

    law: str
    prior: Posterior
    values: Mapping[str, Array]
    predicted: Array

    @classmethod
    def of(cls, model: CyclingModel, law: str, points: int, seed: int = 0) -> Bank:
        """Return the bank of a law; the campaign's measured values do not enter it."""
        known = replace(model, evidence=tuple(item for item in model.evidence if not item.measured))
        prior = sample(lambda z: known.log_terms(law, z), len(priors(law)), points, seed=seed)
        values = model.values(law, prior.z)
        return cls(law, prior, values, model.predict(law, values))

    def posterior(self, evidence: tuple[Evidence, ...]) -> Posterior:
        """Return the posterior for the evidence, whose likelihoods may be others than when the bank was made."""
        return self.prior.with_terms(log_terms(evidence, self.predicted))


@dataclass(frozen=True)
class Verdict:
    """What was found in the results of one campaign.

    Attributes:
        aic, weight: of every law: Akaike's criterion at the best point, and share of the evidence.
        chi_squared: per datum, of the best point of the first law. posteriors: by law.
    """

    aic: Mapping[str, float]
    weight: Mapping[str, float]
    chi_squared: float
    posteriors: Mapping[str, Posterior]

    @property
    def first(self) -> str:
        """The law with the least criterion."""
        return min(self.aic, key=lambda law: self.aic[law])

    @property
    def claimed(self) -> str | None:
        """The law that the results single out: almost all of the evidence, and an acceptable fit; else none."""
        law = max(self.weight, key=lambda name: self.weight[name])
        return law if self.weight[law] > CLAIM and self.chi_squared < _ODD and law == self.first else None


def judge(banks: Iterable[Bank], evidence: tuple[Evidence, ...]) -> Verdict:
    """Return what the laws make of the evidence."""
    posteriors, aic, fit = {}, {}, {}
    for bank in banks:
        found = posteriors[bank.law] = bank.posterior(evidence)
        deviance = -2 * found.log_terms.sum(axis=0)
        best = int(np.argmin(deviance))
        aic[bank.law] = float(deviance[best]) + 2 * len(bank.values)
        residuals = [
            item.likelihood.residual(row[best]) for item, row in zip(evidence, bank.predicted, strict=True)
        ]
        fit[bank.law] = float(np.mean(np.square(residuals)))
    logs = np.array([found.log_evidence for found in posteriors.values()])
    shares = np.exp(logs - logs.max())
    weight = dict(zip(posteriors, (shares / shares.sum()).tolist(), strict=True))
    first = min(aic, key=lambda law: aic[law])
    return Verdict(aic, weight, fit[first], posteriors)


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
