"""Known answers, orders and conservation of what a lithium cell may do beyond the plain one."""

import math
from dataclasses import replace

import numpy as np
import pybamm
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from nelumbo.cell import (
    InterfaceState,
    LithiumCopper,
    LithiumSymmetric,
    ResolvedDeadLayer,
    SolventConsumption,
)
from nelumbo.cell.defaults import ETHER, POLYOLEFIN, copper_electrode, deposit_electrode
from nelumbo.cell.impedance import SymmetricImpedance
from nelumbo.cell.interface import Membrane
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cell.sets import lithium_copper_landesfeind2019, lithium_symmetric_landesfeind2019
from nelumbo.constants import FARADAY
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.materials.salt_polarisation import SaltPolarisation

MAH = 3.6e4
MACMULLIN = 0.39**-1.5
LOSSY = CycleLaws(
    DeadLithium(0.1, 1e-6),
    SEIGrowth(1.0, 1e-6, 0.3, 60.0, 3e5),
    Roughening(0.02, 0.5, 10.0, 0.03, 5e-7, 5e-6),
    film_share=1.0,
)
MEMBRANE = Membrane(length=6e-6, transference=0.6, conductance=1.3, relaxation=5e-3)
BURIED = deposit_electrode(LOSSLESS).at(InterfaceState(lithium=3 * MAH, dead=20 * MAH))
SOLVENT = SolventConsumption(reserve=5e-8)
EVERYTHING = {
    "plain": {},
    "membrane": {"membrane": MEMBRANE},
    "dead layer": {"dead_layer": ResolvedDeadLayer()},
    "solvent": {"solvent": SOLVENT},
    "everything": {"membrane": MEMBRANE, "dead_layer": ResolvedDeadLayer(), "solvent": SOLVENT},
}


def run(model, values=None, time=7200.0, cells=None, tolerance=1e-8):
    solver = pybamm.IDAKLUSolver(rtol=tolerance, atol=tolerance)
    points = None if cells is None else model.default_var_pts | cells
    return pybamm.Simulation(model, parameter_values=values, var_pts=points, solver=solver).solve([0, time])


def last(solution, name):
    return float(solution[name].entries[-1])


@pytest.mark.parametrize("options", EVERYTHING.values(), ids=EVERYTHING)
def test_lithium_is_conserved_whatever_the_options(options):
    cell = LithiumSymmetric(working=deposit_electrode(LOSSY).at(InterfaceState(lithium=3 * MAH)), **options)
    experiment = pybamm.Experiment([("Discharge at 10 A for 1 hour", "Charge at 20 A for 25 minutes")] * 3)
    solution = pybamm.Simulation(cell, experiment=experiment).solve(calc_esoh=False)
    for side in ("Working", "Counter"):
        of = f"{side} electrode "
        parts = ("lithium", "dead lithium", "SEI charge consumed", "double-layer charge")
        kept = sum(last(solution, f"{of}{part} [C.m-2]") for part in parts)
        plated, stripped = (last(solution, f"{of}{which} charge [C.m-2]") for which in ("plated", "stripped"))
        assert abs(3 * MAH + plated - stripped - kept) < 1e-9 * (3 * MAH + plated)
        assert last(solution, f"{of}dead lithium [C.m-2]") > 10
        assert last(solution, f"{of}SEI charge consumed [C.m-2]") > 10


@pytest.mark.parametrize("options", EVERYTHING.values(), ids=EVERYTHING)
def test_without_degradation_the_efficiency_is_one(options):
    cell = LithiumCopper(working=copper_electrode(LOSSLESS), **options)
    experiment = pybamm.Experiment([("Discharge at 10 A for 1 hour", "Charge at 10 A until 1 V")] * 2)
    solution = pybamm.Simulation(cell, experiment=experiment).solve(calc_esoh=False)
    plate, strip = solution.cycles[1].steps
    assert (strip.t[-1] - strip.t[0]) / (plate.t[-1] - plate.t[0]) == pytest.approx(1.0, abs=1e-9)


def test_salt_is_conserved_with_properties_that_vary():
    solution = run(LithiumCopper(), lithium_copper_landesfeind2019(), 3600.0)
    salt = solution["X-averaged separator concentration [mol.m-3]"].entries
    assert np.ptp(salt) < 1e-9 * salt[0]
    assert np.ptp(solution["Left separator concentration [mol.m-3]"].entries) > 10


