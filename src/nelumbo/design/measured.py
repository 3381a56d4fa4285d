"""Measured values of a campaign, joined to simulated ones by id."""

from __future__ import annotations

from typing import Literal

from nelumbo.design.part import Part


class Datum(Part):
    """One measured value; the field names are the columns of ``measured.csv``.

    Attributes:
        id: e.g. ``"E6"``. electrode, experiment, condition, quantity: as in ``observables.csv``.
        value: number, or word for a state. unit: of the value. kind: ``number`` or ``ordering``. note: free text.
    """

    id: str
    electrode: str
    experiment: str
    condition: str
    quantity: str
    value: float | str
    unit: str
    kind: Literal["number", "ordering"]
    note: str
