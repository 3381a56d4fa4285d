"""``nelumbo report``: the page of a run folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nelumbo.cli.options import RunFolder
from nelumbo.cli.progress import Steps
from nelumbo.cli.screen import BRANCH_FAILED, TRACEBACK, Json, Quiet, screen

if TYPE_CHECKING:
    from nelumbo.pipeline import Results


def report(
    folder: RunFolder,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write the report of a run folder again.

    Example:
      nelumbo report runs/my_film
    """
    from nelumbo.pipeline import Results

    screen.configure(quiet, json)
    written = written_report(Results.load(folder))
    screen.give({"folder": folder, "report": folder / "report.html" if written else None})
    if not written:
        raise typer.Exit(BRANCH_FAILED)
    tell_files(folder, True)


def written_report(results: Results) -> bool:
    """Write the report and return whether that went well; the results stay when it fails."""
    try:
        from nelumbo.report.build import PARTS, write_report

        with Steps(PARTS) as steps:
            write_report(results, results.folder, steps.begin)
    except Exception as error:
        again = f"The results are safe; once the cause is mended, `nelumbo report {results.folder}` tries again."
        screen.complain("The report could not be written", f"{type(error).__name__}: {error}\n→ {again}")
        if os.environ.get(TRACEBACK):
            raise
        return False
    return True


def tell_files(folder: Path, report_written: bool) -> None:
    """Print where the results are."""
    for name in (["report.html"] if report_written else []) + ["observables.csv"]:
        screen.tell_file(name, folder / name)
