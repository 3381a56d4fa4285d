"""What a run expects of the stages to come."""

import pytest

from nelumbo.pipeline import time_left
from nelumbo.pipeline.graph import StageId
from nelumbo.pipeline.observers import RunStarted, StageFinished, StageSkipped
from nelumbo.pipeline.store import Cost
from nelumbo.pipeline.time_left import TimeLeft

FILMS = [StageId("film", "structure", str(n)) for n in range(4)]
CYCLED, COATED = (StageId("film", "experiment", name) for name in ("cycling", "plating"))


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(time_left, "perf_counter", lambda: now[0])
    return now


def test_stages_of_a_kind_take_what_they_took(clock, tmp_path):
    left = TimeLeft()
    left.observe(RunStarted((*FILMS, CYCLED, COATED), tmp_path))
    assert left.seconds() is None
    clock[0] = 4.0
    left.observe(StageFinished(FILMS[0], False, Cost(4.0, 0)))
    assert left.seconds() == pytest.approx(
        3 * 4.0 + 2 * 4.0
    )  # nothing is known of experiments: the mean stands in
    clock[0] = 6.0
    left.observe(StageFinished(CYCLED, False, Cost(2.0, 0)))
    assert left.seconds() == pytest.approx(3 * 4.0 + 3.0)


def test_two_busy_workers_halve_it_and_what_was_cached_or_skipped_counts_nothing(clock, tmp_path):
    left = TimeLeft()
    left.observe(RunStarted((*FILMS, CYCLED), tmp_path))
    left.observe(StageFinished(FILMS[0], True, Cost(100.0, 0)))
    left.observe(StageSkipped(CYCLED, FILMS[0]))
    clock[0] = 3.0
    left.observe(StageFinished(FILMS[1], False, Cost(3.0, 0)))
    left.observe(StageFinished(FILMS[2], False, Cost(3.0, 0)))
    assert left.seconds() == pytest.approx(1.5)


def test_it_counts_down_while_nothing_ends_and_never_below_zero(clock, tmp_path):
    left = TimeLeft()
    left.observe(RunStarted(tuple(FILMS[:2]), tmp_path))
    clock[0] = 4.0
    left.observe(StageFinished(FILMS[0], False, Cost(4.0, 0)))
    clock[0] = 7.0
    assert left.seconds() == pytest.approx(1.0)
    clock[0] = 99.0
    assert left.seconds() == 0
