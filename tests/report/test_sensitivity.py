from types import SimpleNamespace

import pandas as pd
import pytest

from nelumbo.report.sensitivity import EXPERIMENT, effect, in_words, sensitivities


@pytest.mark.parametrize(
    ("before", "after", "text", "weight"),
    [
        (2.0, 2.0, "–", "weak"),
        (2.0, 2.001, "0 %", "weak"),
        (2.0, 1.96, "−2 %", "weak"),
        (2.0, 2.2, "+10 %", "clear"),
        (2.0, 1.0, "−50 %", "strong"),
        (2.0, 8.0, "× 4", "strong"),
        (0.0, 0.03, "to 0.03", "strong"),
    ],
)
def test_effects(before, after, text, weight):
    found = effect(before, after)
    assert (found.text, found.weight) == (text, weight)


def test_conditions_in_words():
    assert in_words("shell_gap_factor=0.7") == "shell gap × 0.7"
    assert in_words("aggregate_um=0.4") == "aggregate = 0.4 µm"
    assert in_words("neck_share=0.1") == "neck share = 0.1"


def row(condition, quantity, value, electrode="film", experiment=EXPERIMENT):
    return {
        "electrode": electrode,
        "experiment": experiment,
        "condition": condition,
        "quantity": quantity,
        "value": value,
    }


def test_columns_that_depend_on_nothing_are_left_out():
    table = pd.DataFrame(
        [
            row("", "membrane_thickness", 1.0, experiment="structure"),
            row("", "membrane_thickness", 2.0),
            row("", "inner_area", 7.0),
            row("neck_share=0.1", "membrane_thickness", 3.0),
            row("neck_share=0.1", "inner_area", 7.0),
        ]
    )
    [found] = sensitivities(SimpleNamespace(observables=table))
    assert (found.electrode, found.heads) == ("film", ("thickness",))
    assert found.rows == (("neck share = 0.1", (effect(2.0, 3.0),)),)


def test_a_run_without_the_experiment_has_no_table():
    table = pd.DataFrame([row("", "membrane_thickness", 1.0, experiment="structure")])
    assert sensitivities(SimpleNamespace(observables=table)) == []


def test_a_film_that_cannot_be_built_as_designed_has_nothing_to_compare_with():
    table = pd.DataFrame([row("neck_share=0.1", "membrane_thickness", 1.0)])
    assert sensitivities(SimpleNamespace(observables=table)) == []
