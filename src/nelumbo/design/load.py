"""Read a design file: provenance unwrapped, names resolved, everything validated."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from nelumbo.design.consistency import NAMED_PARTS, check_names, check_table_names
from nelumbo.design.design import Design
from nelumbo.design.keys import dotted, suggestion
from nelumbo.design.libraries import LIBRARIES, Libraries, Resolved, resolve
from nelumbo.design.mass_loading import share_loadings
from nelumbo.design.measured import Datum, read_measured
from nelumbo.design.problems import problems_of
from nelumbo.design.provenance import Unwrapped, unwrap
from nelumbo.design.segmented_image import pin_images
from nelumbo.design.toml import read_toml
from nelumbo.errors import DesignError, Problem

_KNOWN = (*(set(Design.model_fields) - {"provenance", "written_at"}), *LIBRARIES)


def load(path: str | Path) -> Design:
    """Read and validate a design file (TOML).

    Raises:
        DesignError: the design is refused; it holds every problem that was found.
    """
    path = Path(path)
    raw = read_toml(path)
    problems = [_unknown(key) for key in raw if key not in _KNOWN]
    known = {key: value for key, value in raw.items() if key in _KNOWN}
    measured: tuple[Datum, ...] | None = ()
    if "measured" in known:
        try:
            measured = read_measured(path, known.pop("measured"))
        except DesignError as error:
            problems += error.problems
            measured = None
    stated = unwrap(known, None if measured is None else {datum.id: datum for datum in measured})
    resolved = resolve(stated.tree)
    problems += [*stated.problems, *resolved.problems, *share_loadings(resolved), *check_names(resolved.tree)]
    problems += check_table_names(stated.tree, (*LIBRARIES, *NAMED_PARTS))
    problems += pin_images(resolved, path.parent)
    design, invalid = _validate(stated, resolved, measured or ())
    refused = [problem.key for problem in problems] + stated.unread
    problems += [problem for problem in invalid if not _lies_in(problem.key, refused)]
    if design is None or problems:
        raise DesignError(str(path), list(dict.fromkeys(problems)))
    return design


def _validate(
    stated: Unwrapped, resolved: Resolved, measured: tuple[Datum, ...]
) -> tuple[Design | None, list[Problem]]:
    """Build the design, or say which values no part accepts; libraries are checked with it."""
    tree = {
        **resolved.tree,
        "measured": measured,
        "provenance": stated.provenance,
        "written_at": {dotted(at, resolved.tree): dotted(o, stated.tree) for at, o in resolved.origins.items()},
    }
    problems = []
    try:
        Libraries.model_validate(resolved.libraries)
    except ValidationError as error:
        problems += problems_of(error, Libraries, resolved, resolved.libraries, stated.tree)
    try:
        return Design.model_validate(tree), problems
    except ValidationError as error:
        return None, problems + problems_of(error, Design, resolved, tree, stated.tree)


def _unknown(key: str) -> Problem:
    return Problem(key, "a known key", f"the unknown key {key!r}", suggestion(key, sorted(_KNOWN), "delete it"))


def _lies_in(key: str, refused: list[str]) -> bool:
    """Whether a key is refused already, or a part of something that is."""
    return any(key == other or key.startswith(f"{other}.") for other in refused)
