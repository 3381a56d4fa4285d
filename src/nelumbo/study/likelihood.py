"""How probable a measured value is when the laws predict another number."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy.special import log_ndtr, ndtr


class Likelihood(ABC):
    """What was seen, and how far a cell may lie from the prediction for cells of its kind."""

    @abstractmethod
    def log_density(self, predicted: Any) -> Any:
        """Return ln p(seen | predicted), elementwise."""

    @abstractmethod
    def residual(self, predicted: Any) -> Any:
        """Return how far the prediction lies from what was seen, in standard deviations, elementwise."""

    @abstractmethod
    def simulated(self, predicted: float, random: np.random.Generator) -> Self:
        """Return what a cell of the predicted kind might have shown instead."""


@dataclass(frozen=True)
class Near(Likelihood):
    """A number with a normal error.

    Attributes:
        seen: the number. sd: its standard deviation about the prediction.
    """

    seen: float
    sd: float

    def log_density(self, predicted: Any) -> Any:
        """Return −[(seen − predicted)/sd]²/2 − ln(sd √2π)."""
        return -(self.residual(predicted) ** 2) / 2 - math.log(self.sd * math.sqrt(2 * math.pi))

    def residual(self, predicted: Any) -> Any:
        """Return (predicted − seen)/sd."""
        return (predicted - self.seen) / self.sd

    def simulated(self, predicted: float, random: np.random.Generator) -> Self:
        """Return another number about the prediction."""
        return replace(self, seen=float(predicted + self.sd * random.standard_normal()))


@dataclass(frozen=True)
class Exceeds(Likelihood):
    """A number known only to lie above a bound (or below it): a bound, a censored lifetime, or an ordering.

    Attributes:
        bound: that the number exceeded, 0 for the difference of two that are ordered.
        sd: of the number about the prediction. holds: whether it exceeded.
    """

    bound: float
    sd: float
    holds: bool = True

    def log_density(self, predicted: Any) -> Any:
        """Return ln Φ[±(predicted − bound)/sd]: the number about the prediction lies on the side that was seen."""
        return log_ndtr(self._margin(predicted))

    def residual(self, predicted: Any) -> Any:
        """Return how far the prediction is on the wrong side, 0 on the right one."""
        return np.minimum(self._margin(predicted), 0.0)

    def simulated(self, predicted: float, random: np.random.Generator) -> Self:
        """Return on which side a number about the prediction lies."""
        above = ndtr((predicted - self.bound) / self.sd)
        return replace(self, holds=bool(random.random() < above))

    def _margin(self, predicted: Any) -> Any:
        return (1 if self.holds else -1) * (np.asarray(predicted) - self.bound) / self.sd
