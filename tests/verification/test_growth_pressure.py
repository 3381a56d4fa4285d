"""The pressure of a membrane on the lithium that carries it, in the kinetics."""

import numpy as np
import pytest
from growth_cases import KINETICS, growth
from test_growth_membrane import plated, sheet

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.contact import PressedContacts, pressure_at
from nelumbo.materials.lithium_yield import LithiumYield


def even(pressure):
    """A flat collector of which every column bears a pressure, (1, 20), Pa."""
    model = growth(0.1e-6)
    state = model.init(20)
    model.run(state, 10.0, 5e3)
    state.pressure = pressure
    state.since_solved = np.inf
    return model, state


@pytest.mark.parametrize("current", [10.0, -10.0])
@pytest.mark.parametrize("pressure", [1e6, 20e6])
def test_an_even_pressure_shifts_the_overpotential(current, pressure):
    """Δη = pΩ/F, 0.135 mV/MPa, towards more drive for plating and less for stripping."""
    free, pressed = even(None), even(np.full((1, 20), pressure))
    for model, state in (free, pressed):
        model.motion(state, current)
    shift = pressed[1].overpotential - free[1].overpotential
    assert shift == pytest.approx(pressure * LITHIUM_HEIGHT_PER_CHARGE, rel=1e-4)
    assert shift == pytest.approx(0.135e-3 * pressure / 1e6, rel=0.01)


def test_a_pressed_half_takes_less():
    """Two halves at one η: i₁/i₂ = g(x − pΩ/(RT))/g(x), with hardly any limitation by diffusion."""
    pressure = np.zeros((1, 20))
    pressure[0, :10] = 30e6
    model, state = even(pressure)
    motion = model.motion(state, 10.0)
    column = state.shape.cells % 20
    pressed, free = (motion.speed[(motion.area > 0) & side].mean() for side in (column < 10, column >= 10))
    volt = KINETICS.thermal_voltage
    u = float(state.concentration.ravel()[state.shape.cells].mean())
    x = state.overpotential / volt + 2 * np.log(u)
    shift = 30e6 * LITHIUM_HEIGHT_PER_CHARGE / volt
    assert pressed / free == pytest.approx(np.sinh((x - shift) / 2) / np.sinh(x / 2), rel=0.01)
    assert pressed < free


def test_the_mechanism_presses_where_lithium_touches_and_is_off_without_it():
    found = {}
    for on in (True, False):
        rules = (lambda a: (PressedContacts(a.bottom, a.top, 1e6, LithiumYield()),)) if on else ()
        model, state, around = plated(sheet(10, 40), gap=1, mechanisms=rules)
        model.step(state, 10.0)
        found[on] = state
    assert found[False].pressure is None
    assert not pressure_at(found[False]).any()
    pressed = found[True]
    assert pressed.pressure.max() == pytest.approx(1e6), "θ = 1"
    under = pressure_at(pressed)[pressed.shape.area > 0]
    assert under == pytest.approx(1e6)
    assert around.bottom == 9
