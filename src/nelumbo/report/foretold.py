"""What was foretold of the tests whose results are not known, with intervals and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scipy.special import ndtri

from nelumbo.materials.calibration import calibration
from nelumbo.pipeline import Results
from nelumbo.pipeline.folder import BLIND, PREDICTIONS
from nelumbo.study.cycling_fit import INTERVAL
from nelumbo.study.predict import ANY_LAW, Question, picked, read_questions
from nelumbo.study.prediction_file import newest, read

FILED, COMPUTED = "predicted", "computed"


@dataclass(frozen=True)
class Foretold:
    """One answer to one question.

    Attributes:
        question: asked. law: that answers, ``any`` where no cycle law enters. value, low, high: as in the file,
            text; of a word or an order low and high are empty. share: of the samples that agree, text.
        origin: `FILED` with date and hash of the calibration, or `COMPUTED` in this run.
    """

    question: Question
    law: str
    value: str
    low: str
    high: str
    share: str
    origin: str

    @property
    def in_use(self) -> bool:
        """Whether this is what the law in use says, or what all say."""
        return self.law in (calibration().structure_law, ANY_LAW)

    @property
    def interval(self) -> str:
        """Interval of 90 %, or how many samples agree with a word or an order."""
        if self.low:
            return f"{self.low} to {self.high}"
        return f"{100 * float(self.share):.0f} % of samples" if self.share else ""


def foretold(results: Results, folder: Path | None = None) -> list[Foretold]:
    """Return the newest answers of every law to the blind tests of a campaign, in the order of the questions.

    What nobody has filed is answered by the run itself; its interval holds the realisations of the film only.

    Args:
        folder: with the questions and, once they are filed, the predictions; the run's own by default.
    """
    place = folder or results.folder
    if not (place / BLIND).exists():
        return []
    questions = read_questions(place / BLIND)
    rows = newest(read(place / PREDICTIONS)) if (place / PREDICTIONS).exists() else []
    filed: dict[Question, list[Mapping[str, str]]] = {}
    for row in rows:
        key = Question(row["experiment"], tuple(row["electrode"].split()), row["condition"], row["quantity"])
        filed.setdefault(key, []).append(row)
    return [
        answer
        for question in questions
        for answer in (map(_from_file, filed[question]) if question in filed else _from_run(results, question))
    ]


def _from_file(row: Mapping[str, str]) -> Foretold:
    question = Question(row["experiment"], tuple(row["electrode"].split()), row["condition"], row["quantity"])
    origin = f"{FILED} {row['date']}, calibration {row['calibration']}"
    return Foretold(question, row["law"], row["value"], row["low"], row["high"], row["share"], origin)


def _from_run(results: Results, question: Question) -> Iterator[Foretold]:
    here = [electrode for electrode in question.electrodes if electrode in results.electrodes]
    outcomes = [results[electrode].outcomes.get(question.experiment) for electrode in here]
    rows = [outcome.observables for outcome in outcomes if outcome is not None]
    if len(rows) < len(question.electrodes):
        return
    value = picked(rows, question)
    if value is None:
        return
    low = high = ""
    if isinstance(value, float) and math.isfinite(value):
        spreads = [r.sd for r in rows[0] if (r.quantity, r.condition) == (question.quantity, question.condition)]
        reach = float(ndtri(INTERVAL[1])) * (spreads[0] or 0.0) if spreads else 0.0
        low, high = (f"{value - reach:.5g}", f"{value + reach:.5g}") if reach else ("", "")
    text = value if isinstance(value, str) else f"{value:.5g}"
    yield Foretold(question, calibration().structure_law, text, low, high, "", COMPUTED)
