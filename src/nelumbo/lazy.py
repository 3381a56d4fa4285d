"""Names that a package offers and loads when they are first used, so that importing it stays quick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


def lazily(
    package: str, places: Mapping[str, str], modules: Iterable[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for the namespace of a package (PEP 562).

    Args:
        package: its name. places: name to the module that defines it. modules: names of modules in the package.
    """
    own = frozenset(modules)

    def load(name: str) -> Any:
        if name in places:
            return getattr(import_module(places[name]), name)
        if name in own:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *places, *own})

    return load, names
