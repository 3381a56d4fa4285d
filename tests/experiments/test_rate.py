from pathlib import Path

import pytest

import nelumbo
from nelumbo.cell.parameters import LOSSLESS
from nelumbo.experiments.rate import RateTest
from nelumbo.experiments.result import Sample
from nelumbo.structure.bare import bare_structure
from nelumbo.transport.result import Transport

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
(TEST,) = (x for x in DESIGN.experiment if x.kind == "rate")


def capacities(instrument: RateTest, length: float = 0.0) -> list[float]:
    """Capacity at every rate, mAh/g, under a membrane of thickness ``length``, m."""
    transport = Transport(length, 0.5, 0.01, 50.0, 0.0, True, "", 0.0, None, 1e-7, 0.0, 0.0)
    outcome = instrument.measure(
        TEST, Sample(DESIGN.electrode[0], (bare_structure(),), (transport,), (LOSSLESS,)), DESIGN
    )
    assert [row.condition for row in outcome.observables] == [f"c_rate={rate:g}" for rate in TEST.c_rates]
    assert len(outcome.records) == len(TEST.c_rates)
    return [row.value for row in outcome.observables]


def test_capacity_falls_with_rate():
    found = capacities(RateTest(fade=0.0, utilisation=1.0))
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(195, abs=3)
    assert found[-1] < 0.7 * found[0]


def test_a_dense_membrane_costs_capacity_at_high_rates():
    bare = capacities(RateTest(fade=0.0, utilisation=1.0))
    covered = capacities(RateTest(fade=0.0, utilisation=1.0), length=2e-6)
    losses = [b - c for b, c in zip(bare, covered, strict=True)]
    assert 0 < losses[0] < 1
    assert losses[2] > losses[0]


def test_fade_and_utilisation_scale_what_is_reported():
    plain = capacities(RateTest(fade=0.0, utilisation=1.0))
    assert capacities(RateTest(fade=0.0, utilisation=0.9)) == pytest.approx([0.9 * q for q in plain])
    fading = capacities(RateTest(fade=1e-3, utilisation=1.0))
    assert fading[0] / plain[0] == pytest.approx(1 - TEST.cycles_per_rate * 1e-3, abs=2e-3)


def test_run_through_the_cell_it_shows_what_the_map_says():
    mapped, cell = (capacities(RateTest(0.0, 1.0, through)) for through in (False, True))
    assert cell == pytest.approx(mapped, rel=5e-3)
