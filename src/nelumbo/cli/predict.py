"""``nelumbo predict``: what every structure law foretells of tests whose results are not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nelumbo.cli.options import DesignFile, Fidelity
from nelumbo.cli.progress import Steps
from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.errors import NelumboError

if TYPE_CHECKING:
    from nelumbo.design.design import Design
    from nelumbo.study.predict import Question


def predict(
    design: DesignFile,
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
    fidelity: Fidelity = "quick",
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Let every structure law foretell the blind tests of a design, with an interval; takes minutes.

    Rows are only ever added. The CSV of blind tests has the columns experiment, electrode (several by spaces ask
    for their order), condition and quantity.

    Examples:
      nelumbo predict designs/wei2024.toml -o foretold.csv
    """
    from nelumbo.design.load import load
    from nelumbo.fidelity import fidelity_named
    from nelumbo.materials.calibration import calibration, posterior_draws
    from nelumbo.pipeline.executors import process_pool, single_threaded
    from nelumbo.study.calibrate import build_films
    from nelumbo.study.growths import grown
    from nelumbo.study.predict import Forecast
    from nelumbo.study.prediction_file import append

    screen.configure(quiet, json)
    loaded, chosen = load(design), fidelity_named(fidelity)
    home = Path("validation") / loaded.name
    asked = _asked(loaded, questions or home / "blind.csv")
    names = {electrode for question in asked for electrode in question.electrodes}
    target = output or home / "predictions.csv"
    with Steps(len(calibration().laws) + 3) as steps, single_threaded(), process_pool() as pool:
        steps.begin("building the films")
        films = build_films(loaded, chosen.structure, chosen.transport, names, pool)
        steps.begin("growing lithium for the laws that ask for it")
        films = grown(loaded, films, screen.tell, posterior_draws(), pool)
        forecast = Forecast(loaded, films, chosen.instruments, members)
        count = append(target, forecast.answers(asked, lambda law: steps.begin(f"asking {law}"), pool))
    screen.tell(f"added {count} rows to {target}")
    screen.give({"file": target, "rows": count})


def _asked(design: Design, path: Path) -> list[Question]:
    """Return the blind tests of a file, refused where they ask for what the design does not have."""
    from nelumbo.study.predict import read_questions

    try:
        asked = read_questions(path)
    except FileNotFoundError as error:
        raise NelumboError(f"there is no file of blind tests {path}: name one with --questions") from error
    except KeyError as error:
        raise NelumboError(
            f"{path} has no column {error}; it needs experiment, electrode, condition and quantity"
        ) from error
    tests, electrodes = ({part.id for part in parts} for parts in (design.experiment, design.electrode))
    for kind, known, named in (
        ("experiment", tests, {question.experiment for question in asked}),
        ("electrode", electrodes, {id_ for question in asked for id_ in question.electrodes}),
    ):
        if named - known:
            strangers, there = (", ".join(sorted(ids)) for ids in (named - known, known))
            raise NelumboError(f"{path} asks for {kind} {strangers}, which {design.name} has not; it has {there}")
    return asked
