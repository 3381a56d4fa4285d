from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar

import pytest

from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit, State
from nelumbo.design.experiment import Plating as PlatingExperiment
from nelumbo.experiments.plating import Plating
from nelumbo.experiments.result import Sample

DEPOSIT = Deposit(3.6e4, 10.0, 0.9e4, 2.7e4, 0.0, 4e-6, 5.5e-6, 0.1, 2e-7, 6e-7, 0.0, 4e-3, State.SMOOTH)


@dataclass(frozen=True)
class Scripted(DepositionModel):
    """Deposits whose height is the structure that was handed in, µm."""

    equation: ClassVar[str] = "h = s"
    units: ClassVar[dict[str, str]] = {"h": "m"}
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    def plate(self, electrode, structure, transport, lithium, electrolyte, current_density, charges):
        assert electrolyte == "the ether"
        share = structure * 1e-6
        state = State.ROUGH if structure > 1.5 else State.SMOOTH
        return tuple(
            replace(DEPOSIT, charge=q, current_density=current_density, lithium_thickness=share, state=state)
            for q in charges
        )


DESIGN = SimpleNamespace(lithium=None, electrolyte={"ether": "the ether"})


def measure(structures, membrane="film", **settings):
    experiment = PlatingExperiment(
        kind="plating", id="plating", electrolyte="ether", current_density="1 mA/cm^2", **settings
    )
    sample = Sample(
        SimpleNamespace(membrane=membrane),
        structures,
        ("transport",) * len(structures),
        ("laws",) * len(structures),
    )
    outcome = Plating(Scripted()).measure(experiment, sample, DESIGN)
    return outcome, {(row.condition, row.quantity): row for row in outcome.observables}


def test_rows_are_mean_and_spread_in_the_units_of_the_table():
    outcome, rows = measure((1.0, 2.0, 3.0), capacities=["1 mAh/cm^2"])
    where = "current_mA_cm2=1; capacity_mAh_cm2=1"
    assert {condition for condition, _ in rows} == {where}
    height = rows[where, "lithium_thickness"]
    assert (height.value, height.sd) == (pytest.approx(2.0), pytest.approx(1.0))
    assert rows[where, "inside_fraction"].value == pytest.approx(0.25)
    assert rows[where, "underneath_fraction"].value == pytest.approx(0.75)
    assert rows[where, "overpotential"].value == pytest.approx(4.0)
    assert rows[where, "roughness_sq"].value == pytest.approx(0.2)
    assert rows[where, "state"].value == "rough"
    assert len(rows) == 11
    assert len(outcome.deposits) == 1


def test_a_tie_of_states_goes_to_the_first():
    _, rows = measure((1.0, 2.0), capacities=["1 mAh/cm^2"])
    assert rows["current_mA_cm2=1; capacity_mAh_cm2=1", "state"].value == "smooth"


def test_lithium_that_was_there_before_adds_to_both_heights_only():
    _, rows = measure((1.0, 1.0), duration="0.5 h", initial_thickness="7.5 um")
    where = "current_mA_cm2=1; capacity_mAh_cm2=0.5"
    assert rows[where, "lithium_thickness"].value == pytest.approx(8.5)
    assert rows[where, "total_thickness"].value == pytest.approx(13.0)
    assert rows[where, "tip_height"].value == pytest.approx(0.6)


def test_nothing_plated_has_no_shares():
    _, rows = measure((1.0,), capacities=["0 mAh/cm^2"])
    names = {quantity for _, quantity in rows}
    assert "total_thickness" in names
    assert not names & {"inside_fraction", "underneath_fraction", "on_top_fraction", "deposit_porosity"}


def test_a_bare_electrode_has_no_spread():
    _, rows = measure((1.0, 1.0), membrane=None, capacities=["1 mAh/cm^2"])
    assert {row.sd for row in rows.values()} == {None}
    assert len(rows) == 11


@dataclass(frozen=True)
class Numbered(Scripted):
    """The same, higher by the number of the realisation."""

    number: int = 0

    def seeded(self, number):
        return replace(self, number=number)

    def plate(self, electrode, structure, *others):
        return super().plate(electrode, structure + self.number, *others)


@pytest.mark.parametrize(("structures", "mean"), [((1.0,), 2.0), ((1.0, 1.0), 1.5)])
def test_a_single_realisation_is_grown_repeatedly(structures, mean):
    experiment = PlatingExperiment(
        kind="plating", id="p", electrolyte="ether", current_density="1 mA/cm^2", capacities=["1 mAh/cm^2"]
    )
    many = ("one",) * len(structures)
    sample = Sample(SimpleNamespace(membrane="film"), structures, many, many)
    outcome = Plating(Numbered(), repeats=3).measure(experiment, sample, DESIGN)
    height = next(row for row in outcome.observables if row.quantity == "lithium_thickness")
    assert height.value == pytest.approx(mean)
