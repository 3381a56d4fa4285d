"""``nelumbo check``: what a design resolves to."""

from __future__ import annotations

import typer

import nelumbo
from nelumbo.cli.options import DesignFile
from nelumbo.cli.screen import Json, Quiet, screen


def check(
    design: DesignFile,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Validate a design; print its parts with units and what is assumed.

    Examples:
      nelumbo check my_film.toml

      nelumbo check my_film.toml --quiet && echo fine
    """
    from nelumbo.design.describe import describe

    screen.configure(quiet, json)
    described = describe(nelumbo.load(design))
    if not quiet and not json:
        typer.echo(str(described))
    screen.give(
        {
            "design": described.name,
            "title": described.title,
            "seed": described.seed,
            "sections": {section.key: [vars(row) for row in section.rows] for section in described.sections},
            "assumed": [row.key for row in described.assumed],
        }
    )
