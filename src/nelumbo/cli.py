"""The command line: run, check, report, new."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

import nelumbo
from nelumbo import questions
from nelumbo.errors import DesignError, NelumboError
from nelumbo.pipeline.observers import (
    Event,
    RunFinished,
    RunStarted,
    StageFailed,
    StageFinished,
    StageSkipped,
    StageStarted,
)

if TYPE_CHECKING:
    from nelumbo.pipeline import Results

OK, BRANCH_FAILED, BAD_INPUT, DEFECT, INTERRUPTED = 0, 1, 2, 70, 130
"""Exit codes: all well; some branch or the report failed; refused before anything ran; a defect; Ctrl-C."""

HEADLINES = {
    "plating": "state",
    "transference": "transference_number",
    "symmetric": "failure",
    "half_cell": "coulombic_efficiency",
    "cyclic_voltammetry": "peak_current",
    "eis": "charge_transfer_resistance",
    "full_cell": "discharge_capacity",
    "rate": "discharge_capacity",
    "pouch": "energy_density",
}
"""The quantity of each kind of experiment that stands for it at the end of a run; its last row is shown."""

_TRACEBACK = "NELUMBO_TRACEBACK"


class _Commands(TyperGroup):
    """Tells the user what went wrong without a traceback, and turns it into an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except DesignError as error:
            _refuse(error)
            code = BAD_INPUT
        except NelumboError as error:
            _complain("nelumbo cannot do this", str(error))
            code = BAD_INPUT
        except OSError as error:
            _complain("A file could not be read or written", str(error))
            code = BAD_INPUT
        except KeyboardInterrupt:
            err.print("interrupted; the same command with --resume continues")
            code = INTERRUPTED
        raise typer.Exit(code)


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="A virtual laboratory for lithium-metal anodes protected by structured membranes.\n\n"
    "Start with: nelumbo new my_film, nelumbo check my_film.toml, nelumbo run my_film.toml.",
    epilog="Exit codes: 0 all well, 1 some branch failed, 2 bad input, 70 a defect, 130 interrupted.",
)
out = Console()
err = Console(stderr=True)

DesignFile = Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design file.", show_default=False)]


class DesignCopy:
    """Puts the design beside the results when a run starts: the file may be edited while it lasts."""

    def __init__(self, source: Path) -> None:
        self._source = source

    def observe(self, event: Event) -> None:
        """Copy when the folder is there."""
        if isinstance(event, RunStarted):
            from nelumbo.pipeline.folder import copy_design

            copy_design(self._source, event.folder)


