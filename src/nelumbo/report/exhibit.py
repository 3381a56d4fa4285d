"""The figures of a run as files, and as parts of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nelumbo.pipeline import Results
from nelumbo.report.figures import pictures
from nelumbo.report.picture import Picture
from nelumbo.report.style import house_style

FIGURES, GUIDE = "figures", "README.md"
_ENDINGS = ("svg", "png", "gif", "csv")
_PIXELS_PER_INCH = 142  # of every figure, so that their letters are of one size; 7.2 inches fill the page
_LEAST_PER_INCH = 84  # at which the letters can still be read; a narrow page scrolls such a figure
_GUIDE = """# Figures

Every figure of the report, for papers (SVG), slides (PNG, GIF) and your own plots (CSV, UTF-8). A CSV holds
what is drawn, a row per point: the panel where there are several, the electrode, the name of the curve or part,
and a column for each axis with its unit. `low` and `high` are the ends of the bar or band that is drawn round a
point. Where the figure is a picture of space, the CSV holds the numbers of the same test from
`observables.csv`; the picture itself lies as an array in `../fields/`.

"""


@dataclass(frozen=True)
class Exhibit:
    """A picture in the page.

    Attributes:
        name, title, caption, findings: as of a `Picture`. markup: HTML that shows it. width, least: at
        most and at least, pixels. files: ending to path from the page.
    """

    name: str
    title: str
    caption: str
    findings: Mapping[str, str]
    markup: str
    width: int
    least: int
    files: Mapping[str, str]


def exhibit(results: Results, folder: Path, begin: Callable[[str], None] = lambda _: None) -> list[Exhibit]:
    """Write every figure with its numbers into ``figures/`` of ``folder``, and return them for the page.

    Args:
        begin: is called with the name of every subject before its figures are drawn.
    """
    place = folder / FIGURES
    place.mkdir(exist_ok=True)
    for ending in _ENDINGS:
        for old in place.glob(f"*.{ending}"):
            old.unlink()
    exhibits, guide = [], _GUIDE
    with house_style():
        for number, picture in enumerate(pictures(results, begin)):
            exhibits.append(_written(picture, place, f"f{number}"))
            guide += f"- `{picture.name}` ({', '.join(exhibits[-1].files)}): {picture.title}\n"
    (place / GUIDE).write_text(guide, encoding="utf-8")
    return exhibits


def _written(picture: Picture, place: Path, key: str) -> Exhibit:
    contents = dict(picture.files())
    for ending, content in contents.items():
        (place / f"{picture.name}.{ending}").write_bytes(content)
    return Exhibit(
        picture.name,
        picture.title,
        picture.caption,
        picture.findings,
        picture.markup(next(iter(contents.values())), key),
        round(_PIXELS_PER_INCH * picture.width),
        round(_LEAST_PER_INCH * picture.width),
        {ending: f"{FIGURES}/{picture.name}.{ending}" for ending in contents},
    )
