"""What was known about a number before the data; every number is a quantile of a normal variable."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr


class Prior(ABC):
    """A distribution of a positive number."""

    @abstractmethod
    def value(self, z: Any) -> Any:
        """Return the quantile of the number at the standard normal quantile z."""


@dataclass(frozen=True)
class LogUniform(Prior):
    """Every order of magnitude between ``low`` and ``high`` is equally likely."""

    low: float
    high: float

    def value(self, z: Any) -> Any:
        """Return low (high/low)^Φ(z)."""
        return self.low * np.exp(math.log(self.high / self.low) * ndtr(z))


@dataclass(frozen=True)
class LogNormal(Prior):
    """``median`` within a factor of e^``spread``."""

    median: float
    spread: float

    def value(self, z: Any) -> Any:
        """Return median e^(spread z)."""
        return self.median * np.exp(self.spread * np.asarray(z))


BARE: Mapping[str, Prior] = {
    "dead.share": LogUniform(2e-3, 0.5),
    "roughening.retention": LogUniform(5e-4, 0.2),
}
"""Fitted numbers of a bare collector: nothing is known but that losses are neither none nor all."""

FADE = LogUniform(1e-5, 1e-2)
"""Share of a cathode lost per cycle: between a tenth over ten thousand cycles and all of it over a hundred."""

_RATIO = LogNormal(1.0, math.log(10))
"""A ratio whose natural value is one, within a factor of ten."""

HYPER: Mapping[str, Mapping[str, Prior]] = {
    "film_location": {"film_location.reactivity": _RATIO},
    "buried_film": {"buried_film.reactivity": _RATIO, "buried_film.half": _RATIO},
    "puncture": {"puncture.half": _RATIO},
    "growth_roughness": {"growth_roughness.bonding": _RATIO},
    "plate_roughness": {"plate_roughness.reactivity": _RATIO},
    "front_roughness": {"front_roughness.reactivity": _RATIO},
    "host": {"host.access": _RATIO},
    "combined": {"combined.reactivity": _RATIO, "combined.half": _RATIO},
}
"""Fitted numbers of each structure law, at most two."""


def priors(law: str) -> dict[str, Prior]:
    """Return everything that is fitted with a structure law: the bare collector's numbers, then its own."""
    return {**BARE, **HYPER[law]}
