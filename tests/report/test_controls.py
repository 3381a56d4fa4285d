"""The table of growths without one rule."""

from types import SimpleNamespace

import pandas as pd

from nelumbo.report.controls import HEADS, growth_controls


def results(*rows):
    columns = ("electrode", "experiment", "condition", "quantity", "value")
    return SimpleNamespace(observables=pd.DataFrame(rows, columns=columns, dtype=object))


def test_rows_and_cells_are_those_of_the_run():
    own = ("foil", "growth_controls")
    (table,) = growth_controls(
        results(
            (*own, "without=nothing", "roughness_sq", 2.76742),
            (*own, "without=nothing", "state", "dendritic"),
            (*own, "without=film", "roughness_sq", 2e-9),
            ("foil", "plating", "without=film", "roughness_sq", 1.0),
        )
    )
    assert table.electrode == "foil"
    (first, designed), (second, filmless) = table.rows
    assert (first, second) == ("as designed", "without film")
    cells = dict(zip(HEADS, designed, strict=True))
    assert (cells["roughness_sq"], cells["state"], cells["tip_height"]) == ("2.77", "dendritic", "–")
    assert dict(zip(HEADS, filmless, strict=True))["roughness_sq"] == "0"


def test_a_run_without_controls_has_no_table():
    assert growth_controls(results(("foil", "plating", "", "roughness_sq", 1.0))) == []
