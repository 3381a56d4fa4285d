from pathlib import Path

import numpy as np
import pybamm
import pytest

import nelumbo
from nelumbo.cell.cathode import MATERIALS, cathode_parameters, thickness
from nelumbo.cell.cathode_fade import CathodeFade
from nelumbo.cell.full_cell import CellState, cathode_cell
from nelumbo.constants import FARADAY
from nelumbo.units import MAH_PER_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
LIQUID = DESIGN.electrolyte["carbonate"], DESIGN.separator["celgard_2325"]


@pytest.fixture(params=["ncm811", "lfp"])
def cathode(request):
    return DESIGN.cathode[request.param]


def capacity(cathode, rate: float) -> float:
    """Discharge capacity at ``rate`` over the nominal one, without resistance in front of the lithium."""
    cell = cathode_cell(cathode, *LIQUID)
    state = CellState(1.0, cell.live_lithium(1.0, cell.capacity + 3 * MAH_PER_CM2), 0.0)
    return cell.cycle(state, state, rate * cathode.one_c_current).discharge.capacity / cell.capacity


def test_the_window_is_where_the_potential_meets_the_cut_offs(cathode):
    material = MATERIALS[cathode.chemistry]
    low, high = cathode.voltage_window
    charged, discharged = material.window(low, high)
    assert material.potential(charged) == pytest.approx(high, abs=1e-9)
    assert discharged == 1.0 or material.potential(discharged) == pytest.approx(low, abs=1e-9)


def test_the_thickness_holds_the_nominal_capacity(cathode):
    parameters = cathode_parameters(cathode, *LIQUID)
    charged, discharged = MATERIALS[cathode.chemistry].window(*cathode.voltage_window)
    density = (
        FARADAY
        * parameters["Maximum concentration in positive electrode [mol.m-3]"]
        * parameters["Positive electrode active material volume fraction"]
    )
    assert density * thickness(cathode) * (discharged - charged) == pytest.approx(cathode.areal_capacity)
    assert parameters.evaluate(parameters["Nominal cell capacity [A.h]"]) * 3600 == pytest.approx(
        cathode.areal_capacity, rel=1e-12
    )


def test_properties_of_the_liquid_come_from_the_design(cathode):
    parameters = cathode_parameters(cathode, *LIQUID)
    electrolyte, separator = LIQUID
    assert parameters["Electrolyte conductivity [S.m-1]"] == electrolyte.conductivity
    assert parameters["Electrolyte diffusivity [m2.s-1]"] == electrolyte.diffusivity
    assert parameters["Cation transference number"] == electrolyte.transference_number
    assert parameters["Separator porosity"] == separator.porosity
    exchange = parameters["Exchange-current density for lithium metal electrode [A.m-2]"]
    found = parameters.evaluate(exchange(electrolyte.salt_concentration / 4, None, None))
    assert found == pytest.approx(electrolyte.exchange_current_density / 2)


def test_ncm811_is_the_set_of_chen():
    published = pybamm.ParameterValues("Chen2020")
    for x in (0.3, 0.5, 0.9):
        assert MATERIALS["ncm811"].potential(x) == pytest.approx(
            published["Positive electrode OCP [V]"](x), rel=1e-12
        )
    ours = cathode_parameters(DESIGN.cathode["ncm811"], *LIQUID)
    assert ours["Positive particle diffusivity [m2.s-1]"] == published["Positive particle diffusivity [m2.s-1]"]


def test_lfp_has_a_plateau_and_steep_ends():
    potential = MATERIALS["lfp"].potential
    assert np.ptp(potential(np.linspace(0.15, 0.9, 50))) < 0.02
    assert potential(0.0875) == pytest.approx(3.74, abs=0.01)  # the set's lower limit of x
    assert potential(0.99) < 3.0


def test_slow_cycling_gives_the_nominal_capacity(cathode):
    assert capacity(cathode, 0.01) == pytest.approx(1, abs=0.005)


def test_fast_cycling_costs_capacity(cathode):
    assert 1 > capacity(cathode, 0.1) > capacity(cathode, 0.5) > capacity(cathode, 1) > capacity(cathode, 2) > 0.2


def test_diffusion_in_the_particle_limits_a_discharge():
    """At quasi-steady state surface and mean differ by R²/(15 D) dx/dt; NCM811 stops when its surface is full."""
    cathode = DESIGN.cathode["ncm811"]
    parameters = cathode_parameters(cathode, *LIQUID)
    radius = parameters["Positive particle radius [m]"]
    charged, _ = MATERIALS["ncm811"].window(*cathode.voltage_window)
    rate = 0.05
    lag = radius**2 / (15 * parameters["Positive particle diffusivity [m2.s-1]"]) * (1 - charged) * rate / 3600
    cell = cathode_cell(cathode, *LIQUID)
    state = CellState(1.0, cell.live_lithium(1.0, cell.capacity + 3 * MAH_PER_CM2), 0.0)
    discharge = cell.cycle(state, state, rate * cathode.one_c_current).discharge
    full = cell.charged_lithium / charged
    assert 1 - discharge.cathode[-1] / full == pytest.approx(lag, rel=0.05)


def test_fade_is_linear_and_ends_at_nothing():
    fade = CathodeFade(1e-3)
    assert fade.active(0) == 1
    assert fade.active(100) == pytest.approx(0.9)
    assert fade.active(5000) == 0


def test_a_chemistry_that_nobody_calibrated_does_not_fade():
    assert CathodeFade.of("unheard_of").rate == 0
