"""What differs between two designs: the edits, not what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from nelumbo.design.describe import describe
from nelumbo.design.design import Design
from nelumbo.design.imaged_membrane import ImagedMembrane


@dataclass(frozen=True)
class Change:
    """A value that two designs state differently.

    Attributes:
        key: where the file writes it, or a whole part, e.g. ``electrode.film_a``.
        first, second: with unit, ``None`` where a design has no such value or part.
    """

    key: str
    first: str | None
    second: str | None

    def __str__(self) -> str:
        """Return the change in words."""
        if self.first is None or self.second is None:
            run, value = ("second", self.second) if self.first is None else ("first", self.first)
            return f"{self.key}: only in the {run}" + (f", {value}" if value else "")
        return f"{self.key}: {self.first} → {self.second}"


def changes(first: Design, second: Design) -> list[Change]:
    """Return every edit that leads from one design to the other: parts, then values in the order of `describe`.

    A part that only one of them has is one change, without its values; derived numbers follow and are left out.
    """
    ours, theirs = _stated(first), _stated(second)
    lone = {part for part in dict.fromkeys([*ours, *theirs]) if part not in ours or part not in theirs}
    found = [Change(part, *("" if part in side else None for side in (ours, theirs))) for part in sorted(lone)]
    for part in ours:
        if part not in lone:
            keys = dict.fromkeys([*ours[part], *theirs[part]])
            pairs = ((key, ours[part].get(key), theirs[part].get(key)) for key in keys)
            found += [Change(*pair) for pair in pairs if pair[1] != pair[2]]
    return list(dict.fromkeys(found))


def _stated(design: Design) -> dict[str, dict[str, str]]:
    """Return the values that a design states, by part and key; an image is worth what its file holds."""
    described = describe(design)
    stated = {"design": {"seed": str(design.seed)}}
    for section in described.sections:
        rows = [row for row in section.rows if row.source != "derived"]
        stated[section.key] = {row.key: f"{row.value} {row.unit}".rstrip() for row in rows}
    for electrode in design.electrode:
        if isinstance(electrode.membrane, ImagedMembrane) and electrode.membrane.sha256:
            content = f"SHA-256 {electrode.membrane.sha256[:12]}…"
            stated[f"electrode.{electrode.id}"][f"content of the image of {electrode.id}"] = content
    return stated
