"""What full cells say about fading cathodes and the lithium of anodes, and how much of a cathode took part."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import numpy as np

from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.design.experiment import FullCell, Pouch, RateTest
from nelumbo.design.measured import Datum
from nelumbo.errors import StageError
from nelumbo.experiments.assembly import assemble
from nelumbo.experiments.full_cell import FullCell as FullCellInstrument
from nelumbo.experiments.pouch import Pouch as PouchInstrument
from nelumbo.experiments.rate import RateTest as RateInstrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.materials.calibration import CalibratedValue
from nelumbo.pipeline.table import matching
from nelumbo.structure.bare import bare_structure
from nelumbo.study.evidence import Cells, Evidence, life_spread
from nelumbo.study.likelihood import Near
from nelumbo.study.mapped_full_cell import MappedFullCell
from nelumbo.transport.bare import bare_transport

LARGEST_LOSS = 0.9
"""Upper bound of the share of a cathode lost over a test."""

_CAPACITY = "discharge_capacity"

CapacityTest = FullCell | RateTest | Pouch
Kind = TypeVar("Kind", FullCell, RateTest, Pouch)


@dataclass(frozen=True)
class Retention:
    """How much of its first capacity a published cell kept.

    Attributes:
        design: of the campaign. electrode, experiment: of the cell. datum: that says it, the last of its kind.
        kept: share. cycle: at which so much was left.
    """

    design: Design
    electrode: Electrode
    experiment: FullCell
    datum: Datum
    kept: float
    cycle: int

    @property
    def chemistry(self) -> str:
        """Of the cathode."""
        return self.design.cathode[self.experiment.cathode].chemistry

    @cached_property
    def lasting(self) -> Sample:
        """The electrode without a film and with lithium that loses nothing: all loss is the cathode's."""
        from nelumbo.cell.parameters import LOSSLESS

        return Sample(self.electrode, (bare_structure(),), (bare_transport(),), (LOSSLESS,))

    @cached_property
    def fade(self) -> float:
        """The share of the cathode lost per cycle that alone explains the loss; 0 where nothing was lost.

        Raises:
            StageError: losing up to `LARGEST_LOSS` over the test does not explain it.
        """
        from scipy.optimize import brentq

        if self.kept >= 1:
            return 0.0
        largest = LARGEST_LOSS / self.experiment.cycles
        if self._excess(largest) > 0:
            raise StageError(
                f"Losing {LARGEST_LOSS:.0%} of the cathode of {self.experiment.id} keeps more "
                f"than {self.datum.id} says.",
                "Check the measured value and its condition.",
            )
        return float(brentq(self._excess, 0.0, largest, xtol=1e-9))

    @cached_property
    def charge(self) -> float:
        """What the fresh cell takes up, C/m²."""
        test, cathode = self.experiment, self.design.cathode[self.experiment.cathode]
        (cell,) = assemble(test, self.lasting, self.design, cathode, (test.c_rate, test.cycles), 0.0)
        return cell.fresh_charge.capacity

    def _excess(self, fade: float) -> float:
        instrument = FullCellInstrument(fade=fade, utilisation=1.0)
        rows = instrument.measure(self.experiment, self.lasting, self.design).observables
        return next(float(row.value) for row in rows if row.quantity == "retention" and row.value) - self.kept

    def evidence(self, spread: float) -> Evidence:
        """Return that the cell came to this share at this cycle, give or take what cells of one kind differ.

        A cell whose lithium ends falls off within few cycles: what scatters is when.
        """
        name, id_, test = f"fade.{self.chemistry}", self.electrode.id, self.experiment
        current = test.c_rate * self.design.cathode[test.cathode].one_c_current

        def logarithm(cells: Cells) -> Any:
            here = cells[id_]
            cell = MappedFullCell(here.laws, current, self.charge, test.lithium_capacity, test.cycles)
            return np.log(cell.life(self.kept, self.cycle * self.fade / here.fades[name]))

        words = f"ln(cycle at which {100 * self.kept:.1f} % of the capacity are left)"
        return Evidence(self.datum.id, id_, logarithm, Near(math.log(self.cycle), spread), words, fades=(name,))


def full_cell_evidence(design: Design, full_cells: Iterable[Retention]) -> tuple[Evidence, ...]:
    """Return what the capacities of full cells say about lithium and cathodes, see `Retention.evidence`."""
    spread = life_spread(design)
    return tuple(cell.evidence(spread) for cell in full_cells)


