"""The figures of the report, one subject per module; each yields pictures for the experiments it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nelumbo.pipeline import Results
from nelumbo.report.figures import (
    attribution,
    efficiency,
    full_cells,
    gallery,
    growth,
    impedance,
    movies,
    pouch,
    rate,
    sections,
    stability,
    symmetric,
    voltammetry,
)
from nelumbo.report.picture import Picture

_SUBJECTS = (
    gallery,
    growth,
    sections,
    movies,
    stability,
    efficiency,
    symmetric,
    voltammetry,
    impedance,
    full_cells,
    rate,
    pouch,
    attribution,
)


SUBJECTS = len(_SUBJECTS)
"""How many subjects there are figures of."""


def pictures(results: Results, begin: Callable[[str], None] = lambda _: None) -> Iterator[Picture]:
    """Draw every figure for which the run holds results, in the order of the report.

    Args:
        begin: is called with the name of every subject before its figures are drawn.
    """
    for subject in _SUBJECTS:
        begin(subject.__name__.rpartition(".")[2].replace("_", " "))
        yield from subject.pictures(results)
