"""Write the report: one HTML file that opens offline, and every figure with its numbers beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nelumbo.design.describe import describe
from nelumbo.files import write_whole
from nelumbo.materials.calibration import CalibratedValue, calibration
from nelumbo.pipeline import Results
from nelumbo.report.comparison import by_test, unmet
from nelumbo.report.controls import HEADS, growth_controls
from nelumbo.report.exhibit import exhibit
from nelumbo.report.figures import SUBJECTS
from nelumbo.report.films import films
from nelumbo.report.foretold import foretold
from nelumbo.report.mechanisms import mechanisms
from nelumbo.report.sensitivity import sensitivities
from nelumbo.report.style import colour_of
from nelumbo.report.summary import equations, failures, headline, remarks, stage_totals
from nelumbo.report.words import in_print

REPORT = "report.html"
PARTS = SUBJECTS + 1
"""What the report is made of: the figures of every subject, and the page."""
_SECTIONS = (
    ("summary", "At a glance"),
    ("figures", "What was built and what it does"),
    ("films", "The films in numbers"),
    ("sensitivity", "What if the unstated values were others"),
    ("controls", "Which rule of growth does what"),
    ("measured", "Simulated against measured"),
    ("foretold", "Foretold"),
    ("mechanisms", "Rival mechanisms"),
    ("calibration", "What was fitted"),
    ("assumed", "What is assumed"),
    ("equations", "Equations"),
    ("run", "The run"),
)


def write_report(results: Results, folder: Path, begin: Callable[[str], None] = lambda _: None) -> Path:
    """Write ``report.html`` and ``figures/`` into ``folder`` and return the path of the page.

    Args:
        begin: is called with the name of every part before it is written; there are `PARTS`.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nelumbo.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["in_print"] = in_print
    compared, sensitive, built = by_test(results), sensitivities(results), films(results)
    controlled, blind = growth_controls(results), foretold(results)
    exhibits = exhibit(results, folder, lambda subject: begin(f"report: {subject}"))
    begin("report: the page")
    optional = {
        "measured": compared,
        "sensitivity": sensitive,
        "controls": controlled,
        "films": built.rows,
        "foretold": blind,
    }
    empty = {id for id, content in optional.items() if not content}
    page = environment.get_template("report.html.j2").render(
        design=results.design,
        manifest=results.manifest,
        sections=[section for section in _SECTIONS if section[0] not in empty],
        failures=failures(results),
        headline=headline(results),
        exhibits=exhibits,
        colours={electrode: colour_of(results, electrode) for electrode in results.electrodes},
        films=built,
        sensitivities=sensitive,
        controls=controlled,
        control_heads=tuple(HEADS.values()),
        tests=compared,
        unmet=unmet(results),
        foretold=blind,
        mechanisms=mechanisms(results),
        calibration=_fitted(results),
        campaign=calibration().campaign,
        assumptions=describe(results.design).assumed,
        laws=equations(),
        provenance=_provenance(results),
        stages=stage_totals(results),
        notes=remarks(results),
    )
    path = folder / REPORT
    write_whole(path, page)
    return path


def _fitted(results: Results) -> list[tuple[str, CalibratedValue]]:
    """Return the fitted numbers by name; those of single published cells only for their own campaign."""
    own = results.design.name == calibration().campaign
    return sorted(
        ((name, v) for name, v in calibration().items() if own or not name.startswith("utilisation.")),
        key=lambda item: item[0],
    )


def _ways(fidelity: str) -> str:
    """Return how a fidelity grows lithium and cycles cells."""
    grown = "in three dimensions" if fidelity == "full" else "in a vertical section, in two dimensions"
    cycled = (
        "by the per-cycle map of the cells' laws, with the cells at chosen cycles"
        if fidelity == "quick"
        else "through the cells, every cycle"
    )
    return f"lithium grows as a front {grown}; long cycling goes {cycled}"


def _provenance(results: Results) -> list[tuple[str, str]]:
    manifest = results.manifest
    libraries = ", ".join(f"{name} {version}" for name, version in manifest["libraries"].items())
    return [
        ("Design", f"{manifest['design']}, SHA-256 {manifest['design_hash']}"),
        ("Seed", str(manifest["seed"])),
        (
            "Fidelity",
            f"{manifest['fidelity']}: same equations at every fidelity, other grids and numbers of realisations; "
            + _ways(manifest["fidelity"]),
        ),
        ("Software", f"nelumbo {manifest['version']}, Python {manifest['python']}, {libraries}"),
    ]
