"""``nelumbo new``: a design to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.design.template import TEMPLATES, write_template


def new(
    file: Annotated[
        Path, typer.Argument(metavar="DESIGN.toml", help="File to write; the design is called like it.")
    ],
    template: Annotated[
        str,
        typer.Option("--template", "-t", help=", ".join(TEMPLATES) + ".", autocompletion=lambda: list(TEMPLATES)),
    ] = TEMPLATES[0],
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Write a small commented design to start from; it runs as it is.

    Examples:
      nelumbo new my_film.toml

      nelumbo new my_powder.toml --template solid-particles

      nelumbo new my_tomography.toml --template image
    """
    screen.configure(quiet, json)
    path = file if file.suffix == ".toml" else file.with_name(f"{file.name}.toml")
    written = write_template(path, template)
    names = " and ".join(map(str, written))
    screen.out.print(f"wrote {names}; now: nelumbo check {path}", highlight=False, markup=False, soft_wrap=True)
    screen.give({"files": written})
