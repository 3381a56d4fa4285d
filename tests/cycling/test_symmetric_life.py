from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.cycling.map import Protocol, preplated_roughness, run_map
from nelumbo.cycling.symmetric_life import SymmetricLife, initial_overpotential
from nelumbo.units import HOUR, MAH_PER_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
ETHER, SEPARATOR = DESIGN.electrolyte["ether"], DESIGN.separator["celgard_2325"]
LI_LI = Protocol(10.0, 10.0, MAH_PER_CM2, 2 * MAH_PER_CM2)


def constant_loss(share):
    """Laws in which the same share of the plated charge dies in every cycle."""
    laws = bare_laws()
    return replace(
        laws,
        dead=replace(laws.dead, share=share, roughness=1e-12),
        sei=replace(laws.sei, growth=0.0),
    )


def test_life_is_excess_over_loss():
    # what is removed for every stripped charge is 1/(1 − φ)
    share = 0.02
    trace = run_map(constant_loss(share), LI_LI, 200)
    life = SymmetricLife(rise=1e9).life(trace, LI_LI, ETHER, 0.05)
    cycles = 2 / (1 / (1 - share) - 1)
    assert life.failure == pytest.approx(cycles * 2 * HOUR, rel=1e-3)
    assert life.onset == life.failure


def test_a_cell_that_outlives_its_trace_has_no_end():
    trace = run_map(constant_loss(1e-6), LI_LI, 20)
    life = SymmetricLife().life(trace, LI_LI, ETHER, 0.05)
    assert np.isinf(life.failure)
    assert np.isinf(life.onset)


def test_onset_is_where_the_layers_resist_as_much_as_the_rest():
    trace = run_map(bare_laws(), LI_LI, 200)
    rule, fresh = SymmetricLife(), 0.002
    cycle = rule.life(trace, LI_LI, ETHER, fresh).onset / LI_LI.cycle_duration
    added = rule.added_overpotential(trace, LI_LI, ETHER)
    assert added[int(cycle) - 1] < fresh < added[int(cycle)]


def test_onset_comes_before_failure_and_sooner_for_a_finer_eye():
    trace = run_map(bare_laws(), LI_LI, 200)
    lives = [SymmetricLife(rise=rise).life(trace, LI_LI, ETHER, 0.05) for rise in (0.01, 0.03, 0.05)]
    onsets = [life.onset for life in lives]
    assert onsets == sorted(onsets)
    assert 0 < onsets[0] < onsets[-1] < lives[-1].failure


def test_dead_layer_of_one_capacity():
    layer = DeadLayer()
    assert layer.thickness(MAH_PER_CM2) == pytest.approx(4.85e-6 / 0.4, rel=1e-3)
    assert layer.resistance(MAH_PER_CM2, 1.0) == pytest.approx(layer.thickness(MAH_PER_CM2) / 0.6**1.5)
    assert layer.resistance(0.0, 1.0) == 0
    # film that consumes two lithium per formula takes 3.7 times the room of the lithium
    assert layer.thickness(0.0, 1.0) / layer.thickness(1.0) == pytest.approx(9.585e-5 / 2 / 1.3e-5)
    assert layer.polarisation(1e4, 0.0, ETHER) > layer.resistance(1e4, ETHER.conductivity)


def test_initial_overpotential_is_a_series_of_resistances():
    laws = bare_laws()
    whole = initial_overpotential(laws, LI_LI, ETHER, SEPARATOR)
    without_film = initial_overpotential(replace(laws, film_share=0.0), LI_LI, ETHER, SEPARATOR)
    grown = np.sqrt(1 + laws.sei.growth * 1800 / laws.sei.initial**2)
    area = laws.sei.enlargement(*preplated_roughness(laws, 10.0, 3 * MAH_PER_CM2))
    assert area > 2
    assert whole - without_film == pytest.approx(2 * 10 * ETHER.sei_resistance * grown / area)
    assert initial_overpotential(laws, LI_LI, ETHER, SEPARATOR, 1e-4) - whole == pytest.approx(2e-3)