def test_steady_state_with_properties_that_vary():
    # ∫D/(1 − t₊) dc = i N L/F between the electrodes, N ∫dx/κ = F/i ∫D/[κ(1 − t₊)] dc.
    values = lithium_symmetric_landesfeind2019()
    values["Current function [A]"] = 100.0
    liquid = {
        name: lambda c, key=key: float(values[key](pybamm.Scalar(c), pybamm.Scalar(298.15)).evaluate())
        for name, key in {
            "D": "Electrolyte diffusivity [m2.s-1]",
            "t": "Cation transference number",
            "κ": "Electrolyte conductivity [S.m-1]",
        }.items()
    }
    path = 25e-6 * MACMULLIN
    errors = []
    for cells in (10, 20, 40):
        # The counter electrode has lithium for 1080 s.
        solution = run(LithiumSymmetric(working=deposit_electrode(LOSSLESS)), values, 1000.0, {"x_s": cells})
        left, right = (last(solution, f"{side} separator concentration [mol.m-3]") for side in ("Left", "Right"))
        salt, _ = quad(lambda c: liquid["D"](c) / (1 - liquid["t"](c)), left, right)
        ohm, _ = quad(lambda c: FARADAY * liquid["D"](c) / (liquid["κ"](c) * (1 - liquid["t"](c))), left, right)
        errors.append([salt / (100 * path / FARADAY) - 1, ohm / last(solution, "Separator ohmic drop [V]") - 1])
    coarse, middle, fine = np.abs(errors)
    assert np.all(fine < 5e-4)
    assert np.all(np.log2(coarse / middle) > 1.6)
    assert np.all(np.log2(middle / fine) > 1.6)


def test_a_resolved_layer_settles_to_the_thin_one():
    thin, resolved = (
        run(LithiumSymmetric(working=BURIED, dead_layer=layer, membrane=MEMBRANE))
        for layer in (DeadLayer(), ResolvedDeadLayer())
    )
    assert last(resolved, "Working electrode dead layer overpotential [V]") > 3e-3
    for name in ("Voltage [V]", "Working electrode surface concentration"):
        assert last(resolved, name) == pytest.approx(last(thin, name), rel=2e-4)


def test_salt_in_separator_and_layer_is_conserved():
    solution = run(LithiumSymmetric(working=BURIED, dead_layer=ResolvedDeadLayer()), time=600.0)
    separator = 25e-6 * 0.39 * solution["X-averaged separator concentration [mol.m-3]"].entries
    layers = sum(
        solution[f"{side} electrode dead layer salt [mol.m-2]"].entries for side in ("Working", "Counter")
    )
    assert np.ptp(layers + separator) < 1e-9 * separator[0]
    assert np.ptp(solution["Working electrode dead layer salt [mol.m-2]"].entries) > 1e-2 * separator[0]


def two_media(frequency):
    """Impedance of diffusion in separator and dead layer of one electrode of a symmetric cell, Ω m²."""
    omega, layer = 2j * np.pi * frequency, DeadLayer()

    def medium(number, porosity, length):
        k = np.sqrt(omega * porosity * number / ETHER.diffusivity)
        return number / k, np.tanh(k * length)

    own, half = medium(MACMULLIN, 0.39, 12.5e-6)
    outer = own * half
    own, across = medium(layer.macmullin, layer.porosity, layer.thickness(20 * MAH))
    return SaltPolarisation(ETHER).resistivity() * own * (outer + own * across) / (own + outer * across)


def test_impedance_of_a_buried_electrode_by_order():
    frequency = np.array([1e-3, 1e-2, 0.1])
    cell = LithiumSymmetric(working=BURIED, dead_layer=ResolvedDeadLayer())
    ohmic = MACMULLIN * 25e-6 + 2 * DeadLayer().path(20 * MAH)
    bare = SymmetricImpedance(BURIED, ETHER, POLYOLEFIN)
    loops = 2 * (bare.film + bare.charge_transfer)
    exact = 2 * two_media(frequency) + ohmic / ETHER.conductivity + loops
    errors = []
    for cells in (8, 16, 32):
        points = dict.fromkeys(cell.default_var_pts, cells)
        mesh = dict.fromkeys(cell.default_submesh_types, pybamm.Uniform1DSubMesh)
        numeric = pybamm.EISSimulation(cell, var_pts=points, submesh_types=mesh).solve(frequency).impedance
        errors.append(np.max(np.abs(numeric - exact) / np.abs(exact)))
    assert errors[-1] < 3e-4
    assert math.log2(errors[0] / errors[1]) > 1.8
    assert math.log2(errors[1] / errors[2]) > 1.8


