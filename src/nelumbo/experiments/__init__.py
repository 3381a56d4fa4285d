"""Virtual instruments: one module per kind of experiment, and the one list of them."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nelumbo.experiments.model import Instrument

INSTRUMENTS = {
    "structure": "nelumbo.experiments.structure:Inspection",
    "structure_sensitivity": "nelumbo.experiments.structure_sensitivity:StructureSensitivity",
    "growth_controls": "nelumbo.experiments.growth_controls:GrowthControls",
    "plating": "nelumbo.experiments.plating:Plating",
    "transference": "nelumbo.experiments.transference:Transference",
    "symmetric": "nelumbo.experiments.symmetric:Symmetric",
    "half_cell": "nelumbo.experiments.half_cell:HalfCell",
    "reservoir": "nelumbo.experiments.reservoir:Reservoir",
    "cyclic_voltammetry": "nelumbo.experiments.cyclic_voltammetry:CyclicVoltammetry",
    "eis": "nelumbo.experiments.eis:Impedance",
    "full_cell": "nelumbo.experiments.full_cell:FullCell",
    "rate": "nelumbo.experiments.rate:RateTest",
    "pouch": "nelumbo.experiments.pouch:Pouch",
}
"""Kind of experiment to ``module:class``.

``structure`` looks at the film and is done to every electrode, ``structure_sensitivity`` is done to every film of
particles, ``growth_controls`` to every electrode that a plating test is done to.
"""


LONG = ("symmetric", "half_cell", "eis", "full_cell", "rate")
"""Kinds of experiments that last many cycles."""


def instruments(through: bool = False) -> dict[str, Instrument]:
    """Return every instrument with its default settings, by kind of experiment.

    Args:
        through: whether the cell model runs every cycle of a long experiment; else the per-cycle map carries it.
    """
    made: dict[str, Any] = {kind: _load(place)() for kind, place in INSTRUMENTS.items()}
    return made | {kind: replace(made[kind], through=through) for kind in LONG}


def _load(place: str) -> type[Instrument]:
    module, name = place.split(":")
    found: type[Instrument] = getattr(import_module(module), name)
    return found
