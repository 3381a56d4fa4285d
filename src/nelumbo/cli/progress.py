"""How far a command is, on a terminal; a piped output gets only what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from nelumbo.cli.screen import screen
from nelumbo.pipeline.observers import (
    Compiling,
    Event,
    RunFinished,
    RunStarted,
    StageFailed,
    StageFinished,
    StageSkipped,
    StageStarted,
)
from nelumbo.pipeline.time_left import TimeLeft


class _Left(ProgressColumn):
    """The time left, computed whenever the line is drawn so that it counts down."""

    def __init__(self, seconds: Callable[[Task], float | None]) -> None:
        super().__init__()
        self._seconds = seconds

    def render(self, task: Task) -> Text:
        """Return it in words, nothing as long as it is not known or after it has passed."""
        seconds = self._seconds(task)
        return Text(f"about {timedelta(seconds=round(seconds))} left" if seconds and seconds >= 0.5 else "")


class ProgressBar:
    """Shows the stage that was started last, a bar, and the time left."""

    def __init__(self) -> None:
        self._left = TimeLeft()
        self._bar = Progress(
            TextColumn("{task.description:<44.44}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            _Left(self._seconds),
            console=screen.err,
            transient=True,
            disable=not screen.animated,
        )
        self._task: TaskID | None = None
        self._loops: TaskID | None = None
        self._cached = 0

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
                self._task = self._bar.add_task("starting", total=len(stages))
            case Compiling(done, total):
                self._compile(done, total)
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

    def _compile(self, done: int, total: int) -> None:
        """Show a bar of its own; a piped output gets a line."""
        if self._loops is None:
            self._loops = self._bar.add_task("compiling loops, once per installation", total=total)
            if not screen.animated and not screen.quiet:
                screen.err.print(f"Compiling {total} loops; this happens once per installation.")
        self._bar.update(self._loops, completed=done)
        if done == total:
            self._bar.update(self._loops, visible=False)
            self._left.restart()

    def _seconds(self, task: Task) -> float | None:
        """Return the time left of a bar: by the mean of the loops, or by what stages of each kind took."""
        if task.id != self._loops:
            return self._left.seconds()
        return (task.elapsed or 0.0) * (task.remaining or 0.0) / task.completed if task.completed else None

    def _step(self, advance: int, description: str) -> None:
        if self._task is not None:
            self._bar.update(self._task, advance=advance, description=description)


class Steps:
    """Shows the step at work, how long the command has worked and, once one of several steps ended, the time left.

    Args:
        count: how many steps there are, of about equal length; by default nobody knows.
    """

    def __init__(self, count: int | None = None) -> None:
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<44.44}"),
            TimeElapsedColumn(),
            _Left(lambda _: self._seconds()),
            console=screen.err,
            transient=True,
            disable=not screen.animated,
        )
        self._task = self._bar.add_task("starting", total=count)
        self._begun = 0
        self._last = 0.0

    def __enter__(self) -> Steps:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, name: str) -> None:
        """End the step before, if any, and begin the next one."""
        self._last = self._elapsed()
        self._bar.update(self._task, completed=self._begun, description=name)
        self._begun += 1

    def _elapsed(self) -> float:
        return self._bar.tasks[self._task].elapsed or 0.0

    def _seconds(self) -> float | None:
        """Return the time left if every step takes the mean of those that ended."""
        task = self._bar.tasks[self._task]
        if not task.completed or task.total is None:
            return None
        to_come = (task.total - task.completed) * self._last / task.completed
        return to_come - (self._elapsed() - self._last)