def test_impedance_converges_with_the_mesh_and_has_its_limits():
    working = replace(deposit_electrode(LOSSLESS), membrane=MEMBRANE)
    cell, closed = LithiumSymmetric(working=working), SymmetricImpedance(working, ETHER, POLYOLEFIN)
    frequency = np.logspace(-3, 0, 7)
    errors = []
    for cells in (10, 20, 40):
        uniform = {"separator": pybamm.Uniform1DSubMesh}
        numeric = pybamm.EISSimulation(cell, var_pts={"x_s": cells}, submesh_types=uniform).solve(frequency)
        errors.append(np.max(np.abs(numeric.impedance / closed.at(frequency) - 1)))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(orders > 1.8)
    ends = pybamm.EISSimulation(cell).solve(np.array([1e-6, 1e9])).impedance.real
    number = MEMBRANE.length
    path = 25e-6 * MACMULLIN / ETHER.conductivity + 2 * number / (MEMBRANE.conductance * ETHER.conductivity)
    salt = SaltPolarisation(ETHER)
    slow = 25e-6 * MACMULLIN * salt.resistivity() + 2 * number * salt.resistivity(MEMBRANE.transference)
    assert ends[0] == pytest.approx(path + slow + 2 * (closed.film + closed.charge_transfer), rel=1e-6)
    assert ends[1] == pytest.approx(path, rel=1e-2)  # the separator's profile is not resolved at 1 GHz


def test_a_separate_arc_of_the_film():
    # Where film and double layer relax at 55 kHz and 3 Hz, their resistances are read off between.
    slow = deposit_electrode(LOSSLESS).having(double_layer_capacity=20.0)
    closed = SymmetricImpedance(slow, ETHER, POLYOLEFIN)
    peaks = 1 / (2 * np.pi * np.array([slow.surface.relaxation, closed.charge_transfer * 20.0]))
    between = np.array([1e7, math.sqrt(peaks.prod()), 0.3 * peaks.min()])
    numeric = pybamm.EISSimulation(LithiumSymmetric(working=slow), var_pts={"x_s": 20}).solve(between).impedance
    assert peaks[0] / peaks[1] > 100
    assert (numeric[0] - numeric[1]).real == pytest.approx(-2 * closed.film, rel=0.1)


def test_the_reserve_feeds_its_salt_into_the_separator():
    law, cell_time = SolventConsumption(reserve=1e-6), 7200.0
    solution = run(LithiumSymmetric(working=deposit_electrode(LOSSY), solvent=law), time=cell_time)
    lost = solution["Lost solvent [m]"].entries
    assert 0 < lost[-1] < law.reserve
    salt = 25e-6 * 0.39 * solution["X-averaged separator concentration [mol.m-3]"].entries
    assert np.ptp(salt + 1000.0 * (law.reserve - lost)) < 1e-9 * salt[0]
    spent = sum(last(solution, f"{side} electrode SEI charge consumed [C.m-2]") for side in ("Working", "Counter"))
    assert lost[-1] == pytest.approx(6.67e-5 * spent / FARADAY, rel=1e-12)


def test_a_drying_cell_concentrates_salt_and_current():
    solution = run(
        LithiumSymmetric(working=deposit_electrode(LOSSY), solvent=SolventConsumption(reserve=0.0, ratio=100.0))
    )
    wet = solution["Wetted share"].entries
    assert 0.2 < wet[-1] < 0.95
    salt = wet * solution["X-averaged separator concentration [mol.m-3]"].entries
    assert np.ptp(salt) < 1e-5 * salt[0]
    current = last(solution, "Separator current density [A.m-2]")
    assert current == pytest.approx(10 / wet[-1], rel=1e-12)
    ohmic = last(solution, "Separator ohmic drop [V]")
    assert ohmic == pytest.approx(current * 25e-6 * MACMULLIN / ETHER.conductivity, rel=1e-9)


def test_a_dry_cell_ends_and_says_so():
    thirsty = SolventConsumption(reserve=0.0, ratio=4000.0)
    cell = LithiumSymmetric(working=deposit_electrode(LOSSY), solvent=thirsty)
    values = cell.default_parameter_values
    values["Current function [A]"] = 0.1
    solution = run(cell, values, tolerance=1e-6)
    assert solution.termination == "event: Cell is dry"
    assert last(solution, "Wetted share") == pytest.approx(0.01, abs=1e-4)


def test_onset_of_plating_in_a_sweep():
    # A blocking collector charges its double layer, C_dl dV/dt, until the nucleation barrier.
    rate = 1e-3
    cell = LithiumCopper({"operating mode": "voltage"}, working=copper_electrode(LOSSLESS))
    values = cell.default_parameter_values
    values["Voltage function [V]"] = lambda t: -rate * t
    solution = pybamm.Simulation(cell, parameter_values=values).solve([0, 50], t_interp=np.linspace(0, 50, 501))
    voltage, current = solution["Voltage [V]"].entries, solution["Current [A]"].entries
    before, after = (voltage > -0.0295) & (voltage < -1e-3), voltage < -0.0315
    assert current[before] == pytest.approx(0.2 * rate, rel=0.02)
    assert np.all(current[after] > 100 * 0.2 * rate)
    assert brentq(lambda v: np.interp(v, voltage[::-1], current[::-1]) - 1e-2, -0.05, -1e-3) == pytest.approx(
        -0.03, abs=1e-3
    )
