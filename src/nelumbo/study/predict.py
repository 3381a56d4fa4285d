"""What every structure law says, with an interval, about tests whose results are not known yet."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from nelumbo.cycling.calibrated import laws_from, structure_law
from nelumbo.design.design import Design
from nelumbo.errors import NelumboError, StageError
from nelumbo.experiments.full_cell import FullCell
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.plating import Plating
from nelumbo.experiments.rate import RateTest
from nelumbo.experiments.result import Sample
from nelumbo.materials.calibration import calibration, posterior_draws
from nelumbo.observables import UNITS, Observable
from nelumbo.pipeline.executors import SerialExecutor
from nelumbo.study.cycling_fit import INTERVAL, Film

LAW_FREE = frozenset({"plating"})
"""Kinds of experiments that do not cycle: no cycle law enters, so they are done once for all laws."""

ANY_LAW = "any"

GROWTHS = 8
"""Growths of a test in which no cycle law enters; they take the films in turn, each with its own noise."""

_ENOUGH = 20
"""Samples from which quantiles are read; with fewer, the interval is Student's for one more sample."""

RATIO = " / "
"""Between two conditions: how many times larger the quantity is under the first."""

_NEVER = frozenset({"cycle_of_fall"})
"""Quantities that have no value when what they wait for does not come within the test."""

Value = float | str | None


@dataclass(frozen=True)
class Question:
    """A blind test: one quantity of one electrode, or the order of one quantity over several.

    Attributes:
        experiment: id. electrodes: ids, one for a number or a word, several for an order.
        condition: of the row, all of it, or two with `RATIO` between them. quantity: see `observables`.
    """

    experiment: str
    electrodes: tuple[str, ...]
    condition: str
    quantity: str

    @property
    def unit(self) -> str:
        """Of the answer, ``order`` for an order."""
        if len(self.electrodes) > 1:
            return "order"
        return "1" if RATIO in self.condition else UNITS[self.quantity]


@dataclass(frozen=True)
class Prediction:
    """The answer of one law.

    Attributes:
        law: name, or ``any`` where no cycle law enters. question: asked. value: middle of the numbers, the most
            frequent word or order; empty where most samples have none. low, high: interval of 90 % of a number.
        share: of the samples that agree with a word or order, or that have a number. samples: how many there are.
    """

    law: str
    question: Question
    value: Value
    low: float | None
    high: float | None
    share: float
    samples: int


def read_questions(path: Path) -> list[Question]:
    """Return the blind tests listed in a CSV file: experiment, electrode (several by spaces), condition, quantity.

    Raises:
        NelumboError: a quantity is unknown.
    """
    with path.open(encoding="utf-8", newline="") as file:
        found = [
            Question(row["experiment"], tuple(row["electrode"].split()), row["condition"], row["quantity"])
            for row in csv.DictReader(file)
        ]
    for question in found:
        if question.quantity not in UNITS:
            raise NelumboError(f"{path} asks for {question.quantity!r}; known are {', '.join(sorted(UNITS))}")
    return found


