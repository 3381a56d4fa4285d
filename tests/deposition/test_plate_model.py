"""The plate as a deposition model, against the first level where both must agree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.plate.contact import Unilateral
from nelumbo.deposition.plate_model import PlateModel
from nelumbo.deposition.result import State
from nelumbo.design.load import load
from nelumbo.materials.film_share import FilmShare
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2

DESIGN = load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
ELECTRODE, ETHER = DESIGN.electrode[0], DESIGN.electrolyte["ether"]
FILM = DESIGN.lithium.film.model_copy(update={"critical_stretch": None})
LITHIUM = DESIGN.lithium.model_copy(update={"film": FILM})
BARE = bare_structure()
COVERED = replace(
    BARE,
    membrane_thickness=1.5e-6,
    outer_area=6.6,
    coated_area=6.6,
    mechanics=Mechanics(0.8e9, 0.2, 0.8e9 / 0.96 * 1.5e-6**3 / 12, 1.3e6, 0.002, 25e6, 0.5e-6),
)
SPLIT = ChargeExactFilling(FilmShare(1.0))
MODEL = PlateModel(split=SPLIT, cells=64, width=16e-6, failure_strain=np.inf)


def plate(model, structure=COVERED, charges=(1.0,), current=10.0, lithium=LITHIUM):
    charges = [q * MAH_PER_CM2 for q in charges]
    return model.plate(ELECTRODE, structure, bare_transport(), lithium, ETHER, current, charges)


def seen_by_the_box(model, structure, current=10.0, charge=1.0):
    """Sq of linear theory from the very waves that the plate starts with."""
    growth = model.growth(structure, LITHIUM, ETHER, current)
    state = model.start(growth, LITHIUM)
    time = charge * MAH_PER_CM2 / current
    layers = growth.linear.layers if growth.membrane is None else (*growth.linear.layers, growth.membrane.layer)
    k = growth.grid.wavenumber.copy()
    k[0, 0] = 1.0
    law = replace(growth.linear, layers=layers)
    (first, second), damping = law.growth_rates(k), law.damping(k)
    # The particular solution of a film that heals to σ̂_q, and the two modes that meet the start.
    height, film, rest = state.waves[0], state.waves[1], growth.grid.waves(np.log(state.rest))
    drive, tau = law.film_share * law.velocity, law.healing_time
    determinant = damping / tau - drive * law.velocity * k**2
    still = np.array([-drive * rest / tau, damping * rest / tau]) / determinant
    start = np.array([height, film]) - still
    rate = -damping * start[0] - drive * start[1]
    a = (rate - second * start[0]) / (first - second)
    end = a * np.exp(first * time) + (start[0] - a) * np.exp(second * time) + still[0]
    end[0, 0] = 0.0
    return float(np.sqrt(growth.grid.mean_square(end)))


def test_small_roughness_is_that_of_linear_theory():
    """The same noise wave by wave, where slopes stay small: a stiff membrane that takes most of the film."""
    [deposit] = plate(MODEL)
    assert deposit.roughness_sq == pytest.approx(seen_by_the_box(MODEL, COVERED), rel=0.01)
    assert deposit.roughness_sq < 0.05e-6


def test_charge_and_heights_are_those_of_the_first_level():
    charges = (0.0, 0.1, 0.5, 1.0)
    mine, first = (plate(model, charges=charges) for model in (MODEL, SPLIT))
    for deposit, level in zip(mine, first, strict=True):
        for name in ("inside", "underneath", "on_top", "overpotential", "charge"):
            assert getattr(deposit, name) == getattr(level, name)
        dense = (deposit.underneath + deposit.on_top) * LITHIUM_HEIGHT_PER_CHARGE
        if deposit.charge:
            assert deposit.lithium_thickness * (1 - deposit.deposit_porosity) == pytest.approx(dense, rel=1e-9)
            assert deposit.total_thickness == pytest.approx(deposit.lithium_thickness + 1.5e-6)
            assert deposit.tip_height > deposit.lithium_thickness - dense > 0


def test_a_bare_collector_is_the_limit_of_a_soft_membrane():
    soft = replace(COVERED, outer_area=0.0, coated_area=0.0, mechanics=Mechanics(1.0, 0.2, 1e-19, 0, 0, 0, 0))
    roughness = [plate(MODEL, structure, charges=(0.3,))[0].roughness_sq for structure in (soft, BARE)]
    assert roughness[0] == pytest.approx(roughness[1], rel=1e-6)


def test_realisations_differ_and_repeat():
    roughness = [plate(MODEL.seeded(n))[0].roughness_sq for n in (0, 1, 1)]
    assert roughness[1] == roughness[2] != roughness[0]


def test_growth_ends_when_the_front_overhangs():
    model = PlateModel(cells=64, width=16e-6)
    deposits = plate(model, BARE, charges=(0.1, 1.0, 2.0))
    assert [deposit.state for deposit in deposits] == [State.SMOOTH, State.DENDRITIC, State.DENDRITIC]
    assert deposits[1].roughness_sq == deposits[2].roughness_sq
    assert deposits[2].lithium_thickness > deposits[1].lithium_thickness + 4.5e-6


def test_a_cracking_film_is_rougher():
    cracking = LITHIUM.model_copy(update={"film": FILM.model_copy(update={"critical_stretch": 0.1})})
    model = PlateModel(cells=64, width=16e-6)
    whole, cracked = (
        plate(model, BARE, charges=(0.15,), lithium=metal)[0].roughness_sq for metal in (LITHIUM, cracking)
    )
    assert cracked > 1.3 * whole


def test_a_loose_membrane_resists_less_than_a_bonded_one():
    thick = replace(COVERED, outer_area=0.5, coated_area=0.5)
    loose = replace(MODEL, contact=Unilateral(1e5), cells=32)
    bonded, resting, none = (
        plate(model, structure, charges=(0.4,))[0].roughness_sq
        for model, structure in (
            (replace(MODEL, cells=32), thick),
            (loose, thick),
            (loose, replace(thick, mechanics=BARE.mechanics)),
        )
    )
    assert bonded < resting
    assert resting == pytest.approx(none, rel=0.5)


def test_a_membrane_that_fails_is_punctured():
    thick = replace(COVERED, outer_area=0.1, coated_area=0.1)
    failing = replace(MODEL, failure_strain=None)  # that of the structure: brittle
    [deposit] = plate(failing, thick)
    assert deposit.punctured_fraction > 0.5
    assert deposit.state == State.PUNCTURED
    assert plate(MODEL, thick)[0].roughness_sq < deposit.roughness_sq


def test_lithium_that_flows_is_smoother_under_pressure():
    thick = replace(COVERED, outer_area=0.1, coated_area=0.1)
    weak = replace(MODEL, strength=LithiumYield(at_micrometre=2e6))
    flowing, rigid = (plate(model, thick)[0].roughness_sq for model in (weak, replace(MODEL, strength=None)))
    assert flowing < 0.8 * rigid


def test_the_tolerance_of_a_step_is_enough():
    thick = replace(COVERED, outer_area=0.1, coated_area=0.1)
    coarse, fine = (plate(replace(MODEL, tolerance=t), thick)[0].roughness_sq for t in (MODEL.tolerance, 1e-5))
    assert coarse == pytest.approx(fine, rel=0.01)
