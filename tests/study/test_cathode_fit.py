"""Cathode fits find the fade and the utilisation that made their data."""

from pathlib import Path

import pytest

import nelumbo
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.errors import StageError
from nelumbo.experiments.full_cell import FullCell
from nelumbo.experiments.result import Sample
from nelumbo.structure.bare import bare_structure
from nelumbo.study.cathode_fit import CathodeFit
from nelumbo.transport.bare import bare_transport

PUBLISHED = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
TEST = next(x for x in PUBLISHED.experiment if x.kind == "full_cell").model_copy(
    update={"report_cycles": (1, 100)}
)
FILM = next(e for e in PUBLISHED.electrode if e.membrane is not None)
SAMPLE = Sample(FILM, (bare_structure(),), (bare_transport(),), (LOSSLESS,))
DATA = [d for d in PUBLISHED.measured if d.quantity == "discharge_capacity" and d.experiment == TEST.id][:2]


def fit(capacities, conditions=("c_rate=0.5; cycle=1", "c_rate=0.5; cycle=100")):
    """Fit to two capacities of one cell whose lithium loses nothing."""
    measured = tuple(
        datum.model_copy(update={"electrode": FILM.id, "value": value, "condition": condition})
        for datum, value, condition in zip(DATA, capacities, conditions, strict=True)
    )
    design = PUBLISHED.model_copy(update={"experiment": (TEST,), "measured": measured})
    return CathodeFit(design, {FILM.id: SAMPLE}).fit()


@pytest.mark.slow
def test_fade_and_utilisation_that_made_the_data_are_found():
    outcome = FullCell(fade=1e-3, utilisation=0.9).measure(TEST, SAMPLE, PUBLISHED)
    found = fit([row.value for row in outcome.observables if row.quantity == "discharge_capacity"])
    fade, utilisation = found["fade.ncm811"], found[f"utilisation.{DATA[0].id}"]
    assert fade.value == pytest.approx(1e-3, rel=2e-3)
    assert fade.fitted_to == tuple(datum.id for datum in DATA)
    assert utilisation.value == pytest.approx(0.9, rel=1e-4)


def test_a_cell_that_gains_capacity_decides_no_fade():
    fade = fit([150.0, 151.0])["fade.ncm811"]
    assert (fade.value, fade.fitted_to) == (0.0, ())
    assert "not fitted" in fade.source


def test_a_datum_without_a_prediction_is_told():
    with pytest.raises(StageError, match="predicts no discharge_capacity at 'cycle=7'"):
        fit([150.0, 140.0], ("c_rate=0.5; cycle=1", "cycle=7"))
