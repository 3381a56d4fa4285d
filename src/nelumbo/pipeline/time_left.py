"""How long a run will still take, from what its finished stages took."""

from __future__ import annotations

from collections import defaultdict
from time import perf_counter

from nelumbo.pipeline.graph import StageId
from nelumbo.pipeline.observers import Event, RunStarted, StageFailed, StageFinished, StageSkipped
from nelumbo.pipeline.stages import EXPERIMENT


class TimeLeft:
    """An observer that expects of every stage to come the mean of those like it.

        t = Σ_to come mean(cost of its kind) / (Σ_done cost / elapsed) − time since the last stage ended

    The denominator, work done per time, is the number of workers that were busy. Like it are stages of the same
    name and, for experiments, of the same experiment; where none is finished, all stages stand in.
    """

    def __init__(self) -> None:
        self._start = self._last = perf_counter()
        self._to_come: set[StageId] = set()
        self._costs: dict[str, list[float]] = defaultdict(list)

    def observe(self, event: Event) -> None:
        """Take note of what ended."""
        self._last = perf_counter()
        match event:
            case RunStarted(stages):
                self._start = self._last
                self._to_come = set(stages)
            case StageFinished(id, cached, cost):
                self._to_come.discard(id)
                if not cached:
                    self._costs[_kind(id)].append(cost.wall)
            case StageSkipped(id):
                self._to_come.discard(id)
            case StageFailed(failure):
                self._to_come.discard(failure.id)

    def restart(self) -> None:
        """Count from now, after what no stage tells anything about."""
        self._start = self._last = perf_counter()

    def seconds(self) -> float | None:
        """Return the time left now, s; ``None`` before anything was computed, 0 when it should have ended."""
        done = [cost for costs in self._costs.values() for cost in costs]
        if not done or not sum(done):
            return None
        mean = sum(done) / len(done)
        known = {kind: sum(costs) / len(costs) for kind, costs in self._costs.items()}
        work = sum(known.get(_kind(id), mean) for id in self._to_come)
        return max(work * (self._last - self._start) / sum(done) - (perf_counter() - self._last), 0.0)


def _kind(id: StageId) -> str:
    return f"{id.stage} {id.part}" if id.stage == EXPERIMENT else id.stage
