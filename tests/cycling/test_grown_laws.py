"""Laws that take roughness from growths: limits, order, and where the map reads them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.front_roughness import FrontRoughness
from nelumbo.cycling.grown_law import growth_electrolyte
from nelumbo.cycling.map import advance, preplated_roughness, run_map, start
from nelumbo.cycling.plate_roughness import PlateRoughness, small_plate
from nelumbo.cycling.protocol import Protocol
from nelumbo.deposition.result import Deposit, State
from nelumbo.deposition.roughness_table import Grower, GrowthGrid, RoughnessTable
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.errors import StageError
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
FILM_ELECTRODE = DESIGN.electrode[-1]
FREE = bare_transport()
FILM = replace(
    bare_structure(),
    membrane_thickness=1.5e-6,
    outer_area=6.4,
    mechanics=Mechanics(1e9, 0.2, 1.9e-10, 1e7, 0.01, 2.6e7, 5e-7),
)
TABLE = RoughnessTable(
    np.array([0.01, 0.1, 1.0]),
    np.array([10.0, 30.0]),
    np.array([0.5, 1.0, 3.0]) * MAH_PER_CM2,
    np.linspace(0.1, 0.9, 18).reshape(3, 2, 3),
)
LAWS = (PlateRoughness, FrontRoughness)
ONE, THREE = Protocol(10.0, 10.0, MAH_PER_CM2), Protocol(30.0, 30.0, 3 * MAH_PER_CM2)
PLATE = PlateRoughness(
    1.0,
    grid=GrowthGrid((0.02, 1.0), (10.0,), (0.5 * MAH_PER_CM2, MAH_PER_CM2), seeds=1),
    plate=replace(small_plate(), cells=32, width=8e-6),
)


def plate_table(film):
    grower = Grower(FILM_ELECTRODE, [(film, FREE)], DESIGN.lithium, DESIGN.electrolyte["ether"])
    return PLATE.grow(grower)


def deposit(charge, roughness):
    return Deposit(charge, 10.0, 0, charge, 0, 0, 0, 0, roughness, 0, 0, 0, State.SMOOTH)


@pytest.mark.parametrize("law", LAWS)
def test_lithium_that_grows_as_on_a_bare_collector_roughens_like_it(law):
    laws = law(1e-9).protect(bare_laws(), FILM, FREE, TABLE.without_effect())
    assert laws.at(10.0, MAH_PER_CM2).roughening == bare_laws().roughening
    assert laws.sei.area == pytest.approx(bare_laws().sei.area, rel=1e-7)


@pytest.mark.parametrize("law", LAWS)
def test_a_perfect_membrane_leaves_neither_roughness_nor_film(law):
    laws = law(1e12).protect(bare_laws(), FILM, FREE, replace(TABLE, ratio=0 * TABLE.ratio))
    assert laws.at(30.0, 2 * MAH_PER_CM2).roughening.rate == 0
    assert laws.roughening.rate == 0
    assert laws.sei.area < 1e-11
    assert laws.film_share < 1e-11


@pytest.mark.parametrize("law", LAWS)
def test_film_and_electrode_decide_and_nothing_else(law):
    with pytest.raises(StageError, match="how rough lithium grows"):
        law(1.0).protect(bare_laws(), FILM, FREE)
    assert law(1.0).protect(bare_laws(), bare_structure(), FREE) == bare_laws()


def test_more_film_on_the_membrane_is_smoother_where_growths_say_so():
    rates = [
        FrontRoughness(beta).protect(bare_laws(), FILM, FREE, TABLE).at(10.0, MAH_PER_CM2).roughening.rate
        for beta in (1e-3, 0.1, 1.0, 10.0)
    ]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > 2 * rates[-1]


def test_a_cycle_is_as_rough_as_the_growth_of_its_current_and_charge():
    law = FrontRoughness((1 / 0.1 - 1) / FILM.outer_area)  # leaves a tenth of the film, a node of the table
    laws = law.protect(bare_laws(), FILM, FREE, TABLE)
    for protocol, ratio in ((ONE, TABLE.ratio[1, 0, 1]), (THREE, TABLE.ratio[1, 1, 2])):
        fresh = run_map(laws, protocol, 1).fresh[0]
        assert fresh == pytest.approx(ratio * run_map(bare_laws(), protocol, 1).fresh[0], rel=0.01)
        _, bare = preplated_roughness(bare_laws(), protocol.plating_current, protocol.plating_charge)
        _, here = preplated_roughness(laws, protocol.plating_current, protocol.plating_charge)
        assert here / bare == pytest.approx(ratio)
        assert run_map(laws, protocol, 3).fresh[0] == advance(laws, protocol, start(laws, protocol))[1]["fresh"]


def test_the_laws_of_a_reference_are_those_at_its_current_and_charge():
    laws = FrontRoughness(2.0).protect(bare_laws(), FILM, FREE, TABLE)
    assert laws.roughening == laws.at(10.0, MAH_PER_CM2).roughening
    assert laws.at(30.0, MAH_PER_CM2) == laws.at(30.0, MAH_PER_CM2).at(10.0, 1.0)
    assert bare_laws().at(30.0, 1.0) == bare_laws()


def test_a_plate_that_has_ended_goes_on_in_proportion_to_its_charge():
    law = PlateRoughness(1.0)
    found = law.roughness([deposit(q, s) for q, s in ((1, 1e-7), (2, 4e-7), (4, 5e-7), (6, 5e-7), (8, 5e-7))])
    assert found == pytest.approx([1e-7, 4e-7, 5e-7, 7.5e-7, 10e-7])
    growing = [deposit(q, s) for q, s in ((1, 1e-7), (2, 2e-7), (3, 4e-7))]
    assert law.roughness(growing) == pytest.approx([1e-7, 2e-7, 4e-7])


def test_the_looks_of_a_plate_hold_those_of_the_grid():
    law = PlateRoughness(1.0)
    assert set(law.grid.charges) <= set(law.looks)
    assert list(law.looks) == sorted(law.looks)
    assert law.looks[0] < 0.1 * law.grid.charges[0]


def test_a_stiffer_plate_and_less_film_grow_less_roughness():
    soft, stiff = (
        plate_table(
            replace(FILM, mechanics=replace(FILM.mechanics, modulus=e, bending_stiffness=0.19 * e * 1e-18))
        )
        for e in (1e5, 1e10)
    )
    assert np.all(stiff.ratio[0] < soft.ratio[0])
    for table in (soft, stiff):
        assert np.all(table.ratio[0] < table.ratio[1])
    assert soft.ratio[1] == pytest.approx(1.0, rel=0.2)


def test_a_plate_grown_twice_is_the_same():
    assert np.array_equal(plate_table(FILM).ratio, plate_table(FILM).ratio)


@pytest.mark.slow
def test_a_front_grown_twice_is_the_same_and_less_rough_under_less_film():
    front = VoxelFront(width=12e-6, voxel=0.4e-6, membrane_voxel=0.2e-6, courant=0.9, renewal=0.5e-6)
    charges = (0.5 * MAH_PER_CM2, MAH_PER_CM2)
    law = FrontRoughness(1.0, GrowthGrid((0.01, 1.0), (10.0,), charges, seeds=1), front)
    grower = Grower(FILM_ELECTRODE, [(FILM, FREE)], DESIGN.lithium, DESIGN.electrolyte["ether"])
    table = law.grow(grower)
    assert np.array_equal(table.ratio, law.grow(grower).ratio)
    assert np.all(table.ratio[0] < table.ratio[1])


def test_growths_are_in_the_liquid_of_the_cells():
    assert growth_electrolyte(DESIGN) is DESIGN.electrolyte["ether"]
    full = [test for test in DESIGN.experiment if test.kind == "full_cell"]
    assert (
        growth_electrolyte(DESIGN.model_copy(update={"experiment": tuple(full)}))
        is DESIGN.electrolyte["carbonate"]
    )
