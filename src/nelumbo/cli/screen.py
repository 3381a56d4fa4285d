"""What the commands print, and for whom: a person at a terminal, nobody (--quiet) or a program (--json)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from nelumbo.errors import DesignError

OK, BRANCH_FAILED, BAD_INPUT, DEFECT, NOT_WRITTEN, INTERRUPTED = 0, 1, 2, 70, 74, 130
"""Exit codes: all well; some branch, check or the report failed; refused before anything ran; a defect; the run
folder cannot be written; Ctrl-C."""

TRACEBACK = "NELUMBO_TRACEBACK"
"""Environment variable with which defects are told with a traceback."""

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what goes wrong.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]


class Screen:
    """Standard output for results, standard error for progress and complaints."""

    def __init__(self) -> None:
        self.out = Console()
        self.err = Console(stderr=True)
        self.quiet = self.json = False

    def configure(self, quiet: bool = False, json: bool = False) -> None:
        """Choose who reads; a command calls it before it prints."""
        self.quiet, self.json = quiet, json
        self.out.quiet = quiet or json

    @property
    def animated(self) -> bool:
        """Whether somebody watches a terminal, so that progress is worth drawing."""
        return self.err.is_terminal and not self.quiet

    def give(self, content: Mapping[str, Any]) -> None:
        """Print ``content`` as JSON if a program reads; numbers that JSON does not know become words."""
        if self.json:
            typer.echo(json.dumps(_plain(content), ensure_ascii=False, allow_nan=False, indent=1))

    def tell(self, text: str) -> None:
        """Print lines as they are."""
        self.out.print(text, highlight=False, markup=False, soft_wrap=True)

    def tell_file(self, label: str, path: object) -> None:
        """Print where something is, unbroken so that it can be copied."""
        self.out.print(f"{label:<16} {path}", highlight=False, markup=False, soft_wrap=True)

    def complain(self, title: str, message: str) -> None:
        """Say what went wrong."""
        self.err.print(Panel(Text(message), title=Text(title), title_align="left", border_style="red"))

    def give_up(self, title: str, message: str) -> None:
        """Say what went wrong, when nothing else will be said."""
        self.complain(title, message)
        self.give({"error": title, "message": message})

    def refuse(self, error: DesignError) -> None:
        """Say everything that is wrong with a design."""
        for problem in error.problems:
            told = Table.grid(padding=(0, 2))
            for label in ("expected", "got", "remedy"):
                told.add_row(Text(label, style="bold"), Text(getattr(problem, label)))
            self.err.print(Panel(told, title=Text(problem.key), title_align="left", border_style="red"))
        count = len(error.problems)
        summary = f"{error.file}: {count} problem{'' if count == 1 else 's'}; nothing was run."
        self.err.print(Text(summary), soft_wrap=True)
        self.give({"error": "design refused", "file": error.file, "problems": [vars(p) for p in error.problems]})


screen = Screen()
"""The one that the commands share."""


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
