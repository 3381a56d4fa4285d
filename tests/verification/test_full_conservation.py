"""Lithium and charge of full cells: within a half cycle, across the wear, over a life."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.experiments.assembly import assemble
from nelumbo.experiments.result import Sample
from nelumbo.structure.bare import bare_structure
from nelumbo.transport.bare import bare_transport

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
EXPERIMENTS = [x for x in DESIGN.experiment if x.kind in ("full_cell", "rate", "pouch")]
NO_MEMBRANE = bare_transport()
LAWS = replace(
    LOSSLESS,
    dead=DeadLithium(share=0.03, roughness=2e-6),
    sei=SEIGrowth(area=1.0, area_roughness=1e-5, growth=0.05, initial=100.0, renewal=3.6e6),
    roughening=replace(LOSSLESS.roughening, rate=0.05),
)
TOLERANCE = 1e-9


@pytest.fixture(scope="module", params=EXPERIMENTS, ids=lambda x: x.id)
def cell(request):
    experiment = request.param
    cathode = DESIGN.cathode[experiment.cathode]
    if experiment.kind == "pouch":
        cathode = cathode.model_copy(update={"areal_capacity": experiment.areal_capacity})
    rate = max(experiment.c_rates) if experiment.kind == "rate" else experiment.c_rate
    sample = Sample(DESIGN.electrode[0], (bare_structure(),), (NO_MEMBRANE,), (LAWS,))
    (made,) = assemble(experiment, sample, DESIGN, cathode, (rate, 120), fade=1e-3)
    return made


@pytest.mark.parametrize("number", [1, 40, 120])
def test_lithium_and_charge_within_a_half_cycle(cell, number):
    cycle = cell.cycle(number)
    before = cell.state(number - 1)
    # The cathode loses material with what it holds at the end of the charge, the anode what the laws say.
    lost = cell.anode[number - 1] - cell.anode[number]
    trapped = (1 - cell.state(number).active / before.active) * cycle.charge.cathode[-1]
    for half, live in zip((cycle.charge, cycle.discharge), (0, -lost - trapped), strict=True):
        total = half.anode + half.cathode
        np.testing.assert_allclose(total, before.lithium + live, rtol=TOLERANCE)
        moved = abs(half.anode[-1] - half.anode[0])
        assert moved == pytest.approx(half.capacity, rel=TOLERANCE)
        assert half.capacity == pytest.approx(abs(half.current[0]) * half.time[-1], rel=TOLERANCE)


@pytest.mark.parametrize("cycles", [0, 1, 40, 120])
def test_lithium_over_a_life(cell, cycles):
    ledger = cell.ledger(cycles)
    built_in = cell.cell.charged_lithium + cell.cell.capacity + cell.reserve
    assert ledger.live + ledger.lost + ledger.trapped == pytest.approx(built_in, rel=TOLERANCE)
    assert min(ledger.live, ledger.lost, ledger.trapped) >= 0


def test_no_cycle_gives_back_more_than_it_took(cell):
    # At twice this rate the settling discharge before is not quite that of a cell that cycles for long.
    slow = 0.5 * cell.cell.capacity / 3600
    for number in (2, 40, 120):
        assert cell.cycle(number, slow).efficiency < 1


def test_losses_are_those_of_the_map_while_lithium_lasts(cell):
    lasts = cell.trace.complete
    lost = cell.trace.dead + cell.trace.sei_charge
    ours = cell.anode[0] - cell.anode[1:]
    np.testing.assert_allclose(ours[lasts], lost[lasts], rtol=TOLERANCE)
