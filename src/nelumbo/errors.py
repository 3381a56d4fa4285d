"""What nelumbo tells a user when something is wrong: where, what was expected, what came, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class NelumboError(Exception):
    """Base of every error that nelumbo raises for a user."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a design file.

    Attributes:
        key: dotted path of the entry, e.g. ``electrode.1.membrane.binder.mass_fraction``.
        expected: what the entry must be.
        got: what the file says.
        remedy: what to change.
    """

    key: str
    expected: str
    got: str
    remedy: str


class DesignError(NelumboError):
    """A design was refused before anything ran.

    Args:
        file: the design file.
        problems: everything that is wrong with it, at least one.
    """

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(
                f"{file}: {p.key}\n  expected: {p.expected}\n  got:      {p.got}\n  remedy:   {p.remedy}"
                for p in self.problems
            )
        )

    def __reduce__(self) -> tuple[type[DesignError], tuple[str, tuple[Problem, ...]]]:
        return DesignError, (self.file, self.problems)


class StageError(NelumboError):
    """A stage cannot give a result for this input; the other branches of a run go on.

    Args:
        reason: why the stage failed, with the numbers that decide it.
        remedy: what to change in the design or the settings.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{reason} Remedy: {remedy}")

    def __reduce__(self) -> tuple[type[StageError], tuple[str, str]]:
        return StageError, (self.reason, self.remedy)


class FolderError(NelumboError):
    """Results cannot be written to the run folder: no room, no permission, a disk that went away.

    Args:
        path: that was written. reason: of the operating system.
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{path}: {reason}. Finished stages are kept: make room or mend the folder, then give the same "
            "command with --resume; or choose another folder with -o"
        )

    def __reduce__(self) -> tuple[type[FolderError], tuple[str, str]]:
        return FolderError, (self.path, self.reason)
