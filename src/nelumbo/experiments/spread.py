"""Mean and spread of a number over the realisations of an electrode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, stdev

from nelumbo.observables import Observable, Origin


def spread(quantity: str, values: Sequence[float], where: str = "", origin: Origin = "computed") -> Observable:
    """Return the row of ``quantity``: mean, and standard deviation of finite values that differ.

    What is the same in every realisation does not depend on them and has no spread.

    Args:
        values: one per realisation, in the unit of the quantity. where: the condition. origin: of the values.
    """
    mean = fmean(values)
    varies = math.isfinite(mean) and any(value != values[0] for value in values)
    return Observable(quantity, mean, where, stdev(values) if varies else None, origin)
