import numpy as np
import pytest

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.cavity import ShellCavities
from nelumbo.deposition.split import UniformOverpotential
from nelumbo.units import MAH_PER_CM2

CAVITIES = ShellCavities(((360e-9, 260e-9), (220e-9, 120e-9), (80e-9, 0.0)), 5e-7)


def law(**changes):
    values = {"cavities": CAVITIES, "wall_ratio": 0.1, "top_area": 0.3, "collector_ratio": 1.0, "layer": 150.0}
    return UniformOverpotential(**{**values, **changes})


def test_first_charge_follows_area_times_exchange_current():
    split = law().at(1e-3)
    areas = np.array([CAVITIES.area(0.0) * 0.1, 1.0, 0.3])
    parts = np.array([split.inside, split.underneath, split.on_top])
    np.testing.assert_allclose(parts / 1e-3, areas / areas.sum(), rtol=1e-6)
    assert split.conductance == pytest.approx(areas.sum(), rel=1e-6)


def test_a_poor_foil_first_fills_the_cavities():
    poor, good = law(collector_ratio=0.05).at(20.0), law().at(20.0)
    assert poor.inside > 1.5 * good.inside
    assert law(collector_ratio=0.05).at(0.0).conductance == pytest.approx(0.35 + CAVITIES.area(0.0) * 0.1)


def test_foil_coverage_against_the_differential_equation():
    from scipy.integrate import solve_ivp

    c, layer, top = 0.2, 150.0, 0.3
    model = law(collector_ratio=c, top_area=top)

    def rates(_, q):
        wall = CAVITIES.area(0.1 * q[1] / top * LITHIUM_HEIGHT_PER_CHARGE) * 0.1
        foil = 1 - (1 - c) * np.exp(-q[0] / layer)
        return np.array([foil, top]) / (foil + wall + top)

    solution = solve_ivp(rates, (0, 2000.0), [0.0, 0.0], rtol=1e-10, atol=1e-10, max_step=2.0)
    split = model.at(2000.0)
    np.testing.assert_allclose([split.underneath, split.on_top], solution.y[:, -1], rtol=1e-4)


def test_full_cavities_hold_their_capacity():
    split = law().at(3 * MAH_PER_CM2)
    assert split.inside == pytest.approx(5e-7 / LITHIUM_HEIGHT_PER_CHARGE, rel=1e-12)
    assert split.conductance == pytest.approx(1.3)


def test_nothing_but_the_foil():
    split = law(cavities=ShellCavities((), 0.0), top_area=0.0).at(7.0)
    assert (split.inside, split.underneath, split.on_top) == (0.0, 7.0, 0.0)
