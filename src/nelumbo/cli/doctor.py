"""``nelumbo doctor``: whether this computer computes right."""

from __future__ import annotations

from time import perf_counter

import typer
from rich import box
from rich.table import Table
from rich.text import Text

import nelumbo
from nelumbo.cli.checkup import Finding, checks
from nelumbo.cli.progress import Steps
from nelumbo.cli.screen import BRANCH_FAILED, Json, Quiet, screen
from nelumbo.pipeline.executors import process_pool


def doctor(quiet: Quiet = False, json: Json = False) -> None:
    """Examine the installation: versions, folders, processes, and known answers in every stage (20 s).

    Examples:
      nelumbo doctor

      nelumbo doctor --json > about_this_computer.json
    """
    screen.configure(quiet, json)
    start = perf_counter()
    findings = []
    with Steps() as steps, process_pool() as pool:
        for check in checks(pool):
            steps.begin(check.name)
            findings.append(check.find())
    failed = [finding for finding in findings if not finding.fine]
    screen.out.print(_table(findings))
    wall = perf_counter() - start
    verdict = f"{len(failed)} of the checks failed" if failed else "all is well"
    screen.out.print(f"nelumbo {nelumbo.__version__}: {verdict} ({wall:.0f} s)", highlight=False)
    for finding in failed:
        screen.complain(finding.name, f"{finding.found}\n→ {finding.remedy}")
    screen.give(
        {"fine": not failed, "wall_s": round(wall, 1), "findings": [vars(finding) for finding in findings]}
    )
    if failed:
        raise typer.Exit(BRANCH_FAILED)


def _table(findings: list[Finding]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    for finding in findings:
        mark = Text("✓", style="green") if finding.fine else Text("✗", style="red")
        table.add_row(mark, finding.name, Text(finding.found, style="" if finding.fine else "red"))
    return table
