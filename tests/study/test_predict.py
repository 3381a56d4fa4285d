from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit, State
from nelumbo.errors import NelumboError, StageError
from nelumbo.experiments.full_cell import FullCell
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.plating import Plating
from nelumbo.experiments.result import Outcome
from nelumbo.materials.calibration import calibration
from nelumbo.observables import Observable
from nelumbo.structure.bare import bare_structure
from nelumbo.study.cycling_fit import Film
from nelumbo.study.predict import ANY_LAW, GROWTHS, Forecast, Question, interval, picked, read_questions
from nelumbo.study.prediction_file import append, read
from nelumbo.transport.bare import bare_transport

ROOT = Path(__file__).parents[2]
DESIGN = nelumbo.load(ROOT / "designs" / "wei2024.toml")
BLIND = ROOT / "validation" / "wei2024" / "blind.csv"
FILED = ROOT / "validation" / "wei2024" / "predictions.csv"
BARE = Film((bare_structure(),), (bare_transport(),))


@dataclass(frozen=True)
class Meter(Instrument):
    """Reads a number off the laws."""

    equation = "x"
    units = {"x": "1"}  # noqa: RUF012
    references = ("Newman2004",)

    def measure(self, experiment, sample, design):
        if len(sample.laws) != 1:
            raise StageError("one member at a time.", "Ask for one.")
        share = sample.laws[0].dead.share
        return Outcome(
            (
                Observable("failure", 100 * share + (sample.electrode.id == "cu_np")),
                Observable("state", "smooth" if share < 0.5 else "rough"),
            )
        )


FORECAST = Forecast(
    DESIGN, {e.id: BARE for e in DESIGN.electrode}, {"symmetric": Meter(), "plating": Meter()}, members=8
)


def test_every_law_answers_every_question():
    questions = [Question("symmetric", ("cu_foil",), "", "failure"), Question("plating", ("cu_np",), "", "state")]
    answers = list(FORECAST.answers(questions))
    assert [a.law for a in answers] == [law.name for law in calibration().laws] + [ANY_LAW]
    number, word = answers[0], answers[-1]
    assert number.low < number.value < number.high
    assert (number.samples, number.share) == (8, 1.0)
    assert (word.value, word.share, word.low) == ("smooth", 1.0, None)


@dataclass(frozen=True)
class Sown(DepositionModel):
    """A deposit as thick as the number of its growth, µm."""

    equation = "h = n"
    units = {"h": "m"}  # noqa: RUF012
    references = ("Newman2004",)
    number: int = 0

    def seeded(self, number):
        return replace(self, number=self.number + number)

    def plate(self, electrode, structure, transport, lithium, electrolyte, current_density, charges):
        height = self.number * 1e-6
        return tuple(
            Deposit(q, 10.0, 0.0, q, 0.0, height, height, 0.0, 0.0, 0.0, 0.0, 0.0, State.SMOOTH) for q in charges
        )


def test_growths_without_a_law_differ_in_their_noise():
    forecast = replace(FORECAST, instruments={"plating": Plating(Sown(), growths=3)})
    where = "current_mA_cm2=1; capacity_mAh_cm2=3"
    *_, answer = forecast.answers([Question("plating", ("cu_np",), where, "total_thickness")])
    assert (answer.law, answer.samples) == (ANY_LAW, GROWTHS)
    assert answer.value == pytest.approx((GROWTHS - 1) / 2)
    assert answer.low < 0 < GROWTHS < answer.high


def test_an_order_is_counted_over_members():
    answers = list(FORECAST.answers([Question("symmetric", ("cu_foil", "cu_np"), "", "failure")]))
    assert {a.value for a in answers} == {"cu_np > cu_foil"}
    assert all(a.share == 1.0 for a in answers)


def test_what_nobody_can_measure_has_no_value():
    (answer, *_) = FORECAST.answers([Question("symmetric", ("cu_foil",), "hour=5000", "overpotential")])
    assert answer.value is None
    assert answer.share == 0


def test_a_ratio_is_of_one_cell():
    rows = [[Observable("total_resistance", 40.0, "cycle=0"), Observable("total_resistance", 10.0, "cycle=50")]]
    ratio = Question("eis", ("cu_foil",), "cycle=50 / cycle=0", "total_resistance")
    assert picked(rows, ratio) == 0.25
    assert ratio.unit == "1"
    assert picked([rows[0][:1]], ratio) is None


def test_a_fall_that_never_comes_outlasts_the_test():
    asked = Question("half_cell_1_1", ("cu_np",), "", "cycle_of_fall")
    assert picked([[Observable("cycle_of_fall", None)]], asked) == np.inf
    assert picked([[Observable("coulombic_efficiency", None)]], asked) is None
    assert interval(np.array([400.0, np.inf, np.inf])) == (np.inf, 400.0, np.inf)


