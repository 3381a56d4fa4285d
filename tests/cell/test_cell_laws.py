"""The laws of a cell are objects that a user may replace, and their numbers are parameters."""

from dataclasses import dataclass, replace

import numpy as np
import pybamm
import pytest

from nelumbo.cell import (
    Activation,
    InterfaceState,
    LithiumCopper,
    LithiumSymmetric,
    MarcusHushChidseyKinetics,
    ResolvedDeadLayer,
    SolventConsumption,
)
from nelumbo.cell.defaults import ETHER, copper_electrode, deposit_electrode
from nelumbo.cell.kinetics import LithiumKinetics
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.constants import GAS_CONSTANT
from nelumbo.materials.marcus_hush_chidsey import MarcusHushChidsey

CYCLE = pybamm.Experiment([("Discharge at 10 A for 1 hour", "Charge at 10 A until 1 V")] * 2)
SOME = deposit_electrode(LOSSLESS).at(InterfaceState(lithium=1.08e5, dead=1e4))


@dataclass(frozen=True)
class ConstantShare:
    """j_dead = j_strip φ/(1 − φ): the same share of all that leaves the electrode dies."""

    lost: float = 0.03

    def current(self, strip, retained, fresh):
        return strip * self.lost / (1 - self.lost)


def efficiency(model, **inputs):
    """Stripped over plated charge of the second cycle."""
    values = model.default_parameter_values
    values.update(dict.fromkeys(inputs, "[input]"))
    solution = pybamm.Simulation(model, experiment=CYCLE, parameter_values=values).solve(
        calc_esoh=False, inputs=inputs
    )
    plate, strip = solution.cycles[1].steps
    return (strip.t[-1] - strip.t[0]) / (plate.t[-1] - plate.t[0])


def voltage(model, values=None, time=60.0):
    return pybamm.Simulation(model, parameter_values=values).solve([0, time])["Voltage [V]"].entries[-1]


def test_a_law_of_a_few_lines_decides_the_efficiency():
    cell = LithiumCopper(working=copper_electrode(LOSSLESS), dead=ConstantShare(0.05))
    # What is left of the first strip's double layer is the only other charge.
    assert efficiency(cell) == pytest.approx(0.95, abs=2e-5)


def test_its_number_is_a_parameter_and_may_be_an_input():
    cell = LithiumCopper(working=copper_electrode(LOSSLESS), dead=ConstantShare(0.05))
    name = "Working electrode dead lithium lost"
    assert cell.default_parameter_values[name] == 0.05
    assert efficiency(cell, **{name: 0.2}) == pytest.approx(0.8, abs=1e-4)


def test_laws_belong_to_the_electrodes_that_cycle():
    copper, symmetric = LithiumCopper(dead=ConstantShare()), LithiumSymmetric(dead=ConstantShare())
    of = [set(cell.default_parameter_values.keys()) for cell in (copper, symmetric)]
    assert ["Counter electrode dead lithium lost" in names for names in of] == [False, True]


def test_an_unknown_part_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"no part ded; choose from dead, sei, .*kinetics"):
        LithiumCopper(ded=ConstantShare())


def test_a_law_that_lacks_a_method_is_refused_with_what_it_lacks():
    with pytest.raises(TypeError, match=r"ConstantShare cannot be the part 'sei'.*enlargement, loss, surface"):
        LithiumCopper(sei=ConstantShare())
    with pytest.raises(TypeError, match=r"'kinetics'.*coverage_charge.*ChargeTransferLaw"):
        LithiumCopper(kinetics=ConstantShare())


@pytest.mark.parametrize("energy", [0.15, 0.3, 1.0])
def test_marcus_on_a_collector_is_marcus_of_the_materials(energy):
    law = MarcusHushChidseyKinetics(100.0, 0.03, 50.0, reorganisation_energy=energy)
    h = np.array([-0.5, -0.1, -0.001, 0.001, 0.1, 0.5])
    expected = MarcusHushChidsey(100.0, energy, 298.15).current(h)
    assert law.transfer(h, 100.0, 298.15) == pytest.approx(expected, rel=1e-7)
    assert law.resistance(298.15) == pytest.approx(
        MarcusHushChidsey(100.0, energy, 298.15).overpotential(1e-6) / 1e-6
    )


def test_marcus_becomes_butler_and_volmer_as_one_over_the_energy():
    def loss(energy):
        return voltage(LithiumSymmetric(kinetics=MarcusHushChidseyKinetics(1.0, 0.0, 100.0, 0.5, energy)))

    plain = voltage(LithiumSymmetric(kinetics=LithiumKinetics(1.0, 0.0, 100.0)))
    far, farther = (loss(energy) - plain for energy in (10.0, 20.0))
    assert far < farther < 0  # plating lies below zero, and Marcus is the slower
    assert far / farther == pytest.approx(2, rel=0.05)
    assert loss(0.2) < plain - 0.01


