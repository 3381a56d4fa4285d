"""Rows meet the values that were measured under the same condition."""

import numpy as np
import pytest
import toy_laboratory as toy

from nelumbo.design.measured import Datum
from nelumbo.materials.calibration import CalibratedValue, Calibration
from nelumbo.observables import Observable
from nelumbo.pipeline.table import matching, read_table, rows, write_table


def datum(id="E6", condition="cycle=600", quantity="coulombic_efficiency", value=0.996, unit="1"):
    return Datum(
        id=id,
        electrode="film",
        experiment="half",
        condition=condition,
        quantity=quantity,
        value=value,
        unit=unit,
        kind="number",
        note="",
    )


def found(observable, *measured, electrode="film", experiment="half"):
    match = matching(electrode, experiment, observable, measured)
    return match and match.id


def test_match_needs_electrode_experiment_quantity_and_condition():
    observable = Observable("coulombic_efficiency", 0.9, "cycle=600")
    assert found(observable, datum()) == "E6"
    assert found(observable, datum(condition="cycle=*")) == "E6"
    assert found(observable, datum(condition="cycle=60")) is None
    assert found(observable, datum(), electrode="foil") is None
    assert found(observable, datum(), experiment="full") is None
    assert found(Observable("retention", 0.9, "cycle=600"), datum()) is None


def test_exact_condition_goes_before_a_pattern():
    assert found(Observable("coulombic_efficiency", 0.9, "cycle=600"), datum("A", "cycle=*"), datum("B")) == "B"


def test_words_meet_words_and_an_absent_number_meets_a_number():
    word = datum(quantity="state", value="smooth", unit="")
    assert found(Observable("state", "rough", "cycle=600"), word) == "E6"
    assert found(Observable("coulombic_efficiency", None, "cycle=600"), datum()) == "E6"
    assert found(Observable("coulombic_efficiency", 0.9, "cycle=600"), datum(value="falls")) is None


@pytest.mark.parametrize(("campaign", "fitted", "origin"), [
    ("wei2024", ("E6",), "calibrated"),
    ("another", ("E6",), "computed"),
    ("wei2024", ("E5",), "computed"),
])  # fmt: skip
def test_a_fitted_datum_makes_a_row_calibrated(campaign, fitted, origin):
    design = toy.design().model_copy(update={"measured": (datum(),)})
    calibration = Calibration({"share": CalibratedValue(0.1, "1", fitted, "")}, campaign)
    (row,) = rows("film", "half", [Observable("coulombic_efficiency", 0.9, "cycle=600")], design, calibration)
    assert row["origin"] == origin
    assert (row["measured"], row["measured_id"]) == ("0.996", "E6")


def test_table_on_disk(tmp_path):
    observables = [
        Observable("failure", float("inf")),
        Observable("cycle_of_fall", None),
        Observable("state", "smooth"),
        Observable("porosity", 1 / 3, "a=1; b=2", sd=1e-17),
    ]
    write_table(tmp_path / "t.csv", rows("film", "half", observables, toy.design(), Calibration({}, "")))
    lines = (tmp_path / "t.csv").read_text().splitlines()
    assert lines[1] == "film,half,,failure,inf,h,,computed,,"
    assert lines[4] == "film,half,a=1; b=2,porosity,0.3333333333,1,1e-17,computed,,"
    frame = read_table(tmp_path / "t.csv")
    assert frame["value"].tolist() == [np.inf, None, "smooth", 0.3333333333]
    assert frame["condition"].tolist() == ["", "", "", "a=1; b=2"]
    assert frame["sd"].isna().tolist() == [True, True, True, False]
