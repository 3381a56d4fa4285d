"""The content of a stage's input as one number: equal input gives an equal key on every machine."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from pydantic import BaseModel

import nelumbo

_LIBRARIES = ("numpy", "scipy", "numba", "pybamm", "pybammsolvers")
_SOURCES = (".py", ".toml", ".txt")


def digest(*parts: Any) -> str:
    """Return the SHA-256 of the canonical JSON of ``parts``, 64 hexadecimal digits."""
    text = json.dumps([canonical(part) for part in parts], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> Any:
    """Return ``value`` as something that JSON spells in one way only; models carry the name of their class.

    Raises:
        TypeError: the value has no canonical form, so that it cannot be the input of a cached stage.
    """
    if isinstance(value, Enum):
        return [_name(type(value)), value.name]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, BaseModel):
        return [_name(type(value)), {key: canonical(getattr(value, key)) for key in type(value).model_fields}]
    if is_dataclass(value) and not isinstance(value, type):
        return [_name(type(value)), {field.name: canonical(getattr(value, field.name)) for field in fields(value)}]
    if isinstance(value, Mapping):
        return ["mapping", sorted([canonical(key), canonical(item)] for key, item in value.items())]
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    if isinstance(value, np.ndarray):
        return ["array", str(value.dtype), list(value.shape), hashlib.sha256(value.tobytes()).hexdigest()]
    if isinstance(value, np.generic):
        return canonical(value.item())
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        return _name(value)
    raise TypeError(f"{type(value).__name__} cannot be the input of a cached stage: it has no canonical form")


def _name(value: Any) -> str:
    return f"{value.__module__}.{value.__qualname__}"


@cache
def code_version() -> str:
    """Return a digest of nelumbo's own source and of the versions of what it computes with."""
    sources = hashlib.sha256()
    for name, content in sorted(_walk(files("nelumbo"), "")):
        sources.update(name.encode() + b"\0" + content + b"\0")
    libraries = {name: version(name) for name in _LIBRARIES}
    return digest(nelumbo.__version__, sources.hexdigest(), sys.version, libraries)


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found += _walk(entry, f"{name}/")
        elif name.endswith(_SOURCES):
            found.append((name, entry.read_bytes()))
    return found
