"""What every physical law and every stage model declares about itself."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar


class Law(ABC):
    """Something computed from an equation: it says which equation, in which units and from which source.

    A final subclass sets the three class attributes; a test refuses one that does not, or that cites a key
    absent from ``materials/references.bib``. Classes are abstract or final, nothing between.

    Attributes:
        equation: the equation in Unicode, one line per relation.
        units: unit of every symbol of the equation.
        references: keys of ``materials/references.bib``.
    """

    equation: ClassVar[str]
    units: ClassVar[Mapping[str, str]]
    references: ClassVar[tuple[str, ...]]

    def loops(self, electrode: Any) -> frozenset[str]:
        """Return the modules of compiled loops that it calls for an electrode: by default those of its parts."""
        parts: list[Any] = [getattr(self, each.name) for each in fields(self)] if is_dataclass(self) else []
        return frozenset().union(*(part.loops(electrode) for part in parts if isinstance(part, Law)))
