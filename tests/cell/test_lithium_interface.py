"""Laws and parameters of one electrode."""

import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.cell.defaults import ETHER, symmetric_values
from nelumbo.cell.interface import NAMES, InterfaceState
from nelumbo.cell.kinetics import LithiumKinetics
from nelumbo.cell.layer import DiffusionLayer
from nelumbo.cell.parameters import LOSSLESS, lithium_interface, working_interface
from nelumbo.constants import FARADAY, GAS_CONSTANT, LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.errors import StageError
from nelumbo.transport.result import Transport

KINETICS = LithiumKinetics(100.0, 0.03, 50.0)
FILM = Transport(1.5e-6, 0.55, 0.25, 2.2, 0.2, True, "", 1e-6, None, 2e-8, 0.0, 5e6)


@pytest.fixture(scope="module")
def electrolyte():
    return ETHER.model_copy(update={"conductivity": 1.1})


def test_a_bare_collector_blocks_dissolution_and_needs_the_barrier():
    assert KINETICS.current(-0.5, 1.0, 0.0, 298.15) == 0
    assert KINETICS.current(0.029, 1.0, 0.0, 298.15) == 0
    assert KINETICS.current(0.031, 1.0, 0.0, 298.15) > 0


def test_covered_lithium_is_butler_volmer():
    h = np.array([-0.1, -0.001, 0.001, 0.1])
    current = KINETICS.current(h, 1.0, 1e5, 298.15)
    expected = 200 * np.sinh(FARADAY * h / (2 * GAS_CONSTANT * 298.15))
    assert current == pytest.approx(expected)
    assert 0.001 / current[2] == pytest.approx(KINETICS.resistance(298.15), rel=1e-3)


def test_a_layer_in_steady_state_has_no_anion_flux():
    layer = DiffusionLayer(1.1, 3e-10, 0.35, 1.0, 1000.0)
    fall = layer.fall(10.0, 5e-6)
    assert fall * 1000 == pytest.approx(0.65 * 10 * 5e-6 / (FARADAY * 3e-10))
    drop = layer.drop(1.0, 1.0 - fall, 298.15)
    assert drop == pytest.approx(-2 * 0.65 * GAS_CONSTANT * 298.15 / FARADAY * math.log1p(-fall))


def test_names_of_parameters_are_unique_and_all_used(electrolyte):
    named = lithium_interface(electrolyte, LOSSLESS, 0.2).named("Working")
    assert len(named) == len(NAMES)
    assert set(named) <= set(symmetric_values().keys())
    symbols = lithium_interface(electrolyte, LOSSLESS, 0.2).symbolic("Working")
    assert symbols.kinetics.coverage_charge.name == "Working electrode coverage charge [C.m-2]"


def test_a_membrane_adds_its_resistance_and_a_closed_one_is_refused(electrolyte):
    from nelumbo.design.electrode import Collector, Electrode
    from nelumbo.design.lithium import Lithium

    collector = Collector.model_construct(
        thickness=1e-5, exchange_current_ratio=1.0, nucleation_overpotential=0.03
    )
    electrode = Electrode.model_construct(id="any", collector=collector, membrane=None)
    lithium = Lithium.model_construct(double_layer_capacity=0.2, initial_roughness=20e-9)
    interface = working_interface(electrode, FILM, LOSSLESS, electrolyte, lithium)
    assert interface.membrane.length == pytest.approx(1.5e-6 / 0.25)
    assert interface.membrane.transference == pytest.approx(0.35)
    assert interface.kinetics.nucleation_overpotential == 0.03
    assert interface.kinetics.coverage_charge * LITHIUM_HEIGHT_PER_CHARGE == pytest.approx(20e-9)
    closed = replace(FILM, percolates=False, reason="no pore crosses it")
    with pytest.raises(StageError, match="no pore crosses it"):
        working_interface(electrode, closed, LOSSLESS, electrolyte, lithium)


def test_a_state_replaces_the_whole_state(electrolyte):
    interface = lithium_interface(electrolyte, LOSSLESS, 0.2).at(InterfaceState(lithium=5.0, dead=2.0))
    assert interface.at(InterfaceState(lithium=1.0)).state.dead == 0
