"""``nelumbo explain``: what each mechanism of a film is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.errors import NelumboError


def explain(
    design: Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design file.", show_default=False)],
    electrode: Annotated[str, typer.Option("-e", "--electrode", help="Which one.", show_default=False)],
    law: Annotated[str, typer.Option(help="Structure law; one that grows lithium takes a minute.")] = "combined",
    fidelity: Annotated[str, typer.Option(help="quick, standard or full.")] = "quick",
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Switch the mechanisms of a film off, one at a time and in pairs, and tell what each is worth.

    Examples:
      nelumbo explain my_film.toml --electrode hollow_film
    """
    from nelumbo.design.load import load
    from nelumbo.fidelity import fidelity_named
    from nelumbo.study.attribution import attribute, lines
    from nelumbo.study.calibrate import build_films
    from nelumbo.study.growths import grown

    screen.configure(quiet, json)
    loaded, chosen = load(design), fidelity_named(fidelity)
    part = next((part for part in loaded.electrode if part.id == electrode), None)
    if part is None or part.membrane is None:
        films = ", ".join(part.id for part in loaded.electrode if part.membrane is not None)
        raise NelumboError(f"{electrode!r} is no electrode with a membrane in {design}; those are: {films}")
    built = build_films(loaded, chosen.structure, chosen.transport, [electrode])
    found = attribute(loaded, part, grown(loaded, built, screen.tell, [law])[electrode], law)
    table = lines(found)
    screen.tell("\n".join([*table, "", found.in_words()]))
    screen.give({"electrode": electrode, "law": law, "table": table, "in_words": found.in_words()})