def fading(design: Design) -> tuple[Retention, ...]:
    """Return the published cells that lost capacity, with the cell model's answers, which are solved here once."""
    return tuple(cell for cell in retentions(design) if cell.fade > 0 and cell.charge > 0)


def retentions(design: Design) -> Iterator[Retention]:
    """Yield the published cells with two capacities, or with a rate of decay.

    Raises:
        StageError: the experiment does not report a cycle at which a capacity was measured.
    """
    for experiment, electrode, data in _cells(design, FullCell):
        numbers = experiment.report_cycles
        capacities = [datum for datum in data if datum.quantity == _CAPACITY]
        rate = next((datum for datum in data if datum.quantity == "decay_rate"), None)
        if len(capacities) > 1:
            first, last = capacities[0], capacities[-1]
            cycles = [_cycle(experiment, datum) for datum in (first, last)]
            test = experiment.model_copy(update={"report_cycles": tuple(cycles)})
            yield Retention(design, electrode, test, last, float(last.value) / float(first.value), cycles[1])
        elif rate is not None and len(numbers) > 1:
            kept = 1 - float(rate.value) / 100 * (numbers[-1] - numbers[0])
            test = experiment.model_copy(update={"report_cycles": (numbers[0], numbers[-1])})
            yield Retention(design, electrode, test, rate, kept, numbers[-1])


def _cycle(experiment: FullCell, datum: Datum) -> int:
    from fnmatch import fnmatchcase

    from nelumbo.observables import condition

    for number in experiment.report_cycles:
        if fnmatchcase(condition(c_rate=experiment.c_rate, cycle=number), datum.condition):
            return number
    raise StageError(*_unreported(datum))


def utilisations(
    design: Design, samples: Mapping[str, Sample], fades: Mapping[str, float]
) -> dict[str, CalibratedValue]:
    """Return ``utilisation.<id of the datum>``: the first capacity of every published cell over that of the model.

    Args:
        design: with measured values. samples: electrode id to sample, for every electrode with full-cell data.
        fades: chemistry to the share of the cathode lost per cycle.
    """
    found: dict[str, CalibratedValue] = {}
    cells: Iterator[tuple[CapacityTest, Electrode, list[Datum]]]
    cells = chain(_cells(design, FullCell), _cells(design, RateTest), _cells(design, Pouch))
    for test, electrode, data in cells:
        first = next((datum for datum in data if datum.quantity == _CAPACITY), None)
        if first is not None:
            fade = fades.get(design.cathode[test.cathode].chemistry, 0.0)
            outcome = _measure(test, samples[electrode.id], design, fade)
            share = float(first.value) / _predicted(first, outcome)
            words = "measured capacity over that of the full cell model"
            found[f"utilisation.{first.id}"] = CalibratedValue(share, "1", (first.id,), words)
    return found


def _measure(test: CapacityTest, sample: Sample, design: Design, fade: float) -> Outcome:
    if isinstance(test, Pouch):
        return PouchInstrument(utilisation=1.0).measure(test, sample, design)
    if isinstance(test, RateTest):
        return RateInstrument(fade=fade, utilisation=1.0).measure(test, sample, design)
    return FullCellInstrument(fade=fade, utilisation=1.0).measure(test, sample, design)


def _cells(design: Design, kind: type[Kind]) -> Iterator[tuple[Kind, Electrode, list[Datum]]]:
    """Yield the published cells of one kind of experiment, with their numbers in file order."""
    for experiment in design.experiment:
        if isinstance(experiment, kind):
            for electrode in design.electrode:
                data = [
                    datum
                    for datum in design.measured
                    if (datum.electrode, datum.experiment) == (electrode.id, experiment.id)
                    and isinstance(datum.value, float)
                ]
                if data:
                    yield experiment, electrode, data


def _predicted(datum: Datum, outcome: Outcome) -> float:
    """Return the observable of ``outcome`` that stands where ``datum`` was measured.

    Raises:
        StageError: there is none.
    """
    for row in outcome.observables:
        if matching(datum.electrode, datum.experiment, row, [datum]) is not None and isinstance(row.value, float):
            return row.value
    raise StageError(*_unreported(datum))


def _unreported(datum: Datum) -> tuple[str, str]:
    where = f"{datum.experiment} of {datum.electrode}"
    return (
        f"{where} predicts no {datum.quantity} at {datum.condition!r}, the condition of {datum.id}.",
        "Report that cycle or rate in the experiment, or correct the condition of the datum.",
    )