class ProgressBar:
    """Shows on the terminal how far a run is; a piped output gets only the failures."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description:<44.44}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        )
        self._task: TaskID | None = None
        self._cached = 0

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def observe(self, event: Event) -> None:
        """Advance the bar, and tell failures at once."""
        match event:
            case RunStarted(stages):
                self._task = self._bar.add_task("starting", total=stages)
            case StageStarted(id):
                self._step(0, str(id))
            case StageFinished(id, cached):
                self._cached += cached
                self._step(1, str(id))
            case StageSkipped(id):
                self._step(1, str(id))
            case StageFailed(failure):
                self._step(1, str(failure.id))
                err.print(Text(f"✗ {failure.id} failed: {failure.reason}", style="red"))
            case RunFinished():
                if self._cached:
                    err.print(f"{self._cached} finished stages were taken from the earlier run")

    def _step(self, advance: int, description: str) -> None:
        if self._task is not None:
            self._bar.update(self._task, advance=advance, description=description)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    if version:
        out.print(f"nelumbo {nelumbo.__version__}", highlight=False)
        raise typer.Exit


@app.command()
def run(
    design: DesignFile,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Run folder.", show_default="runs/<name of the design>")
    ] = None,
    fidelity: Annotated[str, typer.Option(help="quick, standard or full.")] = "quick",
    only: Annotated[
        str, typer.Option(metavar="GLOB", help='Pattern of electrode:experiment, such as "*:plating".')
    ] = "*",
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes.", show_default="one per processor")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue an earlier run in the folder.")] = False,
) -> None:
    """Run every experiment of a design and write table, fields, records and report."""
    from nelumbo import pipeline

    loaded = nelumbo.load(design)
    folder = output or Path("runs") / loaded.name
    with ProgressBar() as bar, pipeline.process_pool(jobs) as executor:
        results = pipeline.run(loaded, fidelity, [DesignCopy(design), bar], folder, executor, only, resume)
    report_written = _write_report(results)
    out.print(_headlines(results))
    _tell_failures(results)
    _tell_files(folder, report_written)
    if results.failures or not report_written:
        raise typer.Exit(BRANCH_FAILED)


@app.command()
def check(design: DesignFile) -> None:
    """Validate a design; print its parts with units and what is assumed."""
    from nelumbo.design.describe import describe

    typer.echo(str(describe(nelumbo.load(design))))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Run folder.", show_default=False)],
) -> None:
    """Write the report of a run folder again."""
    from nelumbo.pipeline import Results

    if not _write_report(Results.load(folder)):
        raise typer.Exit(BRANCH_FAILED)
    _tell_files(folder, True)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the design.", show_default=False)],
) -> None:
    """Write NAME.toml, a small commented design to start from."""
    from nelumbo.design.template import template

    path = Path(f"{name}.toml")
    if path.exists():
        raise NelumboError(f"{path} exists: choose another name or remove the file")
    path.write_text(template(name), encoding="utf-8")
    out.print(f"wrote {path}; now: nelumbo check {path}", highlight=False)


questions.register(app)


def _write_report(results: Results) -> bool:
    """Write the report; the results stay when it fails."""
    try:
        with err.status("writing the report") if err.is_terminal else nullcontext():
            from nelumbo.report.build import write_report

            write_report(results, results.folder)
    except Exception as error:
        _complain("The report could not be written", f"{type(error).__name__}: {error}")
        if os.environ.get(_TRACEBACK):
            raise
        return False
    return True


def _headlines(results: Results) -> Group:
    """One row per experiment, one column per electrode; the last condition of a quantity stands for it."""
    title = f"{results.design.title} ({results.manifest['fidelity']})"
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("experiment")
    for electrode in results.electrodes:
        table.add_column(electrode, justify="right", vertical="bottom")
    wanted = [("structure", "membrane_thickness")]
    wanted += [(experiment.id, HEADLINES[experiment.kind]) for experiment in results.design.experiment]
    rows = results.observables.to_dict("records")
    for experiment, quantity in wanted:
        found = [row for row in rows if row["experiment"] == experiment and row["quantity"] == quantity]
        if found:
            last = {row["electrode"]: row for row in found}
            label = Text(experiment + "\n").append("  " + _label(found[-1]), style="dim")
            table.add_row(label, *(_cell(last.get(electrode)) for electrode in results.electrodes))
    return Group(Text(title, style="bold"), table)


def _label(row: dict[Any, Any]) -> str:
    unit = "" if row["unit"] in ("", "1") else f" ({row['unit']})"
    where = row["condition"].split("; ")[-1]
    return f"{row['quantity'].replace('_', ' ')}{unit}" + (f", {where}" if where else "")


def _cell(row: dict[Any, Any] | None) -> str:
    if row is None or row["value"] is None:
        return "–"
    return row["value"] if isinstance(row["value"], str) else f"{row['value']:.4g}"


def _tell_failures(results: Results) -> None:
    for (electrode, stage), alike in groupby(results.failures, key=itemgetter("electrode", "stage")):
        told = [f"{failure['part']}: {failure['reason']}\n→ {failure['remedy']}" for failure in alike]
        _complain(f"{electrode}: {stage}", "\n".join(told))
    skipped = sum(stage["status"] == "skipped" for stage in results.manifest["stages"])
    if results.failures:
        err.print(f"{len(results.failures)} of the stages failed, {skipped} were skipped because of them.")


def _tell_files(folder: Path, report_written: bool) -> None:
    names = (["report.html"] if report_written else []) + ["observables.csv"]
    for name in names:
        out.print(f"{name:<16} {folder / name}", highlight=False, soft_wrap=True)


def _complain(title: str, message: str) -> None:
    err.print(Panel(Text(message), title=Text(title), title_align="left", border_style="red"))


def _refuse(error: DesignError) -> None:
    for problem in error.problems:
        told = Table.grid(padding=(0, 2))
        for label in ("expected", "got", "remedy"):
            told.add_row(Text(label, style="bold"), Text(getattr(problem, label)))
        err.print(Panel(told, title=Text(problem.key), title_align="left", border_style="red"))
    count = len(error.problems)
    err.print(Text(f"{error.file}: {count} problem{'' if count == 1 else 's'}; nothing was run."), soft_wrap=True)


def main() -> None:
    """Entry point of the command ``nelumbo``."""
    try:
        app()
    except Exception as error:
        if os.environ.get(_TRACEBACK):
            raise
        where = f"Set {_TRACEBACK}=1 to see where, and report it."
        _complain("A defect of nelumbo", f"{type(error).__name__}: {error}\n{where}")
        sys.exit(DEFECT)
