"""What several films have in common, made once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Kept:
    """Values, found again by what they were made of.

    Attributes:
        values: pairs of what a value was made of, and the value.
    """

    values: list[tuple[Any, Any]] = field(default_factory=list)

    def once(self, content: Any, make: Callable[[], Value]) -> Value:
        """Return the value that was made of equal content, or make it and keep it."""
        for known, value in self.values:
            if known == content:
                found: Value = value
                return found
        made = make()
        self.values.append((content, made))
        return made
