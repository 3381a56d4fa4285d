"""Full cells say which fade made their loss, when their lithium ends, and how much of a cathode took part."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.errors import StageError
from nelumbo.experiments.assembly import assemble
from nelumbo.experiments.full_cell import FullCell
from nelumbo.experiments.result import Sample
from nelumbo.structure.bare import bare_structure
from nelumbo.study.cathode_fit import fading, full_cell_evidence, retentions, utilisations
from nelumbo.study.mapped_cells import MappedCells
from nelumbo.study.mapped_full_cell import MappedFullCell
from nelumbo.transport.bare import bare_transport

PUBLISHED = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
TEST = next(x for x in PUBLISHED.experiment if x.kind == "full_cell").model_copy(
    update={"report_cycles": (1, 100)}
)
FILM = next(e for e in PUBLISHED.electrode if e.membrane is not None)
BARE = next(e for e in PUBLISHED.electrode if e.membrane is None)
DATA = [d for d in PUBLISHED.measured if d.quantity == "discharge_capacity" and d.experiment == TEST.id][:2]


def on(electrode, laws):
    return Sample(electrode, (bare_structure(),), (bare_transport(),), (laws,))


def campaign(capacities, conditions=("c_rate=0.5; cycle=1", "c_rate=0.5; cycle=100")):
    """A campaign with two capacities of one cell."""
    measured = tuple(
        datum.model_copy(update={"electrode": FILM.id, "value": value, "condition": condition})
        for datum, value, condition in zip(DATA, capacities, conditions, strict=True)
    )
    return PUBLISHED.model_copy(update={"experiment": (TEST,), "measured": measured})


@pytest.mark.slow
def test_fade_and_utilisation_that_made_the_data_are_found():
    outcome = FullCell(fade=1e-3, utilisation=0.9).measure(TEST, on(FILM, LOSSLESS), PUBLISHED)
    design = campaign([row.value for row in outcome.observables if row.quantity == "discharge_capacity"])
    (cell,) = fading(design)
    assert cell.fade == pytest.approx(1e-3, rel=2e-3)
    found = utilisations(design, {FILM.id: on(FILM, LOSSLESS)}, {cell.chemistry: cell.fade})
    assert found[f"utilisation.{DATA[0].id}"].value == pytest.approx(0.9, rel=1e-4)


def test_a_cell_that_gains_capacity_decides_no_fade():
    assert fading(campaign([150.0, 151.0])) == ()


def test_a_datum_without_a_prediction_is_told():
    with pytest.raises(StageError, match="predicts no discharge_capacity at 'cycle=7'"):
        list(retentions(campaign([150.0, 140.0], ("c_rate=0.5; cycle=1", "cycle=7"))))


def test_the_campaign_has_a_retention_per_cell_that_was_followed():
    found = {cell.datum.id: cell for cell in retentions(PUBLISHED)}
    assert {id_: (cell.electrode.id, cell.cycle) for id_, cell in found.items()} == {
        "F1b": ("homs_3s", 100),
        "F2b": (BARE.id, 100),
        "F5": ("homs_3s", 700),
    }
    assert found["F2b"].kept == pytest.approx(140.2 / 179.1)
    assert found["F5"].kept == pytest.approx(1 - 0.045 / 100 * 699)


def test_the_cathode_alone_explains_what_it_was_solved_for():
    design = campaign([150.0, 140.0])
    (cell,) = fading(design)
    (item,) = full_cell_evidence(design, [cell])
    lasting = {FILM.id: MappedCells(LOSSLESS, design, fades={"fade.ncm811": np.array([1.0, 2.0]) * cell.fade})}
    assert item.observe(lasting) == pytest.approx(np.log([100, 50]), abs=1e-9)
    assert item.likelihood.seen == pytest.approx(math.log(100))
    assert item.fades == ("fade.ncm811",)


@pytest.mark.slow
@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5])
def test_lithium_ends_when_it_does_in_the_full_cell_model(scale):
    """The map is early by two to three cycles: a cathode leaves a tenth of the first charge on the anode."""
    laws = bare_laws()
    laws = replace(laws, dead=replace(laws.dead, share=scale * laws.dead.share))
    cathode, kept = PUBLISHED.cathode[TEST.cathode], 0.78
    (cell,) = assemble(TEST, on(BARE, laws), PUBLISHED, cathode, (TEST.c_rate, 200), 0.0)
    mapped = MappedFullCell(laws, cell.current, cell.fresh_charge.capacity, TEST.lithium_capacity, TEST.cycles)
    cycles = np.arange(cell.trace.exhausted, cell.trace.exhausted + 20)
    shares = [cell.cycle(int(n)).discharge.capacity / cell.cycle(1).discharge.capacity for n in cycles]
    assert mapped.life(kept, np.inf) == pytest.approx(np.interp(-kept, -np.array(shares), cycles), rel=0.04)
    assert mapped.life(kept, 10.0) == 10.0


def test_a_life_beyond_the_test_goes_on_at_the_loss_of_its_last_cycle():
    laws = bare_laws()
    ends = [float(MappedFullCell(laws, 5.0, 3.1e4, 6e4, cycles).life(0.99, np.inf)) for cycles in (200, 40)]
    assert ends[1] == pytest.approx(ends[0], rel=0.1)
    assert ends[0] > 40


def test_an_anode_that_loses_nothing_leaves_the_life_to_the_cathode():
    assert MappedFullCell(LOSSLESS, 5.0, 3.1e4, 6e4, 10).life(0.8, 123.0) == 123.0