def test_every_member_has_the_fade_of_its_own_posterior(monkeypatch):
    test = next(test for test in DESIGN.experiment if test.kind == "full_cell")
    name = f"fade.{DESIGN.cathode[test.cathode].chemistry}"
    law = calibration().laws[0]
    numbers = {key: np.full(2, value) for key, value in law.values.items()} | {name: np.array([1e-3, 3e-3])}
    monkeypatch.setattr("nelumbo.study.predict.posterior_draws", lambda: {law.name: numbers})
    seen = []
    monkeypatch.setattr(
        FullCell, "measure", lambda self, *_: seen.append(self.fade) or Outcome((Observable("retention", 0.5),))
    )
    forecast = Forecast(DESIGN, {"cu_foil": BARE}, {"full_cell": FullCell()}, members=2)
    first = next(iter(forecast.answers([Question(test.id, ("cu_foil",), "", "retention")])))
    assert seen == [1e-3, 3e-3]
    assert first.value == 0.5


def test_an_interval_holds_nine_of_ten_more_numbers():
    random = np.random.default_rng(2)
    inside = []
    for _ in range(2000):
        *few, one_more = random.normal(3.0, 2.0, 9)
        _, low, high = interval(np.array(few))
        inside.append(low <= one_more <= high)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)
    many = random.normal(3.0, 2.0, (4000, 21))
    low, high = np.array([interval(row[1:])[1:] for row in many]).T
    assert np.mean((low <= many[:, 0]) & (many[:, 0] <= high)) == pytest.approx(0.9, abs=0.02)


def test_many_members_on_a_cliff_stay_where_a_capacity_can_be():
    cliff = np.array([1.0] * 10 + [140.0] * 10)
    assert interval(cliff)[1:] == (1.0, 140.0)


def test_lives_that_outlast_their_test_are_bounds():
    assert interval(np.array([1.0, 2.0, np.inf]))[2] == np.inf


def test_an_interval_stays_where_the_number_can_be():
    middle, low, high = interval(np.array([0.97, 0.99, 0.99, 0.9967]), of_loss=True)
    assert 0 < low < middle < high < 1
    assert middle == pytest.approx(0.99, abs=1e-4)
    assert interval(np.array([0.1, 1.0, 10.0]))[1] > 0


def test_every_blind_test_of_the_campaign_is_asked_and_can_be_answered():
    tests = {test.id for test in DESIGN.experiment}
    electrodes = {electrode.id for electrode in DESIGN.electrode}
    questions = read_questions(BLIND)
    known = {(d.experiment, d.electrode, d.quantity, d.condition) for d in DESIGN.measured}
    for question in questions:
        assert question.experiment in tests
        assert set(question.electrodes) <= electrodes
        assert (question.experiment, question.electrodes[0], question.quantity, question.condition) not in known
    assert tests - {q.experiment for q in questions} == {"plating_site", "full_ncm811_0p5C"}


def test_a_question_for_an_unknown_quantity_is_refused(tmp_path):
    path = tmp_path / "blind.csv"
    path.write_text("experiment,electrode,condition,quantity\nsymmetric,cu_foil,,mood\n", encoding="utf-8")
    with pytest.raises(NelumboError, match="mood"):
        read_questions(path)


def test_rows_are_added_and_earlier_bytes_stay(tmp_path):
    path = tmp_path / "predictions.csv"
    answers = list(FORECAST.answers([Question("symmetric", ("cu_foil",), "", "failure")]))
    assert append(path, answers, "2026-01-01") == len(answers)
    before = path.read_bytes()
    append(path, answers[:1], "2026-01-02")
    assert path.read_bytes().startswith(before)
    rows = read(path)
    assert len(rows) == len(answers) + 1
    assert rows[-1]["date"] == "2026-01-02"
    assert rows[0]["unit"] == "h"


def test_an_edited_row_is_noticed(tmp_path):
    path = tmp_path / "predictions.csv"
    append(path, FORECAST.answers([Question("symmetric", ("cu_foil",), "", "failure")]), "2026-01-01")
    lines = path.read_text(encoding="utf-8").splitlines()
    for edited in (
        [lines[0], lines[1].replace("2026-01-01", "2025-01-01"), *lines[2:]],
        [lines[0], *lines[2:]],
        [lines[0], lines[2], lines[1], *lines[3:]],
    ):
        path.write_text("\n".join(edited) + "\n", encoding="utf-8")
        with pytest.raises(NelumboError, match="does not fit its seal"):
            read(path)


def test_filed_predictions_are_as_they_were_filed():
    if FILED.exists():
        assert read(FILED)
