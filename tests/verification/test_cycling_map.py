"""The closed-form map against the same laws integrated in time, and both against limits known by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.map import Protocol, run_map
from nelumbo.cycling.ode import run_ode
from nelumbo.units import MAH_PER_CM2

LAWS = bare_laws()
ROUGH = replace(
    LAWS,
    dead=replace(LAWS.dead, share=0.2),
    roughening=replace(LAWS.roughening, retention=3 * LAWS.roughening.retention),
)
CASES = [
    (laws, protocol)
    for laws in (LAWS, ROUGH)
    for protocol in (
        Protocol(10.0, 10.0, MAH_PER_CM2, None),
        Protocol(30.0, 30.0, 3 * MAH_PER_CM2, None),
        Protocol(10.0, 20.0, MAH_PER_CM2, 2 * MAH_PER_CM2),
    )
]


@pytest.mark.parametrize(("laws", "protocol"), CASES)
def test_map_agrees_with_the_equations(laws, protocol):
    exact, mapped = run_ode(laws, protocol, 25), run_map(laws, protocol, 25)
    assert exact.exhausted == mapped.exhausted
    assert np.sqrt(np.mean((exact.efficiency - mapped.efficiency) ** 2)) < 1e-3
    # where the reserve hides the efficiency, the losses must agree
    assert mapped.dead[-1] == pytest.approx(exact.dead[-1], rel=3e-3)
    assert mapped.sei_charge[-1] == pytest.approx(exact.sei_charge[-1], rel=0.035)
    assert mapped.retained == pytest.approx(exact.retained, rel=3e-3)


@pytest.mark.parametrize(("laws", "protocol"), CASES)
def test_the_equations_conserve_charge(laws, protocol):
    trace = run_ode(laws, protocol, 10)
    spent = trace.stripped.sum() + trace.dead[-1] + trace.sei_charge[-1] + trace.inventory[-1]
    assert spent == pytest.approx(trace.plated.sum() + (protocol.reserve or 0.0), rel=1e-9)


def test_dead_lithium_is_the_integral_of_its_share():
    law, before, after, retained, fresh = LAWS.dead, 3e4, 1e4, 3e-7, 2e-6
    exact, _ = quad(lambda q: law.fraction(retained, fresh * q / before), after, before)
    assert law.over_strip(before, after, retained, fresh) == pytest.approx(exact, rel=1e-9)
    assert law.over_strip(before, 0.0, retained, 0.0) == pytest.approx(
        before * law.fraction(retained, 0.0), rel=1e-6
    )


def test_retained_roughness_solves_its_logistic_equation():
    law, current, charge, start = LAWS.roughening, 10.0, 50 * MAH_PER_CM2, 1e-7
    answer = solve_ivp(
        lambda _, w: law.retained_rate(current, w), (0, charge / current), [start], rtol=1e-10, atol=1e-16
    )
    assert law.over_plating(current, charge, start) == pytest.approx(answer.y[0, -1], rel=1e-7)
    assert law.over_plating(current, 1e6 * charge, start) == pytest.approx(law.cap)


def test_film_follows_the_square_root_of_time():
    law, area = LAWS.sei, 4.0
    film = law.over_plating(0.0, area, 3600.0)
    assert film == pytest.approx(area * (np.sqrt(law.initial**2 + law.growth * 3600.0) - law.initial))
    # twice the surface costs twice the lithium
    assert law.over_plating(0.0, 2 * area, 3600.0) == pytest.approx(2 * film)


@pytest.mark.parametrize("film", [20.0, 200.0])
def test_film_renewed_by_stripping(film):
    law, area, strip, time = LAWS.sei, 4.0, 10.0, 3600.0
    retained = (area / law.area - 1) * law.area_roughness

    def rate(_, y):
        growth = law.current(1.0, y[0], retained, 0.0)
        return [growth - law.loss(strip, y[0]), growth]

    answer = solve_ivp(rate, (0, time), [film, 0.0], rtol=1e-9, atol=1e-9)
    end, consumed = law.over_strip(film, area, strip, time)
    assert end == pytest.approx(answer.y[0, -1], rel=0.02)
    assert consumed == pytest.approx(answer.y[1, -1], rel=0.03)


def test_without_renewal_stripping_grows_film_as_plating_does():
    law = replace(LAWS.sei, renewal=1e30)
    end, consumed = law.over_strip(50.0, 4.0, 10.0, 3600.0)
    assert end == pytest.approx(law.over_plating(50.0, 4.0, 3600.0), rel=1e-6)
    assert consumed == pytest.approx(end - 50.0, rel=1e-5)
