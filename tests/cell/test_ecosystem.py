"""Entry points, published liquids and cathodes, BPX files and PyBOP."""

import importlib
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pybamm
import pytest

from nelumbo.cell import (
    LFP,
    NCM811,
    LithiumCopper,
    LithiumSPMe,
    LithiumSymmetric,
    PublishedCathode,
    lithium_against,
)
from nelumbo.cell.liquids import landesfeind2019, nyman2008, valoen2005
from nelumbo.errors import StageError
from nelumbo.units import MAH_PER_CM2

ROOT = Path(__file__).parents[2]
POINTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
CELL = {"LithiumCopper": LithiumCopper, "LithiumSymmetric": LithiumSymmetric}


def load(target):
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("name", POINTS["pybamm_models"])
def test_every_model_solves_with_its_defaults(name):
    model = load(POINTS["pybamm_models"][name])()
    assert type(model).__name__ == name
    assert pybamm.Simulation(model).solve([0, 60]).termination == "final time"


@pytest.mark.parametrize("name", POINTS["pybamm_parameter_sets"])
def test_every_set_solves_and_says_what_it_is(name):
    values = load(POINTS["pybamm_parameter_sets"][name])
    model = next((cell for start, cell in CELL.items() if name.startswith(start)), LithiumSPMe)
    numbers = pybamm.ParameterValues(dict(values()))  # as PyBaMM takes it from an entry point
    assert pybamm.Simulation(model(), parameter_values=numbers).solve([0, 60]).termination == "final time"
    assert "Return" in values.__doc__


@pytest.mark.parametrize("liquid", [valoen2005, nyman2008, landesfeind2019])
def test_published_liquids_conduct_like_carbonates(liquid):
    found = liquid()
    warm, cold = (
        found.conductivity(pybamm.Scalar(1000.0), pybamm.Scalar(kelvin)).evaluate() for kelvin in (298.15, 273.15)
    )
    assert 0.8 < warm < 1.3
    assert cold < 0.8 * warm
    assert found.exchange_current_density == pytest.approx(71.0, rel=0.01)  # Xu et al. 2019 at 1 M


def test_a_set_of_pybamm_is_a_cathode():
    ours, theirs = NCM811(), PublishedCathode.from_set("Chen2020")
    assert theirs.window(2.8, 4.3) == pytest.approx(ours.window(2.8, 4.3))
    assert theirs.charge_density() == pytest.approx(ours.charge_density())


OCP = (
    "3.41285712 - 0.0149721852 * x + 3.54866018e14 * exp(-395.729493 * x)"
    " - 1.45998465 * exp(-110.108622 * (1 - x))"
)
POSITIVE = {
    "Thickness [m]": 6.43e-5,
    "Particle radius [m]": 5e-7,
    "Diffusivity [m2.s-1]": 6.873e-17,
    "OCP [V]": OCP,
    "Entropic change coefficient [V.K-1]": 0.0,
    "Conductivity [S.m-1]": 0.8,
    "Surface area per unit volume [m-1]": 4418460,
    "Porosity": 0.20359,
    "Transport efficiency": 0.20359**1.5,
    "Reaction rate constant [mol.m-2.s-1]": 9.736e-7,
    "Reaction rate constant activation energy [J.mol-1]": 35000,
    "Maximum concentration [mol.m-3]": 21200,
    "Minimum stoichiometry": 0.0875,
    "Maximum stoichiometry": 0.95038,
}
CELL_OF_FILE = {
    "Electrode area [m2]": 0.0896,
    "External surface area [m2]": 4.3e-3,
    "Volume [m3]": 1.7e-5,
    "Number of electrode pairs connected in parallel to make a cell": 1,
    "Lower voltage cut-off [V]": 2.0,
    "Upper voltage cut-off [V]": 3.65,
    "Nominal cell capacity [A.h]": 2,
    "Reference temperature [K]": 298.15,
}


@pytest.fixture
def bpx_file(tmp_path):
    """The electrode of `LFP`, written as a BPX file."""
    content = {
        "Header": {"BPX": "1.0.0", "Title": "LFP electrode", "Model": "DFN"},
        "Parameterisation": {
            "Cell": CELL_OF_FILE,
            "Electrolyte": {
                "Cation transference number": 0.259,
                "Conductivity [S.m-1]": 0.95,
                "Diffusivity [m2.s-1]": 2e-10,
            },
            "Negative electrode": POSITIVE | {"OCP [V]": "0.1 + 0.1 * exp(-30 * x)"},
            "Positive electrode": POSITIVE,
            "Separator": {"Thickness [m]": 2e-5, "Porosity": 0.47, "Transport efficiency": 0.3222},
        },
        "State": {
            "Initial conditions": {
                "Initial temperature [K]": 298.15,
                "Initial electrolyte concentration [mol.m-3]": 1000,
                "Initial state-of-charge": 1.0,
            },
            "Thermal environment": {"Ambient temperature [K]": 298.15},
        },
    }
    file = tmp_path / "lfp.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


@pytest.mark.filterwarnings("ignore:.*not found in BPX file:UserWarning", "ignore::DeprecationWarning")
def test_a_bpx_file_is_a_cathode(bpx_file):
    pytest.importorskip("bpx")
    voltages = []
    for material in (PublishedCathode.from_bpx(bpx_file), LFP()):
        values = lithium_against(material, 2 * MAH_PER_CM2, (2.5, 3.8), nyman2008())
        solution = pybamm.Simulation(LithiumSPMe(), parameter_values=values).solve([0, 1800])
        voltages.append(solution["Voltage [V]"].entries[-1])
    assert voltages[0] == pytest.approx(voltages[1], abs=1e-6)


def test_a_missing_file_is_refused():
    with pytest.raises(StageError, match=r"no file nowhere\.json"):
        PublishedCathode.from_bpx("nowhere.json")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:Unknown solver options:UserWarning")
def test_pybop_fits_a_parameter():
    pybop = pytest.importorskip("pybop")
    name = "Working electrode fresh film resistance [Ohm.m2]"
    model = LithiumSymmetric()
    values = model.default_parameter_values
    truth = values[name]
    measured = pybamm.Simulation(model, parameter_values=values).solve([0, 60], t_interp=np.linspace(0, 60, 31))
    data = pybop.Dataset({key: measured[key].entries for key in ("Time [s]", "Current [A]", "Voltage [V]")})
    values.update({name: pybop.Parameter(distribution=pybop.Uniform(1e-4, 1e-2), initial_value=5e-3)})
    simulator = pybop.pybamm.Simulator(model, parameter_values=values, protocol=data)
    problem = pybop.Problem(simulator, pybop.SumSquaredError(data))
    result = pybop.SciPyMinimize(problem, options=pybop.SciPyMinimizeOptions(maxiter=60)).run()
    assert float(result.x[0]) == pytest.approx(truth, rel=1e-3)


def test_a_liquid_of_ones_own():
    thick = replace(nyman2008(), transference=0.9, source="a thought")
    values = lithium_against(NCM811(), MAH_PER_CM2, (2.8, 4.3), thick)
    assert values["Cation transference number"] == 0.9
    assert values["Positive electrode areal capacity [A.h.m-2]"] == pytest.approx(10)
