"""``nelumbo compare``: two runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.observables import shown

if TYPE_CHECKING:
    from nelumbo.study.differences import Difference

_SHOWN = 40


def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="Run folder.", show_default=False)],
    second: Annotated[Path, typer.Argument(metavar="B", help="Run folder.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="PAGE.html", help="Write a page with a figure."),
    ] = None,
    only: Annotated[
        str, typer.Option(metavar="GLOB", help='Pattern of electrode:experiment, such as "*:plating".')
    ] = "*",
    everything: Annotated[
        bool, typer.Option("--all", help=f"Print all rows, not the {_SHOWN} that differ most.")
    ] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Compare the numbers of two runs; electrodes are matched by id.

    Examples:
      nelumbo compare runs/thick runs/thin

      nelumbo compare runs/thick runs/thin --only "*:efficiency" -o thick_or_thin.html
    """
    from nelumbo.pipeline import Results
    from nelumbo.study.differences import differences

    screen.configure(quiet, json)
    runs = Results.load(first), Results.load(second)
    found = differences(*runs, only)
    _print(found, everything, (str(first), str(second)))
    if output is not None:
        from nelumbo.report.compare import write_comparison

        screen.tell_file("page", write_comparison(*runs, found, output))
    screen.give({"first": first, "second": second, "page": output, "rows": [_content(row) for row in found]})


def _print(found: Sequence[Difference], everything: bool, names: tuple[str, str]) -> None:
    changed = [row for row in found if not row.equal]
    ranked = sorted(changed, key=lambda row: -abs(row.relative or 0.0))
    shown = list(found) if everything else [row for row in changed if row in ranked[:_SHOWN]]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for head, justify in (("", "left"), *((name, "right") for name in names), ("unit", "left")):
        table.add_column(head, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for head in ("change", "relative", "in spreads"):
        table.add_column(head, justify="right")
    for row in shown:
        label = Text(f"{row.electrode}: {row.experiment}\n").append(_quantity(row), style="dim")
        table.add_row(label, *_cells(row))
    if shown:
        screen.out.print(table)
    hidden = (
        "" if everything or len(shown) == len(changed) else f" {len(shown)} of them are shown, --all shows all."
    )
    summary = f"{len(changed)} of {len(found)} numbers differ.{hidden}"
    screen.out.print(summary, highlight=False)


def _quantity(row: Difference) -> str:
    return f"  {row.quantity.replace('_', ' ')}" + (f", {row.condition.split('; ')[-1]}" if row.condition else "")


def _cells(row: Difference) -> tuple[str, ...]:
    return (
        "no row" if row.missing == "first" else shown(row.first),
        "no row" if row.missing == "second" else shown(row.second),
        "" if row.unit == "1" else row.unit,
        "" if row.absolute is None else f"{row.absolute:+.4g}",
        "" if row.relative is None else f"{100 * row.relative:+.2f} %",
        "" if row.in_spreads is None else f"{row.in_spreads:.1f}",
    )


def _content(row: Difference) -> dict[str, Any]:
    return {**vars(row), "absolute": row.absolute, "relative": row.relative, "in_spreads": row.in_spreads}
