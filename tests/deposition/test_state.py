import pytest

from nelumbo.deposition.result import State
from nelumbo.deposition.state import StateRule
from nelumbo.structure.result import Mechanics

RULE = StateRule()
WEAK = Mechanics(1e9, 0.3, 1e-10, 1e6, 0.01, 1e6, 0.4e-6)
STRONG = Mechanics(1e9, 0.3, 1e-10, 1e9, 0.01, 1e9, 0.4e-6)
NONE = Mechanics(0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("roughness", "slope", "punctured", "state"),
    [
        (0.5e-6, 0.5, 0.0, State.SMOOTH),
        (1.0e-6, 0.5, 0.0, State.ROUGH),
        (1.0e-6, 1.0, 0.009, State.DENDRITIC),
        (0.1e-6, 0.1, 0.01, State.PUNCTURED),
    ],
)
def test_each_word_has_its_threshold(roughness, slope, punctured, state):
    assert RULE.name(roughness, slope, punctured) is state


def test_without_a_membrane_nothing_is_punctured():
    assert RULE.punctured_fraction(NONE, 1e9) == 0.0


def test_lithium_that_yields_first_does_not_puncture():
    assert RULE.punctured_fraction(STRONG, 1e10) == 0.0


def test_share_of_a_gaussian_pressure():
    assert RULE.punctured_fraction(WEAK, 1e6) == pytest.approx(0.158655, rel=1e-5)
    assert RULE.punctured_fraction(WEAK, 1e5) < 1e-20
    assert RULE.punctured_fraction(WEAK, 0.0) == 0.0