INPUTS = [
    "Electrolyte conductivity [S.m-1]",
    "Electrolyte diffusivity [m2.s-1]",
    "Cation transference number",
    "Thermodynamic factor",
    "Ambient temperature [K]",
    "Initial concentration in electrolyte [mol.m-3]",
    "Separator porosity",
    "Separator Bruggeman coefficient (electrolyte)",
    "Working electrode exchange-current density [A.m-2]",
    "Working electrode fresh film resistance [Ohm.m2]",
    "Working electrode dead layer porosity",
    "Working electrode SEI growth constant [C2.m-4.s-1]",
    "Working electrode exchange-current density activation energy [J.mol-1]",
    "Working electrode initial lithium [C.m-2]",
    "Electrolyte reserve [m]",
]


@pytest.mark.parametrize("name", INPUTS)
def test_parameters_may_be_inputs(name):
    model = LithiumSymmetric(solvent=SolventConsumption(reserve=1e-8), dead_layer=ResolvedDeadLayer())
    values = model.default_parameter_values
    number = values[name]
    known = pybamm.Simulation(model, parameter_values=values).solve([0, 60])["Voltage [V]"].entries[-1]
    values[name] = "[input]"
    given = pybamm.Simulation(model, parameter_values=values).solve([0, 60], inputs={name: number})
    assert given["Voltage [V]"].entries[-1] == pytest.approx(known, abs=1e-7)


def test_arrhenius_acts_on_each_rate_alone():
    hot, reference = 313.15, 298.15
    values = SOME.having(activation=Activation(transfer=5e4, growth=3e4, film=2e4))
    law, factor = values.activation, np.exp(1 / GAS_CONSTANT * (1 / reference - 1 / hot))
    assert law.factor(5e4, hot, reference) == pytest.approx(factor**5e4)
    film = ETHER.sei_resistance

    def steady(activation, temperature):
        cell = LithiumSymmetric(working=SOME, activation=activation)
        numbers = cell.default_parameter_values
        numbers["Ambient temperature [K]"] = temperature
        solution = pybamm.Simulation(cell, parameter_values=numbers).solve([0, 600])
        return {
            name: solution[f"Working electrode {name}"].entries[-1]
            for name in ("film overpotential [V]", "double-layer overpotential [V]")
        }

    still, warm = (steady(Activation(film=energy), hot) for energy in (0.0, 2e4))
    assert still["film overpotential [V]"] == pytest.approx(10 * film, rel=1e-4)
    assert warm["film overpotential [V]"] == pytest.approx(10 * film / factor**2e4, rel=1e-4)
    assert warm["double-layer overpotential [V]"] == pytest.approx(
        still["double-layer overpotential [V]"], rel=1e-4
    )
    quick = steady(Activation(transfer=5e4), hot)["double-layer overpotential [V]"]
    assert quick == pytest.approx(still["double-layer overpotential [V]"] / factor**5e4, rel=2e-2)


def test_film_grows_faster_when_it_is_hot():
    def spent(temperature):
        electrode = deposit_electrode()
        # Without film at the start, parabolic growth is linear in time and in k².
        cell = LithiumSymmetric(working=electrode, activation=Activation(growth=4e4))
        numbers = cell.default_parameter_values
        numbers["Ambient temperature [K]"] = temperature
        solution = pybamm.Simulation(cell, parameter_values=numbers).solve([0, 1e-2])
        return solution["Working electrode SEI charge consumed [C.m-2]"].entries[-1]

    expected = np.exp(4e4 / GAS_CONSTANT * (1 / 298.15 - 1 / 313.15))
    assert spent(313.15) / spent(298.15) == pytest.approx(expected, rel=1e-3)


def test_a_cell_keeps_the_numbers_of_its_electrodes():
    kinetics = replace(copper_electrode().kinetics, exchange_current_density=7.0, order=0.3)
    values = LithiumCopper(kinetics=kinetics).default_parameter_values
    assert values["Working electrode exchange-current density [A.m-2]"] == 7.0
    assert values["Working electrode exchange-current density reaction order"] == 0.3
    assert values["Counter electrode exchange-current density [A.m-2]"] == ETHER.exchange_current_density


def test_quick_plot_draws_the_default_variables():
    import matplotlib as mpl

    mpl.use("Agg")
    simulation = pybamm.Simulation(LithiumCopper(dead_layer=ResolvedDeadLayer()))
    simulation.solve([0, 600])
    plot = pybamm.QuickPlot(simulation.solution)
    plot.plot(0.1)
    assert len(plot.variables) == len(LithiumCopper().default_quick_plot_variables)
