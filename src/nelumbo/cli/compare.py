"""``nelumbo compare``: two runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from nelumbo.cli.options import Only
from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.observables import shown

if TYPE_CHECKING:
    from nelumbo.design.changes import Change
    from nelumbo.study.differences import Difference

_SHOWN = 40
_WIDTHS = (9, 9, 9, 9, 8)


def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="Run folder.", show_default=False)],
    second: Annotated[Path, typer.Argument(metavar="B", help="Run folder.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="PAGE.html", help="Write a page with a figure."),
    ] = None,
    only: Only = "*",
    everything: Annotated[
        bool, typer.Option("--all", help=f"Print all rows, not the {_SHOWN} that differ most.")
    ] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Compare two runs: what was changed, which numbers differ, and whether it is worth it.

    Electrodes are matched by id. The last column of the table, and the sentences at its end, weigh a difference
    against the spread of single films: below two, it may be the chance of one packing.

    Examples:
      nelumbo compare runs/thick runs/thin

      nelumbo compare runs/thick runs/thin --only "*:efficiency" -o thick_or_thin.html
    """
    from nelumbo.cli.verdict import verdicts
    from nelumbo.design.changes import changes
    from nelumbo.pipeline import Results
    from nelumbo.study.differences import differences

    screen.configure(quiet, json)
    runs = Results.load(first), Results.load(second)
    found, edits = differences(*runs, only), changes(*(run.design for run in runs))
    told = verdicts(found, runs[0].design)
    for letter, run in zip("AB", runs, strict=True):
        screen.tell_file(letter, f"{run.folder} ({run.manifest['fidelity']})")
    _print_edits(edits)
    _print(found if everything or only != "*" else _without_what_ifs(found), everything)
    if told:
        screen.out.print("\nFrom A to B", style="bold")
        for sentence in told:
            screen.out.print(Text(f"  {sentence}"))
    if output is not None:
        from nelumbo.report.compare import write_comparison

        screen.tell_file("page", write_comparison(*runs, found, edits, told, output))
    screen.give(
        {
            "first": first,
            "second": second,
            "page": output,
            "edits": [vars(edit) for edit in edits],
            "verdicts": told,
            "rows": [_content(row) for row in found],
        }
    )


def _print_edits(edits: Sequence[Change]) -> None:
    screen.out.print("\nWhat was changed in the design" if edits else "\nBoth designs say the same.", style="bold")
    for edit in edits[:_SHOWN]:
        screen.out.print(Text(f"  {edit}"))
    if len(edits) > _SHOWN:
        screen.out.print(f"  and {len(edits) - _SHOWN} more; --json gives all", highlight=False)


def _without_what_ifs(found: Sequence[Difference]) -> list[Difference]:
    """Leave out the films that are built again with other assumptions: many rows that say what the film says."""
    from nelumbo.pipeline.graph import SENSITIVITY

    return [row for row in found if row.experiment != SENSITIVITY]


def _print(found: Sequence[Difference], everything: bool) -> None:
    from nelumbo.study.differences import alone

    shared = [row for row in found if not row.missing]
    changed = [row for row in shared if not row.equal]
    ranked = sorted(changed, key=lambda row: -abs(row.relative or 0.0))
    told = shared if everything else [row for row in changed if row in ranked[:_SHOWN]]
    if told:
        screen.out.print()
        screen.out.print(_line("", "A", "B", "change", "relative", "spreads"), style="bold")
    for branch, rows in groupby(told, key=_branch):
        screen.out.print(f"\n{branch}", style="bold", highlight=False, markup=False)
        for row in rows:
            screen.out.print(_line(*_cells(row)), highlight=False, soft_wrap=True)
    summary = f"\n{len(changed)} of {len(shared)} numbers differ."
    if not everything and len(told) < len(changed):
        summary += f" {len(told)} of them are shown, --all shows all."
    for sentence in (summary, *alone(found)):
        screen.out.print(sentence, highlight=False, markup=False)


def _branch(row: Difference) -> str:
    return f"{row.electrode}: {row.experiment}" + (f", {row.condition}" if row.condition else "")


def _line(label: str, *cells: str) -> Text:
    """Return a line of fixed columns that fit into 80 characters unless a cell is longer."""
    return Text(f"{label:<30}" + "".join(f" {cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)))


def _cells(row: Difference) -> tuple[str, ...]:
    unit = "" if row.unit in ("", "1") else f" ({row.unit})"
    return (
        f"  {row.quantity.replace('_', ' ')}{unit}",
        shown(row.first),
        shown(row.second),
        "" if row.absolute is None else f"{row.absolute:+.3g}",
        "" if row.relative is None else f"{100 * row.relative:+.2f} %",
        "" if row.in_spreads is None else f"{row.in_spreads:.1f}" if row.in_spreads < 100 else "> 99",
    )


def _content(row: Difference) -> dict[str, Any]:
    return {**vars(row), "absolute": row.absolute, "relative": row.relative, "in_spreads": row.in_spreads}
