from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit, FilmBySurface, FilmView, Matter, Section, State
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


def measure(structures, membrane="film", model=None, otherwise=None, **settings):
    experiment = PlatingExperiment(
        kind="plating", id="plating", electrolyte="ether", current_density="1 mA/cm^2", **settings
    )
    sample = Sample(
        SimpleNamespace(membrane=membrane),
        structures,
        ("transport",) * len(structures),
        ("laws",) * len(structures),
    )
    instrument = Plating(model or Scripted(), otherwise or Refusing())
    outcome = instrument.measure(experiment, sample, DESIGN)
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


@pytest.mark.parametrize(("structures", "growths", "mean"), [(1, 3, 2.0), (2, None, 1.5), (2, 3, 2.0)])
def test_growths_take_the_realisations_in_turn(structures, growths, mean):
    experiment = PlatingExperiment(
        kind="plating", id="p", electrolyte="ether", current_density="1 mA/cm^2", capacities=["1 mAh/cm^2"]
    )
    many = ("one",) * structures
    sample = Sample(SimpleNamespace(membrane="film"), (1.0,) * structures, many, many)
    outcome = Plating(Numbered(), growths=growths).measure(experiment, sample, DESIGN)
    height = next(row for row in outcome.observables if row.quantity == "lithium_thickness")
    assert height.value == pytest.approx(mean)


def test_looks_between_make_no_rows():
    outcome, rows = measure((1.0, 2.0), capacities=["0.1 mAh/cm^2", "1 mAh/cm^2"])
    assert {where for where, _ in rows} == {
        "current_mA_cm2=1; capacity_mAh_cm2=0.1",
        "current_mA_cm2=1; capacity_mAh_cm2=1",
    }
    charges = [deposit.charge for deposit in outcome.course[0]]
    assert charges == pytest.approx([3.6e4 * k / 20 for k in range(21)])
    assert [len(deposits) for deposits in outcome.course] == [21, 21]
    assert [d.charge for d in outcome.deposits] == [charges[2], charges[20]]
    assert outcome.records["growth"].plated == pytest.approx(charges)
    assert outcome.records["growth"].time[-1] == pytest.approx(3600)


def test_shares_of_the_film_make_rows_where_a_model_tells_of_it():
    film = FilmBySurface(lithium=0.2, dead=0.1, inner=0.3, outer=0.6)
    _, rows = measure((1.0,), model=Filmed(film=film), capacities=["1 mAh/cm^2"])
    shares = {quantity: row.value for (_, quantity), row in rows.items() if quantity.startswith("film")}
    assert shares == pytest.approx(
        {"film_outer_fraction": 0.5, "film_inner_fraction": 0.25, "film_lithium_fraction": 0.25}
    )


@dataclass(frozen=True)
class Filmed(Scripted):
    """The same, with a film."""

    film: FilmBySurface | None = None

    def plate(self, *arguments):
        return tuple(replace(deposit, film=self.film) for deposit in super().plate(*arguments))


@dataclass(frozen=True)
class Refusing(Scripted):
    """A model that plates on nothing."""

    def refusal(self, structure):
        return "the film is too thick"


def test_a_film_that_the_model_refuses_is_plated_by_the_other_and_said_so():
    outcome, rows = measure((1.0,), model=Refusing(), otherwise=Scripted(), capacities=["1 mAh/cm^2"])
    assert len(rows) == 11
    assert outcome.notes == ("Scripted grew the lithium: the film is too thick.",)


def test_lithium_that_was_there_before_lies_below_the_section():
    cells = np.full((3, 4), Matter.LITHIUM, np.uint8)
    view = FilmView(cells, 0.5e-6, 2e-6)
    section = Section(cells, 1e-6, np.full((3, 4), 255, np.uint8), view)
    raised = replace(DEPOSIT, section=section).upon(7.5e-6)
    assert raised.section.matter.shape == raised.section.share.shape == (11, 4)
    assert raised.section.film.bottom == pytest.approx(10e-6)
    assert raised.lithium_thickness == pytest.approx(DEPOSIT.lithium_thickness + 7.5e-6)
    assert raised.inside == DEPOSIT.inside
