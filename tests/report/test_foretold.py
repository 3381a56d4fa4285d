"""The report and the book take filed predictions first, and else what the run says."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

import nelumbo
from nelumbo.experiments.result import Outcome
from nelumbo.materials.calibration import calibration, calibration_hash
from nelumbo.observables import Observable
from nelumbo.pipeline.folder import copy_design
from nelumbo.report.book_figure import book_figure
from nelumbo.report.foretold import COMPUTED, foretold
from nelumbo.study.predict import Prediction, Question
from nelumbo.study.prediction_file import append

ROOT = Path(__file__).parents[2]
DESIGN = nelumbo.load(ROOT / "designs" / "wei2024.toml")
BLIND = """experiment,electrode,condition,quantity
symmetric,homs_3s,,failure
symmetric,cu_foil homs_3s,hour=10,overpotential
eis,cu_foil,cycle=50 / cycle=0,total_resistance
plating,cu_np,,state
"""


@dataclass(frozen=True)
class Run:
    """What the functions ask of a run."""

    folder: Path
    outcomes: dict
    design: object = DESIGN
    observables: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["experiment", "measured_id"], dtype=object)
    )

    @property
    def electrodes(self):
        return tuple(self.outcomes)

    def __getitem__(self, electrode):
        return type("Electrode", (), {"outcomes": self.outcomes.get(electrode, {})})


@pytest.fixture
def run(tmp_path):
    (tmp_path / "blind.csv").write_text(BLIND, encoding="utf-8")
    rows = {
        "cu_foil": {
            "symmetric": Outcome((Observable("overpotential", 9.0, "hour=10"),)),
            "eis": Outcome(
                (Observable("total_resistance", 40.0, "cycle=0"), Observable("total_resistance", 10.0, "cycle=50"))
            ),
        },
        "homs_3s": {
            "symmetric": Outcome(
                (Observable("failure", 900.0, sd=10.0), Observable("overpotential", 5.0, "hour=10"))
            )
        },
    }
    return Run(tmp_path, rows)


def test_the_run_answers_what_nobody_filed(run):
    life, order, ratio = foretold(run)
    assert (life.value, life.interval, life.origin) == ("900", "883.55 to 916.45", COMPUTED)
    assert (order.value, order.question.unit) == ("cu_foil > homs_3s", "order")
    assert (ratio.value, ratio.question.unit) == ("0.25", "1")


def test_filed_predictions_go_first_and_the_newest_of_them(run):
    question, law = Question("symmetric", ("homs_3s",), "", "failure"), calibration().structure_law
    path = run.folder / "predictions.csv"
    append(path, [Prediction(law, question, 800.0, 700.0, 900.0, 1.0, 8)], "2026-01-01")
    append(path, [Prediction(law, question, 850.0, 750.0, 950.0, 1.0, 8)], "2026-02-01")
    append(path, [Prediction("rival", question, 100.0, 50.0, 150.0, 1.0, 8)], "2026-02-01")
    ours, rival, order, _ = foretold(run)
    assert (ours.value, ours.interval) == ("850", "750 to 950")
    assert ours.origin == f"predicted 2026-02-01, calibration {calibration_hash()}"
    assert (ours.in_use, rival.in_use, rival.law) == (True, False, "rival")
    assert order.origin == COMPUTED


def test_numbers_are_drawn_and_words_are_not(run):
    answers = foretold(run)
    drawn = book_figure(run, "symmetric", answers[:2])
    assert drawn.startswith(b"<?xml")
    assert book_figure(run, "symmetric", answers[1:2]) is None


def test_a_run_takes_questions_and_predictions_along(tmp_path):
    campaign = tmp_path / "campaign"
    shutil.copytree(ROOT / "validation" / "wei2024", campaign)
    text = (ROOT / "designs" / "wei2024.toml").read_text(encoding="utf-8")
    design = tmp_path / "wei2024.toml"
    design.write_text(text.replace("../validation/wei2024/", "campaign/"), encoding="utf-8")
    (campaign / "predictions.csv").write_text("date\n", encoding="utf-8")
    folder = tmp_path / "run"
    folder.mkdir()
    copy_design(design, folder)
    copied = {path.name for path in folder.iterdir()}
    assert copied == {"design.toml", "measured.csv", "blind.csv", "predictions.csv"}


def test_a_run_without_questions_foretells_nothing(tmp_path):
    assert foretold(Run(tmp_path, {})) == []
