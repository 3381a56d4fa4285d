"""Protocols for users of PyBaMM: sequences of steps as a `pybamm.Experiment`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pybamm

from nelumbo.cycling.steps import Cycle, Step, VoltageStep


def experiment(cycles: Iterable[Cycle], area: float = 1.0, period: str | None = None) -> pybamm.Experiment:
    """Return the experiment that runs ``cycles`` on a cell of ``area``, m².

    Steps become PyBaMM's own words; a sweep, for which there are none, becomes a step object. PyBaMM goes past a
    step that is over before it begins, and ends the experiment where the cell ends: count the solution's cycles.

    Args:
        cycles: for example of `nelumbo.cycling.protocols`. period: between samples, in PyBaMM's words.
    """
    steps = [tuple(_step(step, area) for step in cycle) for cycle in cycles]
    return pybamm.Experiment(steps, period=period) if period else pybamm.Experiment(steps)


def _step(step: Step, area: float) -> Any:
    if not isinstance(step, VoltageStep) or not step.slope:
        return step.text(area)
    start, slope = step.voltage, step.slope
    return pybamm.step.voltage(lambda time: start + slope * time, duration=step.duration)
