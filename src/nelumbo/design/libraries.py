"""The libraries of a design file: entries by name, put in the places that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nelumbo.design.electrode import Collector
from nelumbo.design.frozen_mapping import FrozenMapping
from nelumbo.design.keys import Path, dotted, suggestion, tables
from nelumbo.design.membrane import Binder
from nelumbo.design.part import Part
from nelumbo.design.particle import Particle
from nelumbo.design.solid import Solid
from nelumbo.errors import Problem


class Libraries(Part):
    """Entries by name that electrodes, particles and binders refer to.

    They are validated as a whole, so that an entry that nobody uses is checked too.

    Attributes:
        solid, particle, binder, collector: mappings by name.
    """

    solid: FrozenMapping[Solid]
    particle: FrozenMapping[Particle]
    binder: FrozenMapping[Binder]
    collector: FrozenMapping[Collector]


LIBRARIES = tuple(Libraries.model_fields)
"""Tables of a design file whose entries other parts name."""

_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "electrode": {"collector": "collector", "membrane": "membrane"},
    "membrane": {"particle": "particle", "binder": "binder"},
    "imaged_membrane": {"metal": "solid", "binder": "binder"},
    "particle": {"material": "solid", "primary": "particle"},
    "binder": {"material": "solid"},
}


_NESTED = "name a solid_sphere or a hollow_multishelled particle"


@dataclass
class Resolved:
    """Tables without references to libraries.

    Attributes:
        tree: the tables without the libraries. libraries: their entries, references within them resolved.
        origins: path of a part in the tree (or the libraries) to the path in the file where it is written.
        problems: unknown names.
    """

    tree: dict[str, Any]
    libraries: dict[str, dict[str, Any]] = field(default_factory=dict)
    origins: dict[Path, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def written_at(self, path: Path) -> Path:
        """Return the path in the file of what stands at a path of the tree."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]] + path[length:]
        return path


def resolve(plain: dict[str, Any]) -> Resolved:
    """Replace the names of solids, particles, binders and collectors by their entries."""
    result = Resolved({key: value for key, value in plain.items() if key not in LIBRARIES})
    for library in LIBRARIES:
        entries = plain.get(library, {})
        if not isinstance(entries, dict):
            told = Problem(library, "tables by name", repr(entries), f"write tables such as [{library}.NAME]")
            result.problems.append(told)
    resolver = _Resolver(plain, result)
    for library in LIBRARIES:
        entries = resolver.entries(library)
        result.libraries[library] = {
            name: resolver.fill(entry, library, (library, name)) for name, entry in entries.items()
        }
    if isinstance(plain.get("electrode"), list):
        filled = list(plain["electrode"])
        for place, electrode in tables(plain, "electrode"):
            filled[place] = resolver.fill(electrode, "electrode", ("electrode", place))
        result.tree["electrode"] = filled
    result.problems = list(dict.fromkeys(result.problems))
    return result


@dataclass(frozen=True)
class _Resolver:
    plain: dict[str, Any]
    result: Resolved

    def entries(self, library: str) -> dict[str, Any]:
        found = self.plain.get(library)
        return found if isinstance(found, dict) else {}

    def fill(self, node: Any, kind: str, path: Path) -> Any:
        """Return a table with its references replaced; ``kind`` says which keys may be references."""
        if not isinstance(node, dict):
            return node
        filled = dict(node)
        kind = "imaged_membrane" if kind == "membrane" and "image" in node else kind
        for key, target in _REFERENCES.get(kind, {}).items():
            if key in node:
                filled[key] = self._part(node[key], target, (*path, key))
        return filled

    def _part(self, value: Any, target: str, path: Path) -> Any:
        if isinstance(value, str) and target in LIBRARIES:
            entries = self.entries(target)
            if value not in entries:
                key = dotted(self.result.written_at(path), self.plain)
                remedy = suggestion(value, entries, f"add a table [{target}.{value}]")
                self.result.problems.append(Problem(key, f"the name of a [{target}.*] table", repr(value), remedy))
                return value
            if target == "particle" and path[-1] == "primary" and _is_aggregate(entries[value]):
                key = dotted(self.result.written_at(path), self.plain)
                told = Problem(key, "a particle that is no aggregate", f"the aggregate {value!r}", _NESTED)
                self.result.problems.append(told)
                return value
            self.result.origins[path] = (target, value)
            value = entries[value]
        return self.fill(value, target, path)


def _is_aggregate(entry: Any) -> bool:
    return isinstance(entry, dict) and ("primary" in entry or entry.get("shape") == "aggregate")
