"""What a run tells whoever watches it; watching changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nelumbo.pipeline.graph import StageId
from nelumbo.pipeline.store import Cost


@dataclass(frozen=True)
class Failure:
    """Why a stage has no result, as a value.

    Attributes:
        id: of the stage. reason: what went wrong. remedy: what to change.
        traceback: where, for whoever mends it; empty when the stage refused its input knowingly.
    """

    id: StageId
    reason: str
    remedy: str
    traceback: str = ""


@dataclass(frozen=True)
class RunStarted:
    """A run begins.

    Attributes:
        stages: all that it has. folder: of the results.
    """

    stages: tuple[StageId, ...]
    folder: Path


@dataclass(frozen=True)
class Compiling:
    """Loops are compiled before the first stage starts; once for each installation.

    Attributes:
        done: how many are compiled. total: how many the run needs that were not on disk.
    """

    done: int
    total: int


@dataclass(frozen=True)
class StageStarted:
    """A stage was handed to the executor, which may let it wait for a free worker."""

    id: StageId


@dataclass(frozen=True)
class StageFinished:
    """A stage has a result.

    Attributes:
        id: of the stage. cached: whether an earlier result was taken. cost: of computing it.
    """

    id: StageId
    cached: bool
    cost: Cost


@dataclass(frozen=True)
class StageFailed:
    """A stage has no result; what is downstream of it follows as `StageSkipped`."""

    failure: Failure


@dataclass(frozen=True)
class StageSkipped:
    """A stage was not tried, for lack of an input.

    Attributes:
        id: of the stage. because: the stage that failed upstream.
    """

    id: StageId
    because: StageId


@dataclass(frozen=True)
class RunFinished:
    """A run ends.

    Attributes:
        folder: of the results. failures: how many stages failed. wall: s.
    """

    folder: Path
    failures: int
    wall: float


Event = RunStarted | Compiling | StageStarted | StageFinished | StageFailed | StageSkipped | RunFinished


class Observer(Protocol):
    """Watches a run; called in the process that started it."""

    def observe(self, event: Event) -> None:
        """Take note of an event."""
