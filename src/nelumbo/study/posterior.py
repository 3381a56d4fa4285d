"""What is known of the numbers after the data, as weighted points; made for models that run as an ensemble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, logsumexp, ndtri, softmax

Array = NDArray[np.float64]
LogTerms = Callable[[Array], Array]
"""From points z, shape (p, n), to ln p of every datum, shape (t, n)."""

FREEDOM = 5.0
"""Degrees of freedom of the proposal: tails heavier than those of what it proposes for."""

_WIDER = 1.5
"""Factor on the covariance of the proposal."""

_TOGETHER, _MIXED = (0.8, 0.0), (0.4, 0.4)
"""Shares of the points proposed by the posterior and by the posteriors without one datum, which the leave-one-out
needs; the rest comes from the prior, so that no mode is forgotten."""

_BEST = 8
"""One of so many points of a cloud is followed."""

_CLOUDS = 60
"""Most clouds on the way to the summit."""

_SUMMIT = 1e-5
"""Size of the cloud that is taken as one point; all numbers are standard normal before the data."""

_EARLY, _ROUNDS = 1024, 16
"""Points of all rounds but the last, and most rounds."""

_LAST, _ENOUGH = 5, 0.03
"""How often the last round may be drawn, and which share of its points must be effective ones."""

_FEWEST = 64.0
"""Effective number of points that a proposal is fitted to; the data are tempered until so many are left."""


@dataclass(frozen=True)
class Posterior:
    """Points with weights; all numbers are standard normal before the data.

    Attributes:
        z: shape (p, n). log_terms: ln p of every datum, shape (t, n).
        log_weight: ln of prior over proposal density, shape (n,).
    """

    z: Array
    log_terms: Array
    log_weight: Array

    @property
    def log_evidence(self) -> float:
        """Evidence ln Z, Z = ∫ Π p(yᵢ|z) p(z) dz."""
        return self._log_mean(self.log_terms.sum(axis=0))

    @property
    def probability(self) -> Array:
        """Weight of every point, sum 1, shape (n,)."""
        return np.asarray(softmax(self.log_weight + self.log_terms.sum(axis=0)))

    @property
    def effective_points(self) -> float:
        """1/Σ w²: how many equal weights would know as much."""
        return float(1 / np.sum(self.probability**2))

    @property
    def leave_one_out(self) -> Array:
        """How well each datum is foretold, ln p(yᵢ | all others) = ln Z − ln Z without it, shape (t,)."""
        total = self.log_terms.sum(axis=0)
        whole = self._log_mean(total)
        return np.array([whole - self._log_mean(total - term) for term in self.log_terms])

    @property
    def best(self) -> Array:
        """Most probable of the points, shape (p,)."""
        density = self.log_terms.sum(axis=0) - (self.z**2).sum(axis=0) / 2
        return np.asarray(self.z[:, int(np.argmax(density))])

    @property
    def covariance(self) -> Array:
        """Of z, shape (p, p); the identity before the data."""
        return np.atleast_2d(np.cov(self.z, aweights=self.probability, ddof=0))

    def quantile(self, values: Array, share: float) -> float:
        """Return the quantile of a number known at every point, shape (n,)."""
        order = np.argsort(values)
        weight = self.probability[order]
        return float(np.interp(share, np.cumsum(weight) - weight / 2, values[order]))

    def draws(self, count: int) -> NDArray[np.int64]:
        """Return the indices of ``count`` points that stand for the whole (systematic resampling)."""
        levels = (np.arange(count) + 0.5) / count
        found = np.searchsorted(np.cumsum(self.probability), levels)
        return np.asarray(np.minimum(found, self.z.shape[1] - 1))

    def with_terms(self, log_terms: Array) -> Posterior:
        """Return the posterior for other data at the same points."""
        return Posterior(self.z, log_terms, self.log_weight)

    def _log_mean(self, log_likelihood: Array) -> float:
        return float(logsumexp(self.log_weight + log_likelihood) - np.log(self.log_weight.size))


def sample(log_terms: LogTerms, dimensions: int, points: int = 4096, seed: int = 0) -> Posterior:
    """Return the posterior by adaptive importance sampling with quasi-random numbers.

    Each round proposes a mixture of the prior N(0, 1) and of a Student-t about what the round before knew, and
    weighs by the exact density of the mixture. Where hardly a point of a round carries weight, because the data
    allow so much less than the prior, the next one is placed by the data to a power below one. Once the power has
    been one, Student-t's without each datum join the mixture. The last round, the only one that is kept, is drawn
    again where too few of its points carry weight, as where a posterior has corners. The sums are smooth in the
    data: a rounding error moves them by a rounding error.

    Args:
        log_terms: of the data. dimensions: p. points: n of the last round, a power of two; those before it, which
            only place it, take `_EARLY`.
    """
    few, settled = min(_EARLY, points), 0
    z = _normals(dimensions, few, seed)
    found = Posterior(z, log_terms(z), np.zeros(few))
    for number in range(1, _ROUNDS):
        settled += _power(found, found.log_terms.sum(axis=0)) == 1
        if settled > 1:
            break
        found = _round(log_terms, found, few, seed + number, _MIXED if settled else _TOGETHER)
    for number in range(_ROUNDS, _ROUNDS + _LAST):
        found = _round(log_terms, found, points, seed + number, _MIXED)
        if found.effective_points >= _ENOUGH * points:
            break
    return found


def _round(
    log_terms: LogTerms, before: Posterior, points: int, seed: int, shares: tuple[float, float]
) -> Posterior:
    total = before.log_terms.sum(axis=0)
    whole, apart = (round(share * points) for share in shares)
    fits, counts = [_fitted(before, total)], [whole]
    if apart:
        fits += [_fitted(before, total - term) for term in before.log_terms]
        counts += [round(apart / len(before.log_terms))] * len(before.log_terms)
    prior = points - sum(counts)
    parts = [_normals(before.z.shape[0], prior, seed)]
    parts += [
        _students(*fit, count, 1000 * seed + k) for k, (fit, count) in enumerate(zip(fits, counts, strict=True))
    ]
    z = np.concatenate(parts, axis=1)
    densities = [np.log(prior / points) + _log_normal(z)]
    densities += [np.log(count / points) + _log_student(z, *fit) for fit, count in zip(fits, counts, strict=True)]
    return Posterior(z, log_terms(z), _log_normal(z) - logsumexp(densities, axis=0))


def climb(log_terms: LogTerms, found: Posterior, count: int = 256) -> Array:
    """Return the most probable z, shape (p,), by clouds that follow their best points and shrink on them.

    x ~ N(m, C) → m + Σ wᵢ(xᵢ − m) and Σ wᵢ(xᵢ − m)(xᵢ − m)ᵀ over the best eighth, wᵢ falling with the rank. No
    slope is asked for: the density has kinks, where a life passes from one cycle to the next. Where the density
    rises to one side the cloud grows along it, around the summit it shrinks by a factor of three in each step; a
    rounding error changes the way and not the end.

    Args:
        log_terms: of the data. found: the posterior, which places the first cloud. count: of points, a power of 2.
    """
    ranks = np.arange(1, count // _BEST + 1)
    weight = np.log(ranks.size + 0.5) - np.log(ranks)
    weight /= weight.sum()
    z, spread = found.best, found.covariance
    for step in range(_CLOUDS):
        cloud = z[:, None] + np.linalg.cholesky(spread) @ _normals(z.size, count, step)
        density = log_terms(cloud).sum(axis=0) - (cloud**2).sum(axis=0) / 2
        off = cloud[:, np.argsort(-density)[: ranks.size]] - z[:, None]
        z, spread = z + off @ weight, (weight * off) @ off.T
        if np.trace(spread) < _SUMMIT**2:
            break
    return z


def _fitted(found: Posterior, log_likelihood: Array) -> tuple[Array, Array]:
    """Return mean and widened covariance under a likelihood, tempered until enough points carry weight."""
    weight = softmax(found.log_weight + _power(found, log_likelihood) * log_likelihood)
    mean = found.z @ weight
    spread = np.atleast_2d(np.cov(found.z, aweights=weight, ddof=0))
    return mean, _WIDER * spread + 1e-6 * np.eye(mean.size)


def _power(found: Posterior, log_likelihood: Array) -> float:
    """Return the largest power of a likelihood, 1 at most, that leaves `_FEWEST` effective points."""
    power = 1.0
    while power > 1e-6:
        weight = softmax(found.log_weight + power * log_likelihood)
        if 1 / np.sum(weight**2) >= _FEWEST:
            break
        power *= 0.7
    return power


def _uniforms(dimensions: int, points: int, seed: int) -> Array:
    from scipy.stats.qmc import Sobol

    power = int(np.ceil(np.log2(points)))
    return np.asarray(Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed)).random_base2(power).T)[
        :, :points
    ]


def _normals(dimensions: int, points: int, seed: int) -> Array:
    return np.asarray(ndtri(_uniforms(dimensions, points, seed)))


def _students(mean: Array, shape: Array, points: int, seed: int) -> Array:
    uniform = _uniforms(mean.size + 1, points, seed)
    scale = np.sqrt(FREEDOM / chdtri(FREEDOM, uniform[-1]))
    return np.asarray(mean[:, None] + np.linalg.cholesky(shape) @ ndtri(uniform[:-1]) * scale)


def _log_normal(z: Array) -> Array:
    return np.asarray(-(z**2).sum(axis=0) / 2 - len(z) / 2 * np.log(2 * np.pi))


def _log_student(z: Array, mean: Array, shape: Array) -> Array:
    from scipy.stats import multivariate_t

    law: Any = multivariate_t(mean, shape, df=FREEDOM)
    return np.atleast_1d(law.logpdf(z.T))
