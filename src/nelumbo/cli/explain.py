"""``nelumbo explain``: what each mechanism of a film is worth."""

from __future__ import annotations

from typing import Annotated

import typer

from nelumbo.cli.options import DesignFile, Fidelity
from nelumbo.cli.progress import Steps
from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.errors import NelumboError


def explain(
    design: DesignFile,
    electrode: Annotated[str, typer.Option("-e", "--electrode", help="Which one.", show_default=False)],
    law: Annotated[str, typer.Option(help="Structure law.")] = "combined",
    fidelity: Fidelity = "quick",
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Switch the mechanisms of a film off, one at a time and in pairs, and tell what each is worth; a minute.

    Examples:
      nelumbo explain my_film.toml --electrode hollow_film
    """
    from nelumbo.design.load import load
    from nelumbo.fidelity import fidelity_named
    from nelumbo.study.attribution import attribute, lines
    from nelumbo.study.calibrate import build_films

    screen.configure(quiet, json)
    loaded, chosen = load(design), fidelity_named(fidelity)
    filmed = {part.id: part for part in loaded.electrode if part.membrane is not None}
    if electrode not in filmed:
        there = ", ".join(filmed) or "none; nothing can be explained without a membrane"
        raise NelumboError(f"{electrode!r} is no electrode with a membrane in {design}; those are: {there}")
    with Steps() as steps:
        steps.begin(f"building {electrode}")
        film = build_films(loaded, chosen.structure, chosen.transport, [electrode])[electrode]
        steps.begin("switching mechanisms off")
        found = attribute(loaded, filmed[electrode], film, law)
    table = lines(found)
    screen.tell("\n".join([*table, "", found.in_words()]))
    screen.give({"electrode": electrode, "law": law, "table": table, "in_words": found.in_words()})