@dataclass(frozen=True)
class Forecast:
    """Answers questions by doing the virtual experiments to members of the posterior.

    Attributes:
        design: with the experiments. films: electrode id to its film, all electrodes. instruments: by kind.
        members: of the posterior per law; each is given one realisation of the film in turn. Where no law enters
            there are `GROWTHS` growths instead.
    """

    design: Design
    films: Mapping[str, Film]
    instruments: Mapping[str, Instrument]
    members: int = _ENOUGH

    def answers(
        self,
        questions: Sequence[Question],
        tell: Callable[[str], None] = lambda _: None,
        pool: Executor | None = None,
    ) -> Iterator[Prediction]:
        """Yield the answer of every law to every question.

        Args:
            tell: is told the name of each law as its turn comes. pool: where laws are asked side by side; in this
                process by default.
        """
        kinds = {test.id: test.kind for test in self.design.experiment}
        free = [q for q in questions if kinds[q.experiment] in LAW_FREE]
        rest = [q for q in questions if kinds[q.experiment] not in LAW_FREE]
        workers = pool or SerialExecutor()
        asked = {law.name: rest for law in calibration().laws} | {ANY_LAW: free}
        tasks = {name: workers.submit(self.asked, name, own) for name, own in asked.items()}
        for name, task in tasks.items():
            tell(name)
            yield from task.result()

    def asked(self, law: str, questions: Sequence[Question]) -> list[Prediction]:
        """Return the answers of one law, or those where no law enters."""
        name, members = (calibration().structure_law, 0) if law == ANY_LAW else (law, self.members)
        seen: dict[tuple[str, str], list[tuple[Observable, ...]]] = {}
        found = []
        for question in questions:
            for electrode in question.electrodes:
                key = question.experiment, electrode
                if key not in seen:
                    seen[key] = self._rows(*key, name, members)
            found.append(_answer(law, question, seen))
        return found

    def _rows(self, experiment: str, electrode: str, law: str, members: int) -> list[tuple[Observable, ...]]:
        """Return the rows of one experiment for every member, `GROWTHS` growths at 0; empty where it fails."""
        test = next(test for test in self.design.experiment if test.id == experiment)
        part = next(part for part in self.design.electrode if part.id == electrode)
        film = self.films[electrode]
        draws, count = posterior_draws()[law], len(film.structures)
        kept = len(next(iter(draws.values())))
        chosen = [(k * kept // members, k % count) for k in range(members)]
        found = []
        for number, (member, k) in enumerate(chosen or [(0, k % count) for k in range(GROWTHS)]):
            values = {name: entry.value for name, entry in calibration().items()}
            values |= {name: float(column[member]) for name, column in draws.items()}
            structure, transport = film.structures[k], film.transports[k]
            growth = film.growths.get(law)
            laws = structure_law(law, values).protect(laws_from(values), structure, transport, growth)
            sample = Sample(part, (structure,), (transport,), (laws,))
            instrument = self._instrument(test, values, number)
            try:
                found.append(instrument.measure(test, sample, self.design).observables)
            except StageError:
                found.append(())
        return found

    def _instrument(self, test: Any, values: Mapping[str, float], number: int) -> Instrument:
        """Return the instrument of a test, with the fade of its cathode where one is known.

        Args:
            number: of the sample, which sows the noise of a growth.
        """
        instrument = self.instruments[test.kind]
        if isinstance(instrument, Plating):
            return replace(instrument, model=instrument.model.seeded(number), growths=1)
        if not isinstance(instrument, FullCell | RateTest):
            return instrument
        return replace(instrument, fade=values.get(f"fade.{self.design.cathode[test.cathode].chemistry}"))


def _answer(
    law: str, question: Question, seen: Mapping[tuple[str, str], list[tuple[Observable, ...]]]
) -> Prediction:
    columns = [
        [_pick(rows, question) for rows in seen[question.experiment, electrode]]
        for electrode in question.electrodes
    ]
    count = len(columns[0])
    if len(question.electrodes) > 1:
        orders = [_order(question.electrodes, values) for values in zip(*columns, strict=True)]
        order, times = Counter(orders).most_common(1)[0]
        return Prediction(law, question, order, None, None, times / count, count)
    values = [value for value in columns[0] if value is not None]
    words = [value for value in values if isinstance(value, str)]
    if words:
        word, times = Counter(words).most_common(1)[0]
        return Prediction(law, question, word, None, None, times / count, count)
    numbers = np.array(values, dtype=np.float64)
    loss = question.quantity == "coulombic_efficiency"
    if numbers.size <= count / 2:
        return Prediction(law, question, None, None, None, numbers.size / count, count)
    return Prediction(law, question, *interval(numbers, loss), numbers.size / count, count)


def interval(numbers: NDArray[np.float64], of_loss: bool = False) -> tuple[float, float, float]:
    """Return the middle and the interval of 90 % of one more number like these.

    Quantiles of many; m ± t(n−1) s √(1 + 1/n) of few, where the logarithm of positive numbers is taken to scatter
    evenly, as that of the fitted numbers does. A life that outlasts its test is ``inf``.

    Args:
        of_loss: the numbers are efficiencies, of which the loss 1 − x scatters.
    """
    n = numbers.size
    finite = bool(np.all(np.isfinite(numbers)))
    if n >= _ENOUGH or not finite:
        method = "weibull" if finite else "inverted_cdf"  # k/(n + 1): the share of one more number; no inf − inf
        low, middle, high = np.quantile(numbers, [INTERVAL[0], 0.5, INTERVAL[1]], method=method)  # type: ignore[call-overload]
        return float(middle), float(low), float(high)
    if of_loss and np.all(numbers < 1):
        middle, low, high = interval(1 - numbers)
        return 1 - middle, 1 - high, 1 - low
    positive = bool(np.all(numbers > 0))
    scale = np.log(numbers) if positive else numbers
    reach = stdtrit(n - 1, INTERVAL[1]) * np.std(scale, ddof=1) * math.sqrt(1 + 1 / n) if n > 1 else 0.0
    found = np.mean(scale) + np.array([0.0, -reach, reach])
    middle, low, high = (np.exp(found) if positive else found).tolist()
    return middle, low, high


def picked(rows: Sequence[Sequence[Observable]], question: Question) -> Value:
    """Return the answer in the rows of one run of an experiment on each electrode of a question."""
    values = [_pick(mine, question) for mine in rows]
    return _order(question.electrodes, values) or None if len(values) > 1 else values[0]


def _pick(rows: Sequence[Observable], question: Question) -> Value:
    """Return what is asked for; of a condition ``a / b`` the ratio of the quantity at a to that at b."""
    parts = [_value(rows, question.quantity, where) for where in question.condition.split(RATIO)]
    if len(parts) == 1:
        return parts[0]
    first, second = parts
    known = isinstance(first, float | int) and isinstance(second, float | int) and second != 0
    return float(first) / float(second) if known else None  # type: ignore[arg-type]


def _value(rows: Sequence[Observable], quantity: str, where: str) -> Value:
    for row in rows:
        if row.quantity == quantity and row.condition == where:
            return math.inf if row.value is None and quantity in _NEVER else row.value
    return None


def _order(electrodes: Sequence[str], values: Sequence[Value]) -> str:
    """Return the ids from the largest to the smallest value; those without a value come last."""
    pairs = zip(electrodes, values, strict=True)
    known = [(value, id_) for id_, value in pairs if isinstance(value, float | int)]
    ordered = [id_ for _, id_ in sorted(known, key=lambda pair: -pair[0])]
    return " > ".join(ordered) if len(ordered) == len(electrodes) else ""
