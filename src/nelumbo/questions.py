"""The commands that weigh evidence: calibrate, predict, explain, book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DesignFile = Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design file.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (calibrate, predict, explain, book):
        app.command()(command)


def calibrate(
    design: DesignFile,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder to write.", show_default="the package's own")
    ] = None,
) -> None:
    """Fit the global numbers to the measured values of a design and compare the structure laws."""
    from nelumbo.design.load import load
    from nelumbo.structure.packed import PackedSpheres
    from nelumbo.study.calibrate import calibrate as fit
    from nelumbo.study.calibrate import shipped_folder
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

    found = fit(load(design), PackedSpheres(), VoxelDiffusion(), typer.echo)
    folder = output or shipped_folder()
    folder.mkdir(parents=True, exist_ok=True)
    found.write(folder)
    typer.echo(f"wrote {folder}")


def predict(
    design: DesignFile,
    questions: Annotated[
        Path | None,
        typer.Option("-q", "--questions", help="CSV of blind tests.", show_default="blind.csv beside the data"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="CSV that gets more rows.", show_default="predictions.csv beside them"
        ),
    ] = None,
    members: Annotated[int, typer.Option(min=1, help="Members of the posterior per law.")] = 8,
    fidelity: Annotated[str, typer.Option(help="quick, standard or full.")] = "quick",
) -> None:
    """Let every structure law foretell the blind tests of a design, with an interval; rows are only ever added."""
    from nelumbo.design.load import load
    from nelumbo.fidelity import fidelity_named
    from nelumbo.study.calibrate import build_films
    from nelumbo.study.predict import Forecast, read_questions
    from nelumbo.study.prediction_file import append

    loaded, chosen = load(design), fidelity_named(fidelity)
    home = Path("validation") / loaded.name
    asked = read_questions(questions or home / "blind.csv")
    names = {electrode for question in asked for electrode in question.electrodes}
    films = build_films(loaded, chosen.structure, chosen.transport, names)
    forecast = Forecast(loaded, films, chosen.instruments, members)
    target = output or home / "predictions.csv"
    count = append(target, forecast.answers(asked, lambda law: typer.echo(f"asking {law}")))
    typer.echo(f"added {count} rows to {target}")


def explain(
    design: DesignFile,
    electrode: Annotated[str, typer.Option("-e", "--electrode", help="Which one.", show_default=False)],
    law: Annotated[str, typer.Option(help="Structure law.")] = "combined",
    fidelity: Annotated[str, typer.Option(help="quick, standard or full.")] = "quick",
) -> None:
    """Switch the mechanisms of a film off, one at a time and in pairs, and tell what each is worth."""
    from nelumbo.design.load import load
    from nelumbo.errors import NelumboError
    from nelumbo.fidelity import fidelity_named
    from nelumbo.study.attribution import attribute, lines
    from nelumbo.study.calibrate import build_films

    loaded, chosen = load(design), fidelity_named(fidelity)
    part = next((part for part in loaded.electrode if part.id == electrode), None)
    if part is None or part.membrane is None:
        films = ", ".join(part.id for part in loaded.electrode if part.membrane is not None)
        raise NelumboError(f"{electrode!r} is no electrode with a membrane in {design}; those are: {films}")
    film = build_films(loaded, chosen.structure, chosen.transport, [electrode])[electrode]
    found = attribute(loaded, part, film, law)
    typer.echo("\n".join([*lines(found), "", found.in_words()]))


def book(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Run folder.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder.", show_default="validation/<name of the design>")
    ] = None,
) -> None:
    """Write the validation book, a page per published test, from a run."""
    from nelumbo.pipeline import Results
    from nelumbo.report.book import write_book

    results = Results.load(folder)
    pages = write_book(results, output or Path("validation") / results.design.name)
    typer.echo("\n".join(f"wrote {page}" for page in pages))
