"""Rows of two runs meet by what they are, and say by how much they differ."""

import math
from types import SimpleNamespace

import pandas as pd
import pytest

from nelumbo.errors import NelumboError
from nelumbo.study.differences import alone, differences

HEAD = ["electrode", "experiment", "condition", "quantity", "unit", "value", "sd"]


def run(*rows):
    table = pd.DataFrame([[row[0], "plating", "", *row[1:]] for row in rows], columns=HEAD).astype(
        {"value": object}
    )
    electrodes = tuple(dict.fromkeys(row[0] for row in rows))
    return SimpleNamespace(observables=table, electrodes=electrodes, folder="run")


def test_change_in_units_relative_and_in_spreads():
    (row,) = differences(run(("a", "height", "um", -4.0, 0.3)), run(("a", "height", "um", -5.0, 0.4)))
    assert (row.absolute, row.relative, row.in_spreads) == (-1.0, -0.25, pytest.approx(2.0))
    assert not row.equal


def test_words_infinities_and_zeros_have_no_difference_to_compute():
    first = run(
        ("a", "state", "", "smooth", math.nan), ("a", "life", "h", math.inf, 0.0), ("a", "hole", "1", 0.0, 0)
    )
    second = run(("a", "state", "", "rough", math.nan), ("a", "life", "h", 3.0, 0.0), ("a", "hole", "1", 2.0, 0))
    state, life, hole = differences(first, second)
    assert (state.absolute, state.equal) == (None, False)
    assert (life.absolute, life.relative) == (None, None)
    assert (hole.absolute, hole.relative, hole.in_spreads) == (2.0, None, None)


def test_what_only_one_run_has():
    found = differences(
        run(("a", "x", "1", 1.0, 0), ("b", "x", "1", 1.0, 0)),
        run(("a", "x", "1", 1.0, 0), ("c", "x", "1", 2.0, 0)),
    )
    assert [(row.electrode, row.missing, row.equal) for row in found] == [
        ("a", "", True),
        ("b", "second", False),
        ("c", "first", False),
    ]
    assert alone(found) == [
        "Only the first run has 1 rows of b:plating.",
        "Only the second run has 1 rows of c:plating.",
    ]


def test_single_electrodes_meet_whatever_they_are_called_and_strangers_are_refused():
    (row,) = differences(run(("thick", "x", "1", 1.0, 0)), run(("thin", "x", "1", 2.0, 0)))
    assert (row.electrode, row.absolute) == ("thick", 1.0)
    with pytest.raises(NelumboError, match="nothing in common"):
        differences(run(("a", "x", "1", 1.0, 0)), run(("b", "x", "1", 1.0, 0), ("c", "x", "1", 1.0, 0)))
