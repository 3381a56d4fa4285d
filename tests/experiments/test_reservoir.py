import pytest

from nelumbo.cell.parameters import LOSSLESS
from nelumbo.design.experiment import Reservoir as ReservoirTrial
from nelumbo.experiments.reservoir import Reservoir
from nelumbo.units import MAH_PER_CM2

TRIAL = ReservoirTrial.model_construct(
    kind="reservoir",
    id="reservoir",
    electrolyte="ether",
    separator="celgard_2325",
    current_density=10.0,
    reservoir_capacity=2 * MAH_PER_CM2,
    capacity=MAH_PER_CM2,
    cycles=3,
    strip_cutoff=1.0,
    foil_thickness=450e-6,
)
WHERE = "reservoir_mAh_cm2=2; cycles=3"


def test_without_losses_it_is_one(design, sample, values):
    outcome = Reservoir().measure(TRIAL, sample(LOSSLESS), design)
    assert values(outcome, "coulombic_efficiency")[WHERE] == pytest.approx(1.0, abs=1e-9)
    assert set(outcome.records) == {"cycle_1", "cycle_6"}
    assert outcome.notes == ()


def test_losses_lower_it_and_films_differ(design, sample, values, lossy):
    outcome = Reservoir().measure(TRIAL, sample(lossy, LOSSLESS, film=True), design)
    (row,) = outcome.observables
    assert 0.9 < row.value < 0.999
    assert row.sd > 0


def test_a_reservoir_that_is_lost_has_no_efficiency(design, sample, values, lossy):
    long = TRIAL.model_copy(update={"cycles": 60, "reservoir_capacity": 1.1 * MAH_PER_CM2, "conditioning": False})
    outcome = Reservoir().measure(long, sample(lossy), design)
    assert list(values(outcome, "coulombic_efficiency").values()) == [None]
    assert any("working electrode has run out" in note for note in outcome.notes)
