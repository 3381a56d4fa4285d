"""The command ``nelumbo``: its subcommands, and what a failure of any of them looks like."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import nelumbo
from nelumbo.cli.book import book
from nelumbo.cli.calibrate import calibrate
from nelumbo.cli.check import check
from nelumbo.cli.compare import compare
from nelumbo.cli.doctor import doctor
from nelumbo.cli.explain import explain
from nelumbo.cli.new import new
from nelumbo.cli.predict import predict
from nelumbo.cli.report import report
from nelumbo.cli.run import run
from nelumbo.cli.screen import BAD_INPUT, DEFECT, INTERRUPTED, NOT_WRITTEN, TRACEBACK, screen
from nelumbo.errors import DesignError, FolderError, NelumboError

COMMANDS = (new, check, run, report, compare, explain, calibrate, predict, book, doctor)
"""Functions with typer's annotations, in the order of the help; a new command is one import and one entry."""


class _Commands(TyperGroup):
    """Tells the user what went wrong without a traceback, and turns it into an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except DesignError as error:
            screen.refuse(error)
            code = BAD_INPUT
        except FolderError as error:
            screen.give_up("The results could not be written", str(error))
            code = NOT_WRITTEN
        except NelumboError as error:
            screen.give_up("nelumbo cannot do this", str(error))
            code = BAD_INPUT
        except OSError as error:
            screen.give_up("A file could not be read or written", str(error))
            code = BAD_INPUT
        except KeyboardInterrupt:
            told = "interrupted" + ("; the same command with --resume continues" if _resumes(ctx) else "")
            screen.err.print(told)
            screen.give({"error": "interrupted", "message": told})
            code = INTERRUPTED
        raise typer.Exit(code)


def _resumes(ctx: Any) -> bool:
    """Whether the command that was given can go on where it stopped."""
    return bool(ctx.invoked_subcommand == run.__name__)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="A virtual laboratory for lithium-metal anodes protected by structured membranes.\n\n"
    "Start with: nelumbo new my_film.toml, nelumbo check my_film.toml, nelumbo run my_film.toml.",
    epilog="Exit codes: 0 all well, 1 some branch or check failed, 2 bad input, 70 a defect, 74 results could not "
    "be written, 130 interrupted.",
)
for _command in COMMANDS:
    app.command()(_command)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    screen.configure()
    if version:
        screen.out.print(f"nelumbo {nelumbo.__version__}", highlight=False)
        raise typer.Exit


def main() -> None:
    """Entry point of the command ``nelumbo``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that cannot show µ or a name of a file gets a question mark
            reconfigure(errors="replace")
    try:
        app()
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        where = f"Set {TRACEBACK}=1 to see where, and report it."
        screen.give_up("A defect of nelumbo", f"{type(error).__name__}: {error}\n{where}")
        sys.exit(DEFECT)
