"""``nelumbo book``: the validation book of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelumbo.cli.options import RunFolder
from nelumbo.cli.screen import Json, Quiet, screen


def book(
    folder: RunFolder,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder.", show_default="validation/<name of the design>")
    ] = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write the validation book, a page per published test, from a run.

    Examples:
      nelumbo book runs/wei2024 -o pages
    """
    from nelumbo.pipeline import Results
    from nelumbo.report.book import write_book

    screen.configure(quiet, json)
    results = Results.load(folder)
    pages = write_book(results, output or Path("validation") / results.design.name)
    for page in pages:
        screen.tell_file("wrote", page)
    screen.give({"pages": pages})
