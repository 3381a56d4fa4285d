"""How far a run is, on a terminal."""

from __future__ import annotations

from datetime import timedelta

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from nelumbo.cli.screen import screen
from nelumbo.pipeline.observers import (
    Event,
    RunFinished,
    RunStarted,
    StageFailed,
    StageFinished,
    StageSkipped,
    StageStarted,
)
from nelumbo.pipeline.time_left import TimeLeft


class ProgressBar:
    """Shows the stage that was started last, a bar, and the time left; a piped output gets only the failures."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description:<44.44}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=screen.err,
            transient=True,
            disable=not screen.animated,
        )
        self._task: TaskID | None = None
        self._cached = 0
        self._left = TimeLeft()

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def observe(self, event: Event) -> None:
        """Advance the bar, and tell failures at once."""
        self._left.observe(event)
        match event:
            case RunStarted(stages):
                self._task = self._bar.add_task("starting", total=len(stages), left="")
            case StageStarted(id):
                self._step(0, str(id))
            case StageFinished(id, cached):
                self._cached += cached
                self._step(1, str(id))
            case StageSkipped(id):
                self._step(1, str(id))
            case StageFailed(failure):
                self._step(1, str(failure.id))
                screen.err.print(Text(f"✗ {failure.id} failed: {failure.reason}", style="red"))
            case RunFinished():
                if self._cached and not screen.quiet:
                    screen.err.print(f"{self._cached} finished stages were taken from the earlier run")

    def _step(self, advance: int, description: str) -> None:
        if self._task is not None:
            seconds = self._left.seconds()
            left = "" if seconds is None else f"about {timedelta(seconds=round(seconds))} left"
            self._bar.update(self._task, advance=advance, description=description, left=left)
