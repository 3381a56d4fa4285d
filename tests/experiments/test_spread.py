import math

import pytest

from nelumbo.experiments.spread import spread


def test_values_that_differ_have_a_spread():
    row = spread("overpotential", [1.0, 3.0], "hour=1", "assumed")
    assert (row.value, row.sd) == (2.0, pytest.approx(math.sqrt(2)))
    assert (row.condition, row.origin) == ("hour=1", "assumed")


def test_equal_single_or_infinite_values_have_none():
    assert spread("overpotential", [2.0, 2.0]).sd is None
    assert spread("overpotential", [2.0]).sd is None
    assert spread("failure", [math.inf, 3.0]).sd is None


def test_a_bare_electrode_has_one_realisation(sample):
    assert len(sample("a", "b").laws) == 1
    assert len(sample("a", "b", film=True).laws) == 2
