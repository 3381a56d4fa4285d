"""``nelumbo explain``: what each mechanism of a film is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from nelumbo.cli.options import DesignFile, Fidelity
from nelumbo.cli.progress import Steps
from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.errors import NelumboError

if TYPE_CHECKING:
    from nelumbo.design.design import Design
    from nelumbo.design.electrode import Electrode
    from nelumbo.study.attribution import Attribution, Worth

_NEEDED = ("half_cell", "symmetric")
"""Kinds of experiments whose outcomes are explained."""


def _laws() -> list[str]:
    from nelumbo.cycling.candidates import CANDIDATES

    return list(CANDIDATES)


def explain(
    design: DesignFile,
    electrode: Annotated[str, typer.Option("-e", "--electrode", help="Which one.", show_default=False)],
    law: Annotated[
        str, typer.Option(help="Structure law; one that grows lithium takes a minute.", autocompletion=_laws)
    ] = "combined",
    fidelity: Fidelity = "quick",
    pairs: Annotated[bool, typer.Option("--pairs", help="Print pairs of mechanisms, too.")] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Switch the mechanisms of a film off, one at a time and in pairs, and tell what each is worth; a minute.

    A cell of the table is the complete film minus the film without the mechanism, and below it the ends of the
    interval of 90 % that the calibration leaves open.

    Examples:
      nelumbo explain my_film.toml --electrode hollow_film

      nelumbo explain my_film.toml -e hollow_film --law film_location --pairs
    """
    from nelumbo.design.load import load
    from nelumbo.fidelity import fidelity_named
    from nelumbo.study.attribution import attribute
    from nelumbo.study.calibrate import build_films
    from nelumbo.study.growths import grown

    screen.configure(quiet, json)
    loaded, chosen = load(design), fidelity_named(fidelity)
    part = _explainable(loaded, electrode)
    if law not in _laws():
        raise NelumboError(f"there is no structure law {law!r}; there are: {', '.join(_laws())}")
    with Steps() as steps:
        steps.begin(f"building {electrode}")
        films = build_films(loaded, chosen.structure, chosen.transport, [electrode])
        film = grown(loaded, films, screen.tell, [law])[electrode]
        steps.begin("switching mechanisms off")
        found = attribute(loaded, part, film, law)
    screen.tell(f"{electrode}, law {law}: complete film minus the film without …")
    screen.out.print(_table(found, pairs))
    screen.out.print(found.in_words(), highlight=False, markup=False)
    screen.give(_content(found))


def _explainable(design: Design, electrode: str) -> Electrode:
    """Return the electrode, refused where there is nothing to explain or nothing to explain it by."""
    filmed = {part.id: part for part in design.electrode if part.membrane is not None}
    if electrode not in filmed:
        there = ", ".join(filmed) or "none"
        raise NelumboError(f"{electrode!r} is no electrode with a membrane in {design.name}; those are: {there}")
    missing = set(_NEEDED) - {test.kind for test in design.experiment}
    if missing:
        kinds = ", ".join(f'kind = "{kind}"' for kind in sorted(missing))
        raise NelumboError(f"{design.name} has no experiment to explain the film by: add one of {kinds}")
    return filmed[electrode]


def _table(found: Attribution, pairs: bool) -> Table:
    """Return mechanisms as rows and outcomes as columns, the film itself and the bare collector on top."""
    import numpy as np

    from nelumbo.study.attribution import OUTCOMES

    table = Table(box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("without", min_width=16)
    for outcome, unit in OUTCOMES.items():
        table.add_column(f"{outcome}\n{unit}", justify="right")
    for name, values in (("(complete film)", found.complete), ("(bare collector)", found.bare)):
        table.add_row(name, *(f"{np.median(values[outcome]):.4g}" for outcome in OUTCOMES))
    table.add_section()
    for names in dict.fromkeys(worth.without for worth in found.worths):
        if pairs or len(names) == 1:
            table.add_row(" + ".join(names), *(_cell(found.worth(outcome, *names)) for outcome in OUTCOMES))
    return table


def _cell(worth: Worth) -> Text:
    """Return the median, and below it the ends of the interval where they differ from it."""
    median, *ends = (f"{value:+.3g}" for value in (worth.median, *worth.interval))
    return Text(median).append("".join(f"\n{end}" for end in ends) if {*ends} != {median} else "", style="dim")


def _content(found: Attribution) -> dict[str, Any]:
    from nelumbo.study.attribution import OUTCOMES

    return {
        "electrode": found.electrode,
        "law": found.law,
        "in_words": found.in_words(),
        "worths": [
            {
                "without": worth.without,
                "outcome": worth.outcome,
                "unit": OUTCOMES[worth.outcome],
                "median": worth.median,
                "interval_90": worth.interval,
            }
            for worth in found.worths
        ],
    }
