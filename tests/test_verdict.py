"""A difference is named when it is larger than chance and worth naming, and is called better only where it is."""

import math
from types import SimpleNamespace

from nelumbo.cli.verdict import verdicts
from nelumbo.study.differences import Difference

KINDS = {"test": "symmetric", "efficiency": "half_cell", "eis": "eis", "plating": "plating"}
DESIGN = SimpleNamespace(experiment=[SimpleNamespace(id=id_, kind=kind) for id_, kind in KINDS.items()])


def row(experiment, quantity, first, second, sd=0.0, condition=""):
    return Difference("film", experiment, condition, quantity, "1", first, second, sd, sd)


def told(*rows):
    (sentence,) = verdicts(rows, DESIGN)
    return sentence


def test_more_life_is_better_and_more_resistance_worse():
    found = told(row("test", "failure", 100.0, 150.0), row("eis", "charge_transfer_resistance", 10.0, 15.0))
    assert found == (
        "film: better – test (failure 100 → 150, +50 %); worse – eis (charge transfer resistance 10 → 15, +50 %)"
    )


def test_outliving_the_test_is_better():
    assert told(row("test", "failure", 100.0, math.inf)) == "film: better – test (failure 100 → inf)"


def test_efficiency_counts_by_what_it_lacks():
    assert "better – efficiency (coulombic efficiency 0.998 → 0.999, loss -50 %)" in told(
        row("efficiency", "coulombic_efficiency", 0.998, 0.999)
    )


def test_within_chance_or_below_a_percent_nothing_is_claimed():
    assert told(row("test", "failure", 100.0, 110.0, sd=10.0)).startswith(
        "film: not beyond the chance of one film"
    )
    assert told(row("test", "failure", 100.0, 100.5)) == "film: about equal – test"


def test_words_differ_without_being_better_and_the_last_condition_counts():
    early = row("plating", "state", "smooth", "smooth", condition="capacity_mAh_cm2=1")
    late = row("plating", "state", "smooth", "rough", condition="capacity_mAh_cm2=3")
    assert told(early, late) == "film: different – plating (state smooth → rough)"


def test_what_only_one_run_has_is_not_judged():
    lone = Difference("film", "test", "", "failure", "h", 1.0, None, missing="second")
    assert verdicts([lone], DESIGN) == []
