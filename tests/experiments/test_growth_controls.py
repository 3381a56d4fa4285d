"""Lithium grown again without the membrane and without rules."""

from dataclasses import replace

import numpy as np
import pytest

from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.errors import StageError
from nelumbo.experiments.growth_controls import DESIGNED, MEMBRANE, RULES, GrowthControls
from nelumbo.experiments.plating import Plating, PlatingCase
from nelumbo.fidelity import fidelity_named
from nelumbo.structure.bare import bare_structure
from nelumbo.units import MAH_PER_CM2

FRONT = VoxelFront(width=8e-6, voxel=0.3e-6, membrane_voxel=0.15e-6, courant=0.9, renewal=0.5e-6)
INSTRUMENT = GrowthControls(FRONT, growths=2, charge=0.2 * MAH_PER_CM2)


@pytest.fixture(scope="module")
def filmed(design, sample, lossy):
    """A sample with a film of hollow spheres that was built."""
    electrode = design.electrode[-1]
    film = fidelity_named("quick").structure.build(electrode, np.random.default_rng(1))
    return replace(sample(lossy, film=True), electrode=electrode, structures=(film,))


@pytest.fixture(scope="module")
def outcome(filmed, trial, design):
    return INSTRUMENT.measure(trial("plating"), filmed, design)


def rows_of(outcome):
    return {(row.condition, row.quantity): row for row in outcome.observables}


def test_a_film_has_every_control(outcome):
    told = {row.condition.removeprefix("without=") for row in outcome.observables}
    stopped = {note.split()[1] for note in outcome.notes}
    assert told | stopped == {MEMBRANE, *RULES}
    assert not told & stopped
    assert {DESIGNED, MEMBRANE, "film", "relocation"} <= told


def test_the_control_without_anything_is_the_plating_test(outcome, filmed, trial, design):
    plating = trial("plating", capacities=(0.2 * MAH_PER_CM2,), duration=None)
    grown = rows_of(Plating(FRONT, growths=2, looks=0).measure(plating, filmed, design))
    own = rows_of(outcome)
    where = "current_mA_cm2=1; capacity_mAh_cm2=0.2"
    for quantity in ("roughness_sq", "lithium_thickness", "inside_fraction", "state"):
        assert own[f"without={DESIGNED}", quantity].value == grown[where, quantity].value


def test_growths_that_were_done_before_are_not_done_again(filmed, trial, design, outcome, monkeypatch):
    """The reference is that of the plating test, and so is what rules do that never came into play in it."""
    plating = trial("plating", capacities=(0.2 * MAH_PER_CM2,), duration=None)
    instrument, films = (
        Plating(FRONT, growths=2, looks=0),
        list(zip(filmed.structures, filmed.transports, strict=True)),
    )
    liquid = design.electrolyte[plating.electrolyte]
    case = PlatingCase(filmed.electrode, design.lithium, liquid, plating.current_density, (0.2 * MAH_PER_CM2,))
    growths = tuple(instrument.grow(number, case, films) for number in range(2))
    idle = set.intersection(*(set(growth.deposits[0].idle) for growth in growths))
    grown = []
    plate = VoxelFront.plate

    def counted(self, *given):
        grown.append(self.rules)
        return plate(self, *given)

    monkeypatch.setattr(VoxelFront, "plate", counted)
    again = INSTRUMENT.measure(plating, replace(filmed, growths=growths), design)
    assert again.observables == outcome.observables
    rules = {name for name in RULES if RULES[name] in grown}
    assert DESIGNED in rules  # the collector without the membrane
    assert grown.count(RULES[DESIGNED]) == 2
    assert rules == set(RULES) - idle


def test_controls_do_what_they_say(outcome):
    rows = rows_of(outcome)
    roughness = {where: row.value for (where, quantity), row in rows.items() if quantity == "roughness_sq"}
    assert roughness["without=film"] < roughness["without=relocation"]
    assert rows[f"without={MEMBRANE}", "inside_fraction"].value == 0
    assert rows[f"without={DESIGNED}", "inside_fraction"].value > 0.1
    assert rows[f"without={DESIGNED}", "roughness_sq"].sd > 0


def test_a_bare_collector_has_the_controls_of_its_film(sample, lossy, trial, design):
    bare = replace(sample(lossy), structures=(bare_structure(),))
    rows = rows_of(INSTRUMENT.measure(trial("plating"), bare, design))
    assert {where for where, _ in rows} == {f"without={name}" for name in (DESIGNED, "film", "cracks")}
    assert rows["without=film", "roughness_sq"].value < 1e-3 < rows[f"without={DESIGNED}", "roughness_sq"].value


def test_a_growth_that_ends_early_is_told(filmed, trial, design, monkeypatch):
    def plate(self, *given):
        raise StageError("the pores are sealed.", "take fewer")

    monkeypatch.setattr(VoxelFront, "plate", plate)
    outcome = INSTRUMENT.measure(trial("plating"), filmed, design)
    assert not outcome.observables
    assert len(outcome.notes) == len(RULES) + 1
    assert all("the pores are sealed" in note for note in outcome.notes)


def test_a_film_that_only_an_image_knows_is_left_out(filmed, trial, design, monkeypatch):
    monkeypatch.setattr(VoxelFront, "refusal", lambda self, structure: "its cavities are unknown")
    outcome = INSTRUMENT.measure(trial("plating"), filmed, design)
    assert not outcome.observables
    assert outcome.notes == ("No controls of growth: its cavities are unknown.",)
