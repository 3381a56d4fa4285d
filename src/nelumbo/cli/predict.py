"""``nelumbo predict``: what every structure law foretells of tests whose results are not known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelumbo.cli.screen import Json, Quiet, screen


def predict(
    design: Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design file.", show_default=False)],
    questions: Annotated[
        Path | None, typer.Option(help="CSV of blind tests.", show_default="blind.csv beside the data")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="CSV that gets more rows.", show_default="predictions.csv beside them"
        ),
    ] = None,
    members: Annotated[
        int, typer.Option(min=1, help="Members of the posterior per law; from 20, intervals are quantiles.")
    ] = 20,
    fidelity: Annotated[str, typer.Option(help="quick, standard or full.")] = "quick",
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Let every structure law foretell the blind tests of a design, with an interval; rows are only ever added.

    Examples:
      nelumbo predict designs/wei2024.toml -o foretold.csv
    """
    from nelumbo.design.load import load
    from nelumbo.fidelity import fidelity_named
    from nelumbo.materials.calibration import posterior_draws
    from nelumbo.study.calibrate import build_films
    from nelumbo.study.growths import grown
    from nelumbo.study.predict import Forecast, read_questions
    from nelumbo.study.prediction_file import append

    screen.configure(quiet, json)
    loaded, chosen = load(design), fidelity_named(fidelity)
    home = Path("validation") / loaded.name
    asked = read_questions(questions or home / "blind.csv")
    names = {electrode for question in asked for electrode in question.electrodes}
    films = build_films(loaded, chosen.structure, chosen.transport, names)
    films = grown(loaded, films, screen.tell, posterior_draws())
    forecast = Forecast(loaded, films, chosen.instruments, members)
    target = output or home / "predictions.csv"
    count = append(target, forecast.answers(asked, lambda law: screen.tell(f"asking {law}")))
    screen.tell(f"added {count} rows to {target}")
    screen.give({"file": target, "rows": count})
