"""The figures of the report, one subject per module; each yields pictures for the experiments it finds."""

from __future__ import annotations

from collections.abc import Iterator

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


def pictures(results: Results) -> Iterator[Picture]:
    """Draw every figure for which the run holds results, in the order of the report."""
    for subject in _SUBJECTS:
        yield from subject.pictures(results)
