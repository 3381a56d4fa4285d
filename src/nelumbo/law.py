"""What every physical law and every stage model declares about itself."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import ClassVar


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
