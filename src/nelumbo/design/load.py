"""Read a design file: provenance unwrapped, names resolved, everything validated."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

from nelumbo.design.design import Design, Provenance
from nelumbo.design.measured import Datum

_LIBRARIES = {"material": "solid", "particle": "particle", "binder": "binder", "collector": "collector"}


def load(path: str | Path) -> Design:
    """Read and validate a design file (TOML)."""
    path = Path(path)
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    measured = _read_measured(path.parent / raw.pop("measured")) if "measured" in raw else ()
    provenance: dict[str, Provenance] = {}
    plain = _unwrap(raw, "", {datum.id: datum for datum in measured}, provenance)
    libraries = {kind: plain.pop(kind, {}) for kind in ("solid", "particle", "binder", "collector")}
    plain = _resolve(plain, libraries)
    for electrode in plain["electrode"]:
        membrane = electrode.get("membrane")
        if membrane and "same_loading_as" in membrane:
            other = next(e for e in plain["electrode"] if e["id"] == membrane["same_loading_as"])
            membrane["mass_loading"] = other["membrane"]["mass_loading"]
    return Design.model_validate({**plain, "measured": measured, "provenance": provenance})


def _read_measured(path: Path) -> tuple[Datum, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Datum(**{**row, "value": _number_or_text(row["value"])}) for row in rows)


def _number_or_text(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _unwrap(node: Any, key: str, measured: dict[str, Datum], provenance: dict[str, Provenance]) -> Any:
    if isinstance(node, list):
        return [_unwrap(item, f"{key}.{i}", measured, provenance) for i, item in enumerate(node)]
    if not isinstance(node, dict):
        return node
    if "assumed" in node:
        provenance[key] = Provenance(kind="assumed", note=node["why"])
        return node["assumed"]
    if "measured" in node:
        provenance[key] = Provenance(kind="measured", note=node["measured"])
        return f"{measured[node['measured']].value} {node['unit']}"
    if "source" in node:
        provenance[key] = Provenance(kind="sourced", note=node["source"])
        return node["value"]
    return {name: _unwrap(item, f"{key}.{name}".lstrip("."), measured, provenance) for name, item in node.items()}


def _resolve(node: Any, libraries: dict[str, Any], key: str = "") -> Any:
    library = _LIBRARIES.get(key)
    if library and isinstance(node, str):
        return _resolve(libraries[library][node], libraries)
    if isinstance(node, list):
        return [_resolve(item, libraries) for item in node]
    if isinstance(node, dict):
        return {name: _resolve(item, libraries, name) for name, item in node.items()}
    return node
