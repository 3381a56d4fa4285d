"""Results that stay right for as long as a mask stays the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
T = TypeVar("T")


class Remembered(Generic[T]):
    """The last result of a function of a mask; a copy and a pickle of it remember nothing."""

    def __init__(self) -> None:
        self._last: tuple[Mask, T] | None = None

    def of(self, mask: Mask, found: Callable[[Mask], T]) -> T:
        """Return the result for a mask, computed only where the mask is not the last one.

        Args:
            mask: nobody changes it afterwards. found: the function.
        """
        if self._last is None or not np.array_equal(mask, self._last[0]):
            self._last = mask, found(mask)
        return self._last[1]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()
