"""The validation book: one page per published test, written from a run so that it does not go stale."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nelumbo.design.describe import describe
from nelumbo.design.experiment import FullCell
from nelumbo.errors import NelumboError
from nelumbo.experiments.full_cell import FullCell as FullCellInstrument
from nelumbo.materials.calibration import calibration
from nelumbo.pipeline import Results
from nelumbo.report.book_figure import book_figure
from nelumbo.report.comparison import Comparison, comparisons
from nelumbo.report.exhibit import FIGURES
from nelumbo.report.foretold import Foretold, foretold

CASE, REMARKS, NUMBERS = "case.md", "remarks.toml", "numbers.svg"


def write_book(results: Results, folder: Path) -> list[Path]:
    """Write ``<test>/case.md`` with its figures for every test that was measured or is foretold; return the pages.

    Args:
        folder: of the campaign, with ``remarks.toml`` (test to what the model misses and why), the blind tests and
            the predictions, once filed.

    Raises:
        NelumboError: a test has no remark.
    """
    remarks = tomllib.loads((folder / REMARKS).read_text(encoding="utf-8"))
    answers, compared = foretold(results, folder), comparisons(results)
    written = []
    for test in ("structure", *(experiment.id for experiment in results.design.experiment)):
        measured = [datum for datum in results.design.measured if datum.experiment == test]
        blind = [answer for answer in answers if answer.question.experiment == test]
        if not measured and not blind:
            continue
        if test not in remarks:
            raise NelumboError(
                f"{folder / REMARKS} says nothing about {test}: write what the model misses and why"
            )
        place = folder / test
        place.mkdir(exist_ok=True)
        mine = [one for one in compared if one.experiment == test]
        sections = [
            [f"# {test}", "", f"Written by `nelumbo book` from a {results.manifest['fidelity']} run."],
            _measured(results, test, mine),
            _figures(results, test, place, blind),
            _shares(results, test),
            ["## What the model misses", "", remarks[test].strip()],
            _foretold(blind),
            _conditions(results, test),
            _fitted(measured),
        ]
        page = place / CASE
        page.write_text("\n".join(line for section in sections if section for line in [*section, ""]), "utf-8")
        written.append(page)
    return written


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *cells)]


def _measured(results: Results, test: str, compared: Sequence[Comparison]) -> list[str]:
    met = {one.measured_id: one for one in compared}  # of all cycles that meet one value, the last
    rows = []
    for datum in results.design.measured:
        if datum.experiment != test:
            continue
        here = met.get(datum.id)
        ours = (
            (f"{here.simulated} {here.interval}".strip(), here.deviation, here.origin) if here else ("–", "–", "–")
        )
        value = datum.value if isinstance(datum.value, str) else f"{datum.value:g}"
        where = f"{datum.condition} ({datum.note})" if datum.note else datum.condition
        rows.append([datum.id, datum.electrode, datum.quantity, where, value, *ours, datum.unit])
    if not rows:
        return []
    heads = ["id", "electrode", "quantity", "condition", "measured", "simulated", "error", "origin", "unit"]
    return ["## Measured and simulated", "", *_table(heads, rows), "", _ORIGINS]


_ORIGINS = (
    "`calibrated`: a number was fitted to this very value, so agreement proves nothing. A dash: the run computes "
    "no such number, or the value is compared in words below."
)


def _figures(results: Results, test: str, place: Path, blind: Sequence[Foretold]) -> list[str]:
    """Draw the numbers of the test, copy its figures of the run beside the page, and show all."""
    for old in place.glob("*.svg"):
        old.unlink()
    shown, drawing = [], book_figure(results, test, blind)
    if drawing is not None:
        (place / NUMBERS).write_bytes(drawing)
        shown = [f"![measured, computed and foretold numbers of {test}]({NUMBERS})", "", _LINES, ""]
    for figure in sorted((results.folder / FIGURES).glob(f"*_{test}.svg")):
        shutil.copyfile(figure, place / figure.name)
        shown.append(f"![{figure.stem}]({figure.name})")
    return shown


_LINES = (
    "Diamonds: measured. Black: this run, with 90 % over the realisations of the film. Blue: foretold with "
    "90 % by the law in use, paler by its rivals. Words, orders and lives that outlast the test: see tables."
)


def _shares(results: Results, test: str) -> list[str]:
    """Say what of a full cell's loss is the anode's: that of the same cell with a cathode that lasts."""
    experiment = next((one for one in results.design.experiment if one.id == test), None)
    if not isinstance(experiment, FullCell) or len(experiment.report_cycles) < 2:
        return []
    last = experiment.report_cycles[-1]
    rows = []
    for electrode in results.electrodes:
        sample = results[electrode].sample
        if not sample.laws:
            continue
        kept = [
            _retention(FullCellInstrument(fade=fade).measure(experiment, sample, results.design).observables)
            for fade in (None, 0.0)
        ]
        if None in kept:
            continue
        both, anode = (float(value) for value in kept if value is not None)
        rows.append([electrode, *(f"{100 * share:.1f} %" for share in (1 - both, 1 - anode, anode - both))])
    heads = ["electrode", f"loss to cycle {last}", "with a cathode that lasts: the anode's", "the cathode's"]
    words = "One fade per chemistry, the same over every anode; the anode ages by its cycle laws."
    return ["## Whose loss it is", "", words, "", *_table(heads, rows)]


def _retention(rows: Sequence[Any]) -> float | None:
    return next((row.value for row in rows if row.quantity == "retention"), None)


def _foretold(blind: Sequence[Foretold]) -> list[str]:
    """Show what is foretold, and by whom, for every blind question."""
    if not blind:
        return []
    lines = [
        [
            answer.question.quantity,
            " ".join(answer.question.electrodes),
            answer.question.condition,
            answer.law,
            answer.value or "none",
            answer.interval or "–",
            answer.question.unit,
            answer.origin,
        ]
        for answer in blind
    ]
    heads = ["quantity", "electrode", "condition", "law", "value", "90 %", "unit", "origin"]
    return ["## Foretold, result not known", "", *_table(heads, lines)]


def _conditions(results: Results, test: str) -> list[str]:
    section = next((s for s in describe(results.design).sections if s.key == f"experiment.{test}"), None)
    if section is None:
        return []
    rows = [[row.name, f"{row.value} {row.unit}".strip(), row.source, row.note] for row in section.rows]
    return ["## Conditions", "", *_table(["input", "value", "from", "note"], rows)]


def _fitted(measured: Sequence[Any]) -> list[str]:
    ids = {datum.id for datum in measured}
    rows = list(_numbers(ids))
    if not rows:
        return []
    heads = ["fitted number", "value", "90 %", "how"]
    return ["## Numbers that were fitted to these values", "", *_table(heads, rows)]


def _numbers(ids: set[str]) -> Iterator[list[str]]:
    """Yield the numbers in use; those of the other laws stand in the calibration file."""
    others = {law.name for law in calibration().laws[1:]}
    for name, entry in calibration().items():
        if ids & set(entry.fitted_to) and name.split(".")[0] not in others:
            between = " to ".join(f"{bound:.3g}" for bound in entry.interval)
            yield [name, f"{entry.value:.4g}", between or "–", entry.source]
