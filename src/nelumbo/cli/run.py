"""``nelumbo run``: from a design to a run folder."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

import nelumbo
from nelumbo.cli.headlines import headlines, headlines_of
from nelumbo.cli.options import DesignFile, Fidelity, Only
from nelumbo.cli.progress import ProgressBar
from nelumbo.cli.report import tell_files, written_report
from nelumbo.cli.screen import BRANCH_FAILED, Json, Quiet, screen
from nelumbo.pipeline.observers import Event, RunStarted

if TYPE_CHECKING:
    from nelumbo.design.design import Design
    from nelumbo.pipeline import Results


class DesignCopy:
    """Puts the design beside the results when a run starts: the file may be edited while it lasts."""

    def __init__(self, source: Path) -> None:
        self._source = source

    def observe(self, event: Event) -> None:
        """Copy when the folder is there."""
        if isinstance(event, RunStarted):
            from nelumbo.pipeline.folder import copy_design

            copy_design(self._source, event.folder)


LOOPS = ("raycast", "solids")
"""Modules of compiled loops that the report takes."""


def run(
    design: DesignFile,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Run folder.", show_default="runs/<name of the design>")
    ] = None,
    fidelity: Fidelity = "quick",
    only: Only = "*",
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes.", show_default="one per processor")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue an earlier run in the folder.")] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Run every experiment of a design and write table, fields, records and report.

    A run replaces an earlier one of the same design; after an edit it goes to a new folder, runs/my_film-2, so
    that both can be compared.

    Examples:
      nelumbo run my_film.toml

      nelumbo run my_film.toml --fidelity standard -o runs/finer --jobs 4

      nelumbo run my_film.toml --only "*:plating" --resume
    """
    from nelumbo import pipeline

    screen.configure(quiet, json)
    loaded = nelumbo.load(design)
    folder = output or _folder(loaded, resume)
    with ProgressBar() as bar, pipeline.process_pool(jobs) as executor:
        results = pipeline.run(loaded, fidelity, [DesignCopy(design), bar], folder, executor, only, resume, LOOPS)
    report_written = written_report(results)
    _tell(results, report_written)
    if results.failures or not report_written:
        raise typer.Exit(BRANCH_FAILED)


def _folder(design: Design, resume: bool) -> Path:
    """Return the folder of a run for which none was named, and say so where it is not called like the design."""
    from nelumbo.pipeline.folder import folder_for

    base = Path("runs") / design.name
    folder = folder_for(design, base, resume)
    if folder != base and not screen.quiet:
        screen.err.print(
            Text(f"{base} holds another design, as {design.name} was before: this run goes to {folder}")
        )
    return folder


def _tell(results: Results, report_written: bool) -> None:
    if screen.json:
        screen.give(_summary(results, report_written))
        return
    screen.out.print(headlines(results, screen.out.width))
    _tell_failures(results)
    tell_files(results.folder, report_written)


def _summary(results: Results, report_written: bool) -> dict[str, Any]:
    told = ("electrode", "stage", "part", "reason", "remedy")
    return {
        "design": results.design.name,
        "fidelity": results.manifest["fidelity"],
        "wall_s": results.manifest["wall_s"],
        "folder": results.folder,
        "observables": results.folder / "observables.csv",
        "report": results.folder / "report.html" if report_written else None,
        "headlines": [line.content for line in headlines_of(results)],
        "failures": [{key: failure[key] for key in told} for failure in results.failures],
    }


def _tell_failures(results: Results) -> None:
    for (electrode, stage), alike in groupby(results.failures, key=itemgetter("electrode", "stage")):
        told = [f"{failure['part']}: {failure['reason']}\n→ {failure['remedy']}" for failure in alike]
        screen.complain(f"{electrode}: {stage}", "\n".join(told))
    skipped = sum(stage["status"] == "skipped" for stage in results.manifest["stages"])
    if results.failures:
        screen.err.print(f"{len(results.failures)} of the stages failed, {skipped} were skipped because of them.")
