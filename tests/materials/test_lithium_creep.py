import math

import pytest

from nelumbo.errors import StageError
from nelumbo.materials.lithium_creep import LithiumCreep


def test_flow_stress_at_the_reference_rate():
    """Where σ_e = σ₀ the strain rate σ_e/(3μ) is ε̇₀."""
    creep = LithiumCreep(66e6)
    pressure = 66e6 * math.e / math.sqrt(6)
    assert 66e6 / (3 * creep.viscosity(pressure)) == pytest.approx(1e-3)


def test_twice_the_pressure_flows_two_to_the_exponent_times_as_fast():
    creep = LithiumCreep(66e6)
    rates = [pressure / creep.viscosity(pressure) for pressure in (1e7, 2e7)]
    assert rates[1] / rates[0] == pytest.approx(2**6.55)


def test_nothing_flows_without_pressure():
    assert LithiumCreep(66e6).viscosity(0.0) == math.inf


@pytest.mark.parametrize("values", [(0.0, 1e-3, 6.0), (1e6, 0.0, 6.0), (1e6, 1e-3, 0.5)])
def test_no_creep_of_nonsense(values):
    with pytest.raises(StageError, match="creep needs"):
        LithiumCreep(*values)
