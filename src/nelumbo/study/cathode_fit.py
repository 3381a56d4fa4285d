"""Fade of the cathodes and how much of a published cell's cathode took part, from full-cell data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from nelumbo.design.design import Design
from nelumbo.design.experiment import FullCell, Pouch, RateTest
from nelumbo.design.measured import Datum
from nelumbo.errors import StageError
from nelumbo.experiments.full_cell import FullCell as FullCellInstrument
from nelumbo.experiments.pouch import Pouch as PouchInstrument
from nelumbo.experiments.rate import RateTest as RateInstrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.materials.calibration import CalibratedValue
from nelumbo.pipeline.table import matching
from nelumbo.study.evidence import cell_spread

LARGEST_LOSS = 0.9
"""Upper bound of the share of a cathode lost over a test."""

_CAPACITY = "discharge_capacity"

CapacityTest = FullCell | RateTest | Pouch
Kind = TypeVar("Kind", FullCell, RateTest, Pouch)


@dataclass(frozen=True)
class CathodeFit:
    """Fit by the same instruments that later predict.

    Attributes:
        design: with measured values. samples: electrode id to sample, for every electrode with full-cell data.
    """

    design: Design
    samples: Mapping[str, Sample]

    def fit(self) -> dict[str, CalibratedValue]:
        """Return ``fade.<chemistry>`` and ``utilisation.<id of the datum>``.

        The fade of a chemistry comes from the electrode with a film, whose lithium lasts: the ratio of its last to
        its first capacity, or its decay rate; its standard deviation is the spread between
        cells. The first capacity of every published cell decides its utilisation.
        """
        values: dict[str, CalibratedValue] = {}
        for experiment, data in self._cells(FullCell):
            key = f"fade.{self.design.cathode[experiment.cathode].chemistry}"
            if key not in values and self.samples[data[0].electrode].electrode.membrane is not None:
                found = self._fade(experiment, data)
                if found is not None:
                    values[key] = found
        cells: Iterator[tuple[CapacityTest, list[Datum]]]
        cells = chain(self._cells(FullCell), self._cells(RateTest), self._cells(Pouch))
        for test, data in cells:
            first = next((datum for datum in data if datum.quantity == _CAPACITY), None)
            if first is not None:
                fade = values.get(f"fade.{self.design.cathode[test.cathode].chemistry}")
                values[f"utilisation.{first.id}"] = self._utilisation(test, first, fade.value if fade else 0.0)
        return values

    def _cells(self, kind: type[Kind]) -> Iterator[tuple[Kind, list[Datum]]]:
        """Yield the published cells of one kind of experiment, with their numbers in file order."""
        for experiment in self.design.experiment:
            if isinstance(experiment, kind):
                for electrode in self.samples:
                    data = [
                        datum
                        for datum in self.design.measured
                        if (datum.electrode, datum.experiment) == (electrode, experiment.id)
                        and isinstance(datum.value, float)
                    ]
                    if data:
                        yield experiment, data

    def _fade(self, experiment: FullCell, data: list[Datum]) -> CalibratedValue | None:
        capacities = [datum for datum in data if datum.quantity == _CAPACITY]
        rate = next((datum for datum in data if datum.quantity == "decay_rate"), None)
        if len(capacities) > 1:
            first, last = capacities[0], capacities[-1]
            return self._solve(
                experiment,
                (first, last),
                lambda outcome: _predicted(last, outcome) / _predicted(first, outcome),
                float(last.value) / float(first.value),
            )
        if rate is not None:
            span = experiment.report_cycles[-1] - experiment.report_cycles[0]
            kept = 1 - float(rate.value) / 100 * span
            return self._solve(
                experiment, (rate,), lambda outcome: 1 - _predicted(rate, outcome) / 100 * span, kept
            )
        return None

    def _solve(
        self, experiment: FullCell, data: tuple[Datum, ...], kept: Callable[[Outcome], float], target: float
    ) -> CalibratedValue:
        """Find the fade with the measured retention; none where lithium runs out first.

        Raises:
            StageError: no fade up to `LARGEST_LOSS` over the test explains the retention.
        """
        from scipy.optimize import brentq

        sample = self.samples[data[0].electrode]

        def excess(fade: float) -> float:
            instrument = FullCellInstrument(fade=fade, utilisation=1.0)
            return kept(instrument.measure(experiment, sample, self.design)) - target

        without = excess(0.0)
        if without <= 0:
            short = f"the anode alone loses {-without:.2g} of the capacity more than {data[0].id} says"
            return CalibratedValue(0.0, "1", (), f"not fitted: {short}")
        largest = LARGEST_LOSS / experiment.cycles
        if excess(largest) > 0:
            raise StageError(
                f"Losing {LARGEST_LOSS:.0%} of the cathode of {experiment.id} keeps more than {data[0].id} says.",
                "Check the measured value and its condition.",
            )
        fade = float(brentq(excess, 0.0, largest, xtol=1e-7))
        ids, sd = tuple(datum.id for datum in data), fade * cell_spread(self.design)
        return CalibratedValue(fade, "1", ids, "retention of the full cell model", sd)

    def _utilisation(self, experiment: CapacityTest, datum: Datum, fade: float) -> CalibratedValue:
        sample = self.samples[datum.electrode]
        if isinstance(experiment, Pouch):
            outcome = PouchInstrument(utilisation=1.0).measure(experiment, sample, self.design)
        elif isinstance(experiment, RateTest):
            outcome = RateInstrument(fade=fade, utilisation=1.0).measure(experiment, sample, self.design)
        else:
            outcome = FullCellInstrument(fade=fade, utilisation=1.0).measure(experiment, sample, self.design)
        share = float(datum.value) / _predicted(datum, outcome)
        return CalibratedValue(share, "1", (datum.id,), "measured capacity over that of the full cell model")


def _predicted(datum: Datum, outcome: Outcome) -> float:
    """Return the observable of ``outcome`` that stands where ``datum`` was measured.

    Raises:
        StageError: there is none.
    """
    for row in outcome.observables:
        if matching(datum.electrode, datum.experiment, row, [datum]) is not None and isinstance(row.value, float):
            return row.value
    raise StageError(
        f"{datum.experiment} of {datum.electrode} predicts no {datum.quantity} at {datum.condition!r}, the "
        f"condition of {datum.id}.",
        "Report that cycle or rate in the experiment, or correct the condition of the datum.",
    )
