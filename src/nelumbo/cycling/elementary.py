"""Elementary functions of numbers, arrays and symbols; those of plain numbers cost a fraction of NumPy's."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def exp(x: Any) -> Any:
    """Return eˣ."""
    return math.exp(x) if type(x) is float else np.exp(x)


def expm1(x: Any) -> Any:
    """Return eˣ − 1."""
    return math.expm1(x) if type(x) is float else np.expm1(x)


def log1p(x: Any) -> Any:
    """Return ln(1 + x)."""
    return math.log1p(x) if type(x) is float else np.log1p(x)


def sqrt(x: Any) -> Any:
    """Return √x."""
    return math.sqrt(x) if type(x) is float else np.sqrt(x)


def maximum(x: Any, least: Any) -> Any:
    """Return the larger of two values."""
    if type(x) is float and type(least) is float:
        return x if x > least or x != x else least
    return np.maximum(x, least)


def minimum(x: Any, most: Any) -> Any:
    """Return the smaller of two values."""
    if type(x) is float and type(most) is float:
        return x if x < most or x != x else most
    return np.minimum(x, most)
