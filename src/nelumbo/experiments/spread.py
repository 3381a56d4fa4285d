"""Mean and spread of a number over the realisations of an electrode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, stdev

from nelumbo.observables import Observable


def spread(quantity: str, values: Sequence[float], where: str = "") -> Observable:
    """Return the row of ``quantity``: mean, and standard deviation where several finite values have one.

    Args:
        values: one per realisation, in the unit of the quantity. where: the condition.
    """
    mean = fmean(values)
    sd = stdev(values) if len(values) > 1 and math.isfinite(mean) else None
    return Observable(quantity, mean, where, sd)
